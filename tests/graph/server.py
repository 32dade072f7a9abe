"""A Graph on this machine: it records what it is asked, and misbehaves as it is told. Rooms add their routes to it.

A room (mailboxes.py is one) is a function that adds its routes to `server.routes`; `GraphServer.room` of a test's own
is given to `graph_server`.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from graph.client import GraphClient
from tests.numbered_tokens import NumberedTokens

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Fault = Callable[["GraphServer", web.Request, Answer], Awaitable[web.StreamResponse]]
"""Given the request and what would carry it out: before it, after it, or not at all."""
JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Received:
    """One request as it arrived; `path` below the version, with its percent signs."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes

    @property
    def what(self) -> str:
        """Method and last part of the path, as "POST send"."""
        return f"{self.method} {self.path.partition('?')[0].rpartition('/')[2]}"


@dataclass
class GraphServer:
    """`plan` is what happens to the next requests, one each, None for nothing; then `faults` chooses for each."""

    plan: list[Fault | None] = field(default_factory=list)
    faults: Callable[[Received], Fault | None] = lambda received: None
    received: list[Received] = field(default_factory=list)
    routes: list[web.RouteDef] = field(default_factory=list)
    url: str = ""
    token: str = "token-1"  # what is let in
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    in_hand: int = 0
    most_in_hand: int = 0

    def add(self, method: str, path: str, answer: Answer) -> None:
        """`path` below the version, as aiohttp writes it: "/users/{user}/messages"."""
        self.routes.append(web.route(method, f"/v1.0{path}", answer))

    @web.middleware
    async def _first(self, request: web.Request, handler: Answer) -> web.StreamResponse:
        content = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        received = Received(request.method, request.raw_path.removeprefix("/v1.0"), headers, content)
        self.received.append(received)
        self.in_hand += 1
        self.most_in_hand = max(self.most_in_hand, self.in_hand)
        try:
            return await self._answered(request, handler, received)
        finally:
            self.in_hand -= 1

    async def _answered(self, request: web.Request, answer: Answer, received: Received) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return refusal(401, "InvalidAuthenticationToken")
        fault = self.plan.pop(0) if self.plan else self.faults(received)
        return await answer(request) if fault is None else await fault(self, request, answer)

    @property
    def asked(self) -> list[str]:
        return [received.what for received in self.received]


def refusal(status: int, code: str = "", **headers: str) -> web.Response:
    """In Graph's shape; the message repeats a name, as real ones do."""
    error = {"error": {"code": code, "message": "Ines Okafor may not", "innerError": {"date": "2026-03-02T09:00:00"}}}
    return web.json_response(error, status=status, headers={k.replace("_", "-"): v for k, v in headers.items()})


Room = Callable[[GraphServer], None]


@asynccontextmanager
async def graph_server(
    *rooms: Room, server: GraphServer | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[GraphServer]:
    server = server or GraphServer()
    for room in rooms:
        room(server)
    app = web.Application(middlewares=[server._first], client_max_size=64 * 1024 * 1024)
    app.add_routes(server.routes)
    listening = TestServer(app, scheme="https" if tls else "http")
    await listening.start_server(ssl=tls)
    server.url = f"{listening.scheme}://127.0.0.1:{listening.port}/v1.0"
    try:
        yield server
    finally:
        server.closing.set()
        await listening.close()


@asynccontextmanager
async def client_of(server: GraphServer, time: Callable[[], float] | None = None) -> AsyncIterator[GraphClient]:
    client = GraphClient(server.url, NumberedTokens(), time=time)
    yield client
    await client.close()
