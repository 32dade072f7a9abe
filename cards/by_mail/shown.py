"""What a card says and asks for, as values: words, lines to fill in, and what can be pressed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..card_json import JSON


class Look(StrEnum):
    HEADING = "heading"
    WORDS = "words"
    QUIET = "quiet"


class Asks(StrEnum):
    """What an input takes."""

    LINE = "line"
    WORDS = "words"  # several lines
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    TICK = "tick"
    ONE = "one of the choices"
    SOME = "some of the choices"


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph, or a heading over what follows. Line ends are those that were typed."""

    text: str
    look: Look = Look.WORDS


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Grid:
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    title: str


@dataclass(frozen=True, slots=True)
class Box:
    """A line to fill in. `label` is unlike every other of its card; `value` as the card's own client would send it."""

    id: str
    label: str
    asks: Asks
    required: bool = False
    value: str = ""
    choices: tuple[Choice, ...] = ()
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """Something that can be pressed. `sends_boxes`: what was filled in goes along."""

    title: str
    verb: str
    data: Mapping[str, JSON]
    sends_boxes: bool = False


Part = Said | Fact | Grid | Box


@dataclass(frozen=True, slots=True)
class Shown:
    """A whole card. `small` stands above the title, `meter` beside it; `tone` is the style of its band."""

    title: str
    small: str = ""
    line: str = ""
    meter: str = ""
    tone: str = "emphasis"
    parts: tuple[Part, ...] = ()
    presses: tuple[Press, ...] = ()

    @property
    def boxes(self) -> tuple[Box, ...]:
        return tuple(part for part in self.parts if isinstance(part, Box))

    @property
    def sends(self) -> Press | None:
        """The press that sends what was filled in; None where there is nothing to fill in."""
        return next((press for press in self.presses if press.sends_boxes), None) if self.boxes else None
