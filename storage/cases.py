"""Cases as they stand: the body, and the columns they are asked for by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, update

from escalation.case import Case, CaseRef, PersonId, Task
from escalation.duties import LASTING, RAISERS_TASKS, UNWATCHED
from escalation.record import read_case, write_case

from .chain import CHAIN_START
from .schema import (
    case_categories,
    case_children,
    case_people,
    cases,
    duties,
    duty_holders,
    is_open,
    reference_numbers,
    waking,
)
from .upserts import add_rows, insert_into

NOT_ANSWERS = RAISERS_TASKS | LASTING | {Task.SEND}
"""What does not count as an answer that the raiser waits for."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A case and the version it was read at."""

    case: Case
    version: int


@dataclass(frozen=True, slots=True)
class Kept:
    """The row of a case that this transaction writes to: its version, the end of its chain, and the case as it was."""

    case_id: int
    version: int
    entry_count: int
    head: str
    case: Case | None = None


class CaseStore:
    """In a transaction that writes, what is loaded is kept from other writers until it ends, and read once."""

    def __init__(self, connection: Connection, *, writes: bool = False) -> None:
        self._connection = connection
        self._writes = writes
        self._held: dict[CaseRef, Kept] = {}

    def load(self, ref: CaseRef) -> Stored | None:
        if self._writes:
            kept = self._hold(ref)
            return Stored(kept.case, kept.version) if kept is not None and kept.case is not None else None
        found = self._connection.execute(_LOAD, {"wanted": ref}).first()
        return Stored(read_case(found.body), found.version) if found else None

    def open_refs(self) -> tuple[CaseRef, ...]:
        """Every open case, oldest first."""
        query = select(cases.c.ref).where(cases.c.closed_at.is_(None)).order_by(cases.c.case_id)
        return tuple(CaseRef(ref) for ref in self._connection.execute(query).scalars())

    def count_open(self) -> int:
        query = select(func.count()).select_from(cases).where(is_open)
        return self._connection.execute(query).scalar_one()

    def unwatched(self, limit: int) -> tuple[CaseRef, ...]:
        """Open cases for which nobody by name owes anything that will wake: there is to be none."""
        query = select(cases.c.ref).where(is_open, ~_is_watched()).order_by(cases.c.case_id).limit(limit)
        return tuple(CaseRef(ref) for ref in self._connection.execute(query).scalars())

    def open_of_child(self, record: str) -> tuple[CaseRef, ...]:
        """Open cases that are about this child, the oldest first."""
        about = cases.join(case_children, case_children.c.case_id == cases.c.case_id)
        query = select(cases.c.ref).select_from(about).where(is_open, case_children.c.record == record)
        return tuple(CaseRef(ref) for ref in self._connection.execute(query.order_by(cases.c.case_id)).scalars())

    def raised_before(self, record: str) -> bool:
        """Was a concern about this child ever sent?"""
        about = cases.join(case_children, case_children.c.case_id == cases.c.case_id)
        query = select(cases.c.ref).select_from(about)
        sent = query.where(cases.c.raised_at.is_not(None), case_children.c.record == record)
        return self._connection.execute(sent.limit(1)).first() is not None

    def next_reference(self, prefix: str, year: int) -> CaseRef:
        """The next number of that year. A transaction that is rolled back gives its number back."""
        first = insert_into(self._connection, reference_numbers).values(prefix=prefix, year=year, last=1)
        following = first.on_conflict_do_update(
            index_elements=["prefix", "year"], set_={"last": reference_numbers.c.last + 1}
        )
        number = self._connection.execute(following.returning(reference_numbers.c.last)).scalar_one()
        return CaseRef(f"{prefix}-{year % 100:02d}-{number:04d}")

    def begin(self, case: Case) -> Kept | None:
        """The row of a new case, or None if the reference is taken."""
        start = {"version": 0, "entry_count": 0, "head": CHAIN_START, "body": ""}
        values = {**_as_opened(case), **_as_it_stands(case), **start}
        new = insert_into(self._connection, cases).values(values).on_conflict_do_nothing(index_elements=["ref"])
        case_id = self._connection.execute(new.returning(cases.c.case_id)).scalar_one_or_none()
        if case_id is None:
            return None
        categories = [{"case_id": case_id, "category": one} for one in sorted({c.category for c in case.concerns})]
        if categories:
            self._connection.execute(insert(case_categories), categories)
        children = [{"record": child.record, "case_id": case_id} for child in case.children if child.record]
        if children:
            self._connection.execute(insert(case_children), children)
        return Kept(case_id, 0, 0, CHAIN_START)

    def hold(self, ref: CaseRef, expected: int) -> Kept | None:
        """The row of a case, or None at another version."""
        kept = self._hold(ref)
        return kept if kept is not None and kept.version == expected else None

    def _hold(self, ref: CaseRef) -> Kept | None:
        kept = self._held.get(ref)
        if kept is None and (row := self._connection.execute(_HOLD, {"wanted": ref}).first()) is not None:
            case = read_case(row.body)
            kept = self._held[ref] = Kept(row.case_id, row.version, row.entry_count, row.head, case)
        return kept

    def put(self, kept: Kept, case: Case, added: int, head: str) -> int:
        """Write the case into its row. Returns the new version."""
        now = Kept(kept.case_id, kept.version + 1, kept.entry_count + added, head, case)
        chain = {"version": now.version, "entry_count": now.entry_count, "head": head}
        values = {**_as_it_stands(case), **chain, "body": write_case(case).decode()}
        self._connection.execute(_PUT, {"held": kept.case_id, **values})
        known = people_on(kept.case) if kept.case is not None else set()
        new = [{"person": one, "case_id": kept.case_id} for one in sorted(people_on(case) - known)]
        add_rows(self._connection, case_people, new)
        self._held[case.ref] = now
        return now.version


