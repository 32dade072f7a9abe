"""Messages to Teams: delivered once, repeated with patience, and never twice without saying so."""

from __future__ import annotations

import pytest
from aiohttp import web

from bot.doors import Refused, TryLater, Unknown
from bot.teams.calls import NOTE
from bot.teams.outcomes import NotReachable, NotYet
from bot.teams.service_urls import LOOPBACK, ServiceUrlRefused, ServiceUrls
from tests.teams.conftest import Line
from tests.teams.connector_server import (
    Behaviour,
    ConnectorServer,
    answering,
    breaking_off,
    cut_short,
    dawdling,
    dripping,
    showing_then,
)


async def test_a_message_arrives_under_the_bots_token_and_its_id_comes_back(line: Line) -> None:
    assert await line.say("Stage 1 is open") == "activity-1"
    [request] = line.server.received
    assert (request.method, request.token) == ("POST", "Bearer token-1")
    assert line.texts == ["Stage 1 is open"]


async def test_ids_from_teams_stay_one_part_of_the_address(line: Line) -> None:
    thread = "19:abc@thread.tacv2;messageid=17/../x"
    await line.connector.send_activity(line.server.url + "/uk/", thread, {"type": "message"}, reply_to="f:1/2")
    assert line.server.received[0].path == (
        "/uk/v3/conversations/19%3Aabc%40thread.tacv2%3Bmessageid%3D17%2F..%2Fx/activities/f%3A1%2F2"
    )


@pytest.mark.parametrize("id", ["", ".", ".."])
async def test_an_id_that_would_lead_elsewhere_is_not_sent_to(line: Line, id: str) -> None:
    with pytest.raises(Refused):
        await line.say(conversation=id)
    assert line.server.received == []


@pytest.mark.parametrize("status", [412, 429])
async def test_what_was_not_accepted_is_sent_again_without_a_mark(line: Line, status: int) -> None:
    line.server.plan = [answering(status), answering(status)]
    await line.say()
    assert line.texts == ["Good morning"]
    assert line.time.waits == [1, 2]


@pytest.mark.parametrize("status", [412, 429, 502, 504])
@pytest.mark.parametrize("name", ["Retry_After", "retry_after"])
async def test_the_pause_that_teams_asks_for_is_kept(line: Line, status: int, name: str) -> None:
    line.server.plan = [answering(status, **{name: "7"})]
    await line.say()
    assert line.time.waits == [7.5]


async def test_a_pause_given_as_a_date_is_measured_from_the_answers_own_date(line: Line) -> None:
    dates = {"Retry_After": "Mon, 02 Mar 2026 10:00:09 GMT", "Date": "Mon, 02 Mar 2026 10:00:00 GMT"}
    line.server.plan = [answering(429, **dates)]
    await line.say()
    assert line.time.waits == [9.5]


async def test_a_pause_holds_for_the_conversation_and_for_no_other(line: Line) -> None:
    line.server.plan = [answering(429, Retry_After="60")]
    with pytest.raises(NotYet) as told:
        await line.say(conversation="a:1")
    assert told.value.after == 60
    await line.say("to somebody else", conversation="a:2")
    assert line.time.waits == []
    with pytest.raises(TryLater):
        await line.say(conversation="a:1")
    assert line.texts == ["to somebody else"]


async def test_teams_that_stays_busy_is_left_alone_after_four_attempts(line: Line) -> None:
    line.server.plan = [answering(429)] * 10
    with pytest.raises(TryLater):
        await line.say()
    assert len(line.server.received) == 4


@pytest.mark.parametrize(
    "trouble", [answering(502), answering(504), breaking_off, dawdling], ids=["502", "504", "broken off", "no answer"]
)
async def test_what_may_have_arrived_is_repeated_once_and_says_so(line: Line, trouble: Behaviour) -> None:
    line.server.plan = [showing_then(trouble)]
    await line.say("Please answer by 9 March")
    assert line.texts == ["Please answer by 9 March", f"{NOTE}\n\nPlease answer by 9 March"]


async def test_nobody_sees_a_message_more_than_twice(line: Line) -> None:
    line.server.plan = [showing_then(breaking_off), showing_then(answering(504)), *[showing_then(answering(502))] * 5]
    with pytest.raises(Unknown):
        await line.say()
    assert len(line.server.shown) == 2


async def test_a_repeat_that_is_not_accepted_leaves_the_first_in_doubt(line: Line) -> None:
    line.server.plan = [showing_then(breaking_off), *[answering(429)] * 5]
    with pytest.raises(Unknown):
        await line.say()
    line.server.plan = [showing_then(breaking_off), answering(429, Retry_After="3600")]
    with pytest.raises(Unknown):
        await line.say(conversation="a:2")


async def test_a_repeat_that_finds_no_turn_leaves_the_first_in_doubt(line: Line) -> None:
    async def used_up(server: ConnectorServer, request: web.Request) -> web.StreamResponse:
        line.pace.hold("a:1", 3_600)
        return await breaking_off(server, request)

    line.server.plan = [showing_then(used_up)]
    with pytest.raises(Unknown):
        await line.say()


async def test_a_typing_sign_is_never_repeated(line: Line) -> None:
    line.server.plan = [breaking_off]
    with pytest.raises(Unknown):
        await line.connector.send_activity(line.server.url, "a:1", {"type": "typing"})
    assert len(line.server.received) == 1


