"""The service's own address: is it well?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from .auditor import Auditor, Health


def serve_health(auditor: Auditor, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Answer until interrupted; `ready` is called once it listens."""
    app = web.Application()
    app.add_routes(health_routes(auditor.health))
    web.run_app(app, host=host, port=port, print=lambda _: ready(f"http://{host}:{port}"))


def health_routes(look: Callable[[], Health]) -> list[web.RouteDef]:
    async def healthz(request: web.Request) -> web.Response:
        health = await asyncio.to_thread(look)
        return web.json_response(health.as_json(), status=200 if health.ok else 503)

    return [web.get("/healthz", healthz)]
