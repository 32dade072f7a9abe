"""Which meetings a decision calls, moves or calls off, and who is invited to one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from escalation.case import Case, StageVisit
from escalation.case_log import CaseClosed, MeetingConvened, StageEntered
from escalation.decision import Decision, Situation
from escalation.holders.attendance import expected

from .door import Guest


def visit_of(case: Case, number: int | None) -> StageVisit | None:
    return next((visit for visit in case.visits if visit.number == number), None)


def is_off(case: Case, visit: StageVisit) -> bool:
    """Called, and never to be held: the case has moved on or is closed."""
    is_over = visit.left is not None or case.closed is not None
    return visit.meeting is not None and visit.meeting.held is None and is_over


def changed(decision: Decision, now: datetime) -> Iterator[StageVisit]:
    """The meetings that this calls, moves or calls off. What has been can no more be called off."""
    case = decision.case
    facts = [entry.facts for entry in decision.entries]
    called = {one.visit for one in facts if isinstance(one, MeetingConvened)}
    yield from (visit for visit in case.visits if visit.number in called and visit.meeting is not None)
    if any(isinstance(one, StageEntered | CaseClosed) for one in facts):
        yield from (
            v for v in _left(case, facts) if v.number not in called and _was_to_come(v, now) and is_off(case, v)
        )


def _left(case: Case, facts: Iterable[object]) -> tuple[StageVisit, ...]:
    """Those that the case was at just before."""
    entered = {one.visit.number for one in facts if isinstance(one, StageEntered)}
    earlier = [visit for visit in case.visits if visit.number not in entered]
    return tuple(earlier[-1:])


def _was_to_come(visit: StageVisit, now: datetime) -> bool:
    return visit.meeting is not None and visit.meeting.at > now


def guests(case: Case, visit: StageVisit, situation: Situation) -> tuple[Guest, ...]:
    """Whoever has to be there or is invited, as far as they can be written to."""
    people = situation.roster.people
    known = ((one, people.get(one.person)) for one in expected(case, visit, situation))
    return tuple(
        Guest(one.person, person.name, person.email, one.required) for one, person in known if person and person.email
    )
