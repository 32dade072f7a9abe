"""Random trouble on the way to the calendar, and processes that end: each meeting is in it once, as its case has it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import settings

from bot.casework import Desk
from bot.mail.door import Left, Posted, Sending
from bot.meetings.door import Invitation, Inviting, Meetings
from bot.meetings.outlook import OutlookMeetings
from bot.on_the_loop import OnTheLoop
from bot.outbox.delivery import Delivery
from escalation.case import Case, CaseRef
from graph.events import GraphEvents
from storage.outgoing import Channel, State
from tests.graph.events import Calendar
from tests.graph.faults import after, answering, breaking_off, cut_short
from tests.graph.server import Fault, GraphServer, client_of, graph_server
from tests.mail.steps import ProcessEnds
from tests.meetings.meeting_office import FRIDAY, OURS, calls, case_at_its_meeting, closes
from tests.office import TestOffice

FAULTY = 0.12
ENDS = 0.06
LEASE = timedelta(minutes=2)


def meetings() -> int:
    """2,000 in a soak, 60 else."""
    return 2_000 if settings.default.max_examples > 1_000 else 60


def trouble(random: Random) -> Fault | None:
    if random.random() >= FAULTY:
        return None
    lost = [answering(504), answering(500), breaking_off]
    return random.choice(
        [
            answering(429, Retry_After="5"), answering(429), answering(503), answering(504), breaking_off, cut_short,
            *map(after, lost),
        ]
    )  # fmt: skip


@dataclass
class MayEnd:
    """The process ends at random: before a step is kept, once it is, and before what came of it is."""

    behind: Meetings
    random: Random
    ended: int = 0

    def send(self, invitation: Invitation, sending: Sending) -> Posted:
        posted = self.behind.send(invitation, EndingSteps(sending, self))
        self.may_end()
        return posted

    def may_end(self) -> None:
        if self.random.random() < ENDS:
            self.ended += 1
            raise ProcessEnds


@dataclass
class EndingSteps:
    behind: Sending
    process: MayEnd

    @property
    def left(self) -> Left:
        return self.behind.left

    def drafting(self) -> None: ...

    def drafted(self, draft: str, message_id: str) -> None: ...

    def sending(self) -> None:
        self.process.may_end()
        self.behind.sending()
        self.process.may_end()


@dataclass
class Council:
    office: TestOffice
    calendar: Calendar
    server: GraphServer
    process: MayEnd
    refs: list[CaseRef] = field(default_factory=list)

    async def deliver_everything(self) -> None:
        """Processes follow each other until nothing is left; none knows what the last one did."""
        desk, clock, left = self.office.office.desk, self.office.office.played.clock, list(self.refs)
        for _ in range(40 * meetings()):
            delivery = Delivery(desk, None, None, through=(Channel.CALENDAR,), meetings=self.process, batch=10)
            with suppress(ProcessEnds):
                await asyncio.to_thread(delivery.deliver)
            with desk.database.read() as reading:
                while left and not any(map(_is_left, reading.outbox.of_case(left[-1]))):
                    left.pop()
            if not left:
                return
            clock.set(clock.now() + LEASE)
        raise AssertionError("some meetings never come to an end")


def without_its_mails(desk: Desk, record: str) -> Case:
    """They are not what is played here, and would lie in the way of each claim."""
    case = case_at_its_meeting(desk, record)
    with desk.database.write() as uow:
        uow.outbox.cancel_unsent(case.ref)
        uow.commit()
    return case


def _is_left(row: object) -> bool:
    message, settled = row.message, row.settled_at  # type: ignore[attr-defined]
    return message.channel is Channel.CALENDAR and settled is None


@asynccontextmanager
async def council(folder: Path, random: Random) -> AsyncIterator[Council]:
    calendar = Calendar(lags=lambda: random.random() < 0.5)
    office = TestOffice(folder)
    office.office.desk.inviting = Inviting(Channel.CALENDAR, OURS)
    async with (
        graph_server(calendar.room) as server,
        client_of(server, time=lambda: office.office.now.timestamp()) as client,
    ):
        door = OutlookMeetings(GraphEvents(client, OURS), OnTheLoop(asyncio.get_running_loop()))
        yield Council(office, calendar, server, MayEnd(door, random))
    office.office.close()


@pytest.mark.soak
async def test_whatever_happens_each_meeting_is_in_the_calendar_once_as_its_case_has_it(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    random = Random(f"{request.config.getoption('hypothesis_seed')}/meetings")
    async with council(tmp_path, random) as played:
        desk = played.office.office.desk
        cases = [calls(desk, without_its_mails(desk, f"1{n:05}")) for n in range(meetings())]
        played.refs = [case.ref for case in cases]
        played.server.faults = lambda received: trouble(random)
        await played.deliver_everything()
        moved = [calls(desk, case, FRIDAY) for case in cases[::4]]
        off = [closes(desk, case.ref) for case in cases[1::4]]
        await played.deliver_everything()
        made = [*played.calendar.events.values(), *played.calendar.cancelled.values()]
        assert len({event["transactionId"] for event in made}) == len(made) == len(cases), "lost or doubled"
        assert len(played.calendar.cancelled) == len(off)
        starts = [event["start"]["dateTime"] for event in played.calendar.events.values()]
        assert starts.count("2026-03-06T14:00:00") == len(moved)
        with desk.database.read() as reading:
            rows = [row for ref in played.refs for row in reading.outbox.of_case(ref)]
        calendar_rows = [row for row in rows if row.message.channel is Channel.CALENDAR]
        assert {row.state for row in calendar_rows} == {State.SENT}
        assert played.process.ended > 0 and len(calendar_rows) == len(cases) + len(moved) + len(off)
