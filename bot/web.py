"""The service's own address: is it well?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from .auditor import audit
from .casework import Desk


def health_routes(desk: Callable[[], Desk]) -> list[web.RouteDef]:
    async def healthz(request: web.Request) -> web.Response:
        health = await asyncio.to_thread(lambda: audit(desk()))
        return web.json_response(health.as_json(), status=200 if health.ok else 503)

    return [web.get("/healthz", healthz)]
