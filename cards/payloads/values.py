"""The values that a payload may hold: read strictly, and refused with the reason and the remedy."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from escalation.case import Words

WORDS_AT_MOST = 100_000
LINE_AT_MOST = 2_000
EARLIEST, LATEST = date(1990, 1, 1), date(2099, 12, 31)
_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")
_NUMBER_BEFORE = 10**6


class Unfit(ValueError):
    """A value that cannot be taken. Pydantic collects these; `answers` turns them into faults by field."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(problem)


def kept_as_typed(text: str) -> str:
    """Every script and sign is taken; two that no database keeps are refused rather than dropped unseen."""
    if _NOT_KEPT.search(text):
        raise Unfit("holds a sign that cannot be kept", "Type this part again, without pasting it.")
    if len(text) > WORDS_AT_MOST:
        raise Unfit("is too long to be kept", f"Shorten it to {WORDS_AT_MOST:,} characters.")
    return text


def one_line(text: str) -> str:
    if len(text) > LINE_AT_MOST:
        raise Unfit("is too long for one line", f"Shorten it to {LINE_AT_MOST:,} characters.")
    return kept_as_typed(text)


def not_blank(text: str) -> str:
    if not text.strip():
        raise Unfit("is empty")
    return text


def read_day(value: object) -> date:
    if value in ("", None):
        raise Unfit("is empty")
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise Unfit("is not a date", "Choose the day from the calendar.")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise Unfit("is not a day of the calendar", "Choose the day from the calendar.") from None
    if not EARLIEST <= day <= LATEST:
        raise Unfit("lies too far away", "Check the year.")
    return day


def read_time(value: object) -> time:
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII):
        raise Unfit("is not a time", "Write it like 14:30.")
    return time.fromisoformat(value)


def read_number(value: object) -> int:
    """Teams sends a number box as a number or as text."""
    if value in ("", None):
        raise Unfit("is empty")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and re.fullmatch(r"\d{1,6}", value, re.ASCII):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _NUMBER_BEFORE:
        raise Unfit("is not a whole number", "Write it in figures.")
    return value


def read_numbers(value: object) -> tuple[int, ...]:
    """Several choices come as one text with commas."""
    if value in ("", None):
        return ()
    if not isinstance(value, str):
        raise Unfit("cannot be read", "Choose again.")
    return tuple(read_number(part) for part in value.split(","))


def read_chosen(value: object) -> tuple[str, ...]:
    if value in ("", None):
        return ()
    if not isinstance(value, str):
        raise Unfit("cannot be read", "Choose again.")
    return tuple(one_line(part) for part in value.split(",") if part)


def read_tick(value: object) -> bool:
    if value is True or value == "true":
        return True
    if value is None or value is False or value in ("", "false"):
        return False
    raise Unfit("cannot be read", "Say yes or no.")


def _blank_is_none(value: object) -> object:
    return None if value == "" else value


BlankIsNone = BeforeValidator(_blank_is_none)
Line = Annotated[str, AfterValidator(one_line)]
GivenLine = Annotated[str, AfterValidator(one_line), AfterValidator(not_blank)]
LineWords = Annotated[Words, AfterValidator(one_line)]
GivenLineWords = Annotated[Words, AfterValidator(one_line), AfterValidator(not_blank)]
Text = Annotated[Words, AfterValidator(kept_as_typed)]
GivenText = Annotated[Words, AfterValidator(kept_as_typed), AfterValidator(not_blank)]
GivenDay = Annotated[date, BeforeValidator(read_day)]
Day = Annotated[date | None, BeforeValidator(lambda value: None if value in ("", None) else read_day(value))]
Time = Annotated[time, BeforeValidator(read_time)]
GivenNumber = Annotated[int, BeforeValidator(read_number)]
Number = Annotated[int | None, BeforeValidator(lambda value: None if value in ("", None) else read_number(value))]
Numbers = Annotated[tuple[int, ...], BeforeValidator(read_numbers)]
Chosen = Annotated[tuple[str, ...], BeforeValidator(read_chosen)]
Tick = Annotated[bool, BeforeValidator(read_tick)]
