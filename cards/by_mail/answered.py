"""A reply to a card that went out as a mail, as a press of one of its buttons. Nothing else can be pressed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ..forms.fields import NOT_TICKED
from ..replies.dates import named_day
from ..replies.signatures import is_greeting
from .labelled import changed, copied, filled
from .shown import Asks, Box, Press, Shown
from .values import from_words

CLEARS = "-"
_POLITE = re.compile(r"\A(?:yes,?\s+|please,?\s+|ok(?:ay)?,?\s+)|(?:,?\s+(?:it|please|thanks|thank you|now))\Z")
_BY_WHEN = re.compile(r"\A(?:until|till|by|to|on)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A reply: what stands above our mail without a signature, the same as it came, and our mail as it is quoted."""

    words: str
    above: str
    below: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """`data` is what the card's own client would send. `left` was written behind the button, for what it opens."""

    press: Press
    data: Mapping[str, object]
    left: str = ""


def pressed_by(shown: Shown, written: Written, received: date) -> Pressed | None:
    """The button that the first line names; else the form, where any of its lines was filled in. None for neither."""
    first, rest = _first_line(written.words)
    named = _named(shown, first)
    if named is not None:
        press, behind = named
        left = "\n".join(text for text in (behind, rest) if text.strip())
        if press is not shown.sends:
            return Pressed(press, dict(press.data), left)
        return _sent(shown, press, _values(shown, left, written), received)
    values = _values(shown, written.words, written)
    sends = shown.sends
    return _sent(shown, sends, values, received) if sends is not None and values else None


def filled_with(shown: Shown, words: str, received: date) -> Pressed | None:
    """A form with these words in it: in the lines that they name, and the rest in the one line that it is about."""
    sends = shown.sends
    if sends is None or not words.strip():
        return None
    found = filled(words, shown)
    values = dict(found.values)
    loose = _dated(shown, found.loose, values, received)
    box = _main_box(shown)
    if loose.strip() and box is not None:
        before = f"{box.value}\n" if box.value and box.asks is Asks.WORDS else ""
        values.setdefault(box.id, f"{before}{loose}".strip())
    return _sent(shown, sends, values, received) if values else None


def as_it_stands(shown: Shown, received: date) -> Pressed | None:
    """A form that asks for days and for the one thing there is, and has them already: its button says it all."""
    if shown.sends is None or not all(box.value and _is_settled(box) for box in shown.boxes):
        return None
    return _sent(shown, shown.sends, {}, received)


def _is_settled(box: Box) -> bool:
    return box.asks is Asks.DATE or (box.asks is Asks.ONE and len(box.choices) == 1)


def _values(shown: Shown, words: str, written: Written) -> Mapping[str, str]:
    """What is written at the top counts more than what is written into our mail."""
    quoted = copied(written.above, shown, marked=bool(written.below.strip()))
    above = filled(words, shown).values or changed(quoted, shown)
    return {**changed(written.below, shown), **above}


def _sent(shown: Shown, press: Press, values: Mapping[str, str], received: date) -> Pressed:
    """As a client sends it: every line as it stands, those that were filled in with what was written."""
    data: dict[str, object] = dict(press.data)
    for box in shown.boxes:
        value = _value(box, values[box.id], received) if box.id in values else box.value
        if value:
            data[box.id] = value
    return Pressed(press, data)


def _value(box: Box, words: str, received: date) -> str:
    if words.strip() == CLEARS:
        return NOT_TICKED if box.asks is Asks.TICK else ""
    return from_words(box, words, received)


def _first_line(words: str) -> tuple[str, str]:
    """The first line that does more than greet, and what stands below it."""
    lines = words.strip("\n").split("\n")
    at = next((n for n, line in enumerate(lines) if line.strip() and not is_greeting(line)), len(lines))
    return (lines[at].strip() if at < len(lines) else ""), "\n".join(lines[at + 1 :])


def _named(shown: Shown, first: str) -> tuple[Press, str] | None:
    """By its whole title, or by its title and a colon. The longest title counts."""
    found: list[tuple[int, Press, str]] = []
    for press in shown.presses:
        for title in {_plain(press.title), _plain(press.title.partition(":")[0])}:
            behind = _behind(title, first)
            if behind is not None:
                found.append((len(title), press, behind))
    if not found:
        return None
    longest = max(length for length, _, _ in found)
    likely = [(press, behind) for length, press, behind in found if length == longest]
    return likely[0] if len({press.title for press, _ in likely}) == 1 else None


def _behind(title: str, first: str) -> str | None:
    """What stands behind the title on the line; None where the line does not begin with it."""
    if title in _ways(_plain(first)):
        return ""
    head, colon, behind = first.partition(":")
    while colon:
        if _plain(head) == title:
            return behind.strip()
        more, colon, behind = behind.partition(":")
        head = f"{head}:{more}"
    return None


def _ways(plain: str) -> Iterator[str]:
    """The line, and what is left of it without one more polite word each time."""
    before = None
    while plain != before:
        yield plain
        before, plain = plain, _POLITE.sub("", plain, count=1)


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split()).strip(" .!,;:*_>\"'“”")


def _dated(shown: Shown, loose: str, values: dict[str, str], received: date) -> str:
    """ "until 8 April because ..." fills the one day that a form has to have. Gives what is left."""
    days = [box for box in shown.boxes if box.asks is Asks.DATE and box.required]
    if len(days) != 1 or days[0].id in values or days[0].value:
        return loose
    day, after = named_day(_BY_WHEN.sub("", loose.strip()), received)
    if day is None:
        return loose
    values[days[0].id] = day.isoformat()
    return re.sub(r"\A(?:because|as|since)\s+", "", after, flags=re.IGNORECASE)


def _main_box(shown: Shown) -> Box | None:
    """The line that words without a name belong to: the only one, or the first that has to be filled in."""
    needed = [box for box in shown.boxes if box.required and box.asks is Asks.WORDS]
    if len(needed) == 1 or len(shown.boxes) == 1:
        return (needed or list(shown.boxes))[0]
    if not any(box.required for box in shown.boxes):
        needed = [box for box in shown.boxes if box.asks is Asks.WORDS]
    return next((box for box in needed if not box.value), None)
