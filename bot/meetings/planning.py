"""Looked for ahead: when those who have to be at a meeting are free together, before it is due."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta

from escalation.errors import EscalationError
from storage.meetings import ToCall

from ..absences.door import Calendars, Span
from ..casework import Desk
from ..doors import DoorTrouble
from .changing import guests, visit_of
from .inviting import LENGTH
from .times import free_times

logger = logging.getLogger(__name__)
LOOK_EVERY = timedelta(minutes=1)
REMEMBERED = timedelta(hours=1)
FARTHEST = 4 * timedelta(weeks=1)
"""Beyond that calendars say little, and Graph is asked about 42 days at the most."""


def look_for_times(desk: Desk, calendars: Calendars) -> int:
    """For every meeting that is to be called: anew each hour, as calendars fill. Says of how many it was kept."""
    now = desk.clock.now()
    with desk.database.read() as reading:
        to_call = reading.meetings.to_call()
    old = [one for one in to_call if one.asked_at is None or one.asked_at <= now - REMEMBERED]
    return sum(_looked(desk, calendars, one) for one in old if one.due > now)


def _looked(desk: Desk, calendars: Calendars, meeting: ToCall) -> bool:
    """One that cannot be looked for must not keep the others."""
    try:
        _look(desk, calendars, meeting)
    except DoorTrouble as trouble:
        logger.info("no free times were found for %s: %s", meeting.ref, trouble)
        return False
    except EscalationError as trouble:
        logger.error("no free times could be looked for on %s: %s", meeting.ref, type(trouble).__name__)
        return False
    return True


def _look(desk: Desk, calendars: Calendars, meeting: ToCall) -> None:
    now = desk.clock.now()
    with desk.database.read() as reading:
        stored = reading.cases.load(meeting.ref)
        if stored is None or (visit := visit_of(stored.case, meeting.visit)) is None:
            return
        situation = desk.situation_of(reading, stored.case)
        required = {g.person: g.address for g in guests(stored.case, visit, situation) if g.required}
    calendar = situation.calendar
    begins = calendar.next_morning(now)
    until = min(meeting.due, begins + FARTHEST)
    taken = calendars.taken(required, begins, until) if begins < until else {}
    starts = free_times(_all(taken.values()), calendar, begins, until, LENGTH)
    with desk.database.write() as uow:
        uow.meetings.keep_times(meeting.ref, meeting.visit, starts, now)
        uow.commit()


def _all(taken: Iterable[list[Span]]) -> list[Span]:
    return [span for spans in taken for span in spans]
