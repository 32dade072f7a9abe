"""Microsoft's side of a Teams bot on this machine: the Bot Connector, the signing keys, the token service.

Over TLS, as Microsoft's are: to open a connection costs what it costs. Run as `python -m tests.bench.teams_services
SETUP`, where SETUP is a JSON file with the public signing key and a certificate, or none: then it is plain. It prints
the port it listens on.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import requests
from aiohttp import web

LOGIN = "https://login.microsoftonline.com"


async def main() -> None:
    setup = json.loads(Path(sys.argv[1]).read_text())
    own = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if setup["certificate"] else None
    if own is not None:
        own.load_cert_chain(setup["certificate"])
    await listening(services(setup["key"]), own)


def services(key: dict[str, object]) -> web.Application:
    app, numbers = web.Application(), count(1)
    answered = 0

    async def take(request: web.Request) -> web.Response:
        nonlocal answered
        await request.read()
        answered += 1
        return web.json_response({"id": f"activity-{next(numbers)}"}, status=201)

    async def discovery(request: web.Request) -> web.Response:
        place = f"{LOGIN}/{request.match_info['tenant']}"
        names = ("issuer", "authorization_endpoint", "token_endpoint")
        return web.json_response(dict(zip(names, (place, f"{place}/a", f"{place}/oauth2/v2.0/token"), strict=True)))

    async def token(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"access_token": "x" * 1_200, "expires_in": 3_599, "token_type": "Bearer"})

    app.add_routes(
        [
            web.post("/v3/conversations/{conversation}/activities", take),
            web.post("/v3/conversations/{conversation}/activities/{activity}", take),
            web.put("/v3/conversations/{conversation}/activities/{activity}", take),
            web.get("/answered", told(lambda request: {"answered": answered})),
            web.get("/metadata", told(lambda request: {"jwks_uri": str(request.url.with_path("/keys"))})),
            web.get("/keys", told(lambda request: {"keys": [key]})),
            web.get("/{tenant}/v2.0/.well-known/openid-configuration", discovery),
            web.post("/{tenant}/oauth2/v2.0/token", token),
        ]
    )
    return app


def told(answer: Callable[[web.Request], dict[str, object]]) -> Callable[[web.Request], Any]:
    async def respond(request: web.Request) -> web.Response:
        return web.json_response(answer(request))

    return respond


async def listening(app: web.Application, own: ssl.SSLContext | None = None) -> None:
    """Serves until the process is ended; says on which port."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=own)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


class LocalEntra:
    """msal's own http client, a session of requests, with Entra's address turned to the services above."""

    def __init__(self, services: str) -> None:
        self._services = services
        self._session = requests.Session()

    def get(self, url: str, **kwargs: Any) -> Any:
        return self._session.get(url.replace(LOGIN, self._services), **kwargs)

    def post(self, url: str, **kwargs: Any) -> Any:
        return self._session.post(url.replace(LOGIN, self._services), **kwargs)

    def close(self) -> None:
        self._session.close()


if __name__ == "__main__":
    asyncio.run(main())
