"""Who is away as Outlook tells it: an automatic reply that is switched on, or a whole day out of office."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from bot.absences.door import Answers, Away, Day
from bot.absences.outlook import OutlookCalendars
from bot.doors import DoorTrouble, TryLater
from bot.on_the_loop import OnTheLoop
from escalation.case import PersonId
from graph.schedules import GraphSchedules, moment_of
from tests.graph.faults import answering, breaking_off
from tests.graph.schedules import Schedules
from tests.graph.server import GraphServer, client_of, graph_server
from tests.people import at

OURS, TOM = "iro@example.org", PersonId("tom")
ADDRESS = "tom@example.org"
MONDAY = Day(at("2026-04-06", "09:00"), at("2026-04-06", "17:00"), at("2026-04-06", "10:00"))
"""In summer time: an hour before UTC."""


@pytest.fixture
def known() -> Schedules:
    return Schedules()


@pytest.fixture
async def server(known: Schedules) -> AsyncIterator[GraphServer]:
    async with graph_server(known.room) as server:
        yield server


async def asked(server: GraphServer, *addresses: str, day: Day = MONDAY) -> Answers:
    async with client_of(server) as client:
        calendars = OutlookCalendars(GraphSchedules(client, OURS), OnTheLoop(asyncio.get_running_loop()))
        people = {PersonId(address.partition("@")[0]): address for address in addresses or (ADDRESS,)}
        return await asyncio.to_thread(calendars.away, people, day)


async def test_whoever_is_there_is_not_away(server: GraphServer) -> None:
    assert await asked(server) == {TOM: None}


@pytest.mark.parametrize(
    ("since", "until", "away"),
    [
        ("", "", Away()),
        ("2026-04-01T08:00", "2026-04-10T16:00", Away(date(2026, 4, 10))),
        ("2026-04-01T08:00", "2026-04-14T08:00", Away(date(2026, 4, 13))),
        ("2026-04-01T08:00", "2026-04-06T16:00", Away(date(2026, 4, 6))),
        ("2026-04-01T08:00", "2026-04-06T12:00", None),
        ("2026-04-07T08:00", "2026-04-10T16:00", None),
    ],
    ids=[
        "without an end", "until the end of a day", "back in the morning of the fourteenth", "until tonight",
        "back at noon", "from tomorrow",
    ],
)  # fmt: skip
async def test_an_automatic_reply(
    server: GraphServer, known: Schedules, since: str, until: str, away: Away | None
) -> None:
    known.replies_automatically(ADDRESS, since, until)
    assert await asked(server) == {TOM: away}


@pytest.mark.parametrize(
    ("start", "end", "status", "away"),
    [
        ("2026-04-05T23:00", "2026-04-06T23:00", "oof", Away(date(2026, 4, 6))),
        ("2026-04-03T23:00", "2026-04-10T23:00", "oof", Away(date(2026, 4, 10))),
        ("2026-04-06T08:00", "2026-04-06T16:00", "oof", Away(date(2026, 4, 6))),
        ("2026-04-06T10:00", "2026-04-06T16:00", "oof", None),
        ("2026-04-05T23:00", "2026-04-06T23:00", "busy", None),
        ("2026-04-05T23:00", "2026-04-06T23:00", "workingElsewhere", None),
    ],
    ids=["all day", "for days", "the working day", "from eleven", "busy all day", "at home"],
)
async def test_a_calendar(
    server: GraphServer, known: Schedules, start: str, end: str, status: str, away: Away | None
) -> None:
    known.takes(ADDRESS, start, end, status)
    assert await asked(server) == {TOM: away}


async def test_of_an_address_that_exchange_does_not_know_nothing_is_said(server: GraphServer, known: Schedules) -> None:
    known.unknown.add("gone@example.org")
    assert await asked(server, "gone@example.org", ADDRESS) == {TOM: None}


async def test_many_are_asked_in_parts_and_whoever_is_away_already_is_not_asked_twice(
    server: GraphServer, known: Schedules
) -> None:
    known.replies_automatically("p0@example.org")
    found = await asked(server, *(f"p{number}@example.org" for number in range(41)))
    assert len(found) == 41 and [person for person, away in found.items() if away] == ["p0"]
    assert server.asked == ["POST getMailTips"] * 3 + ["POST getSchedule"] * 2


@pytest.mark.parametrize("fault", [answering(503), answering(403, "ErrorAccessDenied"), breaking_off])
async def test_a_trouble_of_the_service_is_one_of_the_door(server: GraphServer, fault: object) -> None:
    server.faults = lambda _: fault  # type: ignore[assignment, return-value]
    with pytest.raises(DoorTrouble):
        await asked(server)


async def test_what_the_service_asks_for_is_passed_on(server: GraphServer) -> None:
    server.plan = [answering(429, Retry_After="40")]
    with pytest.raises(TryLater) as told:
        await asked(server)
    assert told.value.after == 40 and ADDRESS not in str(told.value)


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ({"dateTime": "2026-04-06T09:00:00.0000000", "timeZone": "UTC"}, datetime(2026, 4, 6, 9, tzinfo=UTC)),
        (
            {"dateTime": "2026-04-06T09:00:00", "timeZone": "tzone://Microsoft/Utc"},
            datetime(2026, 4, 6, 9, tzinfo=UTC),
        ),
        ({"dateTime": "2026-04-06T09:00:00", "timeZone": "GMT Standard Time"}, datetime(2026, 4, 6, 8, tzinfo=UTC)),
        ({"dateTime": "2026-04-06T09:00:00", "timeZone": "Pacific Standard Time"}, None),
        ({"dateTime": "soon", "timeZone": "UTC"}, None),
        (None, None),
    ],
)
def test_a_moment_is_understood_or_left_out(given: object, moment: datetime | None) -> None:
    assert moment_of(given) == moment
