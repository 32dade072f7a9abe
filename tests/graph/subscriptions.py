"""Subscriptions of a tenant: the notification address is called before one is made, as Graph does."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import ClientSession, web

from .server import GraphServer, JsonObject, refusal


@dataclass
class SubscriptionRoom:
    """`kept` by id, as they were asked for. `calls` False: the notification address is taken on trust."""

    kept: dict[str, JsonObject] = field(default_factory=dict)
    calls: bool = False

    def __call__(self, server: GraphServer) -> None:
        server.add("POST", "/subscriptions", self.begin)
        server.add("PATCH", "/subscriptions/{id}", self.renew)

    async def begin(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        if self.calls and not await _answers(asked["notificationUrl"]):
            return refusal(400, "ValidationError")
        id = f"sub-{len(self.kept) + 1}"
        self.kept[id] = asked
        return web.json_response({"id": id, **asked}, status=201)

    async def renew(self, request: web.Request) -> web.StreamResponse:
        id = request.match_info["id"]
        if id not in self.kept:
            return refusal(404, "ResourceNotFound")
        self.kept[id] |= await request.json()
        return web.json_response({"id": id, **self.kept[id]})


async def _answers(url: str) -> bool:
    async with ClientSession() as session, session.post(url, params={"validationToken": "to+be said"}) as answer:
        return (answer.status, await answer.text()) == (200, "to+be said")
