"""Dates as people here write them: 8 April, 8/4/2026, Wednesday, tomorrow. Day before month, always."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from cards.wording import MONTHS, WEEKDAYS, full_date

FIRST_YEAR, LAST_YEAR = 2000, 2100  # what the working calendar knows


class DateCannotBe(ValueError):
    """Something that looks like a date and is none. The message is for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """ "8 April"; `weekday` where it was written beside it."""

    month: int
    day: int
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class DayOfWeek:
    """ "Wednesday"; Monday is 0."""

    weekday: int


SpokenDay = date | DayOfYear | DayOfWeek


def on_or_after(spoken: SpokenDay, start: date) -> date:
    """The first such day from `start` on. Raises DateCannotBe for 29 February in years that have none."""
    match spoken:
        case DayOfYear():
            has_passed = (spoken.month, spoken.day) < (start.month, start.day)
            return _dated(start.year + has_passed, spoken.month, spoken.day, spoken.weekday)
        case DayOfWeek():
            return start + timedelta(days=(spoken.weekday - start.weekday()) % len(WEEKDAYS))
        case _:
            return spoken


def on_or_before(spoken: SpokenDay, end: date) -> date:
    """The last such day up to `end`. Raises DateCannotBe for 29 February in years that have none."""
    match spoken:
        case DayOfYear():
            is_to_come = (spoken.month, spoken.day) > (end.month, end.day)
            return _dated(end.year - is_to_come, spoken.month, spoken.day, spoken.weekday)
        case DayOfWeek():
            return end - timedelta(days=(end.weekday() - spoken.weekday) % len(WEEKDAYS))
        case _:
            return spoken


def last_of_month(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = (
    r"(?P<weekday>mon(?:days?)?|tue(?:s(?:days?)?)?|wed(?:nesdays?)?|thu(?:rs?(?:days?)?)?|fri(?:days?)?"
    r"|sat(?:urdays?)?|sun(?:days?)?)\b\.?"
)
_ORDINAL = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>[0-9]{4}|[0-9]{2})(?![0-9:]))?"
_END = r"(?![\w/-])"


def _grammar(text: str) -> re.Pattern[str]:
    return re.compile(text + _END, re.IGNORECASE)


_ISO = _grammar(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})")
_NUMBERS = _grammar(r"(?P<day>[0-9]{1,2})([-/.])(?P<month>[0-9]{1,2})(?:\2(?P<year>[0-9]{4}|[0-9]{2}))?")
_DAY_FIRST = _grammar(rf"(?:{_WEEKDAY},?\s+)?(?:the\s+)?{_ORDINAL}\s*(?:of\s+)?{_MONTH}{_YEAR}")
_MONTH_FIRST = _grammar(rf"(?:{_WEEKDAY},?\s+)?{_MONTH}\s+(?:the\s+)?{_ORDINAL}{_YEAR}")
_WEEKDAY_ALONE = _grammar(rf"(?:(?P<which>this|next|last|coming)\s+)?{_WEEKDAY}")
_NEAR = _grammar(r"(?P<near>today|tomorrow|yesterday)")
_MONTH_ALONE = _grammar(rf"{_MONTH}(?:\s+(?P<year>[0-9]{{4}}))?")
_YEAR_ALONE = _grammar(r"(?P<year>[0-9]{4})")
_STEPS = {"today": 0, "tomorrow": 1, "yesterday": -1}


def find_day(text: str, at: int, today: date) -> tuple[SpokenDay, int] | None:
    """The day that `text` names from position `at`, and where it ends; None where no day stands.

    Raises DateCannotBe for a date that no calendar has.
    """
    for grammar in (_ISO, _NUMBERS, _DAY_FIRST, _MONTH_FIRST):
        if found := grammar.match(text, at):
            return _written_out(found), found.end()
    if found := _WEEKDAY_ALONE.match(text, at):
        return _weekday(found, today), found.end()
    if found := _NEAR.match(text, at):
        return today + timedelta(days=_STEPS[found["near"].lower()]), found.end()
    return None


