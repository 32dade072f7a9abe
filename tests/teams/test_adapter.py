"""botbuilder's handlers behind the real endpoint: what a person types and presses, and what comes back."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from botbuilder.core import TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity, ChannelAccount, ConversationParameters

from bot.doors import TryLater
from bot.teams import invokes
from bot.teams.adapter import CALLER, TeamsAdapter
from bot.teams.messages import LARGEST, messages_route
from bot.teams.outcomes import JsonObject, NotReachable
from bot.teams.service_urls import ServiceUrlRefused
from tests.teams.conftest import Line
from tests.teams.connector_server import ConnectorServer, answering
from tests.teams.received import activity, pressed

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": []}


class Bot(TeamsActivityHandler):  # type: ignore[misc] # botbuilder carries no types
    """Says back what it hears, and answers each verb in one of the ways there are."""

    def __init__(self) -> None:
        self.arrived: list[str] = []

    async def on_message_activity(self, turn_context: Any) -> None:
        match turn_context.activity.text:
            case "change":
                await turn_context.update_activity(Activity(id="7", type="message", text="Closed"))
            case "take back":
                await turn_context.delete_activity("7")
            case text:
                await turn_context.send_activity(f"{turn_context.turn_state[CALLER]} said {text}")

    async def on_members_added_activity(self, members_added: Any, turn_context: Any) -> None:
        for one in members_added:
            self.arrived.append(f"{one.id} ({one.aad_object_id})" if one.aad_object_id else one.id)

    async def on_invoke_activity(self, turn_context: Any) -> Any:
        match turn_context.activity.name, turn_context.activity.value:
            case "adaptiveCard/action", {"action": {"verb": "respond"}}:
                return invokes.new_card(CARD)
            case "adaptiveCard/action", {"action": {"verb": "wait"}}:
                return invokes.message("Noted.")
            case "adaptiveCard/action", {"action": {"verb": "late"}}:
                return invokes.error("This stage is over.")
            case "task/fetch", _:
                return invokes.dialog("Respond", CARD)
            case "task/submit", {"data": {"more": True}}:
                return invokes.dialog_message("Thank you.")
            case "task/submit", _:
                return invokes.closed()
        return await super().on_invoke_activity(turn_context)


@dataclass
class Office:
    """The bot at its endpoint, with a guard that knows one token."""

    line: Line
    client: TestClient[web.Request, web.Application]
    adapter: TeamsAdapter
    bot: Bot = field(default_factory=Bot)

    async def post(self, given: object, token: str = "Bearer good") -> tuple[int, Any]:
        answer = await self.client.post("/api/messages", json=given, headers={"Authorization": token})
        text = await answer.text()
        return answer.status, json.loads(text) if answer.content_type == "application/json" and text else text

    async def type(self, text: str, **fields: object) -> tuple[int, Any]:
        return await self.post(activity(self.line.server.url, text=text, **fields))

    async def press(self, verb: str) -> tuple[int, Any]:
        return await self.post(pressed(self.line.server.url, verb))


async def guard(authorization: str | None, given: JsonObject) -> str:
    if authorization != "Bearer good":
        raise web.HTTPUnauthorized
    sender = given.get("from")
    return str(sender.get("name")) if isinstance(sender, dict) else "nobody"


@pytest.fixture
async def office(line: Line) -> AsyncIterator[Office]:
    adapter, bot, app = TeamsAdapter(line.connector, "app"), Bot(), web.Application()
    app.add_routes([messages_route(adapter, guard, bot.on_turn)])
    async with TestClient(TestServer(app)) as client:
        yield Office(line, client, adapter, bot)


async def test_a_typed_message_is_answered_below_it_in_the_same_chat(office: Office) -> None:
    assert await office.type("my cases") == (200, "")
    [reply] = office.line.server.received
    assert reply.path == "/v3/conversations/a%3A1/activities/1772441999"
    told = {name: reply.content[name] for name in ("type", "text", "replyToId", "from", "recipient", "serviceUrl")}
    assert told == {
        "type": "message",
        "text": "Ines Okafor said my cases",
        "replyToId": "1772441999",
        "from": {"id": "28:app", "name": "IRO Bot"},
        "recipient": {"id": "29:ines", "name": "Ines Okafor", "aadObjectId": "aad-ines"},
        "serviceUrl": office.line.server.url,
    }


async def test_a_message_of_the_bot_is_changed_and_taken_back(office: Office) -> None:
    await office.type("change")
    await office.type("take back")
    assert [(one.method, one.path) for one in office.line.server.received] == [
        ("PUT", "/v3/conversations/a%3A1/activities/7"),
        ("DELETE", "/v3/conversations/a%3A1/activities/7"),
    ]


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("respond", {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": CARD}),
        ("wait", {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Noted."}),
        (
            "late",
            {
                "statusCode": 400,
                "type": "application/vnd.microsoft.error",
                "value": {"code": "BadRequest", "message": "This stage is over."},
            },
        ),
    ],
)
async def test_a_pressed_button_is_answered_with_a_card_a_line_or_an_error(
    office: Office, verb: str, body: JsonObject
) -> None:
    assert await office.press(verb) == (200, body)
    assert office.line.server.received == []


async def test_a_dialog_opens_says_thanks_and_closes(office: Office) -> None:
    fetch = activity(office.line.server.url, type="invoke", name="task/fetch", value={"data": {}})
    submit = {**fetch, "name": "task/submit"}
    status, opened = await office.post(fetch)
    assert (status, opened["task"]["type"], opened["task"]["value"]["card"]["content"]) == (200, "continue", CARD)
    assert await office.post({**submit, "value": {"data": {"more": True}}}) == (
        200,
        {"task": {"type": "message", "value": "Thank you."}},
    )
    assert await office.post(submit) == (200, "")


async def test_what_the_bot_does_not_know_is_answered_and_not_crashed_on(office: Office) -> None:
    unknown = activity(office.line.server.url, type="invoke", name="somebody/else")
    assert (await office.post(unknown))[0] == 501
    no_action = activity(office.line.server.url, type="invoke", name="adaptiveCard/action", value={"action": {}})
    status, body = await office.post(no_action)
    assert (status, body["type"]) == (400, "application/vnd.microsoft.error")
    assert set(body["value"]) == {"code", "message"}


async def test_whoever_is_added_is_told_to_the_bot(office: Office) -> None:
    office.line.server.plan = [member]
    update = activity(
        office.line.server.url,
        type="conversationUpdate",
        membersAdded=[{"id": "28:app"}, {"id": "29:tom"}],
        channelData={"tenant": {"id": "tenant"}},
    )
    assert await office.post(update) == (200, "")
    assert office.bot.arrived == ["28:app", "29:tom (aad-tom)"]
    assert office.line.server.received[0].path == "/v3/conversations/a%3A1/members/29%3Atom"


async def member(server: ConnectorServer, request: web.Request) -> web.StreamResponse:
    return web.json_response({"id": "29:tom", "name": "Tom Reid", "aadObjectId": "aad-tom", "userRole": "user"})


async def test_nobody_is_heard_whom_the_guard_has_not_admitted(office: Office) -> None:
    assert (await office.post(activity(office.line.server.url), token="Bearer stolen"))[0] == 401
    assert office.line.server.received == []


async def test_a_malformed_activity_is_refused_with_its_place_and_without_its_words(office: Office) -> None:
    status, told = await office.post(activity(office.line.server.url, text={"child": "Amy Smith"}))
    assert (status, told) == (400, "activity.text is not what it should be")
    assert (await office.post([1]))[0] == 400


async def test_an_activity_that_wants_its_answer_elsewhere_is_refused_before_anything_is_done(office: Office) -> None:
    update = activity("https://example/uk", type="conversationUpdate", membersAdded=[{"id": "28:app"}])
    assert (await office.post(update))[0] == 403
    assert office.bot.arrived == []


async def test_what_is_not_json_or_too_large_is_not_read(office: Office) -> None:
    answer = await office.client.post("/api/messages", data=b"{}", headers={"Content-Type": "text/plain"})
    assert answer.status == 415
    large = await office.client.post("/api/messages", json={"text": "x" * LARGEST})
    assert large.status == 413


async def test_a_body_that_is_packed_wrongly_or_swells_is_refused_before_anybody_is_asked_for(office: Office) -> None:
    for body, status in ((b"no gzip", 400), (gzip.compress(b"[" + b" " * LARGEST + b"]"), 413)):
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip", "Connection": "close"}
        answer = await office.client.post("/api/messages", data=body, headers=headers)
        assert answer.status == status


async def test_whoever_sends_a_body_bit_by_bit_is_not_waited_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.teams.messages.WITHIN", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", office.client.server.port)
    head = "POST /api/messages HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
    writer.write(head.encode())
    async with asyncio.timeout(10):
        assert b" 408 " in await reader.readline()
    writer.close()


async def test_the_bot_speaks_first_in_a_chat_that_exists(office: Office) -> None:
    reference = TurnContext.get_conversation_reference(Activity().deserialize(activity(office.line.server.url)))

    async def remind(context: Any) -> None:
        await context.send_activity("The answer is due tomorrow.")

    await office.adapter.continue_conversation(reference, remind)
    assert office.line.texts == ["The answer is due tomorrow."]
    assert office.line.server.received[0].path == "/v3/conversations/a%3A1/activities"


async def test_the_bot_opens_a_chat_and_speaks_first_there(office: Office) -> None:
    tom = ChannelAccount(aad_object_id="aad-tom")
    wanted = ConversationParameters(bot=ChannelAccount(id="28:app"), members=[tom], tenant_id="tenant")

    async def greet(context: Any) -> None:
        await context.send_activity("Good morning")

    await office.adapter.create_conversation("app", greet, wanted, "msteams", office.line.server.url)
    opened, said = office.line.server.received
    assert opened.content["members"] == [{"id": "aad-tom"}]
    assert (said.path, said.content["text"]) == ("/v3/conversations/activity-1/activities", "Good morning")


async def test_what_teams_refuses_reaches_whoever_speaks(office: Office) -> None:
    reference = TurnContext.get_conversation_reference(Activity().deserialize(activity(office.line.server.url)))

    async def remind(context: Any) -> None:
        await context.send_activity("The answer is due tomorrow.")

    office.line.server.plan = [answering(403, "BotDisabledByAdmin"), *[answering(429)] * 4]
    with pytest.raises(NotReachable):
        await office.adapter.continue_conversation(reference, remind)
    with pytest.raises(TryLater):
        await office.adapter.continue_conversation(reference, remind)
    reference.service_url = "https://example/"
    with pytest.raises(ServiceUrlRefused):
        await office.adapter.continue_conversation(reference, remind)


async def test_a_token_does_not_come_in_through_botbuilder(office: Office) -> None:
    with pytest.raises(PermissionError):
        await office.adapter.process_activity("Bearer good", Activity(type="message"), office.bot.on_turn)
