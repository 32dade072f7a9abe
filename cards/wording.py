"""The small words: dates, times, counts and lists, as people here write them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from escalation.working_days import LONDON

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SEPARATOR = " · "


class DateStyle(StrEnum):
    """A card is read this week; a mail, a document or the log may be read in years."""

    CARD = "card"  # Wednesday 8 April, with the year when it is not this one
    LETTER = "letter"  # 8 April 2026


def full_date(day: date) -> str:
    """ "8 April 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def weekday_date(day: date, today: date) -> str:
    """ "Wednesday 8 April", with the year when it is not this one."""
    year = f" {day.year}" if day.year != today.year else ""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def short_date(day: date, today: date) -> str:
    """ "8 April", for a day that is named beside another, with the year when it is not this one."""
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day.day} {MONTHS[day.month - 1]}{year}"


def short_dates(days: Iterable[date], today: date) -> str:
    """ "7 and 8 April", "30 March and 1 April"."""
    months: dict[tuple[int, int], list[date]] = {}
    for day in dict.fromkeys(days):
        months.setdefault((day.year, day.month), []).append(day)
    return listed(_in_one_month(same, today) for same in months.values())


def _in_one_month(days: list[date], today: date) -> str:
    return listed([*(str(day.day) for day in days[:-1]), short_date(days[-1], today)])


def in_style(day: date, today: date, style: DateStyle) -> str:
    return weekday_date(day, today) if style is DateStyle.CARD else full_date(day)


def time_of_day(at: datetime) -> str:
    """London's time: "5pm", "2:14pm", "midday"."""
    local = at.astimezone(LONDON)
    if local.minute == 0 and local.hour in (0, 12):
        return "midnight" if local.hour == 0 else "midday"
    half = "am" if local.hour < 12 else "pm"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{half}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """ "1 working day", "3 working days"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def working_days(number: int) -> str:
    return counted(number, "working day")


def days_left(number: int) -> str:
    """ "3 working days left", "today is the last day", "2 working days past the date"."""
    if number > 0:
        return f"{working_days(number)} left"
    return "today is the last day" if number == 0 else f"{working_days(-number)} past the date"


def listed(items: Iterable[str], last: str = "and") -> str:
    """ "Ines", "Ines and Tom", "Ines, Tom and Sara"."""
    names = list(dict.fromkeys(item for item in items if item))
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def capital(text: str) -> str:
    """The first letter large, the rest untouched."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The first letter small, unless the word is an abbreviation."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def sentences(*parts: str) -> str:
    """Sentences after each other; empty ones are left out."""
    return " ".join(part for part in parts if part)