@pytest.mark.parametrize("trouble", [dripping, cut_short], ids=["slow drip", "half an answer"])
async def test_an_accepted_message_whose_answer_breaks_is_not_sent_again(line: Line, trouble: Behaviour) -> None:
    line.server.plan = [trouble]
    assert await line.say() == ""
    assert line.texts == ["Good morning"]


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (403, "ConversationBlockedByUser", "the bot is blocked by this person"),
        (403, "MessageWritesBlocked", "the bot is blocked by this person"),
        (403, "BotNotInConversationRoster", "the app is not installed for this person"),
        (404, "BotNotInConversationRoster", "the app is not installed for this person"),
        (404, "ConversationNotFound", "the conversation does not exist any more"),
        (403, "BotDisabledByAdmin", "the app is blocked by the administrator"),
    ],
)
async def test_a_documented_refusal_says_why_a_mail_has_to_go(line: Line, status: int, code: str, reason: str) -> None:
    line.server.plan = [answering(status, code)]
    with pytest.raises(NotReachable) as refused:
        await line.say()
    assert (refused.value.code, refused.value.reason) == (code, reason)
    assert len(line.server.received) == 1


@pytest.mark.parametrize("status", [301, 400, 403, 404, 413])
async def test_any_other_refusal_is_final_and_repeats_nobodys_name(line: Line, status: int) -> None:
    line.server.plan = [answering(status, "BadSyntax", Location="http://127.0.0.1:1/")]
    with pytest.raises(Refused) as refused:
        await line.say()
    assert str(refused.value) == f"Teams answered {status} BadSyntax"
    assert not isinstance(refused.value, NotReachable)
    assert len(line.server.received) == 1


async def test_a_token_that_is_not_taken_is_replaced(line: Line) -> None:
    line.server.plan = [answering(401)]
    await line.say()
    assert [request.token for request in line.server.received] == ["Bearer token-1", "Bearer token-2"]


async def test_a_server_that_cannot_be_reached_has_seen_nothing(line: Line) -> None:
    with pytest.raises(NotYet):
        await line.connector.send_activity("http://127.0.0.1:1", "a:1", {"type": "message"})


async def test_a_message_that_is_changed_or_taken_back_may_be_so_twice(line: Line) -> None:
    line.server.plan = [breaking_off, answering(502)]
    await line.connector.update_activity(line.server.url, "a:1", "7", {"type": "message", "text": "Closed"})
    line.server.plan = [answering(504)]
    await line.connector.delete_activity(line.server.url, "a:1", "7")
    assert [one.method for one in line.server.received] == ["PUT"] * 3 + ["DELETE"] * 2
    assert all(one.path == "/v3/conversations/a%3A1/activities/7" for one in line.server.received)
    assert line.texts == ["Closed", None]


async def test_a_chat_is_opened_with_a_person_of_our_tenant(line: Line) -> None:
    id = await line.connector.create_conversation(line.server.url, bot="28:app", member="aad-7", tenant="t")
    assert id == "activity-1"
    assert line.server.received[0].path == "/v3/conversations"
    assert line.server.received[0].content == {
        "bot": {"id": "28:app"},
        "members": [{"id": "aad-7"}],
        "isGroup": False,
        "tenantId": "t",
        "channelData": {"tenant": {"id": "t"}},
    }


async def test_a_chat_that_was_opened_without_an_id_is_asked_for_again_later(line: Line) -> None:
    line.server.plan = [cut_short]
    with pytest.raises(TryLater):
        await line.connector.create_conversation(line.server.url, bot="28:app", member="aad-7", tenant="t")


async def test_an_eighth_message_within_a_second_waits_for_the_next(line: Line) -> None:
    for number in range(8):
        await line.say(str(number))
    assert line.time.waits == [1]
    assert line.texts == [str(number) for number in range(8)]


async def test_an_hours_share_that_is_used_up_sends_the_message_back(line: Line) -> None:
    for _ in range(1_800):
        while wait := line.pace.reserve("a:1", line.time.now()):
            line.time.seconds += wait
    with pytest.raises(TryLater):
        await line.say()
    assert line.server.received == []


@pytest.mark.parametrize(
    "url",
    [
        "http://smba.trafficmanager.net/uk",
        "https://smba.trafficmanager.net.example/uk",
        "https://x.smba.trafficmanager.net/uk",
        "https://smba.trafficmanager.net@example/uk",
        "https://example\\@smba.trafficmanager.net/uk",
        "https://smba.trafficmanager.net:8443/uk",
        "https://smba.trafficmanager.net:0/uk",
        "https://smba.trafficmanager.net:x/uk",
        "https://smba.trafficmanager.net/uk?to=example",
        "https://smba.trafficmanager.net/uk#example",
        "https://smba.trafficmanager.net/%2e%2e/uk",
        "https://[smba.trafficmanager.net/uk",
        "https://smba.trafficmanager.net\n/uk",
        "http://127.0.0.1:8080",
        "file:///etc/passwd",
        "smba.trafficmanager.net",
        "",
    ],
)
def test_no_token_is_shown_to_an_address_off_the_list(url: str) -> None:
    with pytest.raises(ServiceUrlRefused):
        ServiceUrls().checked(url)


@pytest.mark.parametrize("url", ["https://smba.trafficmanager.net/uk/", "https://SMBA.trafficmanager.net:443/uk"])
def test_microsofts_own_addresses_are_spoken_to(url: str) -> None:
    assert ServiceUrls().checked(url) == url.rstrip("/")


def test_plain_http_reaches_this_machine_only() -> None:
    assert ServiceUrls(on_this_machine=LOOPBACK).checked("http://localhost:3978/") == "http://localhost:3978"
    with pytest.raises(ServiceUrlRefused):
        ServiceUrls(on_this_machine=LOOPBACK).checked("http://example")
