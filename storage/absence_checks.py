"""Whose calendar was asked when, who is to be asked, and who says that they are there whatever it shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select, union_all, update

from escalation.case import CaseRef, PersonId

from .schema import absence_checks, cases, duties, duty_holders
from .upserts import put_row, put_rows


@dataclass(frozen=True, slots=True)
class Owing:
    """Somebody who owes something: since when the newest of it, and when their calendar was last asked."""

    person: PersonId
    newest: datetime
    asked_at: datetime | None


_OWED = (
    select(duty_holders.c.person, duties.c.started, duties.c.case_id)
    .join(duties, and_(duties.c.case_id == duty_holders.c.case_id, duties.c.number == duty_holders.c.number))
    .where(duties.c.ended.is_(None))
)
_COVERED = (
    select(duty_holders.c.covering.label("person"), duties.c.started, duties.c.case_id)
    .join(duties, and_(duties.c.case_id == duty_holders.c.case_id, duties.c.number == duty_holders.c.number))
    .where(duties.c.ended.is_(None), duty_holders.c.covering.is_not(None))
)
_HELD = union_all(_OWED, _COVERED).subquery()


class AbsenceChecks:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def owing(self) -> tuple[Owing, ...]:
        """Everybody who owes something, or is covered for it: first who was never asked, then the longest ago."""
        newest = func.max(_HELD.c.started).label("newest")
        query = (
            select(_HELD.c.person, newest, absence_checks.c.asked_at)
            .outerjoin(absence_checks, absence_checks.c.person == _HELD.c.person)
            .group_by(_HELD.c.person, absence_checks.c.asked_at)
            .order_by(absence_checks.c.asked_at.is_not(None), absence_checks.c.asked_at, _HELD.c.person)
        )
        rows = self._connection.execute(query)
        return tuple(Owing(PersonId(row.person), row.newest, row.asked_at) for row in rows)

    def cases_of(self, person: PersonId) -> tuple[CaseRef, ...]:
        """The cases on which they owe something, in order."""
        mine = _OWED.where(duty_holders.c.person == person).subquery()
        query = select(cases.c.ref).where(cases.c.case_id.in_(select(mine.c.case_id))).order_by(cases.c.case_id)
        rows = self._connection.execute(query)
        return tuple(CaseRef(ref) for (ref,) in rows)

    def asked(self, people: Iterable[PersonId], at: datetime) -> None:
        put_rows(self._connection, absence_checks, [{"person": person, "asked_at": at} for person in people])

    def contradict(self, person: PersonId, at: datetime) -> None:
        """They say that they are there. Until their calendar says so too, it is not believed."""
        put_row(self._connection, absence_checks, {"person": person, "asked_at": at, "contradicted": True})

    def agreed(self, person: PersonId) -> None:
        """Their calendar says that they are there: what it says next is believed again."""
        mine = and_(absence_checks.c.person == person, absence_checks.c.contradicted)
        self._connection.execute(update(absence_checks).where(mine).values(contradicted=False))

    def is_contradicted(self, person: PersonId) -> bool:
        query = select(absence_checks.c.contradicted).where(absence_checks.c.person == person)
        return bool(self._connection.execute(query).scalar())
