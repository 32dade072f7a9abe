"""How fast our mailbox in Outlook sends: nearly as fast as it may, never faster, and what is urgent first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from threading import Lock

import pytest

from bot.doors import TryLater
from bot.mail.sending.composing import ROW_HEADER
from bot.mail.sending.pace import LIMITS, MailPace
from storage.outgoing import State
from tests.graph.faults import answering
from tests.mail.outlook.posted import PostedOffice, posted
from tests.teams.stepped_time import SteppedTime

MINUTE = timedelta(minutes=1)
A_MINUTE = LIMITS[0].times
EXCHANGE = 30
"""Mails a minute beyond which Exchange answers 429."""


@pytest.fixture
async def council(tmp_path: Path) -> AsyncIterator[PostedOffice]:
    async with posted(tmp_path) as council:
        council.tenant.most_a_minute = EXCHANGE
        yield council


async def test_a_long_queue_leaves_at_our_own_pace_and_is_never_told_to_slow_down(council: PostedOffice) -> None:
    count = 10 * A_MINUTE
    council.fill(count)
    while len(council.tenant.sent) < count:
        await council.deliver()
        council.pass_time(timedelta(seconds=2))
    sent = [kept.at for kept in council.tenant.sent]
    assert count >= 0.95 * A_MINUTE * ((sent[-1] - sent[0]) / MINUTE)
    assert all(later - earlier >= MINUTE for earlier, later in zip(sent, sent[EXCHANGE:], strict=False))
    assert council.server.most_in_hand <= 4
    assert len(council.server.received) == 3 * count, "nothing was asked for in vain"


async def test_an_urgent_mail_overtakes_a_queue_that_is_on_its_way(council: PostedOffice) -> None:
    waiting = council.fill(60)
    added: list[str] = []
    one_adds = Lock()  # several mails are on their way at the same time

    def adds_an_urgent_one(where: str) -> bool:
        with one_adds:
            if len(council.tenant.sent) == 20 and not added:
                added.extend(council.fill(1, urgent=lambda number: True, first=60))
        return False

    council.ends = adds_an_urgent_one
    await council.deliver_everything()
    order = [str(kept.message[ROW_HEADER]) for kept in council.tenant.sent]
    assert sorted(order) == sorted(waiting + added)
    assert order.index(added[0]) <= 20 + 12, "it waits for what was in hand, and for nothing else"


async def test_a_pause_that_graph_asks_for_costs_one_call_and_no_more(council: PostedOffice) -> None:
    council.fill(4)
    council.server.plan = [None, None, answering(429, Retry_After="50")]
    await council.deliver(at_once=1)
    assert len(council.server.received) == 3
    council.pass_time(timedelta(seconds=49))
    await council.deliver(at_once=1)
    assert len(council.server.received) == 3
    council.pass_time(timedelta(seconds=2))
    await council.deliver(at_once=1)
    with council.desk.database.read() as reading:
        assert reading.outbox.counts() == {State.SENT: 4}


async def test_whoever_would_wait_too_long_is_told_when_to_come_again() -> None:
    time = SteppedTime()
    pace = MailPace(time)
    for _ in range(A_MINUTE):
        await pace.turn()
    assert time.seconds == 48, "five at once, then as many every twelve seconds"
    await pace.turn()
    assert time.seconds == 60

    class Standing(SteppedTime):
        async def wait(self, seconds: float) -> None:
            """Others are always first."""
            await super().wait(seconds)
            for _ in range(5):
                still._sent.note(self.seconds)

    still = MailPace(Standing())
    for _ in range(5):
        await still.turn()
    with pytest.raises(TryLater) as told:
        await still.turn()
    assert told.value.after
