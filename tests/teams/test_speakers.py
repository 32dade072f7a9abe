"""Who speaks: recognised by the directory's id and the list of people, and by nothing that could be made up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from escalation.case import PersonId
from escalation.people import Person
from storage.chats import Account, ChatPlace
from tests.teams.connector_server import answering
from tests.teams.issuer import TENANT
from tests.teams.whole import Whole, member

TOM = "tom.reid@example.org"
OTHER = "1d2f6c1e-7777-4f6b-8b1e-0c0c0c0c0c0c"


async def test_a_person_is_looked_up_once_and_known_from_then_on(whole: Whole) -> None:
    await asyncio.gather(*(whole.door.post(whole.tom.typed("my cases")) for _ in range(5)))
    assert whole.teams.asked_for == ["29:tom"]
    with whole.desk.database.read() as reading:
        account = reading.chats.account("aad-tom")
        place = reading.chats.with_person(PersonId("tom"))
    assert account is not None and (account.person, account.chat_id) == ("tom", "29:tom")
    assert place is not None and (place.conversation, place.service_url) == ("a:tom", whole.teams.url)
    assert whole.tom.words.count("Nothing is waiting for you") == 5


async def test_the_address_may_stand_in_either_place_and_in_any_case(whole: Whole) -> None:
    whole.teams.members["29:tom"] = member("tom", "", userPrincipalName="Tom.Reid@EXAMPLE.org")
    assert "My cases" in await whole.tom.says("my cases")


async def test_a_chat_that_has_moved_is_noted(whole: Whole) -> None:
    await whole.tom.says("help")
    await whole.door.post(whole.tom.activity(text="help", conversation={
        "id": "a:new", "conversationType": "personal", "tenantId": TENANT}))  # fmt: skip
    with whole.desk.database.read() as reading:
        place = reading.chats.with_person(PersonId("tom"))
    assert place is not None and place.conversation == "a:new"


async def test_an_account_that_stands_in_the_wrong_row_of_the_people_file_gives_nobody_anothers_rights(
    whole: Whole,
) -> None:
    await whole.raised()
    name_account(whole, "aad-wen", "tom")
    keep_chat(whole, "tom", "a:wen")
    assert "There is no case LUT-26-0001 that you can see" in await whole.wen.says("LUT-26-0001")
    with whole.desk.database.read() as reading:
        assert reading.chats.with_person(PersonId("tom")) is None, "Tom's cards would go on to Wen's chat"


async def test_an_account_of_the_people_file_serves_where_the_address_is_nobodys_but_no_guest(whole: Whole) -> None:
    name_account(whole, "aad-tom", "tom")
    whole.teams.members["29:tom"] = member("tom", "t.reid@old.example", userRole="guest")
    assert "own staff" in await whole.tom.says("my cases")
    whole.teams.members["29:tom"] = member("tom", "t.reid@old.example")
    assert "My cases" in await whole.tom.says("my cases")


REFUSED: Mapping[str, tuple[Mapping[str, object], str]] = {
    "a guest by role": ({"userRole": "guest"}, "own staff"),
    "somebody anonymous": ({"userRole": "anonymous"}, "own staff"),
    "a guest by address": ({"userPrincipalName": "tom.reid_example.org#EXT#@tenant.example"}, "own staff"),
    "another tenant's": ({"tenantId": OTHER}, "own staff"),
    "another account's": ({"aadObjectId": "aad-sara"}, "Sign in with your work account"),
    "no account's": ({"aadObjectId": None}, "Sign in with your work account"),
    "not on the list": ({"email": "zed@example.org"}, "not on this authority’s list"),
    "two people's": ({"userPrincipalName": "sara.patel@example.org"}, "not on this authority’s list"),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_whoever_is_not_clearly_one_of_the_list_is_refused_in_a_sentence(
    whole: Whole, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    await whole.raised()
    changed, sentence = REFUSED[what]
    with whole.desk.database.write() as uow:
        uow.chats.forget_account("aad-tom")
        uow.commit()
    whole.teams.members["29:tom"] = member("tom", TOM, **changed)
    caplog.set_level(logging.INFO)
    told = await whole.tom.says("LUT-26-0001")
    assert sentence in told and "AB" not in told
    assert "object id aad-tom" in caplog.text
    assert "Reid" not in caplog.text and TOM not in caplog.text.lower()


async def test_the_name_that_teams_shows_gives_nobody_any_rights(whole: Whole) -> None:
    await whole.raised()
    whole.teams.members["29:zed"] = member("zed", "zed@example.org", name="Tom Reid")
    zed = {"id": "29:zed", "name": "Tom Reid", "aadObjectId": "aad-zed"}
    await whole.door.post(whole.zed.activity(text="LUT-26-0001", from_=zed))
    assert "not on this authority’s list" in whole.zed.words and "AB" not in whole.zed.words


@pytest.mark.parametrize(
    "sender",
    [
        {"id": "29:tom"},
        {"id": "29:tom", "aadObjectId": ""},
        {"id": "29:tom", "aadObjectId": "aad tom"},
        {"aadObjectId": "aad-tom"},
        {"id": "28:tom", "aadObjectId": "aad-tom"},
        {"id": "29:tom", "aadObjectId": "aad-tom", "role": "bot"},
        {"id": "29:tom", "aadObjectId": "aad-tom", "role": "skill"},
        None,
    ],
)
async def test_nobody_is_heard_without_an_account_of_their_own(whole: Whole, sender: object) -> None:
    await whole.tom.says("help")
    before = whole.tom.words
    status, _ = await whole.door.post(whole.tom.activity(text="my cases", from_=sender))
    assert status == 200 and "My cases" not in whole.tom.words.removeprefix(before)
    status, body = await whole.door.post({**whole.tom.execute("m1", "show cases", {}), "from": sender})
    assert (status, body["type"]) == (200, "application/vnd.microsoft.activity.message")


async def test_a_sender_of_another_tenant_does_not_pass_the_guard(whole: Whole) -> None:
    tom = {"id": "29:tom", "aadObjectId": "aad-tom", "tenantId": OTHER}
    assert (await whole.door.post(whole.tom.activity(text="my cases", from_=tom)))[0] == 403
    assert whole.tom.words == ""


async def test_whoever_has_left_is_refused_also_where_they_were_known(
    whole: Whole, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await whole.tom.says("help")
    with whole.desk.database.write() as uow:
        roster = uow.people.roster()
        people = [_left(p) if p.id == "tom" else p for p in roster.people.values()]
        uow.people.replace_all(people, roster.posts, roster.absences, whole.door.clock.now())
        uow.commit()
    assert "not on this authority’s list" in await whole.tom.says("my cases")
    assert "has left, object id aad-tom" in caplog.text


async def test_where_teams_does_not_say_who_it_is_the_person_is_asked_to_come_again(whole: Whole) -> None:
    whole.teams.plan = [answering(503)] * 4
    assert "Please try again in a minute" in await whole.tom.says("my cases")
    assert "My cases" in await whole.tom.says("my cases")


async def test_somebody_unknown_where_the_bot_is_no_member_is_asked_to_open_a_chat(whole: Whole) -> None:
    del whole.teams.members["29:tom"]
    assert "open a chat with IRO Bot" in await whole.tom.says("my cases")


def _left(person: Person) -> Person:
    return replace(person, until=date(2026, 2, 27))


def name_account(whole: Whole, object_id: str, person: str) -> None:
    """As the people file does, before anybody has spoken from it."""
    with whole.desk.database.write() as uow:
        uow.chats.keep_account(Account(object_id, PersonId(person), ""), whole.door.clock.now())
        uow.commit()


def keep_chat(whole: Whole, person: str, conversation: str) -> None:
    with whole.desk.database.write() as uow:
        uow.chats.keep(ChatPlace(PersonId(person), conversation, whole.teams.url), whole.door.clock.now())
        uow.commit()
