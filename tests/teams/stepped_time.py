"""Time that passes only when somebody waits."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class SteppedTime:
    """Seconds pass when somebody waits, and at no other time."""

    seconds: float = 0
    waits: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.seconds

    async def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.seconds += seconds
