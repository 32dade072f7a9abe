"""What is done once Teams has its answer: messages below a card, and the card as the chat shows it from now on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine

from storage.errors import StorageError

from ..doors import DoorTrouble

logger = logging.getLogger(__name__)


class Afterwards:
    """Held until it is done: an event loop forgets a task that nobody holds."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(_survived(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def done(self) -> None:
        """When nothing is under way any more: before the process ends."""
        while self._tasks:
            await asyncio.wait(self._tasks)


async def _survived(work: Coroutine[None, None, None]) -> None:
    try:
        await work
    except (DoorTrouble, StorageError) as trouble:
        logger.warning("what follows an answer did not go out: %s", type(trouble).__name__)
    except Exception as trouble:  # noqa: BLE001 - the person has their answer; what is behind it must be seen here
        logger.error("what follows an answer failed: %s", type(trouble).__name__)
