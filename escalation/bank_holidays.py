"""England's bank holidays: from the `holidays` package, or from the file that GOV.UK publishes.

CalendarError
├── DateOutsideCalendar      a date before the first or after the last year of the table
├── NotAMoment               a time without a time zone, or a date where a moment was meant, or the reverse
├── HoursCannotBe            a working day that ends before it starts, or a number of hours that is none
└── BankHolidayFileFaulty    the GOV.UK file cannot be used; every fault says where and what to do
"""

from __future__ import annotations

import json
import re
from calendar import SATURDAY
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays

DIVISION = "england-and-wales"
FEWEST_IN_A_YEAR = 8  # Banking and Financial Dealings Act 1971 and since: no year from 1978 on has had fewer
LONGEST_TITLE = 120
MOST_FAULTS_SHOWN = 20

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OBSERVED = " (observed)"
_SUBSTITUTE = " (substitute day)"
# The words of GOV.UK, which is where a practitioner would look a bank holiday up.
_GOVUK_TITLES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
}


class CalendarError(ValueError):
    """Root of what the working calendar refuses."""


class DateOutsideCalendar(CalendarError): ...


class NotAMoment(CalendarError): ...


class HoursCannotBe(CalendarError): ...


class BankHolidayFileFaulty(CalendarError):
    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        shown = list(faults[:MOST_FAULTS_SHOWN])
        if len(faults) > MOST_FAULTS_SHOWN:
            shown.append(f"... and {len(faults) - MOST_FAULTS_SHOWN} more like these")
        super().__init__("\n".join(shown))


@dataclass(frozen=True)
class BankHolidays:
    """Days and their names, in order: all there is to say about `years`, nothing about others."""

    named: tuple[tuple[date, str], ...]
    years: frozenset[int]

    def over(self, other: BankHolidays) -> BankHolidays:
        """These where they speak, the other for the years about which these are silent."""
        kept = tuple((day, name) for day, name in other.named if day.year not in self.years)
        return BankHolidays(tuple(sorted(kept + self.named)), self.years | other.years)


@lru_cache(maxsize=4)  # every pack of a service asks for the same century
def english_bank_holidays(first_year: int, last_year: int) -> BankHolidays:
    """What the `holidays` package knows; days on which nobody would have worked anyway are left out."""
    years = range(first_year, last_year + 1)
    known = holidays.country_holidays("GB", subdiv="ENG", years=years, language="en_GB")
    if unknown := sorted(set(years) - {day.year for day in known}):  # the package ends in 2100, without a word
        raise DateOutsideCalendar(f"The bank holidays of {unknown[0]} are not known.")
    named = ((day, _in_govuk_words(name)) for day, name in known.items() if day.year in years)
    return BankHolidays(tuple(sorted(each for each in named if not is_weekend(each[0]))), frozenset(years))


def is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def _in_govuk_words(name: str) -> str:
    """GOV.UK says "substitute day" and writes New Year’s with a typographic apostrophe."""
    plain = name.removesuffix(_OBSERVED)
    title = _GOVUK_TITLES.get(plain, plain).replace("'", "’")
    return title + _SUBSTITUTE if name.endswith(_OBSERVED) else title


def read_govuk_bank_holidays(text: str) -> BankHolidays:
    """Read https://www.gov.uk/bank-holidays.json; raises BankHolidayFileFaulty with all that is wrong."""
    events = _events(_parsed(text))
    faults: list[str] = []
    named: list[tuple[date, str]] = []
    for number, event in enumerate(events, start=1):
        try:
            named.append(_read_event(event))
        except CalendarError as fault:
            faults.append(f'"{DIVISION}", event {number}: {fault}')
    faults.extend(_faults_of_the_whole(named) if not faults else ())
    if faults:
        raise BankHolidayFileFaulty(tuple(faults))
    return BankHolidays(tuple(sorted(named)), frozenset(day.year for day, _ in named))


def _parsed(text: str) -> object:
    try:
        return json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as fault:
        where = f"line {fault.lineno}, column {fault.colno}: this is not JSON ({fault.msg})"
    except CalendarError as fault:
        where = str(fault)
    except (ValueError, RecursionError):  # a number of thousands of digits; brackets nested without end
        where = "the file is not a list of bank holidays that could be read"
    raise BankHolidayFileFaulty((f"{where}. {_DOWNLOAD}",))


_DOWNLOAD = "Download https://www.gov.uk/bank-holidays.json again and save it unchanged."


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    for key, count in Counter(key for key, _ in pairs).items():
        if count > 1:
            raise CalendarError(f"the key {_shown(key)} stands {count} times in one object")
    return dict(pairs)


def _events(parsed: object) -> list[object]:
    division = parsed.get(DIVISION) if isinstance(parsed, Mapping) else None
    if not isinstance(division, Mapping):
        raise BankHolidayFileFaulty((f'there is no "{DIVISION}" in the file. {_DOWNLOAD}',))
    events = division.get("events")
    if not isinstance(events, list) or not events:
        raise BankHolidayFileFaulty((f'"{DIVISION}" has no list of "events". {_DOWNLOAD}',))
    return events


def _read_event(event: object) -> tuple[date, str]:
    if not isinstance(event, Mapping):
        raise CalendarError('write it as {"title": "...", "date": "YYYY-MM-DD"}')
    day = _read_date(event.get("date"))
    if is_weekend(day):
        raise CalendarError(f"{day} is a {day:%A}. Give the substitute day: nobody works at weekends anyway")
    substitute = _SUBSTITUTE if _is_substitute(event.get("notes")) else ""
    return day, _read_title(event.get("title")) + substitute


def _is_substitute(notes: object) -> bool:
    return isinstance(notes, str) and "substitute" in notes.lower()


def _read_date(written: object) -> date:
    if isinstance(written, str) and _ISO_DATE.fullmatch(written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise CalendarError(f"there is no day {written}. Correct its date") from None
    raise CalendarError(f'its date is {_shown(written)}. Write it as "YYYY-MM-DD"')


def _read_title(written: object) -> str:
    """Titles are shown to people: no line breaks, no characters that turn the text around."""
    title = written.strip() if isinstance(written, str) else ""
    if not title or not title.isprintable() or len(title) > LONGEST_TITLE:
        remedy = f"Write the holiday's name on one line, in {LONGEST_TITLE} characters at most"
        raise CalendarError(f"its title is {_shown(written)}. {remedy}")
    return title


def _faults_of_the_whole(named: list[tuple[date, str]]) -> Iterator[str]:
    for day, count in sorted(Counter(day for day, _ in named).items()):
        if count > 1:
            yield f'"{DIVISION}": {day} stands {count} times. Keep one of them'
    for year, count in sorted(Counter(day.year for day, _ in named).items()):
        if count < FEWEST_IN_A_YEAR:  # half a year would silently turn the other half's holidays into working days
            yield (
                f'"{DIVISION}": {year} has {count} bank holidays, but every whole year has at least '
                f"{FEWEST_IN_A_YEAR}. Complete the year or take it out"
            )


def _shown(written: object) -> str:
    if written is None:
        return "missing"
    text = ascii(written)
    return text if len(text) <= 40 else text[:37] + "..."
