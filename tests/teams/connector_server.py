"""A Bot Connector on this machine that accepts, refuses, dawdles and breaks off as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote

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
    """`plan` is what happens to the next requests, one each; after that it is as `usual`."""

    plan: list[Behaviour] = field(default_factory=list)
    usual: Behaviour | None = None  # everything is accepted
    received: list[Received] = field(default_factory=list)
    shown: list[JsonObject] = field(default_factory=list)  # what people see, in its order
    url: str = ""
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        content = await request.json() if request.can_read_body else {}
        token = request.headers.get("Authorization", "")
        self.received.append(Received(request.method, request.raw_path, token, content))
        behaviour = self.plan.pop(0) if self.plan else self.usual or accepting
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


@dataclass
class Posted:
    """A message of a conversation, as it looks now. `before` is how it looked earlier."""

    id: str
    content: JsonObject
    before: list[JsonObject] = field(default_factory=list)

    @property
    def text(self) -> str:
        return str(self.content.get("text", ""))

    @property
    def card(self) -> JsonObject:
        [attached] = self.content["attachments"]  # type: ignore[misc]
        return attached["content"]  # type: ignore[no-any-return]


@dataclass
class Teams:
    """A tenant: chats that are opened with people, threads that begin in a channel, messages that are changed.

    `refusing` says why nobody can write to a conversation, or to a person. `faults` are met on the way, before or
    after the message has arrived.
    """

    conversations: dict[str, list[Posted]] = field(default_factory=dict)
    refusing: dict[str, tuple[int, str]] = field(default_factory=dict)
    faults: Callable[[Received], Behaviour | None] = lambda received: None
    numbers: int = 0

    def chat(self, person: str) -> list[Posted]:
        return self.conversations.get(f"a:29:{person}", [])

    @property
    def threads(self) -> dict[str, list[Posted]]:
        return {id: posted for id, posted in self.conversations.items() if id.startswith("19:")}

    async def __call__(self, server: ConnectorServer, request: web.Request) -> web.StreamResponse:
        received = server.received[-1]
        if fault := self.faults(received):
            return await fault(server, request)
        return self.take(received)

    def take(self, received: Received) -> web.Response:
        _, _, _, *parts = (unquote(part) for part in received.path.split("/"))
        where = parts[0] if parts else str(_wanted(received.content))
        if where in self.refusing:
            status, code = self.refusing[where]
            return web.json_response({"error": {"code": code, "message": "Ines Okafor said no"}}, status=status)
        match received.method, parts:
            case "POST", []:
                return self._opened(received.content, where)
            case "POST", [conversation, "activities"]:
                return web.json_response({"id": self._post(conversation, received.content)}, status=201)
            case "PUT", [conversation, "activities", id]:
                return self._change(conversation, id, received.content)
        return web.json_response({}, status=405)

    def _opened(self, content: JsonObject, where: str) -> web.Response:
        if not content["isGroup"]:
            return web.json_response({"id": f"a:{where}"}, status=201)
        thread = f"{where};messageid={self.numbers + 1}"
        head = self._post(thread, content["activity"])  # type: ignore[arg-type]
        return web.json_response({"id": thread, "activityId": head}, status=201)

    def _post(self, conversation: str, content: JsonObject) -> str:
        self.numbers += 1
        self.conversations.setdefault(conversation, []).append(Posted(str(self.numbers), content))
        return str(self.numbers)

    def _change(self, conversation: str, id: str, content: JsonObject) -> web.Response:
        for posted in self.conversations.get(conversation, []):
            if posted.id == id:
                posted.before.append(posted.content)
                posted.content = content
                return web.json_response({"id": id})
        return web.json_response({"error": {"code": "ActivityNotFoundInConversation"}}, status=404)


def arriving_then(teams: Teams, behaviour: Behaviour) -> Behaviour:
    """It is done, and only then something goes wrong."""

    async def behave(server: ConnectorServer, request: web.Request) -> web.StreamResponse:
        teams.take(server.received[-1])
        return await behaviour(server, request)

    return behave


def _wanted(content: JsonObject) -> object:
    """With whom a chat is to be opened, or in which channel a thread."""
    if content["isGroup"]:
        return content["channelData"]["channel"]["id"]  # type: ignore[index, call-overload]
    return content["members"][0]["id"]  # type: ignore[index, call-overload]
