"""Counting what went out against limits: so many within so many seconds. Plain arithmetic, for every door."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` within any `seconds`."""

    times: int
    seconds: float


class Stopwatch(Protocol):
    """Seconds that only run forward, and waiting for them to pass."""

    def now(self) -> float: ...

    async def wait(self, seconds: float) -> None: ...


class RunningTime:
    """The machine's own."""

    def now(self) -> float:
        return time.monotonic()

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Sent:
    """The times of what was sent, as far back as its limits look."""

    def __init__(self, limits: Sequence[Limit]) -> None:
        self._limits = tuple(limits)
        self._times: deque[float] = deque(maxlen=max(limit.times for limit in limits))

    def free_at(self, now: float) -> float:
        """The first moment at which all limits allow one more."""
        known = len(self._times)
        full = (limit for limit in self._limits if known >= limit.times)
        return max([now, *(self._times[-limit.times] + limit.seconds for limit in full)])

    def note(self, now: float) -> None:
        self._times.append(now)

    def is_over(self, now: float) -> bool:
        """Nothing that was sent can hold anything back any more."""
        return self._times[-1] + max(limit.seconds for limit in self._limits) <= now if self._times else True
