"""Tokens with which a test calls Microsoft as it is played: nobody has to be asked for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class NumberedTokens:
    """Another token each time one was not taken."""

    number: int = 1

    async def bearer(self) -> str:
        return f"token-{self.number}"

    def forget(self, token: str) -> None:
        if token == f"token-{self.number}":
            self.number += 1
