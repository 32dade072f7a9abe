"""How a pack says a length of time: "5 working days", "72 hours", "immediately", "set by the raiser"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "calendar days"
    WEEKS = "weeks"
    MONTHS = "months"
    HOURS = "hours"
    MINUTES = "minutes"
    IMMEDIATELY = "immediately"
    SET_BY_THE_RAISER = "set by the raiser"
    NONE = "none"  # the text says there is no time
    UNSET = "unset"  # the text does not say


@dataclass(frozen=True, slots=True)
class Within:
    """`amount` in `unit`.

    For a time the raiser sets, `amount` is the suggestion and `at_most` its ceiling, in working days.
    """

    unit: Unit
    amount: int = 0
    at_most: int | None = None
    counted_as: int | None = None  # "48 hours (counted as 2 working days)"

    def __str__(self) -> str:
        if self.unit in (Unit.IMMEDIATELY, Unit.NONE, Unit.UNSET):
            return self.unit.value
        if self.unit is Unit.SET_BY_THE_RAISER:
            return _set_by_the_raiser(self)
        name = self.unit.value[:-1] if self.amount == 1 else self.unit.value
        tail = f" (counted as {_days(self.counted_as)})" if self.counted_as else ""
        return f"{self.amount} {name}{tail}"


_UNITS = "(working day|calendar day|week|month|hour|minute)s?"
_SUGGESTED = "working days? suggested"
_PLAIN = re.compile(rf"(\d{{1,3}}) {_UNITS}")
_COUNTED = re.compile(r"(\d{1,3}) hours? \(counted as (\d{1,3}) working days?\)")
_RAISER = re.compile(
    rf"set by the raiser(?: \((?:(\d{{1,3}}) {_SUGGESTED}(?:, (\d{{1,3}}) at most)?|(\d{{1,3}}) at most)\))?"
)
PATTERN = (
    rf"^(\d{{1,3}} {_UNITS}"
    r"|\d{1,3} hours? \(counted as \d{1,3} working days?\)"
    rf"|set by the raiser( \((\d{{1,3}} {_SUGGESTED}(, \d{{1,3}} at most)?|\d{{1,3}} at most)\))?"
    r"|immediately|none|unset)$"
)
"""The same grammar for the JSON Schema that editors use."""


def read_within(text: str) -> Within:
    """Read a length of time as a pack writes it. Raises ValueError saying what can be written."""
    if text in (Unit.IMMEDIATELY, Unit.NONE, Unit.UNSET):
        return Within(Unit(text))
    if found := _PLAIN.fullmatch(text):
        return Within(Unit(found[2] + "s"), _some(found[1], text))
    if found := _COUNTED.fullmatch(text):
        return Within(Unit.HOURS, _some(found[1], text), counted_as=_some(found[2], text))
    if found := _RAISER.fullmatch(text):
        return _read_set_by_the_raiser(found, text)
    raise ValueError(f'"{text}" is not a length of time: write it like "{likely_length(text)}"; {_FORMS}')


_FORMS = (
    'a length is written like "5 working days", "2 calendar days", "2 weeks", "72 hours", "immediately", '
    '"set by the raiser (3 working days suggested, 10 at most)", "none" or "unset"'
)
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NEAR = (
    (r"calendar", "calendar days"),
    (r"h(?:ou)?rs?\b", "hours"),
    (r"min", "minutes"),
    (r"week", "weeks"),
    (r"month", "months"),
)


def likely_length(text: str) -> str:
    """What was probably meant: days without a word before them are working days."""
    said = " ".join(text.lower().split())
    fixed = next((unit.value for unit in (Unit.IMMEDIATELY, Unit.NONE, Unit.UNSET) if said == unit.value), None)
    if fixed or said.startswith("immediate"):
        return fixed or Unit.IMMEDIATELY.value
    if "raiser" in said:
        return Unit.SET_BY_THE_RAISER.value
    digits = re.search(r"[0-9]{1,3}", said)
    word = next((number for number, name in enumerate(_WORDS, start=1) if re.search(rf"\b{name}\b", said)), None)
    amount = int(digits[0]) if digits else word
    if not amount:
        return "5 working days"
    name = next((name for sign, name in _NEAR if re.search(sign, said)), "working days")
    return f"{amount} {name[:-1] if amount == 1 else name}"


def _some(digits: str, text: str) -> int:
    if not digits.isascii() or int(digits) == 0:
        raise ValueError(f'"{text}" is no time at all: write "1 working day" or more, "immediately" or "none"')
    return int(digits)


def _read_set_by_the_raiser(found: re.Match[str], text: str) -> Within:
    suggested = _some(found[1], text) if found[1] else 0
    ceiling = found[2] or found[3]
    at_most = _some(ceiling, text) if ceiling else None
    if at_most is not None and suggested > at_most:
        swapped = Within(Unit.SET_BY_THE_RAISER, at_most, suggested)
        raise ValueError(f'"{text}" suggests more than it allows: write "{swapped}"')
    return Within(Unit.SET_BY_THE_RAISER, suggested, at_most)


def _days(amount: int) -> str:
    return "1 working day" if amount == 1 else f"{amount} working days"


def _set_by_the_raiser(within: Within) -> str:
    parts = [f"{_days(within.amount)} suggested"] if within.amount else []
    parts += [f"{within.at_most} at most"] if within.at_most else []
    return f"set by the raiser ({', '.join(parts)})" if parts else "set by the raiser"
