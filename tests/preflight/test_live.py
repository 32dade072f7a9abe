"""A test mail goes out, and what becomes of it is said: ids, copy, mark and conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from aiohttp import web

from bot.clock import SteppedClock
from bot.preflight.findings import Finding, State
from bot.preflight.live import COPY, FOUND, IDS, REPLY, SENDS, THREAD, Live
from bot.preflight.live_meeting import ONCE, LiveMeeting
from bot.preflight.live_server import COPY as OWN_COPY
from bot.preflight.live_server import sent_by_server, vouched_for_by_server
from tests.graph.events import Calendar
from tests.graph.mailboxes import Mailboxes
from tests.graph.server import GraphServer, client_of, graph_server
from tests.mail.houses import OURS, SARA, START, post_office

Look = Callable[..., AsyncIterator[Finding]]


async def seen(mailboxes: Mailboxes, clock: SteppedClock, to: str = SARA) -> dict[str, Finding]:
    async def wait(seconds: float) -> None:
        clock.advance(timedelta(seconds=seconds))

    async with graph_server(mailboxes, replies_in(mailboxes)) as server, client_of(server) as client:
        return {one.what: one async for one in Live(client, OURS, to, START, wait).all()}


def replies_in(mailboxes: Mailboxes) -> Callable[[GraphServer], None]:
    """createReply: a draft in the same conversation."""

    async def create(request: web.Request) -> web.Response:
        answered = mailboxes.of(OURS)[request.match_info["id"]]
        made = mailboxes.put(OURS, b"Subject: Re\r\n\r\n", "drafts")
        return web.json_response({"id": made.id, "conversationId": answered.conversation}, status=201)

    return lambda server: server.add("POST", "/users/{user}/messages/{id}/createReply", create)


async def test_what_exchange_does_with_a_mail_is_said_in_words() -> None:
    clock = SteppedClock(START)
    mailboxes = Mailboxes(clock.now, lag=timedelta(seconds=9))
    found = await seen(mailboxes, clock)
    assert {what: one.saw for what, one in found.items()} == {
        SENDS: f"to {SARA}",
        COPY: "after 10 seconds",
        IDS: "Graph's id changed, our Message-ID stayed",
        FOUND: "its copy carries it",
        THREAD: "by what it follows, under another subject",
        REPLY: "yes",
    }
    assert len(mailboxes.sent) == 2 and mailboxes.in_folder(OURS, "drafts") == []


async def test_a_message_id_that_changes_is_seen_by_our_mark() -> None:
    clock = SteppedClock(START)
    found = await seen(Mailboxes(clock.now, renames=True), clock)
    assert found[IDS].saw == "Graph's id changed, our Message-ID changed"


async def test_a_copy_that_never_shows_is_missing() -> None:
    clock = SteppedClock(START)
    found = await seen(Mailboxes(clock.now, lag=timedelta(hours=2)), clock)
    assert found[COPY].state is State.MISSING and "not within 300 seconds" in found[COPY].saw


@pytest.mark.parametrize("to", ["nobody", "a@b\r\nBcc: c@d"])
async def test_an_address_that_is_none_sends_nothing(to: str) -> None:
    clock = SteppedClock(START)
    mailboxes = Mailboxes(clock.now)
    found = await seen(mailboxes, clock, to)
    assert found[SENDS].state is State.MISSING and mailboxes.sent == []


async def test_through_any_mail_server_the_copy_is_waited_for(tmp_path_factory: pytest.TempPathFactory) -> None:
    async with post_office(tmp_path_factory.mktemp("post")) as house:
        house.server.taken.copies_lag = True

        async def wait(seconds: float) -> None:
            house.server.taken.arrives_late()

        found = {one.what: one async for one in sent_by_server(house.mailbox, SARA, START, wait)}
    assert found[OWN_COPY].saw == "after 2 seconds"
    assert house.received(SARA) == ["IRO Bot: a test mail"]


@pytest.mark.parametrize(
    ("strips", "fault", "state", "saw"),
    [
        (True, "", State.OK, "not believed"),
        (False, "", State.WRONG, "such a mail would be believed"),
        (False, "554 not yours to write as", State.OK, "such a mail is refused"),
        (False, "451 later", State.NOT_CHECKED, "put it off"),
    ],
)
async def test_whether_a_sender_can_vouch_for_himself_is_tried_out(
    tmp_path_factory: pytest.TempPathFactory, strips: bool, fault: str, state: State, saw: str
) -> None:
    """Some servers stamp only what comes from outside, and leave what their own users write in their name."""
    async with post_office(tmp_path_factory.mktemp("post")) as house:
        house.server.taken.strips = strips
        house.server.taken.fault = lambda at, of: fault if at == "DATA" else ""
        found = await vouched_for_by_server(house.mailbox, OURS)
        assert house.mailbox.arrived(None).mails == (), "and nobody has to read it"
    assert found.state is state and saw in found.saw


@pytest.mark.parametrize(("licensed", "saw"), [(True, ""), (False, "no: give the mailbox a licence with Teams")])
async def test_a_meeting_with_nobody_shows_whether_ours_may_meet_online(licensed: bool, saw: str) -> None:
    calendar = Calendar()

    async def show(request: web.Request) -> web.Response:
        link = {"joinUrl": "https://teams.example/meet"} if licensed else None
        return web.json_response({"id": request.match_info["id"], "onlineMeeting": link})

    def linked(server: GraphServer) -> None:
        server.add("GET", "/users/{who}/events/{id}", show)

    async with graph_server(linked, calendar.room) as server, client_of(server) as client:
        once, online = await LiveMeeting(client, OURS, START).all()
    assert (once.what, once.saw) == (ONCE, "by its transaction id") and online.saw.startswith(saw)
    assert calendar.events == {} and calendar.cancelled == {}, "it is taken out again"
