"""The small values that a pack is written with: words, keys, lengths of time, times of day, reminders."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic.annotated_handlers import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core.core_schema import CoreSchema

from .durations import PATTERN, Within, read_within

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
    raise ValueError('a length of time is written in words: write it like "5 working days"')


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
    raise ValueError(f'"{value}" is not a time of day: write it with two digits, a colon and quotes, like "09:00"')


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
            raise ValueError(f'there is no day {text}: write a day that exists, like "2026-12-29"') from None
    raise ValueError(f'"{text}" is not a day: write year, month and day, like "2026-12-29"')


def _read_day(value: object) -> object:
    return value if isinstance(value, date) else read_day(str(value))


Day = Annotated[
    date,
    BeforeValidator(_read_day),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}),
]


def read_closed(text: str) -> tuple[date, date]:
    """First and last day of a closure: "2026-12-29" or "2026-12-29 to 2026-12-31". Raises ValueError."""
    first, _, last = text.partition(" to ")
    since, until = read_day(first.strip()), read_day((last or first).strip())
    if until < since:
        raise ValueError(f'"{text}" ends before it begins: write the earlier day first')
    if (until - since).days > 366:
        raise ValueError(f'"{text}" is longer than a year: write one closure for each time the authority is closed')
    return since, until


def _check_closed(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError('a closure is written as text: write it like "2026-12-29 to 2026-12-31"')
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
            raise ValueError(
                f'"{text}" is not a reminder: write "2 working days before", "on the day" or "1 working day after"'
            )
        return cls(days=int(found[1]) * (-1 if found[2] == "before" else 1))

    def __str__(self) -> str:
        if self.days == 0:
            return "on the day"
        many = "working day" if abs(self.days) == 1 else "working days"
        return f"{abs(self.days)} {many} {'before' if self.days < 0 else 'after'}"


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
