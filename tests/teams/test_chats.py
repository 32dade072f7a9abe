"""What is said first in Teams: it arrives in the person's own chat, or by mail, and at most once more with a mark."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.doors import ChatMessage, TryLater, Unknown
from bot.on_the_loop import OnTheLoop
from bot.teams.calls import NOTE
from bot.teams.outcomes import UNREACHABLE
from escalation.case import PersonId
from storage.chats import ChatPlace
from storage.outgoing import Channel, Delivery
from tests.people import INES, TOM
from tests.teams.connector_server import answering, arriving_then, breaking_off
from tests.teams.reached import Reached, reached, words

LATER = timedelta(minutes=6)


@pytest.fixture
async def council(tmp_path: Path) -> AsyncIterator[Reached]:
    """A concern has just been sent."""
    async with reached(tmp_path) as council:
        council.raises()
        yield council


def went(council: Reached, person: str) -> list[Delivery]:
    """What became of the messages for that person's chat."""
    with council.desk.database.read() as reading:
        found = reading.outbox.of_case(council.case().ref)
    return [one for one in found if one.message.to == person and one.message.channel is Channel.TEAMS]


async def test_a_card_arrives_in_the_persons_own_chat_and_asks_for_their_own_view(council: Reached) -> None:
    await council.deliver()
    [asked] = council.chat("amir")
    assert asked.content["summary"] == "Pre-Dispute Resolution: LUT-26-0001, answer by Monday 16 March"
    assert asked.card["refresh"]["userIds"] == ["29:amir"]  # type: ignore[index, call-overload]
    assert council.is_well and council.waiting == 0


async def test_a_notification_says_nothing_about_the_child_or_anybody(council: Reached) -> None:
    await council.deliver()
    names = {name for p in council.office.office.people.people.values() for name in p.name.split()}
    shown = [posted for chat in council.teams.conversations.values() for posted in chat]
    assert shown
    for posted in shown:
        summary = str(posted.content["summary"])
        assert summary and not any(word in summary for word in {*names, "AB", "10442"})
        assert "text" not in posted.content


async def test_a_chat_is_opened_once_with_whoever_has_none(council: Reached) -> None:
    await council.deliver()
    council.office.pass_working_days(10)
    await council.deliver()
    opened = [r.content["members"] for r in council.server.received if r.path == "/v3/conversations"]
    assert len(council.chat("amir")) > 1
    assert opened.count([{"id": "29:amir"}]) == 1


async def test_a_chat_that_is_known_is_used_where_it_was_last(council: Reached) -> None:
    with council.desk.database.write() as uow:
        uow.chats.keep(ChatPlace(PersonId("amir"), "a:his", council.server.url), council.desk.clock.now())
        uow.commit()
    await council.deliver()
    assert len(council.teams.conversations["a:his"]) == 1


async def test_whoever_never_spoke_to_the_bot_has_a_mail(council: Reached) -> None:
    with council.desk.database.write() as uow:
        for person in (INES, TOM, PersonId("amir")):
            uow.chats.forget_account(f"aad-{person}")
        uow.commit()
    await council.deliver()
    assert not council.chat("ines") and not council.chat("amir")
    assert any("LUT-26-0001" in mail.subject for mail in council.mails("ines"))
    assert {one.reason for one in went(council, "ines")} == {"no account in Teams is known for this person"}
    assert council.is_well and council.waiting == 0


@pytest.mark.parametrize("code", UNREACHABLE)
async def test_whoever_cannot_be_reached_has_a_mail_of_each_thing_once(council: Reached, code: str) -> None:
    council.teams.refusing["a:29:ines"] = (403, code)
    await council.deliver()
    assert not council.chat("ines")
    told = [mail.subject for mail in council.mails("ines")]
    assert told and len(told) == len(went(council, "ines"))
    assert all(code in str(one.reason) for one in went(council, "ines"))
    assert council.is_well and council.waiting == 0


async def test_a_refusal_that_nobody_knows_goes_by_mail_and_before_an_operator(council: Reached) -> None:
    council.teams.refusing["a:29:ines"] = (400, "BadSyntax")
    await council.deliver()
    assert council.mails("ines")
    assert not council.is_well


async def test_a_chat_that_is_gone_is_opened_anew_for_the_next_message(council: Reached) -> None:
    with council.desk.database.write() as uow:
        uow.chats.keep(ChatPlace(INES, "a:old", council.server.url), council.desk.clock.now())
        uow.commit()
    council.teams.refusing["a:old"] = (404, "ConversationNotFound")
    await council.deliver()
    council.office.pass_working_days(3)
    await council.deliver()
    assert council.chat("ines")


async def test_what_may_have_arrived_is_seen_twice_at_most_and_goes_by_mail_too(council: Reached) -> None:
    lost = arriving_then(council.teams, breaking_off)
    council.teams.conversations["a:29:amir"] = []
    with council.desk.database.write() as uow:
        for person in ("amir", "ines"):
            uow.chats.keep(ChatPlace(PersonId(person), f"a:29:{person}", council.server.url), council.desk.clock.now())
        uow.commit()
    council.server.plan = [lost] * 4
    await council.deliver()
    for _ in range(3):
        council.pass_time(LATER)
        await council.deliver()
    for person in ("amir", "ines"):
        first, second, *others = council.chat(person)
        assert not first.text and second.text == NOTE
        assert first.content["summary"] == second.content["summary"]
        assert not any(other.text for other in others)
        assert council.mails(person)
    assert council.is_well and council.waiting == 0


