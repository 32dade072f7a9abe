"""A day as people write it in a mail: 17 April, Friday 17th April 2026, 17/4/2026, 2026-04-17. Day before month."""

from __future__ import annotations

import re
from datetime import date

from ..wording import MONTHS, WEEKDAYS

_WEEKDAY = "(?:" + "|".join(f"{day[:3]}(?:{day[3:]})?" for day in WEEKDAYS) + r")\.?,?\s+(?:the\s+)?"
_MONTH = "(" + "|".join(f"{month[:3]}(?:{month[3:]})?" for month in MONTHS) + r")\.?"
_FORMS = (
    re.compile(rf"(?:{_WEEKDAY})?(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+(\d{{4}}))?\b", re.IGNORECASE),
    re.compile(rf"(?:{_WEEKDAY})?(\d{{1,2}})[/.](\d{{1,2}})(?:[/.](\d{{4}}|\d{{2}}))?(?!\d)", re.IGNORECASE),
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})\b")
_AMERICAN = re.compile(rf"(?:{_WEEKDAY})?{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?\b", re.IGNORECASE)


def named_day(text: str, received: date | None) -> tuple[date | None, str]:
    """The day `text` begins with, and what is said after it. A day without a year is the next one after `received`."""
    start = text.lstrip(" \t:,-–")
    for pattern in _FORMS:
        if found := pattern.match(start):
            return _day(found[3], _month(found[2]), found[1], received), _after(start, found)
    if found := _ISO.match(start):
        return _day(found[1], int(found[2]), found[3], received), _after(start, found)
    if found := _AMERICAN.match(start):
        return _day(found[3], _month(found[1]), found[2], received), _after(start, found)
    return None, text.strip()


def _after(text: str, found: re.Match[str]) -> str:
    return text[found.end() :].strip(" \t\n:,.;-–")


def _month(written: str) -> int:
    if written.isdigit():
        return int(written)
    return next(n for n, month in enumerate(MONTHS, 1) if month.lower().startswith(written.lower()[:3]))


def _day(year: str | None, month: int, day: str, received: date | None) -> date | None:
    try:
        if year is not None:
            return date(int(year) if len(year) == 4 else received_century(received) + int(year), month, int(day))
        if received is None:
            return None
        this_year = date(received.year, month, int(day))
        return this_year if this_year >= received else date(received.year + 1, month, int(day))
    except ValueError:
        return None


def received_century(received: date | None) -> int:
    return (received.year if received else 2000) // 100 * 100
