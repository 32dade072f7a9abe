"""What the log shows of each case: words that the authority may call by its own names."""

from __future__ import annotations

from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema


class Shown(StrEnum):
    """What can stand in a column."""

    REFERENCE = "reference"  # every line of the log begins with it
    RAISED = "raised"
    RAISED_BY = "raised by"
    TEAM = "team"
    CHILD = "child"
    THEMES = "themes"
    EARLIER_CONCERNS = "earlier concerns"
    STAGE = "stage"
    EACH_STAGE = "each stage"
    ANSWER_DUE = "answer due"
    COLOUR = "colour"
    ESCALATED = "escalated"
    COPIED_TO = "copied to"
    ACTION_DATES = "action dates"
    CAFCASS = "referral to Cafcass"
    CONCLUDED = "concluded"
    STAGE_RESOLVED = "stage resolved"
    DIFFERENCE = "difference"
    PRAISE = "praise"


SAME = {"theme": Shown.THEMES, "due": Shown.ANSWER_DUE, "outcome": Shown.CONCLUDED}
"""What people write for the same."""
WORDS = (*(word.value for word in Shown), *SAME)


class LogColumn(BaseModel):
    """`each stage` is a column for every stage of the ladder: its expected time, when it began and ended."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str
    shows: Shown


def _read_column(value: object) -> object:
    if isinstance(value, LogColumn):
        return value
    if isinstance(value, str):
        return LogColumn(title=value, shows=_read_shown(value))
    if isinstance(value, dict) and len(value) == 1:
        title, shows = next(iter(value.items()))
        return LogColumn(title=str(title), shows=_read_shown(shows))
    raise ValueError("it must say what the log shows: write a word like `raised`, or `{your own title: raised}`")


def _read_shown(word: object) -> Shown:
    if word in WORDS:
        return SAME.get(str(word)) or Shown(word)
    near = (get_close_matches(str(word), WORDS, n=1) or [Shown.RAISED.value])[0]
    known = ", ".join(WORDS)
    raise ValueError(
        f'the log cannot show "{word}": write `{near}`, or `{{{word}: {near}}}` to keep your own title. '
        f"It can show {known}"
    )


def _written(column: LogColumn) -> str | dict[str, str]:
    return column.title if column.title == column.shows else {column.title: column.shows.value}


_WORD: dict[str, Any] = {"type": "string", "enum": list(WORDS)}
_SCHEMA = {
    "anyOf": [
        _WORD,
        {
            "type": "object",
            "description": "the authority's own title, and what stands below it: {problem: themes}",
            "additionalProperties": _WORD,
            "minProperties": 1,
            "maxProperties": 1,
        },
    ]
}
ColumnText = Annotated[LogColumn, BeforeValidator(_read_column), PlainSerializer(_written), WithJsonSchema(_SCHEMA)]
