"""What stands on a card: its words, its buttons and its fields, and what a client sends when one is pressed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.tryout.played import Shown
from cards.verbs import Verb

Card = Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """A button and the cards it stands in, innermost first."""

    line: Shown
    action: Card
    cards: tuple[Card, ...]

    def inputs(self) -> list[Card]:
        """What a client sends with it: the inputs of its own card and of the cards around it, not of its siblings."""
        if self.action.get("associatedInputs") == "none":
            return []
        return [i for card in self.cards for i in inputs_of(card)]


def words_of(line: Shown) -> str:
    return f"{line.text} {words_of_card(line.card) if line.card else ''}".strip()


def words_of_card(card: Card) -> str:
    """Every text of a card, in order, as it is read."""
    return " ".join(_texts(card)).replace("\u2060", "").replace("\u200b", "")


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        for key in ("text", "title", "value", "label"):
            if isinstance(part.get(key), str):
                yield part[key]
        yield from (t for key, inner in part.items() if key not in ("fallback", "data") for t in _texts(inner))
    elif isinstance(part, list | tuple):
        yield from (t for inner in part for t in _texts(inner))


def actions_of(card: Any) -> Iterator[Card]:
    """Every action of a card, also of the cards inside it and of selectable text."""
    yield from (action for action, _ in buttons_of(card, ()))


def data_to_send(messages: Any) -> dict[str, Any]:
    """What the Send of the newest check carries."""
    return [data_of(a) for a in actions_of(messages) if a.get("verb") == Verb.SEND_DRAFT][-1]


def buttons_of(part: Any, cards: tuple[Card, ...]) -> Iterator[tuple[Card, tuple[Card, ...]]]:
    """Every action, with the cards it stands in, innermost first."""
    if isinstance(part, Mapping):
        inside = (part, *cards) if part.get("type") == "AdaptiveCard" else cards
        if str(part.get("type", "")).startswith("Action."):
            yield part, inside
        for key, inner in part.items():
            if key not in ("fallback", "data"):
                yield from buttons_of(inner, inside)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from buttons_of(inner, cards)


def to_send(found: Found) -> Found:
    """The title of a form inside a card stands for the first button of that form."""
    inner = found.action.get("card")
    if not isinstance(inner, Mapping):
        return found
    return Found(found.line, inner["actions"][0], (inner, *found.cards))


def filled_in(found: Found, typed: Mapping[str, str]) -> dict[str, object]:
    """The payload of a press, as a client would let it through: known fields, choices that exist, nothing missing."""
    data: dict[str, object] = {i["id"]: str(i["value"]) for i in found.inputs() if i.get("value") not in (None, "")}
    for name, value in typed.items():
        box = next((i for i in found.inputs() if i["id"].rpartition(".")[2] == name), None)
        assert box is not None, f"there is no field {name}; fields: {[i['id'] for i in found.inputs()]}"
        choices = [choice["value"] for choice in box.get("choices", ())]
        assert not choices or set(value.split(",")) <= {*choices, ""}, f"{name} offers {choices}, not {value}"
        data[box["id"]] = value
    missing = [i["id"] for i in found.inputs() if i.get("isRequired") and not data.get(i["id"])]
    assert not missing, f"the client keeps the form until these are filled: {missing}"
    return data | data_of(found.action)


def inputs_of(card: Any) -> Iterator[Card]:
    """The inputs of a card itself, without those of the cards inside it."""
    if isinstance(card, Mapping):
        if str(card.get("type", "")).startswith("Input."):
            yield card
        if card.get("type") != "Action.ShowCard":
            yield from (i for key, inner in card.items() if key != "fallback" for i in inputs_of(inner))
    elif isinstance(card, list | tuple):
        yield from (i for inner in card for i in inputs_of(inner))


def data_of(action: Card) -> dict[str, Any]:
    data = action.get("data")
    return dict(data) if isinstance(data, Mapping) else {}
