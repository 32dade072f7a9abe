"""What calendars say of meetings: when one could be held, which are in our calendar, and who has said to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from escalation.case import CaseRef, Coming, PersonId, Task

from .outgoing import Channel, State
from .schema import cases, duties, meeting_answers, meeting_times, outbox
from .upserts import put_row


@dataclass(frozen=True, slots=True)
class ToCall:
    """A meeting that somebody is to call or to hold by `due`, and when its free times were last looked for."""

    ref: CaseRef
    visit: int
    due: datetime
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class InCalendar:
    """A meeting of an open case under the id that our calendar knows it by."""

    ref: CaseRef
    visit: int
    event: str


class MeetingStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def to_call(self) -> tuple[ToCall, ...]:
        """In the order in which they are due: held, or at least called, by then."""
        same = and_(meeting_times.c.ref == cases.c.ref, meeting_times.c.visit == duties.c.visit)
        due = func.max(duties.c.due).label("due")
        query = (
            select(cases.c.ref, duties.c.visit, due, meeting_times.c.asked_at)
            .join(cases, cases.c.case_id == duties.c.case_id)
            .outerjoin(meeting_times, same)
            .where(duties.c.ended.is_(None), duties.c.task.in_((Task.CONVENE, Task.HOLD)), duties.c.visit.is_not(None))
            .group_by(cases.c.ref, duties.c.visit, meeting_times.c.asked_at)
            .order_by(due, cases.c.ref)
        )
        rows = self._connection.execute(query)
        return tuple(ToCall(CaseRef(row.ref), row.visit, row.due, row.asked_at) for row in rows)

    def keep_times(self, ref: CaseRef, visit: int, starts: Iterable[datetime], at: datetime) -> None:
        written = " ".join(start.isoformat() for start in starts)
        put_row(self._connection, meeting_times, {"ref": ref, "visit": visit, "starts": written, "asked_at": at})

    def times(self, ref: CaseRef, visit: int) -> tuple[datetime, ...]:
        """When it could begin, as far as calendars knew, in order."""
        mine = (meeting_times.c.ref == ref, meeting_times.c.visit == visit)
        written = self._connection.execute(select(meeting_times.c.starts).where(*mine)).scalar() or ""
        return tuple(map(datetime.fromisoformat, written.split()))

    def in_calendar(self) -> tuple[InCalendar, ...]:
        query = (
            select(outbox.c.ref, outbox.c.body, outbox.c.provider_id)
            .join(cases, cases.c.ref == outbox.c.ref)
            .where(outbox.c.channel == Channel.CALENDAR, outbox.c.state == State.SENT, cases.c.closed_at.is_(None))
            .order_by(outbox.c.number)
        )
        newest = {(row.ref, row.body): row.provider_id for row in self._connection.execute(query)}
        return tuple(InCalendar(CaseRef(ref), int(visit), event) for (ref, visit), event in newest.items())

    def called(self) -> tuple[tuple[CaseRef, int], ...]:
        """The meetings of open cases that somebody still owes to hold."""
        query = (
            select(cases.c.ref, duties.c.visit)
            .join(cases, cases.c.case_id == duties.c.case_id)
            .where(duties.c.ended.is_(None), duties.c.task == Task.HOLD, duties.c.visit.is_not(None))
            .order_by(cases.c.case_id)
        )
        return tuple((CaseRef(ref), visit) for ref, visit in self._connection.execute(query))

    def answers(self, ref: CaseRef, visit: int, at: datetime) -> Mapping[PersonId, Coming]:
        """To the meeting at that moment: what was said of another counts no more."""
        mine = (meeting_answers.c.ref == ref, meeting_answers.c.visit == visit, meeting_answers.c.at == at)
        rows = self._connection.execute(select(meeting_answers.c.person, meeting_answers.c.answer).where(*mine))
        return {PersonId(person): Coming(answer) for person, answer in rows}

    def keep_answer(self, ref: CaseRef, visit: int, at: datetime, person: PersonId, answer: Coming) -> None:
        """The newest counts."""
        row = {"ref": ref, "visit": visit, "at": at, "person": person, "answer": answer}
        put_row(self._connection, meeting_answers, row)
