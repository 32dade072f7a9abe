"""Whose calendar is asked when: as something is newly asked of them, and each working morning while they owe it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from escalation.case import PersonId
from escalation.people import Roster, Source
from escalation.working_days import WorkingCalendar
from storage.absence_checks import Owing
from storage.unit_of_work import Reading

from ..casework import Desk
from ..doors import DoorTrouble
from .door import Answers, Calendars, Day
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


class Watch:
    """Looks at each beat. Whoever cannot be asked just now comes again with the next; nothing is changed on a guess."""

    def __init__(self, desk: Desk, calendars: Calendars) -> None:
        self._desk = desk
        self._calendars = calendars
        self._trouble: str | None = None

    def look(self) -> Looked:
        round_ = _round_of(self._desk)
        try:
            answers = self._calendars.away(round_.addresses, round_.day) if round_.addresses else {}
        except DoorTrouble as trouble:
            self._note_trouble(str(trouble))
            return Looked()
        self._note_trouble(None)
        return _kept(self._desk, round_, answers)

    def troubles(self) -> Iterator[str]:
        if self._trouble is not None:
            yield f"Absence: calendars could not be asked, so that cover is found late. {self._trouble}"

    def _note_trouble(self, trouble: str | None) -> None:
        """Said once, not at every beat."""
        if trouble is not None and self._trouble is None:
            logger.warning("calendars could not be asked: %s", trouble)
        self._trouble = trouble


@dataclass(frozen=True, slots=True)
class _Round:
    """`addresses` of those whose calendars are asked; `known` are away without asking. `until`: who is found away
    without a last day counts as away until then, and is asked again.
    """

    day: Day
    until: date
    addresses: Mapping[PersonId, str]
    known: tuple[PersonId, ...]


def _round_of(desk: Desk) -> _Round:
    now, today = desk.clock.now(), desk.today()
    with desk.database.read() as reading:
        roster, calendar = reading.people.roster(), _calendar(desk, reading)
        people = tuple(islice(_to_ask(desk, reading, now), AT_ONCE))
    known = tuple(person for person in people if _is_known_away(roster, person, today))
    addresses = {p: roster.people[p].email for p in people if p not in known}
    day = Day(calendar.day_starts(today), calendar.day_ends(today), now)
    return _Round(day, calendar.add_working_days(today, 1), addresses, known)


def _kept(desk: Desk, round_: _Round, answers: Answers) -> Looked:
    """Whoever is marked as asked last of all: where the process ends before, they are asked again."""
    found = sum(_keep(desk, answers, round_.until))
    away = (*round_.known, *(person for person, away in answers.items() if away is not None))
    covered = sum(ask_covers(desk, person) for person in away)
    people = (*round_.addresses, *round_.known)
    with desk.database.write() as uow:
        uow.absence_checks.asked(people, round_.day.now)
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


def _is_known_away(roster: Roster, person: PersonId, today: date) -> bool:
    """From the register or from what was said: their calendar is not asked."""
    absence = roster.absence_of(person, today)
    return absence is not None and absence.source is not Source.FOUND
