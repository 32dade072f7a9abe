"""What people answer to an invitation: kept, shown where the meeting is written down, and a no is told to the chair."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import uuid4

from cards.wording import full_date
from escalation.case import Case, Coming, Meeting, PersonId, StageVisit
from escalation.working_days import LONDON
from storage.meetings import InCalendar
from storage.outgoing import Channel, Outgoing
from storage.unit_of_work import UnitOfWork

from ..casework import Desk
from ..doors import DoorTrouble
from ..rendering.held import held_of
from .changing import guests, visit_of
from .door import Guest, Meetings
from .inviting import changes, is_called, meeting_id
from .letters import read_answers

logger = logging.getLogger(__name__)
READ_EVERY = timedelta(minutes=5)


def read_from_calendar(desk: Desk, meetings: Meetings) -> int:
    """Of every meeting that is still to come. Says how many answers were new."""
    with desk.database.read() as reading:
        there = reading.meetings.in_calendar()
    return sum(_read(desk, meetings, one) for one in there)


def _read(desk: Desk, meetings: Meetings, one: InCalendar) -> int:
    """One whose answers cannot be read must not keep the others."""
    with desk.database.read() as reading:
        stored = reading.cases.load(one.ref)
    visit = visit_of(stored.case, one.visit) if stored is not None else None
    if _to_come(visit, desk.clock.now()) is None:
        return 0
    try:
        answers = meetings.answers(one.event)
    except DoorTrouble as trouble:
        logger.info("answers to the meeting of %s could not be read: %s", one.ref, trouble)
        return 0
    return sum(_keep(desk, one, address, answer) for address, answer in answers.items())


def note_reply(desk: Desk, sender: PersonId | None, text: str) -> bool:
    """An iCalendar object that came by mail from them: their own answer, to a meeting of ours as it stands now. Says
    whether it was new. Nobody in particular has none.
    """
    with desk.database.read() as reading:
        person = reading.people.roster().people.get(sender) if sender is not None else None
        held = [(held_of(desk, reading, ref), visit) for ref, visit in reading.meetings.called()]
    called = ((h, visit) for h, visit in held if is_called(h, visit))
    meetings = {(meeting_id(h, visit), changes(h, visit)): (h.case.ref, visit) for h, visit in called}
    mine = [a for a in read_answers(text) if person is not None and a.address.casefold() == person.email.casefold()]
    known = [(meetings[a.meeting, a.change], a) for a in mine if (a.meeting, a.change) in meetings]
    return sum(_keep(desk, InCalendar(*place, ""), a.address, a.answer) for place, a in known) > 0


def _keep(desk: Desk, one: InCalendar, address: str, answer: Coming) -> bool:
    """Said whether it is new. A no of somebody who has to be there is told to the chair."""
    with desk.database.write() as uow:
        stored = uow.cases.load(one.ref)
        visit = visit_of(stored.case, one.visit) if stored is not None else None
        meeting = _to_come(visit, desk.clock.now())
        if stored is None or visit is None or meeting is None:
            return False
        at, situation = meeting.at, desk.situation_of(uow, stored.case)
        invited = guests(stored.case, visit, situation)
        guest = next((g for g in invited if g.address.casefold() == address.casefold()), None)
        if guest is None or uow.meetings.answers(one.ref, one.visit, at).get(guest.person) is answer:
            return False
        uow.meetings.keep_answer(one.ref, one.visit, at, guest.person, answer)
        if answer is Coming.DECLINED and guest.required:
            _tell_chair(desk, uow, stored.case, visit, guest)
        uow.commit()
        return True


def _to_come(visit: StageVisit | None, now: datetime) -> Meeting | None:
    meeting = visit.meeting if visit is not None and visit.left is None else None
    return meeting if meeting is not None and meeting.held is None and meeting.at > now else None


def _tell_chair(desk: Desk, uow: UnitOfWork, case: Case, visit: StageVisit, guest: Guest) -> None:
    assert visit.meeting is not None, "only a meeting is declined"
    now, on = desk.clock.now(), full_date(visit.meeting.at.astimezone(LONDON).date())
    words = (
        f"{guest.name} cannot come to the meeting on {on}\n{guest.name} has to be there, and has declined the "
        f"invitation to the meeting about {case.ref}. To find another time, call the meeting again: everybody invited "
        "hears of it."
    )
    uow.outbox.put(
        Outgoing(str(uuid4()), case.ref, named.person, channel, None, words, False, now, now)
        for named in visit.asked
        for channel in (Channel.TEAMS, Channel.EMAIL)
        if named.person != guest.person
    )
