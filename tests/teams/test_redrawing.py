"""The old message follows its case: drawn anew once, left alone when it is a record, and never in others' way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.teams.redrawing import MOST, Redrawing
from escalation.case import PersonId
from storage.shown_cards import ShownCard
from tests.teams.connector_server import answering
from tests.teams.reached import Reached, reached, words

LATER = timedelta(hours=2)


@pytest.fixture
async def council(tmp_path: Path) -> AsyncIterator[Reached]:
    """A concern was sent, and everybody has their cards."""
    async with reached(tmp_path) as council:
        council.raises()
        await council.deliver()
        await council.redraw()
        council.server.received.clear()
        yield council


def live(council: Reached) -> list[str]:
    with council.desk.database.read() as reading:
        return [card.person for card in reading.cards.live(council.case().ref)]


async def test_a_card_that_asked_becomes_a_record_once_there_is_nothing_to_answer(council: Reached) -> None:
    person = council.asked
    [card] = council.chat(person)
    assert "refresh" in card.card
    council.closes()
    assert await council.redraw() > 0
    assert len(card.before) == 1
    assert "refresh" not in card.card and "Open the case" in words(card)
    assert person not in live(council)
    council.office.pass_working_days(1)
    await council.redraw()
    assert len(card.before) == 1, "a record changes no more"


async def test_where_nothing_has_moved_nothing_is_asked_of_teams(council: Reached) -> None:
    assert await council.redraw() == 0
    assert council.server.received == []


async def test_a_card_that_still_asks_is_drawn_anew_and_stays_alive(council: Reached) -> None:
    [before] = [str(posted.card) for posted in council.chat(council.asked)]
    with council.desk.database.write() as uow:
        uow.cards.outdate(council.case().ref, 9, council.desk.clock.now())
        uow.commit()
    await council.redraw()
    [card] = council.chat(council.asked)
    assert not card.before, "it looks as it did"
    assert await council.redraw() == 0
    council.answers()
    await council.redraw()
    assert len(card.before) == 1 and str(card.card) != before
    assert card.card["refresh"]["userIds"] == [f"29:{council.asked}"]  # type: ignore[index, call-overload]


async def test_one_card_that_cannot_be_changed_now_does_not_hold_up_the_others(council: Reached) -> None:
    before = len(live(council))
    council.server.plan = [answering(429, Retry_After="3600")]
    council.answers()
    looked_at = await council.redraw()
    changed = [p for chat in council.teams.conversations.values() for p in chat if p.before]
    assert looked_at == before and len(changed) == looked_at - 1
    assert await council.redraw() == 0
    council.pass_time(LATER)
    assert await council.redraw() == 1


async def test_a_message_that_was_taken_away_is_left_alone_from_then_on(council: Reached) -> None:
    for chat in council.teams.conversations.values():
        chat.clear()
    council.answers()
    await council.redraw()
    assert live(council) == []
    assert council.is_well


async def test_whoever_may_not_see_the_case_any_more_is_left_a_card_that_says_nothing(council: Reached) -> None:
    [card] = council.chat(council.asked)
    with council.desk.database.write() as uow:
        [shown] = [c for c in reading_live(council) if c.person == council.asked]
        uow.cards.over(shown.conversation, shown.activity)
        uow.cards.put(replace(shown, person=PersonId("bea_the_temp")))
        uow.cards.outdate(council.case().ref, 9, council.desk.clock.now())
        uow.commit()
    await council.redraw()
    assert "This has been passed on" in words(card)
    assert not any(word in words(card) for word in ("LUT-26-0001", "AB", "10442", "show case"))
    assert "bea_the_temp" not in live(council)


def reading_live(council: Reached) -> tuple[ShownCard, ...]:
    with council.desk.database.read() as reading:
        return reading.cards.live(council.case().ref)


async def test_a_form_that_is_being_filled_in_is_left_alone_until_it_is_sent(council: Reached) -> None:
    [shown] = [c for c in reading_live(council) if c.person == council.asked]
    with council.desk.database.write() as uow:
        uow.cards.put(replace(shown, is_form=True))
        uow.commit()
    council.answers()
    await council.redraw()
    [card] = council.chat(shown.person)
    assert not card.before
    with council.desk.database.write() as uow:
        uow.cards.put(shown)
        uow.commit()
    await council.redraw()
    assert card.before


async def test_one_card_that_cannot_be_drawn_does_not_hold_up_the_others(council: Reached) -> None:
    [shown, *_] = reading_live(council)
    with council.desk.database.write() as uow:
        uow.cards.put(replace(shown, activity="77", ref=shown.ref.replace("0001", "0404")))  # type: ignore[arg-type]
        uow.cards.outdate(shown.ref.replace("0001", "0404"), 1, council.desk.clock.now())  # type: ignore[arg-type]
        uow.commit()
    council.answers()
    await council.redraw()
    assert any(p.before for chat in council.teams.conversations.values() for p in chat)


async def test_the_work_of_one_beat_has_its_end(council: Reached) -> None:
    [shown, *_] = reading_live(council)
    with council.desk.database.write() as uow:
        for number in range(MOST + 4):
            uow.cards.put(replace(shown, activity=f"x{number}"))
        uow.commit()
    council.answers()
    assert await council.redraw() == MOST
    assert 0 < await council.redraw() < MOST
    assert await council.redraw() == 0


async def test_two_replicas_that_look_at_once_leave_every_card_as_its_case_is(council: Reached) -> None:
    council.closes()
    both = [Redrawing(council.desk, council.connector, council.loop, council.bot.service_url) for _ in range(2)]
    await asyncio.gather(*(asyncio.to_thread(one.redraw) for one in both))
    while await council.redraw():
        pass
    [card] = council.chat(council.asked)
    assert "refresh" not in card.card
