"""The small values that a pack is written with: words, keys, lengths of time, times of day, reminders."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, time, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic.annotated_handlers import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core.core_schema import CoreSchema

from .durations import PATTERN, Within, likely_length, read_within

Written = Annotated[str, Field(min_length=1)]
Title = Annotated[str, Field(min_length=1, description="as people see it")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Flag = Annotated[bool, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=1)]


class Part(BaseModel):
    """Anything a pack writes between braces. `assumed` names the keys that the source text does not state."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        alias_generator=lambda name: name.replace("_", " "),
    )
    assumed: dict[str, Written] = Field(default={}, description="key: why we assumed its value; shown for sign-off")
    note: Written | None = Field(default=None, description="why it is written so; shown for sign-off")


def _read_within(value: object) -> object:
    if isinstance(value, Within):
        return value
    if isinstance(value, str):
        return read_within(value)
    raise ValueError(f'a length of time is written in words: write it like "{likely_length(str(value))}"')


Length = Annotated[
    Within,
    BeforeValidator(_read_within),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": PATTERN}),
]

_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"


def _read_time(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(_TIME, value):
        return time.fromisoformat(value)
    if isinstance(value, time):
        return value
    raise ValueError(
        f'"{value}" is not a time of day: write "{_likely_time(str(value))}", with two digits, a colon and quotes'
    )


def _likely_time(text: str) -> str:
    found = re.search(r"(\d{1,2})(?:[:.]?(\d\d))?\s*([ap])?", text.lower())
    if found is None:
        return "09:00"
    afternoon = found[3] == "p" and int(found[1]) < 12
    hour, minute = int(found[1]) + (12 if afternoon else 0), int(found[2] or 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else "17:00"


TimeOfDay = Annotated[
    time,
    BeforeValidator(_read_time),
    PlainSerializer(lambda at: f"{at:%H:%M}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_TIME}$"}),
]


def read_day(text: str) -> date:
    """The day that `text` names. Raises ValueError saying how a day is written."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError(f'there is no day {text}: write a day that exists, like "{_likely_day(text)}"') from None
    raise ValueError(f'"{text}" is not a day: write year, month and day, like "{_likely_day(text)}"')


def _likely_day(text: str) -> str:
    """The day that was probably meant: an English date turned round, or the last day that its month has."""
    numbers = [int(digits) for digits in re.findall(r"(?<!\d)\d{1,4}(?!\d)", text)][:3]
    if len(numbers) < 3:
        return "2026-12-29"
    year, month, day = numbers if numbers[0] > 99 else reversed(numbers)
    if month > 12 >= day:
        month, day = day, month
    if not (1 <= year <= 9999 and 1 <= month <= 12 and day):
        return "2026-12-29"
    return f"{year:04}-{month:02}-{min(day, monthrange(year, month)[1]):02}"


def _read_day(value: object) -> object:
    return value if isinstance(value, date) else read_day(str(value))


Day = Annotated[
    date,
    BeforeValidator(_read_day),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}),
]


_LONGEST_CLOSURE = 366


def read_closed(text: str) -> tuple[date, date]:
    """First and last day of a closure: "2026-12-29" or "2026-12-29 to 2026-12-31". Raises ValueError."""
    first, _, last = text.partition(" to ")
    since, until = read_day(first.strip()), read_day((last or first).strip())
    if until < since:
        raise ValueError(f'"{text}" ends before it begins: write "{until} to {since}"')
    if (until - since).days > _LONGEST_CLOSURE:
        one_year = f"{since} to {since + timedelta(days=1) * _LONGEST_CLOSURE}"
        raise ValueError(f'"{text}" is longer than a year: write "{one_year}" at most, and another closure after it')
    return since, until


def _each_day_exists(text: str) -> None:
    """Raises ValueError with both days of a closure as they were probably meant."""
    days = [day.strip() for day in text.split(" to ")][:2]
    try:
        for day in days:
            read_day(day)
    except ValueError as wrong:
        problem = str(wrong).partition(":")[0]
        likely = " to ".join(day if _exists(day) else _likely_day(day) for day in days)
        raise ValueError(f'{problem}: write year, month and day of days that exist, like "{likely}"') from None


def _exists(day: str) -> bool:
    try:
        return bool(read_day(day))
    except ValueError:
        return False


def _check_closed(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError('a closure is written as text: write it like "2026-12-29 to 2026-12-31"')
    _each_day_exists(value)
    read_closed(value)
    return value


Closure = Annotated[str, BeforeValidator(_check_closed)]


class Reminder(BaseModel):
    """Working days before (negative) or after (positive) the due day; sent at the start of that day."""

    model_config = ConfigDict(frozen=True)
    days: int

    @classmethod
    def read(cls, text: str) -> Reminder:
        if text == "on the day":
            return cls(days=0)
        found = re.fullmatch(r"(\d{1,2}) working days? (before|after)", text)
        if not found:
            likely = _likely_reminder(text)
            raise ValueError(f'"{text}" is not a reminder: write "{likely}", or another like "2 working days before"')
        return cls(days=int(found[1]) * (-1 if found[2] == "before" else 1))

    def __str__(self) -> str:
        if self.days == 0:
            return "on the day"
        many = "working day" if abs(self.days) == 1 else "working days"
        return f"{abs(self.days)} {many} {'before' if self.days < 0 else 'after'}"


def _likely_reminder(text: str) -> str:
    digits = re.search(r"\d{1,2}", text)
    many = int(digits[0]) if digits else 1
    if not many or not re.search("before|after", text):
        return "on the day"
    return str(Reminder(days=many * (-1 if "before" in text else 1)))


def _read_reminder(value: object) -> object:
    return Reminder.read(value) if isinstance(value, str) else value


ReminderText = Annotated[
    Reminder,
    BeforeValidator(_read_reminder),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^(on the day|\d{1,2} working days? (before|after))$"}),
]


class OneOrMany:
    """In the published schema: the item alone, or a list of items."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        many = handler(schema)
        return {"anyOf": [many["items"], {**many, "minItems": 1}]}


def _row_of_one(value: Any) -> Any:
    return (value,) if isinstance(value, (str, dict, BaseModel)) else value


row_of_one = BeforeValidator(_row_of_one)
one_or_many = OneOrMany()
