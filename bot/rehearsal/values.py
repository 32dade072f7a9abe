"""The small values a scenario is written with: names of people and posts, days, moments, how time passes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from escalation.pack_values import read_day
from escalation.working_days import LONDON, WorkingCalendar

Value = TypeVar("Value")


class Names(StrEnum):
    """What a word in a scenario names. The reader looks it up among the people or in the procedure."""

    PERSON = "person"
    TRACK = "track"
    TEAM = "team"
    THEME = "theme"
    STAGE = "stage"
    ROLE = "post"


Text = Annotated[str, Field(min_length=1)]
PersonName = Annotated[str, Field(min_length=1), Names.PERSON]
TrackName = Annotated[str, Field(min_length=1), Names.TRACK]
TeamName = Annotated[str, Field(min_length=1), Names.TEAM]
ThemeName = Annotated[str, Field(min_length=1), Names.THEME]
StageName = Annotated[str, Field(min_length=1), Names.STAGE]
RoleName = Annotated[str, Field(min_length=1), Names.ROLE]


class Written(BaseModel):
    """Anything a scenario writes as keys and values. Its keys are the field names with spaces."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        alias_generator=lambda name: name.replace("_", " "),
    )


@dataclass(frozen=True, slots=True)
class DayWords:
    """A day as written: a date, or so many working days from the day on which it is read."""

    on: date | None = None
    working_days: int = 0

    def day(self, now: datetime, calendar: WorkingCalendar) -> date:
        return self.on or calendar.add_working_days(calendar.local_date(now), self.working_days)


@dataclass(frozen=True, slots=True)
class MomentWords:
    """A day and the time on it, in London. Without a time it is the start of the working day."""

    day: DayWords
    clock: time | None = None

    def moment(self, now: datetime, calendar: WorkingCalendar) -> datetime:
        day = self.day.day(now, calendar)
        if self.clock is None:
            return calendar.day_starts(day)
        return datetime.combine(day, self.clock, LONDON)


@dataclass(frozen=True, slots=True)
class Passing:
    """How time passes: one of the first three is set; none of them means to the next deadline.

    Working days end at the `clock`, or at the hour at which they began.
    """

    working_days: int = 0
    by: timedelta | None = None
    to: MomentWords | None = None
    clock: time | None = None


_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_DATE = r"\d{4}-\d\d-\d\d"
_AWAY = r"in \d{1,3} working days?|\d{1,3} working days? ago"
_DAY = rf"(today|{_DATE}|{_AWAY})"
_MOMENT = rf"{_DAY}( (at )?{_CLOCK})?"
_PASS = (
    rf"(\d{{1,3}} working days?(, to {_CLOCK})?|\d{{1,3}} (minutes?|hours?|calendar days?|weeks?)"
    rf"|to the next deadline|to {_CLOCK}|to {_MOMENT})"
)


def read_day_words(text: str) -> DayWords:
    """ "2026-04-08", "today", "in 5 working days", "2 working days ago". Raises ValueError, saying what can be."""
    if not re.fullmatch(_DAY, text):
        raise ValueError(f'"{text}" is not a day: write it like "2026-04-08", "today" or "in 5 working days"')
    if text == "today":
        return DayWords()
    if re.fullmatch(_DATE, text):
        return DayWords(read_day(text))
    number = int(re.findall(r"\d+", text)[0])
    return DayWords(working_days=-number if text.endswith("ago") else number)


def read_moment_words(text: str) -> MomentWords:
    """A day, and a time if one is meant: "2026-04-08 10:00", "in 2 working days at 10:00". Raises ValueError."""
    found = re.fullmatch(rf"(?P<day>.*?)(?: (?:at )?(?P<clock>{_CLOCK}))?", text)
    if not found or not re.fullmatch(_MOMENT, text):
        raise ValueError(f'"{text}" is not a day and time: write it like "2026-04-08 10:00"')
    clock = time.fromisoformat(found["clock"]) if found["clock"] else None
    return MomentWords(read_day_words(found["day"]), clock)


def read_start(text: str) -> datetime:
    """ "2026-03-02 09:30", London's time. Raises ValueError."""
    found = re.fullmatch(rf"({_DATE}) ({_CLOCK})", text)
    if not found:
        raise ValueError(f'"{text}" is not a date and time: write it like "2026-03-02 09:30"')
    return datetime.combine(read_day(found[1]), time.fromisoformat(found[2]), LONDON).astimezone(UTC)


def read_passing(text: str) -> Passing:
    """Raises ValueError saying what can be written."""
    if not re.fullmatch(_PASS, text):
        raise ValueError(
            f'"{text}" does not say how time passes: write "5 working days", "1 working day, to 10:30", "2 hours", '
            '"to 14:00", "to the next deadline" or "to 2026-04-08 10:00"'
        )
    if text == "to the next deadline":
        return Passing()
    if text.startswith("to "):
        words = text.removeprefix("to ")
        return Passing(to=read_moment_words(f"today {words}" if re.fullmatch(_CLOCK, words) else words))
    number, unit = text.split(" ", 1)
    if unit.startswith("working"):
        clock = unit.partition(", to ")[2]
        return Passing(working_days=_some(number, text), clock=time.fromisoformat(clock) if clock else None)
    unit = unit.removeprefix("calendar ").removesuffix("s") + "s"
    return Passing(by=timedelta(**{unit: _some(number, text)}))


def _some(number: str, text: str) -> int:
    if not int(number):
        raise ValueError(f'"{text}" is no time at all: write a number from 1 up')
    return int(number)


def _reader(read: Callable[[str], Value]) -> BeforeValidator:
    def from_text(value: object) -> Value:
        if not isinstance(value, str):
            raise ValueError(f"{value} is read as a number or a list: write it as words, between quotes")
        return read(value)

    return BeforeValidator(from_text)


def _words(pattern: str) -> tuple[Any, Any]:
    return PlainSerializer(str, return_type=str), WithJsonSchema({"type": "string", "pattern": f"^{pattern}$"})


Day = Annotated[DayWords, _reader(read_day_words), *_words(_DAY)]
Moment = Annotated[MomentWords, _reader(read_moment_words), *_words(_MOMENT)]
Pass = Annotated[Passing, _reader(read_passing), *_words(_PASS)]
Start = Annotated[datetime, _reader(read_start), *_words(f"{_DATE} {_CLOCK}")]