async def test_a_process_that_ends_before_it_is_noted_shows_it_once_more_with_a_mark(council: Reached) -> None:
    council.connector.ends = ["after"]
    await council.deliver_until_it_ends()
    await council.deliver()
    seen = [posted for chat in council.teams.conversations.values() for posted in chat]
    assert sum(posted.text == NOTE for posted in seen) == 1
    twice = next(chat for chat in council.teams.conversations.values() if any(p.text for p in chat))
    assert [posted.text for posted in twice[:2]] == ["", NOTE]
    assert council.is_well and council.waiting == 0


async def test_a_process_that_ends_before_posting_loses_nothing(council: Reached) -> None:
    council.connector.ends = ["before"]
    await council.deliver_until_it_ends()
    await council.deliver()
    seen = [posted for chat in council.teams.conversations.values() for posted in chat]
    assert len({str(posted.content["summary"]) + str(posted.card) for posted in seen}) == len(seen)
    assert council.chat("amir") and council.chat("ines")


async def test_what_is_noted_is_not_posted_again(council: Reached) -> None:
    """The process ends after what was shown is noted, and before the outbox hears of it."""
    chats = council.chats
    with council.desk.database.write() as uow:
        [first, *_] = uow.outbox.claim(council.desk.clock.now(), "gone", 1, LATER)
        assert uow.outbox.begin([first])
        uow.commit()
    await asyncio.to_thread(
        chats.post, ChatMessage(first.message.id, first.message.to, council.office.office.now, "Hello", None)
    )
    council.pass_time(LATER)
    await council.deliver()
    assert [posted.text for posted in council.chat(first.message.to)].count("Hello") == 1
    assert not any(posted.text == NOTE for posted in council.chat(first.message.to))


async def test_nothing_is_shown_a_third_time_however_often_the_process_ends(council: Reached) -> None:
    council.connector.ends = ["after"]
    await council.deliver_until_it_ends()
    council.connector.ends = ["after"]
    await council.deliver_until_it_ends()
    await council.deliver()
    for chat in council.teams.conversations.values():
        said = [posted.card["speak"] for posted in chat]
        assert all(said.count(one) <= 2 for one in said)
    assert council.is_well and council.waiting == 0


async def test_a_repeat_after_a_crash_is_not_repeated_by_the_connector(council: Reached) -> None:
    council.connector.ends = ["after"]
    await council.deliver_until_it_ends()
    calls = len(council.server.received)
    council.server.plan = [arriving_then(council.teams, breaking_off)]
    await council.deliver()
    first = council.server.received[calls]
    assert first.content["text"] == NOTE
    assert [r.content.get("text") for r in council.server.received[calls:]].count(NOTE) == 1
    assert council.is_well and council.waiting == 0


async def test_a_process_that_ends_after_the_connectors_own_repeat_shows_nothing_a_third_time(
    council: Reached,
) -> None:
    await asyncio.to_thread(council.chats.post, ChatMessage("opens it", INES, council.office.office.now, "Hello", None))
    council.server.plan = [arriving_then(council.teams, breaking_off)]
    council.connector.ends = ["after"]
    await council.deliver_until_it_ends()
    await council.deliver()
    assert [posted.text for posted in council.chat("ines")].count(NOTE) == 1
    assert council.mails("ines")
    assert council.is_well and council.waiting == 0


@pytest.mark.parametrize("at_once", [1, 8])
async def test_a_storm_of_too_many_requests_loses_and_doubles_nothing(council: Reached, at_once: int) -> None:
    council.at_once = at_once
    council.server.plan = [answering(429, Retry_After="2")] * 40
    while council.waiting:
        await council.deliver()
        council.pass_time(LATER)
    seen = [posted for chat in council.teams.conversations.values() for posted in chat]
    assert len(seen) == len([one for p in ("amir", "ines", "tom") for one in went(council, p)])
    assert not any(posted.text for posted in seen)
    assert council.is_well


async def test_several_things_that_wait_are_one_card_and_each_of_them_is_known_to_be_shown(council: Reached) -> None:
    council.raises(record="10443", initials="CD")
    await council.deliver()
    council.office.pass_working_days(9)
    before = len(council.chat("amir"))
    await council.deliver()
    [digest] = council.chat("amir")[before:]
    assert "2 things wait for you" in words(digest) and "refresh" not in digest.card
    assert digest.content["summary"] == "Dispute Resolution: 2 things wait for you, LUT-26-0001, LUT-26-0002"
    assert council.waiting == 0


def test_a_loop_that_has_stopped_takes_nothing() -> None:
    loop = asyncio.new_event_loop()
    with pytest.raises(TryLater):
        OnTheLoop(loop).run(asyncio.sleep(0))
    loop.close()


async def test_a_call_that_does_not_end_is_unknown() -> None:
    loop = OnTheLoop(asyncio.get_running_loop(), patience=0.01)
    with pytest.raises(Unknown):
        await asyncio.to_thread(loop.run, asyncio.Event().wait())
