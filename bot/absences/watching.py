"""Whose calendar is asked when: as something is newly asked of them, and each working morning while they owe it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from escalation.case import PersonId
from escalation.people import Roster
from escalation.working_days import WorkingCalendar
from storage.absence_checks import Owing
from storage.unit_of_work import Reading

from ..casework import Desk
from ..doors import DoorTrouble
from .door import Answers, Calendars
from .finding import ask_covers, note_away, note_present

logger = logging.getLogger(__name__)
LOOK_EVERY = timedelta(seconds=30)
REMEMBERED = timedelta(hours=1)
"""An answer holds so long, whatever is asked of its person meanwhile."""
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Looked:
    """How many were asked about, how many of them were newly found away, and on how many cases a cover was asked."""

    people: int = 0
    found: int = 0
    covered: int = 0


def look(desk: Desk, calendars: Calendars) -> Looked:
    """One round. Whoever cannot be asked just now comes again with the next; nothing is changed on a guess."""
    now = desk.clock.now()
    with desk.database.read() as reading:
        roster = reading.people.roster()
        people = tuple(islice(_to_ask(desk, reading, now), AT_ONCE))
        until = _next_working_day(desk, reading)
    known = [p for p in people if _is_known_away(roster, p, desk)]
    addresses = {p: roster.people[p].email for p in people if p not in known}
    try:
        answers = calendars.away(addresses, now) if addresses else {}
    except DoorTrouble as trouble:
        logger.warning("calendars could not be asked: %s", type(trouble).__name__)
        return Looked()
    found = sum(_keep(desk, answers, until))
    covered = sum(ask_covers(desk, person) for person in (*known, *(p for p, away in answers.items() if away)))
    with desk.database.write() as uow:
        uow.absence_checks.asked(people, now)
        uow.commit()
    return Looked(len(people), found, covered)


def _keep(desk: Desk, answers: Answers, until: date) -> Iterator[bool]:
    """Where no last day is known they count as away until they are asked again."""
    for person, away in answers.items():
        if away is None:
            note_present(desk, person)
        else:
            yield note_away(desk, person, away.until or until)


def _to_ask(desk: Desk, reading: Reading, now: datetime) -> Iterator[PersonId]:
    """On working days only: nobody is away from a bank holiday."""
    calendar, roster, today = _calendar(desk, reading), reading.people.roster(), desk.today()
    if not calendar.is_working_day(today):
        return
    due = (one.person for one in _due(reading.absence_checks.owing(), calendar, now))
    yield from (person for person in due if roster.serves(person, today))


def _next_working_day(desk: Desk, reading: Reading) -> date:
    return _calendar(desk, reading).add_working_days(desk.today(), 1)


def _calendar(desk: Desk, reading: Reading) -> WorkingCalendar:
    """The authority's working days are the same for all of its people, whatever closures a team has beside."""
    packs = desk.in_force(reading).packs or desk.packs_in_use(reading)
    return desk.world.calendar(packs[0])


def _due(owing: Iterable[Owing], calendar: WorkingCalendar, now: datetime) -> Iterator[Owing]:
    morning = calendar.day_starts(calendar.local_date(now))
    for one in owing:
        news = max(one.newest, morning) if now >= morning else one.newest
        if one.asked_at is None or (one.asked_at < news and one.asked_at <= now - REMEMBERED):
            yield one


def _is_known_away(roster: Roster, person: PersonId, desk: Desk) -> bool:
    """From the register or from what was said: their calendar is not asked."""
    absence = roster.absence_of(person, desk.today())
    return absence is not None and absence.source is not absence.source.FOUND
