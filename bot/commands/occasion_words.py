"""Reads "review 10442 AB on 5 May" and "third review conference 10442 AB on 5 May, ends 3.30pm, instead of 2 May"."""

from __future__ import annotations

import re
from datetime import date, time

from escalation.case import OccasionKind, Which

from ..spoken_dates import SpokenDay, find_day, on_or_after, on_or_before
from .dates import need_day
from .kinds import RecordOccasion
from .words import Line

_ENDS = re.compile(
    r"(?<!\w)(?:ends?|ended|ending|finishes|until|till)\s*(?:at\s*)?(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?"
    r"\s*(?P<half>am|pm)?(?![\w:./-])",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"(?<!\w)(?:instead\s+of|in\s+place\s+of|moved\s+from|not)(?!\w)\s*(?:on\s+)?", re.IGNORECASE)
_WHICH = re.compile(r"(?<!\w)(?P<which>initial|first|second|third|later|1st|2nd|3rd)(?!\w)", re.IGNORECASE)
_RECORD = re.compile(r"(?<![\w/.-])[A-Z]{0,3}[0-9]{3,12}(?![\w/.-])")
_INITIALS = re.compile(r"(?<!\w)(?:[A-Z]\.?){1,4}(?!\w)")
_WORD = re.compile(r"(?<!\w)\w")
_ORDINALS = {"1st": "first", "2nd": "second", "3rd": "third"}
_NOON, _HOURS = 12, 24


def read_occasion(rest: Line, whole: str, today: date) -> RecordOccasion:
    """`rest` stands behind the command's words, `whole` with them. What is not there is left to the form."""
    kind = OccasionKind.CONFERENCE if "conference" in whole.lower() else OccasionKind.REVIEW
    ends, rest = _ends(rest)
    instead_of, rest = _instead_of(rest, today)
    which = _WHICH.search(whole) if kind is OccasionKind.CONFERENCE else None
    rest = _without_which(rest)
    record = _RECORD.search(rest.plain)
    if record is not None:
        rest = rest.without(*record.span())
    on, rest = _day(rest, today)
    initials = _INITIALS.search(rest.plain)
    return RecordOccasion(
        kind,
        record[0] if record else "",
        initials[0].replace(".", "") if initials else "",
        on,
        _which(which[0]) if which else None,
        ends,
        instead_of,
    )


def _without_which(rest: Line) -> Line:
    found = _WHICH.search(rest.plain)
    return rest.without(*found.span()) if found is not None else rest


def _which(word: str) -> Which:
    word = word.lower()
    return Which(_ORDINALS.get(word, word))


def _ends(rest: Line) -> tuple[time | None, Line]:
    found = _ENDS.search(rest.plain)
    if found is None:
        return None, rest
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or "").lower()
    if half:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    if hour >= _HOURS or minute >= 60:
        return None, rest
    return time(hour, minute), rest.without(*found.span())


def _instead_of(rest: Line, today: date) -> tuple[date | None, Line]:
    found = _INSTEAD.search(rest.plain)
    if found is None:
        return None, rest
    day, end = need_day(rest.plain, found.end(), today)
    return _nearest(day, today), rest.without(found.start(), end)


def _day(rest: Line, today: date) -> tuple[date | None, Line]:
    for place in _WORD.finditer(rest.plain):
        if found := find_day(rest.plain, place.start(), today):
            return _nearest(found[0], today), rest.without(place.start(), found[1])
    return None, rest


def _nearest(day: SpokenDay, today: date) -> date:
    """Reviews are recorded ahead and afterwards: a day without its year is the one nearest to today."""
    ahead, behind = on_or_after(day, today), on_or_before(day, today)
    return ahead if abs(ahead - today) <= abs(today - behind) else behind
