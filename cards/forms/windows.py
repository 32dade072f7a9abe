"""Forms where a chat can open a window: the way into it, the form inside it, and keeping one that is half filled in.

In both, nothing is held back by the client: what is missing is said when the form comes, and nothing typed is lost.
Dialogs: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots
"""

from __future__ import annotations

from collections.abc import Mapping

from microsoft_teams.cards import SubmitAction

from ..buttons import button
from ..card_json import JSON, Card
from ..payloads.by_step import WITH_A_FORM
from ..verbs import Verb

WINDOW, ORIGIN, FORM = "window", "chat_card", "form"
"""Keys of a button's data: opens a window with what was typed; from which message; the verb of a form to be kept."""
IN_A_WINDOW = WITH_A_FORM | {Verb.SEND_DRAFT.value, Verb.CHANGE_DRAFT.value, Verb.DISCARD_DRAFT.value}
HOLDS_BACK = frozenset({"isRequired", "regex", "errorMessage"})
"""What lets a client keep a form that is not complete."""
LONGEST_TITLE = 60


def in_chat(card: Card) -> Card:
    """A form with two more buttons; any other card as it is."""
    sends = _sending(card)
    if sends is None:
        return card
    data, actions = _data(sends), card.get("actions")
    window = SubmitAction(
        title="Open in a window", data={**data, WINDOW: "yes", "msteams": {"type": "task/fetch"}}, mode="secondary"
    )
    keep = button("Keep for later", Verb.KEEP, {**data, FORM: str(sends["verb"])}, inputs="auto")
    keep.mode = "secondary"
    added = [one.model_dump(by_alias=True, exclude_none=True) for one in (window, keep)]
    shown: list[JSON] = [*(actions if isinstance(actions, list) else ()), *added]
    return {**card, "body": _unhindered(card["body"]), "actions": shown}


def in_window(card: Card, origin: str) -> Card:
    """A dialog knows Action.Submit only. What leads elsewhere is left out: the window is closed for that."""
    actions = card.get("actions")
    there = [_submits(one, origin) for one in actions if _stays(one)] if isinstance(actions, list) else []
    sends = _sending(card)
    if sends is not None:
        data = {**_data(sends), "verb": Verb.KEEP.value, FORM: str(sends["verb"]), ORIGIN: origin}
        there.append(SubmitAction(title="Keep for later", data=data, mode="secondary"))
    shown = [one.model_dump(by_alias=True, exclude_none=True) for one in there]
    return {**card, "body": _unhindered(card["body"]), "actions": shown}


def goes_on(card: Card) -> bool:
    """Has it a next step that can be taken in a window?"""
    actions = card.get("actions")
    return isinstance(actions, list) and any(map(_stays, actions))


def title_of(card: Card) -> str:
    """The first thing that a screen reader says of it."""
    said = card.get("speak")
    return (said.partition(". ")[0] if isinstance(said, str) else "")[:LONGEST_TITLE] or "IRO Bot"


def without_our_keys(data: Mapping[str, object]) -> dict[str, object]:
    """What a window sends, as the form in it would send it from a chat."""
    return {key: value for key, value in data.items() if key not in (WINDOW, ORIGIN)}


def _sending(card: Card) -> Mapping[str, JSON] | None:
    """The button that sends the form; None where there is nothing to fill in."""
    actions = card.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    if not isinstance(first, Mapping) or first.get("verb") not in WITH_A_FORM or not _has_inputs(card.get("body")):
        return None
    return first


def _has_inputs(part: JSON) -> bool:
    if isinstance(part, Mapping):
        return str(part.get("type", "")).startswith("Input.") or any(map(_has_inputs, part.values()))
    return isinstance(part, list) and any(map(_has_inputs, part))


def _stays(action: JSON) -> bool:
    return isinstance(action, Mapping) and action.get("verb") in IN_A_WINDOW


def _submits(action: JSON, origin: str) -> SubmitAction:
    assert isinstance(action, Mapping), "only what stays is asked for"
    return SubmitAction.model_validate(
        {
            **{key: action[key] for key in ("title", "style", "mode", "associatedInputs") if key in action},
            "data": {**_data(action), ORIGIN: origin},
        }
    )


def _data(action: Mapping[str, JSON]) -> dict[str, JSON]:
    data = action.get("data")
    return dict(data) if isinstance(data, Mapping) else {}


def _unhindered(part: JSON) -> JSON:
    if isinstance(part, Mapping):
        return {key: _unhindered(inner) for key, inner in part.items() if key not in HOLDS_BACK}
    return [_unhindered(inner) for inner in part] if isinstance(part, list) else part
