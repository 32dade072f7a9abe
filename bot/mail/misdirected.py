"""What was written about a case was not for somebody: stopped as far as it waits, else said to whom it has gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cards.wording import counted, full_date, listed, time_of_day
from escalation.actions import ReportMisdirected, Said
from escalation.case import CaseRef, PersonId
from escalation.people import Roster
from escalation.working_days import LONDON
from storage.outgoing import GONE_OUT, Channel, Delivery, State
from storage.unit_of_work import Reading, UnitOfWork

from ..casework import Desk
from .arriving.setting_aside import keeper_of
from .sending.letters import BOTH_WAYS, letter

MAY_HAVE_GONE = GONE_OUT | {State.CLAIMED, State.DRAFTING, State.DRAFTED, State.SENDING, State.UNKNOWN}
"""What is on its way counts as gone: nobody can say that it is not."""
BY = {Channel.TEAMS: "in Teams", Channel.EMAIL: "by email"}


@dataclass(frozen=True, slots=True)
class Reported:
    """`told` is who was told of what has gone: the authority's information governance contact."""

    stopped: int
    gone: tuple[Delivery, ...]
    told: PersonId | None


def report_misdirected(desk: Desk, said: Said, ref: CaseRef, to: PersonId) -> Reported:
    """Stop what waits for `to`; where something has gone, the case's log says so and somebody is told, once for each
    thing that has gone. All of it is kept, or nothing. Raises ActionRefused."""
    found: list[Reported] = []

    def stop_and_tell(uow: UnitOfWork) -> ReportMisdirected | None:
        found.append(_stop(desk, uow, said.by, ref, to))
        stopped, gone = found[-1].stopped, len(found[-1].gone)
        is_new = uow.inbox.first_time(f"misdirected {ref} {to} {gone}", desk.clock.now(), ref)
        if is_new and found[-1].told is not None:
            words = _words(desk, uow, said.by, ref, to, found[-1].gone)
            uow.outbox.put(letter(found[-1].told, ref, *words, desk.clock.now(), BOTH_WAYS))
        return ReportMisdirected(said, to, stopped, gone) if is_new or stopped else None

    desk.preview(ReportMisdirected(said, to, 0, 0), ref)  # who may not say it stops nothing either
    desk.perform_with(stop_and_tell, ref)
    return found[-1]


def had_something(reading: Reading, ref: CaseRef) -> tuple[PersonId, ...]:
    """Everybody for whom a message about the case waits or has gone, in the order of their names."""
    rows = (row for row in reading.outbox.of_case(ref) if row.message.channel in BY)
    people = {row.message.to for row in rows if row.state is State.WAITING or may_have_gone(row)}
    known = reading.people.roster().people
    return tuple(sorted(people & set(known), key=lambda person: known[person].name))


def may_have_gone(row: Delivery) -> bool:
    """Also what waits to be tried again, or was given up, where nobody knows what came of an earlier attempt."""
    return row.state in MAY_HAVE_GONE or (row.in_doubt and row.state is not State.BOUNCED)


def governance_contact(desk: Desk, uow: UnitOfWork, by: PersonId, ref: CaseRef) -> PersonId:
    """Whom the settings name; else whoever keeps the log of the case."""
    named = uow.people.roster().person_with_address(desk.governance) if desk.governance else None
    return named or keeper_of(desk, uow, by, ref)


def _of_person(reading: Reading, ref: CaseRef, to: PersonId) -> Iterable[Delivery]:
    return (row for row in reading.outbox.of_case(ref) if row.message.to == to and row.message.channel in BY)


def _stop(desk: Desk, uow: UnitOfWork, by: PersonId, ref: CaseRef, to: PersonId) -> Reported:
    waiting = [row.message.id for row in _of_person(uow, ref, to) if not may_have_gone(row)]
    stopped = sum(uow.tending.take_back(id, "It was not for this person.") for id in waiting)
    gone = tuple(row for row in _of_person(uow, ref, to) if may_have_gone(row))  # a worker may just have taken one up
    return Reported(stopped, gone, governance_contact(desk, uow, by, ref) if gone else None)


def _words(
    desk: Desk, uow: UnitOfWork, by: PersonId, ref: CaseRef, to: PersonId, gone: tuple[Delivery, ...]
) -> tuple[str, str]:
    roster = uow.people.roster()
    text = (
        f"{_name(roster, by)} says that what was written about {ref} was not for {_name(roster, to)}. "
        f"{what_went(gone, desk.clock.now())} It says so in the log of the case. IRO Bot cannot call it back: "
        "please see to whatever the authority’s own rules ask for where information about a child has gone astray."
    )
    return f"Something about {ref} reached somebody it was not for", text


def what_went(gone: tuple[Delivery, ...], now: datetime) -> str:
    """ "2 messages have gone out: by email on 2 March 2026, 9:32am, and in Teams on 2 March 2026, 9:32am."."""
    went = listed(dict.fromkeys(f"{BY[row.message.channel]} on {_moment(row.settled_at or now)}" for row in gone))
    return f"{counted(len(gone), 'message has', 'messages have')} gone out: {went}."


def _moment(at: datetime) -> str:
    return f"{full_date(at.astimezone(LONDON).date())}, {time_of_day(at)}"


def _name(roster: Roster, person: PersonId) -> str:
    known = roster.people.get(person)
    return known.name if known is not None else person
