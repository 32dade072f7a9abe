"""The service's own addresses: is it well, and is it ready?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from ..auditor import Health


def health_routes(look: Callable[[], Health]) -> list[web.RouteDef]:
    async def healthz(request: web.Request) -> web.Response:
        health = await asyncio.to_thread(look)
        return web.json_response(health.as_json(), status=200 if health.ok else 503)

    return [web.get("/healthz", healthz)]


def ready_route(lets_in: Callable[[], Awaitable[bool]]) -> web.RouteDef:
    """An address for whoever sends people here: may they be sent? What is wrong besides is `/healthz`'s to say."""

    async def readyz(request: web.Request) -> web.Response:
        ready = await lets_in()
        return web.json_response({"ready": ready}, status=200 if ready else 503)

    return web.get("/readyz", readyz)
