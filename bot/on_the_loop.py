"""The way from a thread that works through the outbox to the event loop that a door lives on."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from typing import Any, TypeVar

from .doors import TryLater, Unknown

Result = TypeVar("Result")
PATIENCE = 90.0
"""Seconds for one call with its pauses and its repeat: with what a delivery waits before, less than a lease."""


class OnTheLoop:
    """Used from any thread but the loop's own."""

    def __init__(self, loop: asyncio.AbstractEventLoop, patience: float = PATIENCE) -> None:
        self._loop = loop
        self._patience = patience

    def run(self, call: Coroutine[Any, Any, Result]) -> Result:
        """What the call answers or raises. Raises TryLater where it was not begun, Unknown where it did not end."""
        if not self._loop.is_running():
            call.close()
            raise TryLater("the service is stopping")
        begun = asyncio.run_coroutine_threadsafe(call, self._loop)
        try:
            return begun.result(self._patience)
        except (TimeoutError, CancelledError) as trouble:
            begun.cancel()
            raise Unknown(f"the call did not come to an end ({type(trouble).__name__})") from trouble
