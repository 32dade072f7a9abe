"""The ways to Graph: through a proxy, and past a certificate authority of the council's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web

from graph.client import GraphClient
from graph.errors import NotYet
from graph.network import trusted
from tests.graph.server import GraphServer, graph_server
from tests.mail.certificates import own_authority
from tests.numbered_tokens import NumberedTokens


def things(server: GraphServer) -> None:
    async def told(request: web.Request) -> web.Response:
        return web.json_response({"host": request.headers["Host"]})

    server.add("GET", "/things/{id}", told)


async def test_a_council_with_an_authority_of_its_own_names_it_and_is_let_through(tmp_path: Path) -> None:
    authority, shown = own_authority(tmp_path)
    async with graph_server(things, tls=shown) as server:
        stranger = GraphClient(server.url, NumberedTokens())
        ours = GraphClient(server.url, NumberedTokens(), trusted(authority))
        with pytest.raises(NotYet, match="cannot be reached"):
            await stranger.get("/things/1")
        assert await ours.get("/things/1")
        await stranger.close()
        await ours.close()
    assert len(server.received) == 1, "nothing was shown to somebody unknown, not even the token"


def test_an_own_authority_is_trusted_besides_the_public_ones(tmp_path: Path) -> None:
    public = trusted().cert_store_stats()["x509_ca"]
    authority, _ = own_authority(tmp_path)
    assert public > 50 and trusted(authority).cert_store_stats()["x509_ca"] == public + 1
    with pytest.raises(OSError):
        trusted(tmp_path / "none.pem")


async def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with graph_server(things) as server:
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, server.url.removesuffix("/v1.0"))
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        client = GraphClient("http://localhost:1/v1.0", NumberedTokens())
        assert await client.get("/things/1") == {"host": "localhost:1"}
        await client.close()
    assert len(server.received) == 1


async def test_nothing_was_accepted_where_the_proxy_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    async with graph_server(things) as gone:
        pass
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, gone.url.removesuffix("/v1.0"))
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    client = GraphClient("http://localhost:1/v1.0", NumberedTokens())
    with pytest.raises(NotYet):
        await client.post("/things/1", {})
    await client.close()
