"""Where others look on: nobody sees more than a reference, a stage and dates, whoever asks and however."""

from __future__ import annotations

import json
from typing import Any

import pytest

from escalation.case import CaseRef
from storage.chats import CaseThread
from storage.shown_cards import ShownCard
from tests.on_cards import words_of_card
from tests.teams.client import CHANNEL, action_in
from tests.teams.connector_server import answering
from tests.teams.issuer import TENANT
from tests.teams.whole import Whole

CHILDS = ("AB", "10442", "sister", "core group", "Significant drift", "Ines Okafor")
"""What is said of the child, and by whom."""
REF = CaseRef("LUT-26-0001")


def keep_thread(whole: Whole) -> None:
    with whole.desk.database.write() as uow:
        uow.chats.keep_thread(CaseThread(REF, CHANNEL, "1772441000", whole.teams.url), whole.door.clock.now())
        uow.commit()


LINES = ("LUT-26-0001", "my cases", "log", "respond LUT-26-0001", "help", "", "raise", "nonsense")


@pytest.mark.parametrize("line", LINES)
async def test_in_a_channel_only_where_it_was_answered_is_said(whole: Whole, line: str) -> None:
    await whole.raised()
    told = await whole.ines.says(line, CHANNEL)
    [said] = whole.teams.chats[CHANNEL].values()
    assert said["text"] == "I have answered you in our own chat." and "attachments" not in said
    assert told != ""


async def test_without_a_chat_of_ones_own_nothing_is_done_and_the_way_there_is_told(whole: Whole) -> None:
    await whole.raised()
    with whole.desk.database.write() as uow:
        uow.chats.forget(whole.case().raiser)
        uow.commit()
    before = whole.state()
    await whole.ines.says("undo LUT-26-0001", CHANNEL)
    assert "Open IRO Bot under Apps" in whole.teams.words_in(CHANNEL)
    assert whole.state() == before


async def test_a_chat_that_has_been_closed_to_the_bot_is_asked_to_be_opened_again(whole: Whole) -> None:
    await whole.raised()
    whole.teams.plan = [answering(403, "ConversationBlockedByUser")]
    await whole.ines.says("my cases", CHANNEL)
    assert "Open IRO Bot under Apps" in whole.teams.words_in(CHANNEL)


async def test_in_the_thread_of_a_case_commands_need_no_reference(whole: Whole) -> None:
    await whole.raised()
    keep_thread(whole)
    assert "A date for the core group" in await whole.ines.says("", CHANNEL)
    assert "Satisfied" in await whole.ines.says("resolve AB knows the date", CHANNEL)
    assert "A date for the core group" in await whole.ines.says("show case", CHANNEL)
    assert "My cases" in await whole.ines.says("my cases", CHANNEL)
    assert not any(word in whole.teams.words_in(CHANNEL) for word in CHILDS)


async def test_an_outsider_learns_nothing_in_the_thread_of_a_case(whole: Whole) -> None:
    await whole.raised()
    keep_thread(whole)
    await whole.wen.says("help")
    assert "There is no case LUT-26-0001 that you can see" in await whole.wen.says("respond", CHANNEL)


async def shown_in_the_channel(whole: Whole) -> str:
    id = whole.teams.put(CHANNEL, {"type": "message"})
    at = whole.door.clock.now()
    with whole.desk.database.write() as uow:
        uow.cards.put(ShownCard(CHANNEL, id, whole.case().raiser, REF, None, "ours", "", at))
        uow.commit()
    return id


@pytest.mark.parametrize(
    ("who", "buttons"),
    [
        ("ines", ["Record a spoken answer", "Open the case"]),
        ("tom", ["Answer", "Open the case"]),
        ("wen", ["Open the case"]),
    ],
)
async def test_on_a_card_in_a_channel_each_has_their_own_steps_and_nobody_more_of_the_case(
    whole: Whole, who: str, buttons: list[str]
) -> None:
    await whole.raised()
    client, id = getattr(whole, who), await shown_in_the_channel(whole)
    status, body = await whole.door.post(client.execute(id, "look", {"verb": "look"}, "automatic", CHANNEL))
    words = words_of_card(body["value"])
    assert status == 200 and "LUT-26-0001" in words and "16 March" in words
    assert not any(word in json.dumps(body) for word in CHILDS)
    assert [action["title"] for action in body["value"]["actions"]] == buttons