# Built once: what happens in every sweep is not put together afresh each time.
_LOAD = select(cases.c.body, cases.c.version).where(cases.c.ref == bindparam("wanted"))
_HOLD = (
    select(cases.c.case_id, cases.c.version, cases.c.entry_count, cases.c.head, cases.c.body)
    .where(cases.c.ref == bindparam("wanted"))
    .with_for_update()
)
_PUT = update(cases).where(cases.c.case_id == bindparam("held"))


def _is_watched() -> ColumnElement[bool]:
    """What `escalation.decide.is_watched` says of a case's duties, asked of their rows."""
    held = (duty_holders.c.case_id == duties.c.case_id) & (duty_holders.c.number == duties.c.number)
    owed = select(duties.c.number).select_from(duties.join(duty_holders, held))
    return owed.where(duties.c.case_id == cases.c.case_id, waking, duties.c.task.not_in(sorted(UNWATCHED))).exists()


def _as_opened(case: Case) -> Mapping[str, object]:
    """What never changes."""
    return {
        "ref": case.ref,
        "pack_id": case.pack.id,
        "pack_version": case.pack.version,
        "pack_digest": case.pack.digest,
        "track": case.track,
        "team": case.team,
        "child_record": ", ".join(child.record for child in case.children),
        "child_initials": ", ".join(child.initials for child in case.children),
        "immediate_risk": case.immediate_risk,
        "drafted_at": case.drafted,
    }


def _as_it_stands(case: Case) -> Mapping[str, object]:
    return {
        "raiser": case.raiser,
        "stage": case.visit.stage if case.visit else None,
        "raised_at": case.raised,
        "answer_due": min(_answers_due(case), default=None),
        "limit_due": min((d.due for d in case.duties if d.task is Task.OVERALL_LIMIT), default=None),
        "closed_at": case.closed.at if case.closed else None,
        "outcome": case.closed.outcome if case.closed else None,
    }


def _answers_due(case: Case) -> Iterator[datetime]:
    """When those who were asked at the present visit owe something."""
    return (
        duty.due
        for duty in case.duties
        if case.visit is not None and duty.visit == case.visit.number and duty.task not in NOT_ANSWERS
    )


def people_on(case: Case) -> set[PersonId]:
    """Everybody who has a part in the case as it stands."""
    named = [one for visit in case.visits for one in visit.asked] + [
        one for duty in case.duties for one in duty.owed_by
    ]
    found = {case.raiser, case.social_worker, *(action.who for action in case.actions)}
    found.update(one.person for one in named)
    found.update(one.covering for one in named)
    return {person for person in found if person is not None}
