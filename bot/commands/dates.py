"""Times within a typed line: a period to come ("from 1 April to 10 April"), or one that is asked about ("in March")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches

from cards.wording import MONTHS, WEEKDAYS, full_date

from ..spoken_dates import (
    DateCannotBe,
    DayOfWeek,
    DayOfYear,
    SpokenDay,
    find_day,
    find_month,
    find_year,
    last_of_month,
    on_or_after,
    on_or_before,
    shortened,
)

_SPACE = re.compile(r"[\s,]*")
_FROM = re.compile(r"(?:from|starting|beginning)\b\s*", re.IGNORECASE)
_TO = re.compile(r"(?:to|until|till|til|through|and|by|-)(?![\w])\s*", re.IGNORECASE)
_ON = re.compile(r"(?:on|for)\b\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"between\b\s*", re.IGNORECASE)
_WHOLE = re.compile(r"(?P<which>this|next|last)\s+(?P<unit>week|month|year)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\s,]+")
_SHORT = re.compile(
    r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\s*(?:to|until|till|-)\s*(?=[0-9]{1,2}(?:st|nd|rd|th)?\s*[a-z])", re.IGNORECASE
)
_LENGTH = re.compile(r"for\s+(?P<number>a|one|two|three|four|[0-9]{1,2})\s+(?P<unit>day|week)s?(?!\w)", re.IGNORECASE)
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_STEPS = {"last": -1, "this": 0, "next": 1}
WRITE_IT = "Write a date like 8 April, Wednesday or 8/4/2026"


@dataclass(frozen=True, slots=True)
class Period:
    """Both days included; `end` is where it ends in the line."""

    since: date
    until: date
    end: int


def find_whole(text: str, at: int, today: date) -> Period | None:
    """ "this week", "last month", "next year"."""
    found = _WHOLE.match(text, at)
    if found is None:
        return None
    step = _STEPS[found["which"].lower()]
    match found["unit"].lower():
        case "week":
            monday = today - timedelta(days=today.weekday()) + step * timedelta(weeks=1)
            return Period(monday, on_or_after(DayOfWeek(len(WEEKDAYS) - 1), monday), found.end())
        case "month":
            index = today.year * len(MONTHS) + today.month - 1 + step
            first = date(index // len(MONTHS), index % len(MONTHS) + 1, 1)
            return Period(first, last_of_month(first), found.end())
        case _:
            return _whole_year(today.year + step, found.end())


def find_asked(text: str, at: int, today: date) -> tuple[SpokenDay, SpokenDay, int] | None:
    """The first and last day of "8 April", "March", "March 2025" or "2025", and where it ends."""
    if day := find_day(text, at, today):
        return day[0], day[0], day[1]
    if month := find_month(text, at, today):
        return month[0], last_of_month(month[0]), month[1]
    if year := find_year(text, at):
        whole = _whole_year(*year)
        return whole.since, whole.until, whole.end
    return None


def need_asked(text: str, at: int, today: date) -> tuple[SpokenDay, SpokenDay, int]:
    """Raises DateCannotBe where no time stands at `at`."""
    found = find_asked(text, at, today)
    if found is None:
        raise DateCannotBe(_no_date(text, at))
    return found


def _whole_year(year: int, end: int) -> Period:
    return Period(date(year, 1, 1), date(year, len(MONTHS), 31), end)


def need_day(text: str, at: int, today: date) -> tuple[SpokenDay, int]:
    """Raises DateCannotBe where no day stands at `at`."""
    found = find_day(text, at, today)
    if found is None:
        raise DateCannotBe(_no_date(text, at))
    return found


def _no_date(text: str, at: int) -> str:
    word = _WORD.match(text, at)
    if word is None:
        return "a date is missing at the end"
    meant = next((near for near in map(nearest_date_word, _WORD.findall(text[at : at + 40])) if near), None)
    return f"“{shortened(text[at:].strip())}” does not begin with a date" + (
        f"; perhaps {meant} is meant" if meant else ""
    )


def nearest_date_word(word: str) -> str | None:
    """The month or weekday that a slip of the keys may stand for."""
    names = {name.lower(): name for name in (*MONTHS, *WEEKDAYS, "today", "tomorrow", "yesterday")}
    near = get_close_matches(word.lower().strip(".,"), names, n=1, cutoff=0.75) if len(word) > len("May") else []
    return names[near[0]] if near else None


def find_coming(text: str, at: int, today: date) -> Period | None:
    """A period from today on: "from 1 April to 10 April", "until Friday", "tomorrow", "next week".

    None where no time stands at `at`. Raises DateCannotBe where one stands that cannot be.
    """
    at = _skip(_SPACE, text, at)
    if whole := find_whole(text, _skip(_ON, text, at), today) or _length(text, at, today):
        return whole
    if found := _TO.match(text, at):
        until, end = need_day(text, found.end(), today)
        return _checked(Period(today, on_or_after(until, today), end), today)
    begins = _FROM.match(text, at) or _BETWEEN.match(text, at)
    start = begins.end() if begins else _skip(_ON, text, at)
    if short := _SHORT.match(text, start):
        return _checked(_within_month(int(short["day"]), *need_day(text, short.end(), today), today), today)
    first = need_day(text, start, today) if begins else find_day(text, start, today)
    if first is None:
        return None
    since, end = first
    joint = _TO.match(text, _skip(_SPACE, text, end))
    if joint is None and begins:
        raise DateCannotBe("the last day is missing")
    if joint is None:
        day = on_or_after(since, today)
        return _checked(Period(day, day, end), today)
    until, end = need_day(text, joint.end(), today)
    return _checked(_coming(since, until, end, today), today)


def _coming(since: SpokenDay, until: SpokenDay, end: int, today: date) -> Period:
    """Of a period named by days of the year, the one that has not ended; of weekdays, the next."""
    if isinstance(since, DayOfYear):
        last = on_or_after(until, today)
        return Period(on_or_before(since, last), last, end)
    first = on_or_after(since, today)
    return Period(first, on_or_after(until, first), end)


def _length(text: str, at: int, today: date) -> Period | None:
    """ "for two weeks", today being the first day."""
    found = _LENGTH.match(text, at)
    if found is None:
        return None
    written = found["number"].lower()
    number = _NUMBERS.get(written) or int(written)
    step = timedelta(weeks=number) if found["unit"].lower() == "week" else timedelta(days=number)
    return Period(today, max(today, today + step - timedelta(days=1)), found.end())


def _within_month(day: int, until: SpokenDay, end: int, today: date) -> Period:
    """ "1 to 10 April"."""
    last = on_or_after(until, today)
    if not 1 <= day <= last.day:
        raise DateCannotBe(f"{day} comes after {full_date(last)}")
    return Period(last.replace(day=day), last, end)


def _checked(period: Period, today: date) -> Period:
    if period.until < period.since:
        raise DateCannotBe(f"{full_date(period.until)} is before {full_date(period.since)}")
    if period.until < today:
        raise DateCannotBe(f"{full_date(period.until)} has passed")
    return period


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
