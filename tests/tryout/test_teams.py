"""A client of Teams on this machine comes in by the try-out's own door: the Agents Playground, or this test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.tryout.example import play_example
from bot.tryout.run import FIRST_MORNING
from bot.tryout.server import tryout_app
from bot.tryout.stage import Stage
from bot.tryout.teams import open_to_teams
from escalation.case import PersonId
from tests.office import CONCERN
from tests.on_cards import buttons_of
from tests.teams.client import filled
from tests.teams.connector_server import connector_server
from tests.teams.played_teams import PlayedTeams

CHAT = "one-chat"


@dataclass
class Playground:
    """One window, in which somebody is whoever they say they are."""

    http: TestClient[Any, Any]
    teams: PlayedTeams
    stage: Stage

    async def sends(self, **activity: object) -> Any:
        given = {
            "type": "message", "id": "a1", "channelId": "msteams", "serviceUrl": self.teams.url,
            "from": {"id": "user-id-0", "aadObjectId": "00000000-0000-0000-0000-0000000000020"},
            "conversation": {"id": CHAT, "conversationType": "personal", "tenantId": "00000001"},
            "recipient": {"id": "bot"},
        }  # fmt: skip
        answer = await self.http.post("/api/messages", json={**given, **activity})
        return answer.status, await answer.text()

    async def says(self, text: str) -> str:
        before = len(self.teams.chats[CHAT])
        assert (await self.sends(text=text, id=f"{text} {before}"))[0] == 200
        return str(list(self.teams.chats[CHAT].values())[before:])

    async def presses(self, title: str, **typed: str) -> None:
        for id, message in reversed(self.teams.chats[CHAT].items()):
            for attached in message.get("attachments", ()):  # type: ignore[attr-defined]
                for action, cards in buttons_of(attached["content"], ()):
                    if action.get("title") == title:
                        data = filled(attached["content"], action, cards, typed)
                        value = {"action": {**action, "data": data}}
                        pressed = {"type": "invoke", "name": "adaptiveCard/action", "value": value, "replyToId": id}
                        assert (await self.sends(**pressed, id=f"press {title} {id}"))[0] == 200
                        return
        raise AssertionError(f"there is no button “{title}”")


@asynccontextmanager
async def playground_on(stage: Stage) -> AsyncIterator[Playground]:
    teams = PlayedTeams()
    app = tryout_app(stage)
    open_to_teams(app, stage)
    async with connector_server(teams), TestClient(TestServer(app)) as http:
        yield Playground(http, teams, stage)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    opened = Stage(tmp_path, "luton", None, FIRST_MORNING, play_example)
    yield opened
    opened.office.close()


async def test_whoever_comes_in_is_somebody_of_the_list_and_anybody_they_say(stage: Stage) -> None:
    async with playground_on(stage) as window:
        assert "My cases" in await window.says("my cases")
        assert "You are Tom Reid now" in await window.says("I am Tom Reid")
        assert "Nobody here is called" in await window.says("I am Father Christmas")


async def test_a_case_is_raised_in_a_client_of_teams_and_is_on_the_page_too(stage: Stage) -> None:
    async with playground_on(stage) as window:
        await window.says("I am Ines Okafor")
        await window.says("raise")
        await window.presses("Next: who is told", **CONCERN)
        await window.presses("Send")
        await window.says("I am Tom Reid")
        assert "LUT-26-0001" in await window.says("my cases") or "LUT-26-0001" in str(window.teams.chats[CHAT])
    ines = stage.office.played.chats.of(PersonId("ines"))
    assert any("LUT-26-0001" in str(shown.card) for shown in ines)


async def test_whoever_one_becomes_is_answered_in_the_chat_of_the_same_window(stage: Stage) -> None:
    group = {"id": "a-group", "conversationType": "groupChat", "isGroup": True, "tenantId": "00000001"}
    entities = [{"type": "mention", "mentioned": {"id": "bot"}, "text": "<at>Test Bot</at>"}]
    async with playground_on(stage) as window:
        await window.says("my cases")
        for line in ("I am Tom Reid", "my cases"):
            said = {"text": f"<at>Test Bot</at> {line}", "entities": entities, "conversation": group, "id": line}
            assert (await window.sends(**said))[0] == 200
        told = [message["text"] for message in window.teams.chats["a-group"].values()]
        assert told[0].startswith("You are Tom Reid now.") and told[1] == "I have answered you in our own chat."
        assert "My cases" in str(list(window.teams.chats[CHAT].values())[-1])


async def test_a_message_for_whoever_one_was_before_still_comes(stage: Stage) -> None:
    async with playground_on(stage) as window:
        for name in ("Tom Reid", "Ines Okafor"):
            await window.says(f"I am {name}")
        await window.says("raise")
        await window.presses("Next: who is told", **CONCERN)
        await window.presses("Send")
        await window.presses("Send now")
        assert "You are asked to help settle this" in str(window.teams.chats[CHAT])


async def test_what_comes_from_another_machine_is_refused(stage: Stage) -> None:
    async with playground_on(stage) as window:
        status, said = await window.sends(text="my cases", serviceUrl="https://example.org/teams")
        assert (status, said) == (403, "This bot does not serve you.")
        assert window.teams.chats == {}


async def test_a_world_that_is_started_anew_is_another_one_for_the_client_too(stage: Stage) -> None:
    async with playground_on(stage) as window:
        await window.says("I am Ines Okafor")
        await window.says("raise")
        stage.start_anew("knowsley")
        assert "My cases" in await window.says("my cases")
