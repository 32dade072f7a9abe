"""The way to Microsoft goes through the network's proxy, where the environment names one."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.teams.session import session_to_microsoft
from graph.network import trusted


async def test_a_proxy_of_the_environment_is_kept_to(monkeypatch: pytest.MonkeyPatch) -> None:
    async def passed_on(request: web.Request) -> web.Response:
        return web.Response(text=f"by proxy to {request.headers['Host']}")

    app = web.Application()
    app.add_routes([web.route("*", "/{any:.*}", passed_on)])
    async with TestServer(app) as proxy:
        monkeypatch.setenv("http_proxy", str(proxy.make_url("/")))
        async with session_to_microsoft(trusted()) as session, session.get("http://microsoft.example/") as answer:
            assert await answer.text() == "by proxy to microsoft.example"
