"""Meetings as calendars know them, on both databases: which are to be called, their free times, their answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from escalation.actions import Said, SendNow, Via
from escalation.case import Coming, Task
from escalation.decide import decide
from escalation.people import Post
from storage.database import Database
from storage.meetings import InCalendar, ToCall
from storage.outgoing import Channel, Outgoing
from tests.escalation.story import at_stage
from tests.people import GRACE, INES, TOM, at, luton, roster, situation
from tests.storage.casebook import FIRST, MONDAY, record

THURSDAY, FRIDAY = at("2026-03-05"), at("2026-03-06")


def at_its_meeting(database: Database) -> ToCall:
    """A case that was raised straight to its meeting, as it is found then."""
    decision = decide(None, replace(at_stage("meeting"), ref=FIRST), situation(MONDAY), luton().pin)
    version = record(database, decision)
    sent = decide(decision.case, SendNow(Said(INES, Via.TEAMS)), situation(MONDAY))
    record(database, sent, version)
    owed = [duty for duty in sent.case.duties if duty.task in (Task.CONVENE, Task.HOLD)]
    return ToCall(FIRST, 1, max(duty.due for duty in owed), None)


def test_a_meeting_is_to_be_called_until_it_has_to_be_held_and_its_times_are_kept_in_order(database: Database) -> None:
    to_call = at_its_meeting(database)
    with database.write() as uow:
        assert uow.meetings.to_call() == (to_call,) and uow.meetings.called() == ((FIRST, 1),)
        assert uow.meetings.times(FIRST, 1) == ()
        uow.meetings.keep_times(FIRST, 1, (THURSDAY,), MONDAY)
        uow.meetings.keep_times(FIRST, 1, (THURSDAY, FRIDAY), FRIDAY)
        assert uow.meetings.times(FIRST, 1) == (THURSDAY, FRIDAY)
        assert uow.meetings.to_call() == (replace(to_call, asked_at=FRIDAY),)


def test_the_newest_answer_counts_for_the_moment_that_it_was_given_for(database: Database) -> None:
    at_its_meeting(database)
    with database.write() as uow:
        uow.meetings.keep_answer(FIRST, 1, THURSDAY, TOM, Coming.DECLINED)
        uow.meetings.keep_answer(FIRST, 1, THURSDAY, TOM, Coming.ACCEPTED)
        assert uow.meetings.answers(FIRST, 1, THURSDAY) == {TOM: Coming.ACCEPTED}
        assert uow.meetings.answers(FIRST, 1, FRIDAY) == {}


def test_a_meeting_is_in_our_calendar_under_what_was_sent_last(database: Database) -> None:
    at_its_meeting(database)
    rows = [Outgoing(id, FIRST, TOM, Channel.CALENDAR, None, "1", False, MONDAY, MONDAY) for id in ("a", "b")]
    with database.write() as uow:
        uow.outbox.put(rows)
        uow.commit()
    with database.write() as uow:
        claimed = uow.outbox.claim(MONDAY, "w", 10, FRIDAY - MONDAY, (Channel.CALENDAR,))
        for row in claimed:
            uow.outbox.begin([row])
        assert uow.outbox.event_of(FIRST, 1) is None and uow.meetings.in_calendar() == ()
        uow.outbox.sent_all(((row, f"event-{row.message.id}", None) for row in claimed), MONDAY)
        assert uow.outbox.event_of(FIRST, 1) == "event-b" and uow.outbox.event_of(FIRST, 2) is None
        assert uow.meetings.in_calendar() == (InCalendar(FIRST, 1, "event-b"),)


def test_a_leaver_and_what_a_group_gives_outlive_a_new_register(database: Database) -> None:
    whole = roster()
    given = Post(GRACE, whole.posts[0].role)
    with database.write() as uow:
        uow.people.replace_all(whole.people.values(), whole.posts, ())
        uow.people.has_left(TOM, date(2026, 3, 1))
        uow.people.put_group("g", (given,))
        uow.people.replace_all(whole.people.values(), whole.posts, ())
        found = uow.people.roster()
        assert found.people[TOM].until == date(2026, 3, 1) and given in found.posts
        uow.people.is_back(TOM)
        uow.people.keep_groups(("another",))
        assert uow.people.roster() == whole
