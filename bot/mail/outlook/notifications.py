"""`POST /api/mail`: Microsoft says that something has happened to our mailbox. It is a poke, and nothing more.

https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from aiohttp import web

ADDRESS = "/api/mail"
LONGEST_TOKEN = 4_096
MOST_NOTICES = 1_000
PATIENCE = 2.5
"""Seconds until a body has to be here: Microsoft waits three for its answer."""


@dataclass(frozen=True, slots=True)
class Notice:
    """`state` is what the sender shows to be Microsoft; `of_subscription`: about the subscription, not about a mail."""

    state: str
    of_subscription: bool


def notifications_route(
    knows: Callable[[Iterable[str]], bool], mail_came: Callable[[], None], subscription_ends: Callable[[], None]
) -> web.RouteDef:
    """`knows` may block. Nothing of what is told is acted on: the mailbox is read, the subscription is looked after."""

    async def told(request: web.Request) -> web.Response:
        if token := request.query.get("validationToken"):
            return _said_back(token)
        notices = read_notices(await _body(request))
        if not await asyncio.to_thread(knows, [one.state for one in notices]):
            raise web.HTTPForbidden(text="Only Microsoft may speak here.")
        mail_came()
        if any(one.of_subscription for one in notices):
            subscription_ends()
        return web.Response(status=202)

    return web.post(ADDRESS, told)


def _said_back(token: str) -> web.Response:
    """Plain text that no browser takes for anything else."""
    if len(token) > LONGEST_TOKEN:
        raise web.HTTPBadRequest
    return web.Response(text=token, content_type="text/plain", headers={"X-Content-Type-Options": "nosniff"})


async def _body(request: web.Request) -> bytes:
    try:
        async with asyncio.timeout(PATIENCE):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None


def read_notices(body: bytes) -> tuple[Notice, ...]:
    """Whatever was sent; empty where it is not what Microsoft sends."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    listed = said.get("value") if isinstance(said, dict) else None
    if not isinstance(listed, list):
        return ()
    objects = [one for one in listed[:MOST_NOTICES] if isinstance(one, dict)]
    return tuple(Notice(str(one.get("clientState") or ""), bool(one.get("lifecycleEvent"))) for one in objects)
