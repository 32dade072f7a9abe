"""The bot beside any message in Teams: raise a concern about what somebody wrote, find a case and show it to others.

What is put into a chat or channel shows a case to whoever is there: its reference, stage and dates, and no more.
Shapes: https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/search-commands/respond-to-search
and https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands/respond-to-task-module-submit
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cards.replies.html import text_of_html
from cards.thread_card import thread_dates, thread_head, thread_subject
from escalation.case import Case, CaseRef, PersonId
from escalation.decision import Situation
from storage.errors import TextRefused

from ..casework import Desk
from ..enquiries import NO_SUCH_CASE, Enquiries
from ..rendering.held import held_of
from ..talk.conversation import NO_FORM
from ..talk.faces import NotTaken
from .dialogs import Dialogs, Window
from .dress import attachment
from .outcomes import JsonObject

RAISE, FIND, WORDS = "raise", "find", "words"
"""The ids of the commands and of the parameter, as the manifest has them."""
FOUND = 15
LONGEST_SEARCH = 200
LONGEST_MESSAGE = 30_000
"""Characters of a message; Teams sends about 28 KB at most."""
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"


class Extension:
    """Plain functions over the database: whoever calls crosses with `asyncio.to_thread`."""

    def __init__(self, desk: Desk, dialogs: Dialogs) -> None:
        self._desk = desk
        self._dialogs = dialogs
        self._enquiries = Enquiries(desk)

    def fetched(self, person: PersonId, value: Mapping[str, object]) -> Window:
        """The form for a concern, with the words of the message that it was called on. Raises NotTaken."""
        if value.get("commandId") != RAISE:
            raise NotTaken(NO_FORM)
        return self._dialogs.raising(person, _words_of(value))

    def found(self, person: PersonId, value: Mapping[str, object]) -> list[JsonObject]:
        """What to choose from, as attachments. Raises NotTaken."""
        if value.get("commandId") != FIND:
            raise NotTaken(NO_FORM)
        try:
            cases = self._enquiries.find(person, _asked(value.get("parameters")), FOUND)
        except TextRefused:
            return []
        return [_offered(case, situation) for case, situation in cases]

    def chosen(self, person: PersonId, value: Mapping[str, object]) -> list[JsonObject]:
        """One case, for whoever is in the chat. Raises NotTaken for one that this person may not see."""
        named = value.get("ref")
        ref = CaseRef(named if isinstance(named, str) else "")
        try:
            self._enquiries.check_may_see(person, ref)
        except TextRefused:
            raise NotTaken(NO_SUCH_CASE.format(ref="like that")) from None
        with self._desk.database.read() as reading:
            held = held_of(self._desk, reading, ref)
        return [attachment(thread_head(held.case, held.situation, held.entries))]


def _offered(case: Case, situation: Situation) -> JsonObject:
    """A line of the list; whoever chooses it asks for the card as it is then."""
    line: JsonObject = {
        "title": thread_subject(case, situation),
        "text": thread_dates(case, situation),
        "tap": _tap(case.ref),
    }
    return {
        **attachment(thread_head(case, situation)),
        "preview": {"contentType": THUMBNAIL, "content": line},
    }


def _tap(ref: CaseRef) -> JsonObject:
    return {"type": "invoke", "value": {"ref": str(ref)}}


def _words_of(value: Mapping[str, object]) -> str:
    """The message as its reader sees it; empty where the command was called on none."""
    payload = value.get("messagePayload")
    body = payload.get("body") if isinstance(payload, Mapping) else None
    content = body.get("content") if isinstance(body, Mapping) else None
    return text_of_html(content[:LONGEST_MESSAGE]).strip() if isinstance(content, str) else ""


def _asked(parameters: object) -> str:
    """Empty when the list opens: then the newest cases are offered."""
    given: Iterable[object] = parameters if isinstance(parameters, list) else ()
    values = (one.get("value") for one in given if isinstance(one, Mapping) and one.get("name") == WORDS)
    return next((value[:LONGEST_SEARCH].strip() for value in values if isinstance(value, str)), "")
