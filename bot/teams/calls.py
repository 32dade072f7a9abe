"""One call to the Bot Connector, and what may be done when nobody can say whether it was carried out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import Enum, auto

from yarl import URL

from .outcomes import JsonObject

NOTE = "(Sent again because the connection broke: you may see this twice.)"


class Repeat(Enum):
    FREELY = auto()  # doing it twice is doing it once
    ONCE_MARKED = auto()  # somebody may see it twice, so it says so
    NEVER = auto()


async def unnoted() -> None:
    """Nobody keeps account of repeats."""


Noting = Callable[[], Awaitable[None]]
"""Notes that a message is about to be sent a second time, before it is; what it raises keeps it from being sent."""


@dataclass(frozen=True, slots=True)
class Call:
    """`place` is the conversation whose pace it keeps. `marked` is what is sent where it is repeated with a mark."""

    method: str
    url: URL
    place: str
    repeat: Repeat
    content: JsonObject | None = None
    marked: JsonObject | None = None
    noting: Noting = unnoted

    def again(self) -> Call:
        return replace(self, content=self.marked)


def marked_as_repeat(activity: JsonObject) -> JsonObject:
    """The note stands above the text, or above the card."""
    text = activity.get("text")
    return {**activity, "text": f"{NOTE}\n\n{text}" if text else NOTE}
