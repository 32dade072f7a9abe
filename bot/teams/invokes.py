"""Answers to what Teams asks and waits for: a pressed button, a dialog. Plain dicts, because the stock models cannot
say a message or an error.

Shapes: https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model#response-format
and https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from botbuilder.core import InvokeResponse

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
LARGEST_DIALOG = "large"

ACTION, FETCH, SUBMIT = "adaptiveCard/action", "task/fetch", "task/submit"
QUERY, SELECT = "composeExtension/query", "composeExtension/selectItem"
FETCH_BESIDE, SUBMIT_BESIDE = "composeExtension/fetchTask", "composeExtension/submitAction"
"""The names of the invokes that are answered here; the last two are dialogs of the message extension."""


class Answer(InvokeResponse):
    """Nobody changes it on its way out, so that botbuilder need not take its cards apart to copy them."""

    def __deepcopy__(self, memo: object) -> Answer:
        return self


def new_card(card: Mapping[str, object]) -> Any:
    """The card takes the place of the one whose button was pressed."""
    return _action(HTTPStatus.OK, ADAPTIVE, card)


def message(text: str) -> Any:
    """A line that fades; the card stays as it is."""
    return _action(HTTPStatus.OK, MESSAGE, text)


def error(text: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST, code: str = "BadRequest") -> Any:
    """The card stays, and says that it did not work. Teams reads the status in the body; the request itself is fine."""
    return _action(status, ERROR, {"code": code, "message": text})


def dialog(title: str, card: Mapping[str, object], height: int | str = LARGEST_DIALOG) -> Any:
    """Opens a dialog, or takes the place of what is in it."""
    attachment = {"contentType": ADAPTIVE, "content": card}
    value = {"title": title, "height": height, "width": "medium", "card": attachment}
    return Answer(status=HTTPStatus.OK.value, body={"task": {"type": "continue", "value": value}})


def dialog_message(text: str) -> Any:
    """Closes the dialog; Teams shows the text in a small window."""
    return Answer(status=HTTPStatus.OK.value, body={"task": {"type": "message", "value": text}})


def results(attachments: Sequence[Mapping[str, object]]) -> Any:
    """What a message extension found, to choose from or to put into the message."""
    found = {"type": "result", "attachmentLayout": "list", "attachments": list(attachments)}
    return Answer(status=HTTPStatus.OK.value, body={"composeExtension": found})


def said(name: str, text: str) -> Any:
    """A sentence, in the shape that each kind of invoke has for one."""
    if name == ACTION:
        return message(text)
    if name in (QUERY, SELECT):
        body = {"composeExtension": {"type": "message", "text": text}}
        return Answer(status=HTTPStatus.OK.value, body=body)
    return dialog_message(text)


def unknown() -> Any:
    """There is no such invoke here."""
    return Answer(status=HTTPStatus.NOT_FOUND.value)


def closed() -> Any:
    """Closes the dialog and says nothing."""
    return Answer(status=HTTPStatus.OK.value)


def _action(status: HTTPStatus, type: str, value: object) -> Any:
    return Answer(status=HTTPStatus.OK.value, body={"statusCode": status.value, "type": type, "value": value})
