"""What every mailbox does alike: Outlook through Graph, any mail server, and that of the try-out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.doors import Unknown
from bot.mail.door import Posted
from tests.mail.houses import KINDS, SARA, START, House, mail
from tests.mail.steps import KeptSteps, ProcessEnds

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=KINDS)
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    async with KINDS[request.param](tmp_path) as house:
        yield house


async def send(house: House, steps: KeptSteps | None = None, id: str = "row-1") -> Posted:
    return await asyncio.to_thread(house.mailbox.send, mail(id), steps or KeptSteps())


async def test_a_mail_reaches_its_person(house: House) -> None:
    await send(house)
    assert house.received(SARA) == ["Answer by Monday"]


@pytest.mark.parametrize("step", ["drafting", "drafted", "sending", "sent"])
async def test_a_mail_goes_out_once_wherever_the_process_ends(house: House, step: str) -> None:
    steps = KeptSteps(ends_at=step)
    try:
        await send(house, steps)
    except ProcessEnds:
        assert house.received(SARA) == []
    next_steps = steps.found_again()
    if step in ("drafted", "sending") and not house.keeps_drafts:
        with pytest.raises(Unknown):  # nobody can say: it is asked for until a person looks, and not sent anew
            await send(house, next_steps)
        assert house.received(SARA) == []
        return
    posted = await send(house, next_steps)
    assert house.received(SARA) == ["Answer by Monday"]
    again = await send(house, next_steps.found_again())
    assert house.received(SARA) == ["Answer by Monday"] and again.message_id == posted.message_id


async def test_each_mail_has_a_message_id_of_its_own(house: House) -> None:
    ids = {(await send(house, id=f"row-{n}")).message_id for n in range(5)}
    assert len(ids) == 5 and not any("<" in id for id in ids)


async def test_what_has_gone_out_can_be_asked_for(house: House) -> None:
    first = (await send(house, id="row-1")).message_id
    gone = await asyncio.to_thread(house.mailbox.gone_out, START - MINUTE)
    assert first in gone
    assert first not in await asyncio.to_thread(house.mailbox.gone_out, START + MINUTE)


async def test_an_answer_says_what_it_answers(house: House) -> None:
    posted = await send(house)
    house.pass_time(MINUTE)
    house.comes_in(SARA, "Re: Answer by Monday", "Ruth sees her on Friday.", posted.message_id)
    arrived = await asyncio.to_thread(house.mailbox.arrived, None)
    [one] = arrived.mails
    assert posted.message_id in one.answers
    assert (one.from_address, one.is_authentic, one.subject) == (SARA, True, "Re: Answer by Monday")
    assert one.text.strip() == "Ruth sees her on Friday."
    assert one.arrived == START + MINUTE == arrived.up_to


async def test_what_was_read_does_not_come_again_and_what_comes_later_does(house: House) -> None:
    house.comes_in(SARA, "First", "One")
    first = await asyncio.to_thread(house.mailbox.arrived, None)
    house.pass_time(MINUTE)
    house.comes_in(SARA, "Second", "Two")
    second = await asyncio.to_thread(house.mailbox.arrived, first.cursor)
    nothing = await asyncio.to_thread(house.mailbox.arrived, second.cursor)
    assert [m.subject for m in first.mails] == ["First"]
    assert [m.subject for m in second.mails] == ["Second"] and nothing.mails == ()
    assert first.up_to == START and second.up_to == START + MINUTE


async def test_after_a_lost_cursor_all_comes_again_under_the_same_ids(house: House) -> None:
    for number in range(25):
        house.comes_in(SARA, f"Number {number:02}", "Words")
    first = await asyncio.to_thread(house.mailbox.arrived, None)
    again = await asyncio.to_thread(house.mailbox.arrived, None)
    assert [m.subject for m in first.mails] == [f"Number {number:02}" for number in range(25)]
    assert [m.id for m in again.mails] == [m.id for m in first.mails]
