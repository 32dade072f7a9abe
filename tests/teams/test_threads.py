"""A case in the authority's own channel: one thread, a line for each move, and nobody's name or child in any of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.teams.calls import NOTE
from escalation.actions import Said, UndoRaise, Via
from escalation.case import CaseRef
from storage.outgoing import Channel, State
from tests.office import CONCERN
from tests.people import INES
from tests.teams.connector_server import Posted, arriving_then, breaking_off
from tests.teams.reached import CHANNEL, Reached, reached, words

LATER = timedelta(minutes=6)


@pytest.fixture
async def council(tmp_path: Path) -> AsyncIterator[Reached]:
    async with reached(tmp_path, threads=True) as council:
        yield council


def thread(council: Reached) -> list[Posted]:
    [only] = council.teams.threads.values()
    return only


def thread_rows(council: Reached) -> list[State]:
    """What became of each row for the thread, in order."""
    with council.desk.database.read() as reading:
        rows = reading.outbox.of_case(council.case().ref)
    return [row.state for row in rows if row.message.channel is Channel.THREAD]


async def test_a_concern_that_is_raised_begins_a_thread_with_its_reference_its_stage_and_its_dates(
    council: Reached,
) -> None:
    council.raises()
    await council.deliver()
    [head] = thread(council)
    begun = next(r for r in council.server.received if r.content.get("isGroup"))
    assert begun.content["channelData"] == {"channel": {"id": CHANNEL}, "tenant": {"id": "tenant"}}
    assert head.card["speak"] == (
        "Pre-Dispute Resolution. Stage: Informal resolution. Raised on: Monday 2 March. "
        "To be settled by: Monday 16 March."
    )
    assert "LUT-26-0001" in words(head) and "Open the case" in words(head)
    assert {"29:ines", "29:tom", "29:amir"} <= set(head.card["refresh"]["userIds"])  # type: ignore[index, call-overload]
    assert head.content["summary"] == "Pre-Dispute Resolution: LUT-26-0001, answer by Monday 16 March"


async def test_every_move_is_a_line_and_the_head_follows(council: Reached) -> None:
    council.raises()
    await council.deliver()
    council.answers()
    await council.deliver()
    council.office.until("2026-03-18")
    council.closes()
    await council.deliver()
    await council.redraw()
    head, *lines = thread(council)
    texts = [line.text for line in lines]
    assert texts[0] == "Answered." and texts[-1] == "Closed."
    assert "Closed on" in words(head) and head.before
    assert council.is_well and council.waiting == 0


async def test_a_date_that_has_passed_is_told_without_blame(council: Reached) -> None:
    council.raises()
    await council.deliver()
    council.office.until("2026-03-30")
    await council.deliver()
    texts = [line.text for line in thread(council)[1:]]
    assert texts == ["It was not settled by Monday 16 March."]


async def test_nobody_and_no_child_is_named_in_a_thread(council: Reached) -> None:
    council.raises()
    await council.deliver()
    council.answers()
    council.office.until("2026-03-25")
    council.closes()
    await council.deliver()
    await council.redraw()
    names = {name for p in council.office.office.people.people.values() for name in p.name.split()}
    for posted in thread(council):
        for content in (posted.content, *posted.before):
            shown = words(Posted("", content))
            assert not any(word in shown for word in {*names, "AB", "10442", "Ruth", "Bell"})


async def test_praise_and_what_was_undone_have_no_thread(council: Reached) -> None:
    council.office.ines.says("raise")
    council.office.ines.presses("Next: who is told", **CONCERN)
    council.office.ines.presses("Send")
    now = council.desk.clock.now()
    council.desk.perform(UndoRaise(Said(INES, Via.TEAMS, now)), CaseRef("LUT-26-0001"))
    await council.deliver()
    assert not council.teams.threads


async def test_without_a_channel_there_is_not_even_a_row(tmp_path: Path) -> None:
    async with reached(tmp_path) as council:
        council.raises()
        await council.deliver()
        with council.desk.database.read() as reading:
            rows = reading.outbox.of_case(council.case().ref)
        assert not any(row.message.channel is Channel.THREAD for row in rows)
        assert not council.teams.threads


async def test_a_channel_that_was_switched_off_leaves_nothing_waiting(council: Reached) -> None:
    council.raises()
    council.has_channel = False
    await council.deliver()
    assert council.waiting == 0 and council.is_well and not council.teams.threads


async def test_a_channel_without_the_bot_costs_nobody_anything(council: Reached) -> None:
    council.teams.refusing[CHANNEL] = (403, "BotNotInConversationRoster")
    council.raises()
    await council.deliver()
    council.answers()
    await council.deliver()
    assert not council.teams.threads
    assert set(thread_rows(council)) == {State.ELSEWHERE}
    assert council.is_well and council.waiting == 0


async def test_a_line_waits_for_the_thread_that_has_yet_to_begin(council: Reached) -> None:
    council.raises()
    council.teams.refusing[CHANNEL] = (429, "")
    await council.deliver()
    council.answers()
    await council.deliver()
    assert thread_rows(council) == [State.WAITING] * 2
    council.teams.refusing.clear()
    council.pass_time(LATER)
    await council.deliver()
    _, line = thread(council)
    assert line.text == "Answered."


async def test_a_thread_that_may_have_begun_is_begun_once_more_at_most(council: Reached) -> None:
    council.raises()
    lost = arriving_then(council.teams, breaking_off)
    council.teams.faults = lambda received: lost if received.content.get("isGroup") else None
    await council.deliver()
    council.pass_time(LATER)
    await council.deliver()
    heads = [posted for posted, *_ in council.teams.threads.values()]
    assert [head.text for head in heads] == ["", NOTE]
    assert thread_rows(council) == [State.ELSEWHERE]
    assert council.is_well


async def test_a_process_that_ends_before_the_thread_is_noted_begins_it_once_more_with_a_mark(
    council: Reached,
) -> None:
    council.raises()
    council.connector.threads_end = ["after"]
    await council.deliver_until_it_ends()
    await council.deliver()
    council.answers()
    await council.deliver()
    first, second = council.teams.threads.values()
    assert [posted.text for posted in first] == [""]
    assert [posted.text for posted in second] == [NOTE, "Answered."]
