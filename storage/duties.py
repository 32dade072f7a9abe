"""Who owes what by when: the rows that the sweep wakes by and that "my cases" reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update

from escalation.case import Case, CaseRef, Duty, PersonId, RoleId, Task

from .schema import cases, duties, duty_holders, postponed, waking
from .upserts import put_rows

WAITS_FOR_AN_UNDO = timedelta(minutes=15)
"""So long a concern is held at most, past its time, until what may undo it has been read: then a child comes first."""


@dataclass(frozen=True, slots=True)
class DueDuty:
    ref: CaseRef
    number: int
    wake: datetime


@dataclass(frozen=True, slots=True)
class Postponed:
    """A duty that could not be handled: how often, why last, and when it is tried again."""

    ref: CaseRef
    number: int
    until: datetime
    times: int
    reason: str


Holders = dict[int, dict[tuple[PersonId, RoleId], PersonId | None]]
"""By the number of the duty: who owes it as what, and for whom they cover."""


class DutyStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def due(self, before: datetime, limit: int = 500, heard: datetime | None = None) -> tuple[DueDuty, ...]:
        """What wakes before that moment and is not postponed, in the order it is to be handled.

        `heard`: up to when all that may be an answer has been read, if it has to be read at all. Without what would be
        called silent, and was due after that; and without what is about to be sent, for a while.
        """
        asked = {"before": before, "most": limit, "heard": heard or before, "held": before - WAITS_FOR_AN_UNDO}
        rows = self._connection.execute(_DUE, asked)
        return tuple(DueDuty(CaseRef(ref), number, wake) for ref, number, wake in rows)

    def next_wake(self) -> datetime | None:
        """The next moment at which anything happens by itself."""
        found = (self._connection.execute(query).scalar() for query in (_FIRST, _AGAIN))
        return min((moment for moment in found if moment is not None), default=None)

    def wakes(self, ref: CaseRef) -> dict[int, datetime | None]:
        """The wake of each open duty of a case, by its number, as the sweep will find it."""
        query = select(duties.c.number, duties.c.wake).join(cases, cases.c.case_id == duties.c.case_id)
        rows = self._connection.execute(query.where(cases.c.ref == ref, duties.c.ended.is_(None)))
        return {row.number: row.wake for row in rows}

    def owed_by(self, person: PersonId) -> tuple[tuple[CaseRef, int], ...]:
        """Case and duty number of everything this person owes, the earliest due first."""
        held = select(duty_holders.c.case_id, duty_holders.c.number).where(duty_holders.c.person == person).distinct()
        mine = held.subquery()
        query = (
            select(cases.c.ref, duties.c.number)
            .select_from(mine)
            .join(duties, (duties.c.case_id == mine.c.case_id) & (duties.c.number == mine.c.number))
            .join(cases, cases.c.case_id == duties.c.case_id)
            .where(duties.c.ended.is_(None))
            .order_by(duties.c.due, duties.c.case_id, duties.c.number)
        )
        return tuple((CaseRef(ref), number) for ref, number in self._connection.execute(query))

    def postpone(self, ref: CaseRef, number: int, until: datetime, reason: str) -> None:
        """Leave one duty alone until then, so that the others go on. Any change of the duty ends it."""
        later = {
            "postponed_until": until,
            "postponed_times": duties.c.postponed_times + 1,
            "postponed_because": reason,
        }
        case_id = select(cases.c.case_id).where(cases.c.ref == ref).scalar_subquery()
        self._connection.execute(
            update(duties).where(duties.c.case_id == case_id, duties.c.number == number).values(later)
        )

    def postponed(self) -> tuple[Postponed, ...]:
        """What an operator has to look at, the longest failing first."""
        query = (
            select(
                cases.c.ref,
                duties.c.number,
                duties.c.postponed_until,
                duties.c.postponed_times,
                duties.c.postponed_because,
            )
            .join(cases, cases.c.case_id == duties.c.case_id)
            .where(postponed)
            .order_by(duties.c.postponed_times.desc(), duties.c.case_id, duties.c.number)
        )
        return tuple(Postponed(CaseRef(ref), *rest) for ref, *rest in self._connection.execute(query))

    def replace(self, case_id: int, before: Case | None, case: Case, at: datetime) -> None:
        """Make the rows of a case, as it was `before`, those of its open duties; what is no more ended at `at`."""
        was = {duty.number: duty for duty in before.duties} if before is not None else {}
        now = {duty.number: duty for duty in case.duties}
        if gone := [{"held": case_id, "gone": number, "at": at} for number in was.keys() - now.keys()]:
            self._connection.execute(_END, gone)
        changed = [_row(case_id, duty) for number, duty in now.items() if _differ(was.get(number), duty)]
        put_rows(self._connection, duties, changed)
        self._replace_holders(case_id, _holders(was.values()), _holders(now.values()))

    def _replace_holders(self, case_id: int, was: Holders, now: Holders) -> None:
        gone = [number for number in was if was[number] != now.get(number)]
        if gone:
            self._connection.execute(_FORGET_HOLDERS, [{"held": case_id, "duty": number} for number in gone])
        new = [number for number in now if now[number] != was.get(number)]
        rows = [
            {"case_id": case_id, "person": person, "number": number, "role": role, "covering": covering}
            for number in new
            for (person, role), covering in now[number].items()
        ]
        if rows:
            self._connection.execute(_ADD_HOLDERS, rows)


# Built once: what happens in every sweep is not put together afresh each time.
_MAY_BE_HEARD_OF_YET = and_(
    duties.c.lapsed.is_(None),
    duties.c.due >= bindparam("heard"),
    duties.c.due < bindparam("before"),
    duties.c.task != Task.OVERALL_LIMIT,  # it is reached, whoever has said what
    or_(duties.c.task != Task.SEND, duties.c.due > bindparam("held")),
)
_DUE = (
    select(cases.c.ref, duties.c.number, duties.c.wake)
    .join(cases, cases.c.case_id == duties.c.case_id)
    .where(
        waking,
        duties.c.wake < bindparam("before"),
        or_(duties.c.postponed_until.is_(None), duties.c.postponed_until <= bindparam("before")),
        ~_MAY_BE_HEARD_OF_YET,
    )
    .order_by(duties.c.wake, duties.c.case_id, duties.c.number)
    .limit(bindparam("most"))
)
_FIRST = select(func.min(duties.c.wake)).where(waking, duties.c.postponed_until.is_(None))
_AGAIN = select(func.min(duties.c.postponed_until)).where(postponed, duties.c.wake.is_not(None))
_END = (
    update(duties)
    .where(duties.c.case_id == bindparam("held"), duties.c.number == bindparam("gone"))
    .values(ended=bindparam("at"), wake=None, postponed_until=None)
)
_FORGET_HOLDERS = delete(duty_holders).where(
    duty_holders.c.case_id == bindparam("held"), duty_holders.c.number == bindparam("duty")
)
_ADD_HOLDERS = insert(duty_holders)
_NOT_POSTPONED = {"ended": None, "postponed_until": None, "postponed_times": 0, "postponed_because": None}


def _row(case_id: int, duty: Duty) -> dict[str, object]:
    number, task, visit, started, due, wake, lapsed = _kept_of(duty)
    what = {"number": number, "task": str(task), "visit": visit}
    return {
        "case_id": case_id,
        **what,
        "started": started,
        "due": due,
        "wake": wake,
        "lapsed": lapsed,
        **_NOT_POSTPONED,
    }


_kept_of = attrgetter("number", "task", "visit", "started", "due", "wake", "lapsed")


def _differ(was: Duty | None, now: Duty) -> bool:
    return was is not now and (was is None or _kept_of(was) != _kept_of(now))


def _holders(several: Iterable[Duty]) -> Holders:
    return {duty.number: {(named.person, named.role): named.covering for named in duty.owed_by} for duty in several}
