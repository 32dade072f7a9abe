"""Beside any message in Teams: a concern about what somebody wrote, and cases that can be shown to others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.teams.outcomes import JsonObject
from tests.office import CONCERN
from tests.teams.client import CHANNEL, Client
from tests.teams.test_in_channels import CHILDS
from tests.teams.whole import Whole

HTML = "<div><p>The visit was <b>cancelled</b> again.</p><p>AB&nbsp;waited &lt;two hours&gt;.</p></div>"


def called_on(client: Client, content: object = HTML, command: str = "raise", place: str = CHANNEL) -> JsonObject:
    payload = {"id": "1772441000", "body": {"contentType": "html", "content": content}}
    value = {"commandId": command, "commandContext": "message", "messagePayload": payload}
    return client.invoke("composeExtension/fetchTask", value, place)


async def found(client: Client, words: str, place: str = CHANNEL) -> list[Any]:
    value = {"commandId": "find", "parameters": [{"name": "words", "value": words}], "queryOptions": {"skip": 0}}
    _, body = await client.door.post(client.invoke("composeExtension/query", value, place))
    attachments: list[Any] = body["composeExtension"]["attachments"]
    return attachments


async def test_a_concern_is_raised_about_what_somebody_wrote(whole: Whole) -> None:
    await whole.ines.says("help")
    await whole.ines.asks_for_a_window(called_on(whole.ines))
    assert "The visit was cancelled again." in json.dumps(whole.ines.window, ensure_ascii=False)
    assert "AB waited <two hours>." in json.dumps(whole.ines.window, ensure_ascii=False)
    others = {name: value for name, value in CONCERN.items() if name != "what"}
    await whole.ines.fills("Next: who is told", "composeExtension/submitAction", **others)
    assert "wrote the alert" in await whole.ines.fills("Send", "composeExtension/submitAction")
    assert "The visit was cancelled again." in whole.case().concerns[0].what
    assert "wrote the alert" in whole.ines.words
    assert whole.teams.chats[CHANNEL] == {}


@pytest.mark.parametrize("content", ["", None, 7, {"a": 1}, "<script>alert(1)</script>"])
async def test_a_message_without_words_gives_the_empty_form(whole: Whole, content: object) -> None:
    await whole.ines.says("help")
    assert "What is wrong" in await whole.ines.asks_for_a_window(called_on(whole.ines, content))


async def test_whoever_may_not_raise_is_told_so(whole: Whole) -> None:
    await whole.tom.says("help")
    assert "Only the" in await whole.tom.asks_for_a_window(called_on(whole.tom))
    assert "There is no form" in await whole.ines.asks_for_a_window(called_on(whole.ines, command="praise", place=""))


@pytest.mark.parametrize("words", ["", "LUT-26-0001", "10442", "sister", "lut-26"])
async def test_a_case_is_found_in_several_ways_and_shown_without_the_child(whole: Whole, words: str) -> None:
    await whole.raised()
    [one] = await found(whole.ines, words)
    assert "LUT-26-0001" in one["preview"]["content"]["title"] and "16 March" in one["preview"]["content"]["text"]
    tapped = whole.ines.invoke("composeExtension/selectItem", one["preview"]["content"]["tap"]["value"], CHANNEL)
    _, body = await whole.door.post(tapped)
    [put] = body["composeExtension"]["attachments"]
    for shown in (one, put):
        assert "LUT-26-0001" in json.dumps(shown) and not any(word in json.dumps(shown) for word in CHILDS)


async def test_nobody_finds_or_shows_a_case_that_is_not_theirs_to_see(whole: Whole) -> None:
    await whole.raised()
    await whole.wen.says("help")
    assert await found(whole.wen, "10442") == [] and await found(whole.wen, "") == []
    _, body = await whole.door.post(whole.wen.invoke("composeExtension/selectItem", {"ref": "LUT-26-0001"}, CHANNEL))
    assert "There is no case LUT-26-0001 that you can see" in body["composeExtension"]["text"]
    assert len(await found(whole.bea, "10442", "a:bea")) == 1


async def test_somebody_unknown_is_asked_to_open_a_chat_first(whole: Whole) -> None:
    whole.teams.members.clear()
    value = {"commandId": "find", "parameters": []}
    _, body = await whole.door.post(whole.ines.invoke("composeExtension/query", value, CHANNEL))
    assert "open a chat with IRO Bot" in body["composeExtension"]["text"]
