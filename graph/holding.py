"""Leaving a mailbox alone for as long as Graph has asked."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx

from .errors import NotYet
from .retry_after import seconds_asked_for

Time = Callable[[], float]
"""Seconds that only run forward."""
ASKED = frozenset({429, 503})
SHORTEST = 10.0
"""Seconds after a 429 that names none."""


class Holding:
    """By mailbox: one that has had too much keeps no other waiting."""

    def __init__(self, now: Time | None = None) -> None:
        self._now = now or time.monotonic
        self._until: dict[str, float] = {}

    def check(self, place: str) -> None:
        """Raises NotYet with the seconds that are left."""
        left = self._until.get(place, 0.0) - self._now()
        if left > 0:
            raise NotYet("Graph has asked for a pause", status=429, after=left)
        self._until.pop(place, None)

    def note(self, place: str, response: httpx.Response) -> None:
        if response.status_code not in ASKED:
            return
        asked = seconds_asked_for(response.headers)
        pause = asked if asked is not None else SHORTEST * (response.status_code == 429)
        if pause > 0:
            self._until[place] = max(self._now() + pause, self._until.get(place, 0.0))
