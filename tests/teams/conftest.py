"""A connector that speaks to the misbehaving server, on time that passes only when somebody waits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientSession, ClientTimeout

from bot.teams.connector import Connector
from bot.teams.pace import Pace
from bot.teams.service_urls import LOOPBACK, ServiceUrls
from tests.teams.connector_server import ConnectorServer, connector_server


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


@dataclass(frozen=True)
class Line:
    """Both ends of it."""

    server: ConnectorServer
    connector: Connector
    time: SteppedTime
    pace: Pace

    async def say(self, text: str = "Good morning", conversation: str = "a:1") -> str:
        return await self.connector.send_activity(self.server.url, conversation, {"type": "message", "text": text})

    @property
    def texts(self) -> list[object]:
        """What people see."""
        return [one.get("text") for one in self.server.shown]


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    time, pace = SteppedTime(), Pace()
    async with connector_server() as server, ClientSession() as session:
        connector = Connector(
            session,
            NumberedTokens(),
            ServiceUrls(on_this_machine=LOOPBACK),
            pace,
            time=time,
            chance=lambda: 0.5,
            timeout=ClientTimeout(total=0.3),
        )
        yield Line(server, connector, time, pace)
