"""Time that passes only when somebody waits, and tokens that are numbered."""

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


@dataclass
class NumberedTokens:
    """Another token each time one was not taken."""

    number: int = 1

    async def bearer(self) -> str:
        return f"token-{self.number}"

    def forget(self, token: str) -> None:
        if token == f"token-{self.number}":
            self.number += 1
