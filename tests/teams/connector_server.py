"""A Bot Connector on this machine that accepts, refuses, dawdles and breaks off as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.teams.outcomes import JsonObject

Behaviour = Callable[["ConnectorServer", web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Received:
    """One request as it arrived; `path` still carries its percent signs."""

    method: str
    path: str
    token: str
    content: JsonObject


@dataclass
class ConnectorServer:
    """`plan` is what happens to the next requests, one each; after that everything is accepted."""

    plan: list[Behaviour] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    shown: list[JsonObject] = field(default_factory=list)  # what people see, in its order
    url: str = ""
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        content = await request.json() if request.can_read_body else {}
        token = request.headers.get("Authorization", "")
        self.received.append(Received(request.method, request.raw_path, token, content))
        behaviour = self.plan.pop(0) if self.plan else accepting
        return await behaviour(self, request)

    def show(self) -> str:
        self.shown.append(self.received[-1].content)
        return f"activity-{len(self.shown)}"


async def accepting(server: ConnectorServer, request: web.Request) -> web.StreamResponse:
    return web.json_response({"id": server.show()}, status=201)


def answering(status: int, code: str = "", **headers: str) -> Behaviour:
    """Refused with Microsoft's shape of an error; the message repeats a name, as real ones do."""

    async def behave(server: ConnectorServer, request: web.Request) -> web.StreamResponse:
        error = {"error": {"code": code, "message": "Ines Okafor said no"}}
        return web.json_response(error, status=status, headers={k.replace("_", "-"): v for k, v in headers.items()})

    return behave


def showing_then(behaviour: Behaviour) -> Behaviour:
    """The message arrives, and only then something goes wrong."""

    async def behave(server: ConnectorServer, request: web.Request) -> web.StreamResponse:
        server.show()
        return await behaviour(server, request)

    return behave


async def breaking_off(server: ConnectorServer, request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def dawdling(server: ConnectorServer, request: web.Request) -> web.StreamResponse:
    """Nothing comes until the test is over."""
    await server.closing.wait()
    return web.Response()


async def dripping(server: ConnectorServer, request: web.Request) -> web.StreamResponse:
    """Accepted; then the body begins and does not end."""
    server.show()
    response = web.StreamResponse(status=201, headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b'{"id": ')
    await server.closing.wait()
    return response


async def cut_short(server: ConnectorServer, request: web.Request) -> web.StreamResponse:
    """Accepted; its answer is half a JSON object."""
    server.show()
    return web.Response(status=201, body=b'{"id": "activi', content_type="application/json")


@asynccontextmanager
async def connector_server(found: ConnectorServer | None = None) -> AsyncIterator[ConnectorServer]:
    found = found or ConnectorServer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", found.answer)
    async with TestServer(app) as listening:
        found.url = f"http://127.0.0.1:{listening.port}"
        yield found
        found.closing.set()
