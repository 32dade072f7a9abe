"""How much one person may ask of the bot: a bucket for each, which fills again by itself."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from math import ceil

from ..pacing import Limit

WRITTEN_OR_PRESSED = Limit(30, 60)
LOOKED = Limit(300, 60)
"""Teams itself looks, once for each card that comes into sight."""
MOST_PEOPLE = 10_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float
    told: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing more is taken for that many seconds; `is_news` the first time that it has to be said."""

    seconds: int
    is_news: bool

    @property
    def sentence(self) -> str:
        return f"That was a great deal at once, so this one was left undone. You can go on in {_seconds(self.seconds)}."


class Allowance:
    """Of one kind of thing. Whoever has been quiet longest is forgotten first, with a full bucket nearly always."""

    def __init__(self, limit: Limit = WRITTEN_OR_PRESSED, most: int = MOST_PEOPLE) -> None:
        self._limit = limit
        self._most = most
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, who: str, now: float) -> Pause | None:
        """`now` in seconds of a clock that only runs forward."""
        bucket = self._bucket(who, now)
        if bucket.left >= 1:
            bucket.left, bucket.told = bucket.left - 1, False
            return None
        is_news, bucket.told = not bucket.told, True
        return Pause(ceil((1 - bucket.left) * self._limit.seconds / self._limit.times), is_news)

    def __len__(self) -> int:
        """How many people are remembered."""
        return len(self._buckets)

    def _bucket(self, who: str, now: float) -> _Bucket:
        bucket = self._buckets.setdefault(who, _Bucket(self._limit.times, now))
        self._buckets.move_to_end(who)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        filled = (now - bucket.at) * self._limit.times / self._limit.seconds
        bucket.left, bucket.at = min(self._limit.times, bucket.left + filled), now
        return bucket


def _seconds(number: int) -> str:
    return "a second" if number == 1 else f"{number} seconds"
