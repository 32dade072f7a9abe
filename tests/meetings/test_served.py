"""The service with Outlook: its mailbox's own calendar invites people, and says who of those asked is away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.casework import Desk
from bot.mail.opening import MailDoor
from bot.mail.outlook.post import OutlookPost
from bot.meetings.door import Inviting
from bot.settings.mail import OutlookSettings
from bot.settings.registration import Registration
from escalation.case import PersonId
from storage.outgoing import Channel
from tests.bot.given import APP, TENANT
from tests.graph.events import Calendar
from tests.graph.mailboxes import Mailboxes
from tests.graph.schedules import Schedules
from tests.graph.server import graph_server
from tests.meetings.meeting_office import FRIDAY, OURS, calls, case_at_its_meeting, closes
from tests.numbered_tokens import NumberedTokens
from tests.office import TestOffice

INES_MAIL = "ines.okafor@example.org"


@dataclass
class Served:
    office: TestOffice
    desk: Desk
    door: MailDoor
    calendar: Calendar
    schedules: Schedules

    async def beat(self, name: str) -> None:
        await asyncio.to_thread(self.door.beats[name][0])


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    office, calendar, schedules = TestOffice(tmp_path), Calendar(), Schedules()
    desk = office.office.desk
    desk.inviting = Inviting(Channel.CALENDAR, OURS)
    tenant = Mailboxes(desk.clock.now)
    tenant.of(OURS)
    async with graph_server(tenant, calendar.room, schedules.room) as server:
        settings = OutlookSettings(OURS, Registration(APP, TENANT, secret="geheim"), server.url)
        post = OutlookPost(settings, desk.clock, token=NumberedTokens())
        yield Served(office, desk, MailDoor(desk, post), calendar, schedules)
        await post.close()
    office.office.close()


async def test_a_meeting_comes_into_the_calendar_moves_there_and_leaves_it(served: Served) -> None:
    case = calls(served.desk, case_at_its_meeting(served.desk))
    await served.beat("deliver mail")
    [event] = served.calendar.events.values()
    people = [attendee["emailAddress"]["address"] for attendee in event["attendees"]]
    assert INES_MAIL in people and "The plan has not moved since May." in event["body"]["content"]
    calls(served.desk, case, FRIDAY)
    await served.beat("deliver mail")
    [event] = served.calendar.events.values()
    assert event["start"]["dateTime"] == "2026-03-06T14:00:00"
    closes(served.desk, case.ref)
    await served.beat("deliver mail")
    assert served.calendar.events == {} and len(served.calendar.cancelled) == 1


async def test_whoever_is_asked_and_sends_automatic_replies_is_covered(served: Served) -> None:
    people = served.office.office.people.people
    served.schedules.replies_automatically(people[PersonId("tom")].email, until="2026-03-12T17:00")
    await asyncio.to_thread(served.office.ines.raises)
    await served.beat("absences")
    asked = [(named.person, named.covering) for named in served.office.case().visits[-1].asked]
    assert ("grace", "tom") in asked and not list(served.door.troubles())