async def test_two_people_fill_in_their_forms_from_the_same_card_in_a_channel(whole: Whole) -> None:
    """What one has half written keeps the other from nothing."""
    await whole.raised()
    id = await shown_in_the_channel(whole)
    for client, button, typed in (
        (whole.tom, "Answer", {"answer": ""}),
        (whole.ines, "Record a spoken answer", {"answer": ""}),
    ):
        _, body = await whole.door.post(client.execute(id, "look", {"verb": "look"}, "automatic", CHANNEL))
        opened = action_in(body["value"], button)["data"]
        await client.asks_for_a_window(client.invoke("task/fetch", {"data": opened}, CHANNEL, replyToId=id))
        sent = {**opened, "verb": opened["step"], **typed}
        del sent["step"]
        told = await client.asks_for_a_window(client.invoke("task/submit", {"data": sent}, CHANNEL))
        assert "needs another look" in told or "need another look" in told


@pytest.mark.parametrize("verb", ["show case", "answer", "raise", "read all", "send now", "keep for later"])
async def test_a_press_in_a_channel_is_answered_in_ones_own_chat(whole: Whole, verb: str) -> None:
    await whole.raised()
    data: dict[str, Any] = {"verb": verb, "case": REF, "visit": 1, "heading": "What is asked"}
    for who in (whole.ines, whole.tom):
        _, body = await whole.door.post(who.execute("m1", verb, data, at=CHANNEL))
        assert not any(word in json.dumps(body) for word in CHILDS)
    pressed = whole.ines.activity(CHANNEL, value=data, replyToId="m1")
    await whole.door.post(pressed)
    assert not any(word in whole.teams.words_in(CHANNEL) for word in CHILDS)
    assert "I have answered you in our own chat." in whole.teams.words_in(CHANNEL)


async def test_a_card_of_ones_own_chat_says_less_once_the_case_is_not_ones_own_any_more(whole: Whole) -> None:
    await whole.raised()
    at = whole.door.clock.now()
    id = whole.teams.put("a:wen", {"type": "message"})
    with whole.desk.database.write() as uow:
        uow.cards.put(ShownCard("a:wen", id, "wen", REF, None, "ours", "", at))  # type: ignore[arg-type]
        uow.commit()
    words = await whole.wen.sends(whole.wen.execute(id, "look", {}, "automatic"))
    assert "The case is with others now" in words and not any(word in words for word in CHILDS)


@pytest.mark.parametrize("step", ["answer", "satisfied", "reopen"])
async def test_a_press_on_such_a_card_says_nothing_of_the_case_either(whole: Whole, step: str) -> None:
    await whole.raised()
    id = whole.teams.put("a:wen", {"type": "message"})
    with whole.desk.database.write() as uow:
        at = whole.door.clock.now()
        uow.cards.put(ShownCard("a:wen", id, "wen", REF, None, "ours", "", at))  # type: ignore[arg-type]
        uow.commit()
    data = {"verb": "open form", "case": REF, "visit": 1, "step": step}
    pressed = whole.wen.execute(id, "open form", data)
    assert "There is no case LUT-26-0001 that you can see" in await whole.wen.sends(pressed)
    assert not any(word in whole.teams.words_in("a:wen") for word in (*CHILDS, "Tom Reid"))


async def test_a_card_that_nobody_remembers_is_answered_with_a_neutral_one(whole: Whole) -> None:
    await whole.raised()
    assert "This card is from before" in await whole.tom.sends(whole.tom.execute("gone", "look", {}, "automatic"))


async def test_a_group_chat_counts_as_a_place_where_others_look_on(whole: Whole) -> None:
    await whole.raised()
    for kind in ("groupChat", None, "Personal"):
        place = {"id": "19:group@thread.v2", "conversationType": kind, "tenantId": TENANT}
        await whole.door.post(whole.ines.activity(text="LUT-26-0001", conversation=place))
    assert not any(word in whole.teams.words_in("19:group@thread.v2") for word in CHILDS)
    assert whole.teams.words_in("19:group@thread.v2").count("I have answered you") == 3
