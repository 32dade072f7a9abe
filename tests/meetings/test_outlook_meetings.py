"""A meeting in Outlook's calendar: made once whatever fails, moved and cancelled as the case has it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.doors import Refused, TryLater, Unknown
from bot.mail.door import Posted
from bot.meetings.door import Guest, Invitation
from bot.meetings.outlook import OutlookMeetings
from bot.on_the_loop import OnTheLoop
from graph.events import GraphEvents
from tests.graph.events import Calendar
from tests.graph.faults import after, answering, breaking_off, cut_short
from tests.graph.server import Fault, GraphServer, client_of, graph_server
from tests.mail.steps import KeptSteps, ProcessEnds
from tests.meetings.meeting_office import FRIDAY, OURS, THURSDAY
from tests.people import INES, TOM, at

HOUR = timedelta(hours=1)
GUESTS = (Guest(TOM, "Tom Reid", "tom@example.org", True), Guest(INES, "Ines Okafor", "ines@example.org", False))
CALLED = Invitation(
    "row-1", "key-1", 0, "Dispute meeting: LUT-26-0001", "<p>History</p>", "History", "Room 3", THURSDAY,
    THURSDAY + HOUR, GUESTS, at("2026-03-02"),
)  # fmt: skip
MOVED = replace(CALLED, id="row-2", change=1, start=FRIDAY, end=FRIDAY + HOUR, place="Online")
OFF = replace(CALLED, id="row-3", change=1, is_off=True)


@dataclass
class Outlook:
    meetings: OutlookMeetings
    calendar: Calendar
    server: GraphServer

    async def send(self, invitation: Invitation, steps: KeptSteps | None = None) -> Posted:
        return await asyncio.to_thread(self.meetings.send, invitation, steps or KeptSteps())

    @property
    def events(self) -> list[dict[str, object]]:
        return list(self.calendar.events.values())


@pytest.fixture
async def outlook() -> AsyncIterator[Outlook]:
    calendar = Calendar()
    async with graph_server(calendar.room) as server, client_of(server) as client:
        meetings = OutlookMeetings(GraphEvents(client, OURS), OnTheLoop(asyncio.get_running_loop()))
        yield Outlook(meetings, calendar, server)


async def test_everybody_is_invited_to_an_online_meeting_with_the_history_in_it(outlook: Outlook) -> None:
    posted = await outlook.send(CALLED)
    [event] = outlook.events
    assert event["id"] == posted.message_id and event["isOnlineMeeting"] is True
    assert event["start"] == {"dateTime": "2026-03-05T10:00:00", "timeZone": "UTC"}
    assert event["body"] == {"contentType": "html", "content": "<p>History</p>"}
    attendees = event["attendees"]
    assert isinstance(attendees, list)
    assert [(a["emailAddress"]["address"], a["type"]) for a in attendees] == [
        ("tom@example.org", "required"), ("ines@example.org", "optional"),
    ]  # fmt: skip


async def test_a_mailbox_that_may_not_meet_online_invites_all_the_same(outlook: Outlook) -> None:
    outlook.calendar.meets_online = False
    await outlook.send(CALLED)
    assert len(outlook.events) == 1 and "isOnlineMeeting" not in outlook.events[0]


LOST = [after(answering(504)), after(answering(500)), after(breaking_off), cut_short, answering(503), breaking_off]


@pytest.mark.parametrize("fault", LOST, ids=["504", "500", "broken after", "cut short", "503", "broken"])
@pytest.mark.parametrize("lags", [False, True], ids=["found", "not shown yet"])
async def test_an_answer_that_is_lost_makes_no_second_event(outlook: Outlook, fault: Fault, lags: bool) -> None:
    outlook.server.plan = [fault]
    steps = KeptSteps()
    with pytest.raises(Unknown):
        await outlook.send(CALLED, steps)
    outlook.calendar.lags = lambda: lags
    posted = await outlook.send(CALLED, steps.found_again())
    assert [event["id"] for event in outlook.events] == [posted.message_id]


async def test_a_process_that_ends_before_it_asks_leaves_nothing(outlook: Outlook) -> None:
    steps = KeptSteps(ends_at="sending")
    with pytest.raises(ProcessEnds):
        await outlook.send(CALLED, steps)
    assert outlook.events == []
    await outlook.send(CALLED, steps.found_again())
    assert len(outlook.events) == 1


async def test_a_meeting_that_moves_keeps_its_event_and_its_link(outlook: Outlook) -> None:
    event = (await outlook.send(CALLED)).message_id
    assert (await outlook.send(replace(MOVED, event=event))).message_id == event
    [kept] = outlook.events
    assert kept["start"] == {"dateTime": "2026-03-06T14:00:00", "timeZone": "UTC"}
    assert kept["location"] == {"displayName": "Online"} and kept["body"]


async def test_a_move_finds_an_event_that_it_was_not_told_of_and_makes_one_where_there_is_none(
    outlook: Outlook,
) -> None:
    await outlook.send(CALLED)
    await outlook.send(MOVED)
    assert len(outlook.events) == 1
    outlook.calendar.events.clear()
    await outlook.send(MOVED)
    assert len(outlook.events) == 1


async def test_a_meeting_that_is_off_leaves_the_calendars_once_and_for_all(outlook: Outlook) -> None:
    event = (await outlook.send(CALLED)).message_id
    for _ in range(2):
        await outlook.send(replace(OFF, event=event))
    assert outlook.events == [] and len(outlook.calendar.cancelled) == 1


async def test_where_nobody_was_invited_nothing_is_called_off(outlook: Outlook) -> None:
    await outlook.send(OFF)
    assert outlook.events == [] and outlook.calendar.cancelled == {}


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (answering(429, Retry_After="30"), TryLater),
        (answering(403, "ErrorAccessDenied"), TryLater),
        (answering(409, "ErrorIrresolvableConflict"), Unknown),
    ],
)
async def test_what_goes_wrong_is_one_of_the_doors_troubles(
    outlook: Outlook, fault: Fault, trouble: type[Exception]
) -> None:
    outlook.server.faults = lambda _: fault
    with pytest.raises(trouble) as told:
        await outlook.send(CALLED)
    assert "example.org" not in str(told.value)


async def test_what_graph_will_never_take_is_refused(outlook: Outlook) -> None:
    outlook.server.faults = lambda _: answering(400, "ErrorInvalidRequest")
    with pytest.raises(Refused):
        await outlook.send(CALLED)
