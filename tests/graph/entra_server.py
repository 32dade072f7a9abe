"""An Entra on this machine, over TLS with a certificate of its own: what msal asks for, and what is granted."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.bot.given import certificate_pem, key_pem


@asynccontextmanager
async def entra(folder: Path) -> AsyncIterator[tuple[str, Path, list[str]]]:
    """Its host with its port, its certificate, and what it was asked for."""
    key, asked = key_pem(), list[str]()
    pem, authority = folder / "entra.pem", folder / "authority.pem"
    authority.write_bytes(certificate_pem(key, "localhost"))
    pem.write_bytes(key + authority.read_bytes())

    async def described(request: web.Request) -> web.Response:
        place = f"https://{request.host}/{request.path.split('/')[1]}"
        ends = {"issuer": place, "authorization_endpoint": f"{place}/authorize", "token_endpoint": f"{place}/token"}
        return web.json_response(ends)

    async def granted(request: web.Request) -> web.Response:
        asked.append(str((await request.post())["scope"]))
        return web.json_response({"access_token": "token-1", "token_type": "Bearer", "expires_in": 3600})

    app = web.Application()
    app.add_routes([web.get("/{any:.*}/openid-configuration", described), web.post("/{tenant}/token", granted)])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = TestServer(app)
    await server.start_server(ssl=context)
    yield f"localhost:{server.port}", authority, asked
    await server.close()
