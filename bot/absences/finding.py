"""What a calendar or an automatic reply says of somebody is kept, and those concerned are told. What people say of
themselves counts more.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta
from uuid import uuid4

from cards.wording import full_date
from escalation.case import PersonId
from escalation.errors import EscalationError
from escalation.people import Absence, Roster, Source
from storage.errors import TryAgain
from storage.outgoing import Channel, Outgoing
from storage.unit_of_work import UnitOfWork

from ..casework import Desk

logger = logging.getLogger(__name__)
UNTIL_ASKED_AGAIN = timedelta(weeks=1)
"""An automatic reply that names no day is believed so long: whoever is back sooner says so, or simply answers."""
TRIES = 3


def note_out_of_office(desk: Desk, person: PersonId, until: date | None) -> bool:
    """An automatic reply says that they are away. Whoever covers is asked. False where that was known, or is denied."""
    is_new = note_away(desk, person, until or desk.today() + UNTIL_ASKED_AGAIN)
    ask_covers(desk, person)
    return is_new


def note_away(desk: Desk, person: PersonId, until: date) -> bool:
    """They are away from today to that day. False where it was known, or where they themselves say otherwise."""
    today = desk.today()
    with desk.database.write() as uow:
        roster = uow.people.roster()
        known = roster.absence_of(person, today)
        if not roster.serves(person, today) or until < today or uow.absence_checks.is_contradicted(person):
            return False
        if known is not None and (known.source is not Source.FOUND or known.until >= until):
            return False
        found = Absence(person, known.since if known is not None else today, until, source=Source.FOUND)
        uow.people.add_absence(found)
        if known is None:
            _tell(desk, uow, roster, found)
        uow.commit()
    return known is None


def note_present(desk: Desk, person: PersonId) -> bool:
    """They are there: what had been found ends, and what is found next is believed again. Says whether anything did."""
    today = desk.today()
    with desk.database.write() as uow:
        known = uow.people.roster().absence_of(person, today)
        uow.absence_checks.agreed(person)
        ends = known is not None and known.source is Source.FOUND
        if ends:
            uow.people.end_absence(person, today)
        uow.commit()
    return ends


def ask_covers(desk: Desk, person: PersonId) -> int:
    """For everything that somebody who is away owes. Says on how many cases a cover was asked just now."""
    with desk.database.read() as reading:
        refs = reading.absence_checks.cases_of(person)
    asked = 0
    for ref in refs:
        try:
            asked += desk.cover(person, ref)
        except TryAgain:
            logger.info("%s is written to just now: its cover is asked for with the next look", ref)
        except EscalationError as trouble:
            logger.error("no cover could be asked on %s: %s", ref, type(trouble).__name__)
    return asked


def _tell(desk: Desk, uow: UnitOfWork, roster: Roster, found: Absence) -> None:
    """By mail: it is what they read first when they are back, and what their telephone shows meanwhile."""
    now = desk.clock.now()
    uow.outbox.put([Outgoing(str(uuid4()), None, found.person, Channel.EMAIL, None, _words(found), False, now, now)])


def _words(found: Absence) -> str:
    days = "today" if found.until == found.since else f"until {full_date(found.until)}"
    return (
        f"You are away {days}, as your mailbox says\n"
        "What you are asked meanwhile goes to whoever covers for you, and you are told of each. You can answer all the "
        "same. If you are there after all, write “back” to IRO Bot."
    )