def find_month(text: str, at: int, today: date) -> tuple[date, int] | None:
    """The first day of a named month ("March", "March 2025"), the last one that has begun where no year stands."""
    if not (found := _MONTH_ALONE.match(text, at)):
        return None
    month = _number_of(found["month"])
    year = _year(found["year"]) if found["year"] else today.year - (month > today.month)
    return date(year, month, 1), found.end()


def find_year(text: str, at: int) -> tuple[int, int] | None:
    found = _YEAR_ALONE.match(text, at)
    return (_year(found["year"]), found.end()) if found else None


def read_full_date(text: str) -> date:
    """A date with its year, and nothing else. Raises DateCannotBe."""
    plain = " ".join(text.split())
    for grammar in (_ISO, _NUMBERS, _DAY_FIRST, _MONTH_FIRST):
        found = grammar.fullmatch(plain)
        if found and found["year"]:
            spoken = _written_out(found)
            assert isinstance(spoken, date)
            return spoken
        if found:
            raise DateCannotBe(f'"{plain}" has no year')
    raise DateCannotBe(f'"{shortened(plain)}" is not a date')


def shortened(text: str, length: int = 40) -> str:
    """What somebody wrote, short enough to be quoted back."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _written_out(found: re.Match[str]) -> SpokenDay:
    parts = found.groupdict()
    day, month = int(parts["day"]), _number_of(parts["month"])
    written = parts.get("weekday")
    weekday = _weekday_number(written) if written else None
    if parts["year"] is None:
        _check(2000, month, day)  # a leap year: 29 February is a day of some years
        return DayOfYear(month, day, weekday)
    return _dated(_year(parts["year"]), month, day, weekday)


def _dated(year: int, month: int, day: int, weekday: int | None) -> date:
    _check(year, month, day)
    dated = date(year, month, day)
    if weekday is not None and dated.weekday() != weekday:
        raise DateCannotBe(f"{full_date(dated)} is a {WEEKDAYS[dated.weekday()]}, not a {WEEKDAYS[weekday]}")
    return dated


def _check(year: int, month: int, day: int) -> None:
    if not 1 <= month <= len(MONTHS):
        raise DateCannotBe(
            f"there is no month {month}: the day comes first, then the month, as in 8/4/2026 for 8 April"
        )
    longest = monthrange(year, month)[1]
    if (month, day) == (2, 29) and longest < day:
        raise DateCannotBe(f"{year} is not a leap year: its February has {longest} days")
    if not 1 <= day <= longest:
        name = MONTHS[month - 1]
        raise DateCannotBe(f"there is no {day} {name}: {name} has {longest} days")


def _year(written: str) -> int:
    year = int(written) + (FIRST_YEAR if len(written) == 2 else 0)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateCannotBe(f"the year {written} is out of reach: write a year from {FIRST_YEAR} to {LAST_YEAR}")
    return year


def _number_of(month: str) -> int:
    if month.isdigit():
        return int(month)
    return next(n for n, name in enumerate(MONTHS, start=1) if name.lower().startswith(month[:3].lower()))


def _weekday_number(written: str) -> int:
    return next(n for n, name in enumerate(WEEKDAYS) if name.lower().startswith(written[:3].lower()))


def _weekday(found: re.Match[str], today: date) -> SpokenDay:
    """ "next Wednesday" is next week's, "this Wednesday" this week's, "last Wednesday" the one before today."""
    weekday = _weekday_number(found["weekday"])
    monday = today - timedelta(days=today.weekday())
    match (found["which"] or "").lower():
        case "next":
            return monday + timedelta(weeks=1, days=weekday)
        case "this":
            return monday + timedelta(days=weekday)
        case "last":
            return on_or_before(DayOfWeek(weekday), today - timedelta(days=1))
        case _:
            return DayOfWeek(weekday)
