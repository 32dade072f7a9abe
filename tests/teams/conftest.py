"""A connector that speaks to the misbehaving server, on time that passes only when somebody waits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession, ClientTimeout

from bot.teams.connector import Connector
from bot.teams.pace import Pace
from bot.teams.service_urls import LOOPBACK, ServiceUrls
from tests.numbered_tokens import NumberedTokens
from tests.teams.connector_server import ConnectorServer, connector_server
from tests.teams.stepped_time import SteppedTime
from tests.teams.whole import Whole, whole_in


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
            timeout=ClientTimeout(total=3),
        )
        yield Line(server, connector, time, pace)


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    async with whole_in(tmp_path) as everything:
        yield everything
