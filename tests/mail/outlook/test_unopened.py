"""A mail in Outlook that cannot be read now: asked for while it may pass, left to a person after that, still read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.doors import TryLater
from bot.mail.door import Arrived
from tests.graph.faults import answering
from tests.graph.mailboxes import Kept
from tests.mail.houses import OURS, SARA, START, Outlook, outlook

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Outlook]:
    async with outlook(tmp_path) as house:
        yield house


async def read(house: Outlook, cursor: str | None = None) -> Arrived:
    return await asyncio.to_thread(house.mailbox.arrived, cursor)


def two_came(house: Outlook) -> tuple[Kept, Kept]:
    for number in range(2):
        house.comes_in(SARA, f"Number {number}", "Words")
    first, second = house.tenant.in_folder(OURS, "inbox")
    return first, second


def fails(house: Outlook, status: int, kept: Kept | None = None) -> None:
    """Whatever mail is asked for, or only that one; the list of them is given."""
    fault = answering(status)
    house.server.faults = lambda received: (
        fault if (kept.id.strip("=") if kept else "/messages/AAMk") in received.path else None
    )


async def test_a_mail_that_cannot_be_read_keeps_no_other_from_being_read(house: Outlook) -> None:
    bad, good = two_came(house)
    fails(house, 500, bad)
    first = await read(house)
    assert [one.id for one in first.mails] == [good.message_id] and first.up_to < START
    house.pass_time(30 * MINUTE)
    second = await read(house, first.cursor)
    unread = next(one for one in second.mails if one.unreadable)
    assert second.up_to == house.clock.now(), "it waits for it no longer"
    assert (unread.from_address, unread.arrived, unread.is_authentic) == (SARA, START, False)


@pytest.mark.parametrize("status", [500, 503])
async def test_however_often_it_is_asked_for_within_half_an_hour_it_is_not_given_up(
    house: Outlook, status: int
) -> None:
    two_came(house)
    fails(house, status)
    for _ in range(12):
        with pytest.raises(TryLater):
            await read(house)
        house.pass_time(2 * MINUTE)
    house.server.faults = lambda received: None
    assert [one.unreadable for one in (await read(house)).mails] == ["", ""]


@pytest.mark.parametrize("status", [403, 429, 503])
async def test_a_mailbox_that_is_not_to_be_had_for_hours_leaves_no_mail_to_a_person(
    house: Outlook, status: int
) -> None:
    two_came(house)
    fails(house, status)
    for _ in range(4):
        with pytest.raises(TryLater):
            await read(house)
        house.pass_time(60 * MINUTE)


async def test_what_was_left_to_a_person_is_read_where_it_can_be_within_a_day(house: Outlook) -> None:
    bad, _ = two_came(house)
    fails(house, 400, bad)
    first = await read(house)
    again = await read(house, first.cursor)
    assert again.mails == (), "a person hears of it once"
    house.server.faults = lambda received: None
    [now_read] = (await read(house, again.cursor)).mails
    assert (now_read.id, now_read.subject, now_read.arrived) == (bad.message_id, "Number 0", START)
    assert {one.id for one in first.mails} & {now_read.id} == set(), "so that it is acted on"


async def test_what_cannot_be_read_for_a_day_is_left_to_the_person(house: Outlook) -> None:
    bad, _ = two_came(house)
    fails(house, 400, bad)
    cursor = (await read(house)).cursor
    house.pass_time(24 * 60 * MINUTE)
    cursor = (await read(house, cursor)).cursor
    house.server.faults = lambda received: None
    assert (await read(house, cursor)).mails == ()
