"""What stands in a box, in the words of a mail; and what people write there, as the card's own client would send it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ..forms.fields import NOT_TICKED, TICKED
from ..replies.dates import named_day
from ..wording import MONTHS, full_date
from .shown import Asks, Box, Choice

LISTED = 24
"""A longer list of choices is not written out: a name says which one."""
_YES = frozenset({"yes", "y", "x", "true", "ticked", "tick", "1", "[x]", "✓", "✔", "☑", "☒"})
_NO = frozenset({"no", "n", "false", "not ticked", "untick", "0", "[ ]", "☐", "none"})
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_NUMBERED = re.compile(r"\A(\d{1,3})\s*[.):]?\s*(.*)\Z", re.DOTALL)
_DAYS = {"today": 0, "tomorrow": 1, "yesterday": -1}
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


def in_words(box: Box) -> str:
    """What stands in it. What its client could not send, somebody has written by mail: it stands as it was written."""
    match box.asks:
        case Asks.TICK:
            return {TICKED: "yes", NOT_TICKED: "no"}.get(box.value, box.value)
        case Asks.DATE:
            return _day_in_words(box.value)
        case Asks.ONE:
            return _title(box.choices, box.value)
        case Asks.SOME:
            return "; ".join(_title(box.choices, value) for value in box.value.split(",")) if box.value else ""
        case _:
            return box.value


def note_on(box: Box) -> str:
    """What may be written there."""
    parts = ["Has to be filled in."] if box.required else []
    if box.beside:
        parts.append(box.beside)
    match box.asks:
        case Asks.TICK:
            parts.append("Yes or no.")
        case Asks.DATE:
            parts.append("A date, like 8 April 2026.")
        case Asks.TIME:
            parts.append("A time, like 14:30.")
        case Asks.NUMBER:
            parts.append("A number.")
        case Asks.ONE | Asks.SOME:
            parts.append(_choices_in_words(box))
        case _:
            pass
    return " ".join(part for part in parts if part)


def from_words(box: Box, words: str, received: date) -> str:
    """As the client of the card would send it; what cannot be understood stays as it was written."""
    written = words.strip()
    plain = " ".join(written.translate(_QUOTES).casefold().split()).rstrip(".;")
    match box.asks:
        case Asks.TICK:
            return TICKED if plain in _YES else NOT_TICKED if plain in _NO else written
        case Asks.DATE:
            return _day_from(written, plain, received)
        case Asks.TIME:
            return _time_from(plain) or written
        case Asks.NUMBER:
            found = re.match(r"\d{1,6}\b", plain)
            return found[0] if found else written
        case Asks.ONE:
            return _chosen(box.choices, plain) or written
        case Asks.SOME:
            return _some_of(box.choices, plain) or written
        case Asks.LINE:
            return " ".join(written.split("\n"))
        case _:
            return written


def _day_in_words(value: str) -> str:
    try:
        return full_date(date.fromisoformat(value))
    except ValueError:
        return value


def _title(choices: Sequence[Choice], value: str) -> str:
    return next((choice.title for choice in choices if choice.value == value), value)


def _choices_in_words(box: Box) -> str:
    if not box.choices:
        return ""
    if len(box.choices) > LISTED:
        return "A name." if box.asks is Asks.ONE else "One name or more, with ; between them."
    how = "One of" if box.asks is Asks.ONE else "One or more, with ; between them, of"
    return f"{how}: {'; '.join(f'{n} {choice.title}' for n, choice in enumerate(box.choices, 1))}."


def _day_from(written: str, plain: str, received: date) -> str:
    """A day without a year is the nearest such day: forms ask for what was and for what will be."""
    if plain in _DAYS:
        return (received + timedelta(days=_DAYS[plain])).isoformat()
    day, after = named_day(written, received)
    if day is None or after.strip():
        return written
    return (day if _names_a_year(written) else _nearest(day, received)).isoformat()


def _names_a_year(written: str) -> bool:
    named_by_word = any(month[:3].casefold() in written.casefold() for month in MONTHS)
    return bool(re.search(r"\d{4}", written)) or (not named_by_word and len(re.findall(r"\d+", written)) > 2)


def _nearest(day: date, received: date) -> date:
    try:
        before = day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day
    return min((day, before), key=lambda named: abs(named - received))


def _time_from(plain: str) -> str:
    found = _TIME.fullmatch(plain)
    if found is None:
        return ""
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return f"{hour:02}:{minute:02}" if (found[2] or found[3]) and hour < 24 and minute < 60 else ""


def _chosen(choices: Sequence[Choice], plain: str) -> str:
    """By its words or its number; by a part of its words where they are those of one choice only."""
    titles = [(_plain(choice.title), choice.value) for choice in choices]
    exact = [value for title, value in titles if plain == title]
    if exact:
        return exact[0]
    numbered = _NUMBERED.match(plain)
    if numbered is not None and 0 < int(numbered[1]) <= min(len(choices), LISTED):
        title, value = titles[int(numbered[1]) - 1]
        if numbered[2] in ("", title):
            return value
    part = re.compile(rf"(?<!\w){re.escape(plain)}(?!\w)")
    found = {value for title, value in titles if plain and part.search(title)}
    return found.pop() if len(found) == 1 else ""


def _plain(text: str) -> str:
    return " ".join(text.translate(_QUOTES).casefold().split()).rstrip(".;")


def _some_of(choices: Sequence[Choice], plain: str) -> str:
    """One, or several with signs or "and" between them; nothing where one of them is not known."""
    whole = _chosen(choices, plain)
    if whole:
        return whole
    for pattern in (r"\s*[;\n]\s*", r"\s*[;\n,]\s*", r"\s*(?:[;\n,]|\band\b)\s*"):
        found = [_chosen(choices, part) for part in re.split(pattern, plain) if part]
        if found and all(found):
            return ",".join(dict.fromkeys(found))
    return ",".join(_longest_first(choices, plain))


def _longest_first(choices: Sequence[Choice], plain: str) -> Iterator[str]:
    """Titles that hold a comma themselves. Nothing may be left over."""
    left, found = plain, list[str]()
    for choice in sorted(choices, key=lambda choice: -len(choice.title)):
        title = _plain(choice.title)
        if title and title in left:
            left = left.replace(title, " ", 1)
            found.append(choice.value)
    if not re.sub(r"[\s,;]|\band\b", "", left):
        yield from (choice.value for choice in choices if choice.value in found)
