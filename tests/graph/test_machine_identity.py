"""What asks the machine's identity endpoint, against a real server on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer

from bot.clock import WallClock
from graph.credentials import ManagedIdentity
from graph.errors import NotGranted, NotYet
from graph.network import to_machine
from graph.tokens import app_token

BOT = "https://api.botframework.com"


async def identity_endpoint(request: web.Request) -> web.Response:
    if request.headers.get("X-IDENTITY-HEADER") != "machine-secret":
        return web.json_response({"statusCode": 401, "message": "Unauthorized"}, status=401)
    if request.query["client_id"] != "app":
        return web.json_response({"statusCode": 400, "message": "No such identity"}, status=400)
    answer = {"access_token": request.query["resource"], "expires_on": "4102444800", "resource": "x"}
    return web.json_response(answer)


@pytest.fixture
async def machine(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[BaseTestServer]:
    """An App Service, as msal recognises it; a proxy is set that nobody can reach."""
    app = web.Application()
    app.router.add_get("/token", identity_endpoint)
    async with TestServer(app) as server:
        monkeypatch.setenv("IDENTITY_ENDPOINT", str(server.make_url("/token")))
        monkeypatch.setenv("IDENTITY_HEADER", "machine-secret")
        for name in ("IMDS_ENDPOINT", "IDENTITY_SERVER_THUMBPRINT"):
            monkeypatch.delenv(name, raising=False)
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        yield server


async def test_a_machine_grants_its_identity_a_token_past_any_proxy(machine: BaseTestServer) -> None:
    assert await app_token(ManagedIdentity("app"), BOT, WallClock()).bearer() == BOT


async def test_an_identity_that_the_machine_does_not_have_is_a_persons_to_mend(
    machine: BaseTestServer,
) -> None:
    with pytest.raises(NotGranted):
        await app_token(ManagedIdentity("another"), BOT, WallClock()).bearer()


async def test_a_machine_that_does_not_answer_may_do_so_later(machine: BaseTestServer) -> None:
    await machine.close()
    with pytest.raises(NotYet) as told:
        await app_token(ManagedIdentity("app"), BOT, WallClock()).bearer()
    assert not isinstance(told.value, NotGranted)


async def test_what_is_posted_arrives_as_a_form() -> None:
    async def echo(request: web.Request) -> web.Response:
        return web.json_response({**await request.post(), **request.query})

    app = web.Application()
    app.router.add_post("/", echo)
    async with TestServer(app) as server:
        url = str(server.make_url("/"))
        answer = await asyncio.to_thread(to_machine().post, url, data={"a": b"b c"}, params={"d": "e"})
    assert (answer.status_code, answer.text) == (200, '{"a": "b c", "d": "e"}')
