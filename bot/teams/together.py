"""What is asked for several times is done once: Teams sends a press again when it has waited, up to four times."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

from ..pacing import RunningTime, Stopwatch

Answer = TypeVar("Answer")
MOST_KEPT = 256


class Together:
    """Whoever asks while the work is under way has its answer too; `once` may keep an answer for a while longer.

    In one process and one event loop: across several, presses are once by their token.
    """

    def __init__(self, time: Stopwatch | None = None, most: int = MOST_KEPT) -> None:
        self._time = time or RunningTime()
        self._most = most
        self._under_way: dict[Hashable, asyncio.Future[Any]] = {}
        self._kept: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()

    async def once(
        self,
        key: Hashable,
        work: Callable[[], Awaitable[Answer]],
        keep: float = 0,
        lasts: Callable[[Answer], bool] = lambda answer: True,
    ) -> Answer:
        """`keep` in seconds, for an answer that `lasts`. What `work` raises is raised to all who wait, and not kept."""
        if (kept := self._kept.get(key)) is not None and kept[0] > self._time.now():
            answer: Answer = kept[1]
            return answer
        under_way = self._under_way.get(key)
        if under_way is None:
            under_way = self._under_way[key] = asyncio.ensure_future(work())
            under_way.add_done_callback(lambda done: self._ended(key, done, keep, lasts))
        # whoever gives up waiting must not stop the work of the others
        found: Answer = await asyncio.shield(under_way)
        return found

    def __len__(self) -> int:
        """How many answers are kept."""
        return len(self._kept)

    def _ended(self, key: Hashable, done: asyncio.Future[Any], keep: float, lasts: Callable[[Any], bool]) -> None:
        self._under_way.pop(key, None)
        if done.cancelled() or done.exception() is not None or not keep or not lasts(done.result()):
            return
        self._kept[key] = self._time.now() + keep, done.result()
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
