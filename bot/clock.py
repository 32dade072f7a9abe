"""What time it is: the only place that reads it. A played clock takes the real one's place in try-out and tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, UTC."""
        ...


class WallClock:
    """The real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SteppedClock:
    """Stands still until it is moved, and is never moved back: what has happened stays in the past."""

    def __init__(self, start: datetime) -> None:
        self._at = _in_utc(start)
        self._moving = Lock()  # two doors may step it at the same moment

    def now(self) -> datetime:
        return self._at

    def set(self, at: datetime) -> None:
        """Raises ValueError for a time before the present one."""
        with self._moving:
            self._move_to(_in_utc(at))

    def advance(self, by: timedelta) -> None:
        """Raises ValueError for a step back."""
        with self._moving:
            self._move_to(self._at + by)

    def _move_to(self, at: datetime) -> None:
        if at < self._at:
            raise ValueError(
                f"The clock stands at {self._at:%d %B %Y, %H:%M} UTC and cannot go back to {at:%d %B %Y, %H:%M}."
            )
        self._at = at


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("A time without a time zone is not a moment: give it one.")
    return at.astimezone(UTC)
