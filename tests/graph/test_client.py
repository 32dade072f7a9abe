"""Our client of Graph: what an answer means, that nothing is repeated, and where the token may go."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from graph import measured
from graph.client import GraphClient, path, resource_of
from graph.errors import (
    Expired,
    GraphTrouble,
    InDoubt,
    NotAllowed,
    NotThere,
    NotYet,
    Refused,
    TooLarge,
)
from tests.graph.faults import after, answering, breaking_off, cut_short, dawdling, dripping, ending_the_token
from tests.graph.server import Fault, GraphServer, client_of, graph_server
from tests.numbered_tokens import NumberedTokens


def things(server: GraphServer) -> None:
    async def told(request: web.Request) -> web.Response:
        return web.json_response({"said": (await request.read()).decode(), **request.query})

    for method in ("GET", "POST", "PATCH", "DELETE"):
        server.add(method, "/things/{id}", told)
        server.add(method, "/users/{user}/{what}", told)


@pytest.fixture
async def server() -> AsyncIterator[GraphServer]:
    async with graph_server(things) as server:
        yield server


@pytest.fixture
async def client(server: GraphServer) -> AsyncIterator[GraphClient]:
    async with client_of(server) as client:
        yield client


async def test_json_goes_there_and_comes_back(client: GraphClient) -> None:
    assert await client.get(path("things", "a/b="), {"$filter": "x eq 'y+z'"}) == {
        "said": "",
        "$filter": "x eq 'y+z'",
    }
    assert await client.post("/things/1", {"name": "Zoë"}) == {"said": '{"name": "Zo\\u00eb"}'}
    assert await client.patch("/things/1", {}) == {"said": "{}"}
    assert await client.post("/things/1", content=b"TUlNRQ==", content_type="text/plain") == {"said": "TUlNRQ=="}
    assert await client.get(f"{client.url}/things/2?$deltatoken=a-b") == {"said": "", "$deltatoken": "a-b"}


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (answering(429, "ApplicationThrottled", Retry_After="7"), NotYet),
        (answering(401), NotYet),
        (answering(423), NotYet),
        (answering(500), InDoubt),
        (answering(502), InDoubt),
        (answering(503, Retry_After="7"), InDoubt),
        (answering(504), InDoubt),
        (after(answering(504)), InDoubt),
        (breaking_off, InDoubt),
        (cut_short, InDoubt),
        (answering(400, "ErrorInvalidRecipients"), Refused),
        (answering(403, "ErrorAccessDenied"), NotAllowed),
        (answering(404, "ErrorItemNotFound"), NotThere),
        (answering(410, "SyncStateNotFound"), Expired),
        (answering(302, Location="https://elsewhere.example"), Refused),
    ],
)
async def test_what_changes_something_is_asked_once_whatever_is_answered(
    server: GraphServer, client: GraphClient, fault: Fault, kind: type[GraphTrouble]
) -> None:
    server.plan = [fault]
    with pytest.raises(GraphTrouble) as told:
        await client.post("/things/1", {})
    assert type(told.value) is kind and len(server.received) == 1
    assert told.value.may_be_tried_again is (kind is NotYet)
    assert told.value.may_have_been_accepted is (kind is InDoubt)
    assert "Ines" not in str(told.value)


@pytest.mark.parametrize("fault", [answering(503), answering(504), breaking_off, cut_short])
async def test_what_changes_nothing_is_never_in_doubt(server: GraphServer, client: GraphClient, fault: Fault) -> None:
    server.plan = [fault, fault]
    with pytest.raises(NotYet):
        await client.get("/things/1")
    with pytest.raises(NotYet):
        await client.post("/things/1", {}, changes=False)


@pytest.mark.parametrize("fault", [dawdling, dripping])
async def test_an_answer_that_does_not_come_to_its_end_is_given_up(
    server: GraphServer, client: GraphClient, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.client.ANSWER_SECONDS", 0.2)
    server.plan = [fault]
    with pytest.raises(InDoubt):
        await client.post("/things/1", {})


async def test_a_graph_that_is_not_there_has_accepted_nothing() -> None:
    async with graph_server() as gone:
        pass
    async with client_of(gone) as client:
        with pytest.raises(NotYet, match="cannot be reached"):
            await client.post("/things/1", {})


async def test_an_answer_that_is_too_long_is_not_read(
    server: GraphServer, client: GraphClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measured, "LONGEST", 50)
    with pytest.raises(TooLarge):
        await client.get("/things/1", {"long": "x" * 50})


@pytest.mark.parametrize(
    "link",
    ["https://graph.example/v1.0/things/1", "http://127.0.0.1:1/v1.0/things/1", "https://127.0.0.1/v1.0/things/1"],
)
async def test_the_token_goes_to_graphs_own_address_only(server: GraphServer, client: GraphClient, link: str) -> None:
    with pytest.raises(NotAllowed):
        await client.get(link)
    assert server.received == []


async def test_the_token_goes_nowhere_in_the_open() -> None:
    client = GraphClient("http://graph.example/v1.0", NumberedTokens())
    with pytest.raises(NotAllowed):
        await client.get("/things/1")
    await client.close()


async def test_nothing_is_sent_without_a_token(server: GraphServer) -> None:
    class Empty(NumberedTokens):
        async def bearer(self) -> str:
            return ""

    client = GraphClient(server.url, Empty())
    with pytest.raises(NotYet):
        await client.get("/things/1")
    await client.close()
    assert server.received == []


async def test_a_token_that_is_not_taken_is_replaced_for_the_next_call(
    server: GraphServer, client: GraphClient
) -> None:
    server.token = "token-2"
    with pytest.raises(NotYet):
        await client.get("/things/1")
    assert await client.get("/things/1")


async def test_a_token_that_has_lost_its_rights_is_replaced_too(server: GraphServer, client: GraphClient) -> None:
    server.plan = [answering(401, WWW_Authenticate='Bearer error="insufficient_claims", claims="eyJhIjoxfQ=="')]
    with pytest.raises(NotYet):
        await client.post("/things/1", {})
    server.token = "token-2"
    assert await client.post("/things/1", {}) and len(server.received) == 2


async def test_only_the_token_that_was_not_taken_is_replaced(server: GraphServer, client: GraphClient) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def late(*given: object) -> web.StreamResponse:
        begun.set()
        await go_on.wait()
        return await answering(401)(*given)  # type: ignore[arg-type]

    server.plan = [late, ending_the_token]
    slow = asyncio.create_task(client.get("/things/1"))
    await begun.wait()
    with pytest.raises(NotYet):
        await client.get("/things/1")
    assert await client.get("/things/1")
    go_on.set()
    with pytest.raises(NotYet):
        await slow
    assert await client.get("/things/1"), "the new token is still the one that is shown"


async def test_a_pause_that_graph_asks_for_holds_that_mailbox_and_no_other(server: GraphServer) -> None:
    seconds = [100.0]
    async with client_of(server, lambda: seconds[0]) as client:
        server.plan = [answering(429, Retry_After="30")]
        for _ in range(2):
            with pytest.raises(NotYet) as told:
                await client.get("/users/ours/messages")
            assert told.value.after == 30
        assert await client.get("/users/another/messages")
        seconds[0] += 29.9
        with pytest.raises(NotYet):
            await client.get("/users/ours/events")
        seconds[0] += 0.2
        assert await client.get("/users/ours/messages")
    assert len(server.received) == 3


async def test_at_most_four_calls_are_under_way(server: GraphServer, client: GraphClient) -> None:
    async def waiting(server: GraphServer, request: web.Request, answer: object) -> web.StreamResponse:
        if server.in_hand == 4:
            server.closing.set()
        await server.closing.wait()
        return web.json_response({"id": "1"})

    server.plan = [waiting] * 12
    assert len(await asyncio.gather(*(client.get("/things/1") for _ in range(12)))) == 12
    assert server.most_in_hand == 4


async def test_nobodys_address_is_written_into_a_log(server: GraphServer, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        async with client_of(server) as client:
            await client.get("/users/sara.patel@council.example/manager")
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("aiohttp.")]
    assert not any("sara" in line for line in ours)


def test_an_id_cannot_lead_elsewhere() -> None:
    assert path("users", "a/../b", "messages") == "/users/a%2F..%2Fb/messages"
    with pytest.raises(NotAllowed):
        path("users", "..", "messages")


def test_each_cloud_has_its_own_resource() -> None:
    assert resource_of("https://graph.microsoft.us/v1.0") == "https://graph.microsoft.us"
