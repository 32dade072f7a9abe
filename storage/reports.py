"""Questions over all cases and all logs. One query for each; pages by keyset, never by offset."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, false, func, or_, select

from escalation.case import CaseRef, CategoryId, Outcome, PersonId, StageId, TeamId, TrackId
from escalation.decision import Entry

from .case_log import entry_of, log_with_words
from .folding import has_all, terms_of
from .schema import case_categories, case_people, cases, duties, duty_holders, log, log_words

PAGE = 50


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases; None asks for nothing. `text` is words that must all be found; `after` is the last row of a page.

    `overdue_at` asks for open cases whose answer was due before that moment, the longest overdue first; otherwise the
    newest case comes first. `involving` is people of whom one at least has or had a part in the case; a case under one
    of `or_under` is found without. Stages and themes are those of a pack, which is named by its digest everywhere.
    """

    open: bool | None = None
    overdue_at: datetime | None = None
    packs: frozenset[str] | None = None
    stages: frozenset[tuple[str, StageId]] | None = None
    team: TeamId | None = None
    categories: frozenset[tuple[str, CategoryId]] | None = None
    raiser: PersonId | None = None
    raised_from: datetime | None = None
    raised_before: datetime | None = None
    text: str = ""
    owed_by: PersonId | None = None
    involving: frozenset[PersonId] | None = None
    or_under: frozenset[str] = frozenset()
    limit: int = PAGE
    after: CaseRow | None = None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as a line of a table. `number` only serves to go on from here."""

    number: int
    ref: CaseRef
    pack: str  # its digest
    track: TrackId
    team: TeamId
    stage: StageId | None
    raiser: PersonId
    child_record: str
    child_initials: str
    immediate_risk: bool
    drafted: datetime
    raised: datetime | None
    answer_due: datetime | None
    limit_due: datetime | None
    closed: datetime | None
    outcome: Outcome | None
    categories: tuple[CategoryId, ...]


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """How many of the cases that were asked for are open, overdue, past their overall limit, closed."""

    open: int
    overdue: int
    past_limit: int
    closed: int


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which entries, newest first; None asks for nothing. `kinds` are as `escalation.record.kind_of` says them."""

    ref: CaseRef | None = None
    kinds: frozenset[str] | None = None
    by: PersonId | None = None
    team: TeamId | None = None
    happened_from: datetime | None = None
    happened_before: datetime | None = None
    text: str = ""
    involving: frozenset[PersonId] | None = None
    limit: int = PAGE
    after: LogRow | None = None


@dataclass(frozen=True, slots=True)
class LogRow:
    """An entry and the case it belongs to. `place` only serves to go on from here."""

    place: int
    ref: CaseRef
    number: int
    entry: Entry


class Reports:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cases(self, asked: CaseFilter) -> tuple[CaseRow, ...]:
        """One page of cases."""
        query = select(*_SHOWN).where(*_case_conditions(asked), *_following(asked)).limit(asked.limit)
        if asked.overdue_at is not None:
            query = query.order_by(cases.c.answer_due, cases.c.case_id)
        else:
            query = query.order_by(cases.c.case_id.desc())
        rows = self._connection.execute(query).all()
        categories = self._categories(row.case_id for row in rows)
        return tuple(_case_row(row, categories[row.case_id]) for row in rows)

    def count(self, asked: CaseFilter) -> int:
        """How many cases all pages together hold."""
        query = select(func.count()).select_from(cases).where(*_case_conditions(asked))
        return self._connection.execute(query).scalar_one()

    def counts(self, asked: CaseFilter, at: datetime) -> CaseCounts:
        still_open = cases.c.closed_at.is_(None)
        wanted = (
            still_open,
            and_(still_open, cases.c.answer_due < at),
            and_(still_open, cases.c.limit_due < at),
            cases.c.closed_at.is_not(None),
        )
        sums = (func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in wanted)
        found = self._connection.execute(select(*sums).where(*_case_conditions(asked))).one()
        return CaseCounts(*found)

    def log_rows(self, asked: LogFilter) -> tuple[LogRow, ...]:
        """One page of log entries."""
        query = log_with_words().where(*_log_conditions(asked)).order_by(log.c.log_id.desc()).limit(asked.limit)
        rows = self._connection.execute(query)
        return tuple(LogRow(row.log_id, CaseRef(row.ref), row.number, entry_of(row)) for row in rows)

    def _categories(self, case_ids: Iterable[int]) -> dict[int, list[CategoryId]]:
        query = select(case_categories).where(case_categories.c.case_id.in_(list(case_ids)))
        found: dict[int, list[CategoryId]] = defaultdict(list)
        for case_id, category in self._connection.execute(query.order_by(case_categories.c.category)):
            found[case_id].append(CategoryId(category))
        return found


_SHOWN = [column for column in cases.c if column.name not in ("body", "head")]


def _case_conditions(asked: CaseFilter) -> Iterator[ColumnElement[bool]]:
    same = {
        cases.c.team: asked.team,
        cases.c.raiser: asked.raiser,
    }
    yield from (column == wanted for column, wanted in same.items() if wanted is not None)
    if asked.open is not None:
        yield cases.c.closed_at.is_(None) if asked.open else cases.c.closed_at.is_not(None)
    if asked.overdue_at is not None:
        yield and_(cases.c.closed_at.is_(None), cases.c.answer_due < asked.overdue_at)
    if asked.raised_from is not None:
        yield cases.c.raised_at >= asked.raised_from
    if asked.raised_before is not None:
        yield cases.c.raised_at < asked.raised_before
    if asked.packs is not None:
        yield cases.c.pack_digest.in_(asked.packs)
    if asked.stages is not None:
        yield or_(false(), *(and_(cases.c.pack_digest == pack, cases.c.stage == stage) for pack, stage in asked.stages))
    if asked.categories is not None:
        yield or_(false(), *(and_(cases.c.pack_digest == pack, _about(theme)) for pack, theme in asked.categories))
    if asked.owed_by is not None:
        yield cases.c.case_id.in_(_owed_by(asked.owed_by))
    yield from (or_(theirs, cases.c.pack_digest.in_(asked.or_under)) for theirs in _involving(asked.involving))
    yield from (_says(term) for term in terms_of(asked.text))


def _log_conditions(asked: LogFilter) -> Iterator[ColumnElement[bool]]:
    same = {cases.c.ref: asked.ref, cases.c.team: asked.team, log.c.by: asked.by}
    yield from (column == wanted for column, wanted in same.items() if wanted is not None)
    if asked.kinds is not None:
        yield log.c.kind.in_(asked.kinds)
    if asked.happened_from is not None:
        yield log.c.happened_at >= asked.happened_from
    if asked.happened_before is not None:
        yield log.c.happened_at < asked.happened_before
    if asked.after is not None:
        yield log.c.log_id < asked.after.place
    yield from _involving(asked.involving)
    yield from has_all(log_words.c.folded, terms_of(asked.text))


def _following(asked: CaseFilter) -> Iterator[ColumnElement[bool]]:
    """What comes behind the last row of the page before."""
    last = asked.after
    if last is None:
        return
    if asked.overdue_at is None:
        yield cases.c.case_id < last.number
    else:
        yield or_(
            cases.c.answer_due > last.answer_due,
            and_(cases.c.answer_due == last.answer_due, cases.c.case_id > last.number),
        )


def _about(theme: CategoryId) -> ColumnElement[bool]:
    return cases.c.case_id.in_(select(case_categories.c.case_id).where(case_categories.c.category == theme))


def _owed_by(person: PersonId) -> Any:
    owed = (duties.c.case_id == duty_holders.c.case_id) & (duties.c.number == duty_holders.c.number)
    return (
        select(duties.c.case_id)
        .select_from(duty_holders.join(duties, owed))
        .where(duty_holders.c.person == person, duties.c.ended.is_(None))
    )


def _involving(people: frozenset[PersonId] | None) -> Iterator[ColumnElement[bool]]:
    if people is not None:
        yield cases.c.case_id.in_(select(case_people.c.case_id).where(case_people.c.person.in_(people)))


def _says(term: str) -> ColumnElement[bool]:
    """The term stands in somebody's words on the case, in its reference or in the child's record number."""
    in_words = select(log_words.c.case_id).where(*has_all(log_words.c.folded, (term,)))
    in_columns = (func.lower(column).contains(term, autoescape=True) for column in (cases.c.ref, cases.c.child_record))
    return or_(cases.c.case_id.in_(in_words), *in_columns)


def _case_row(row: Row[Any], categories: Iterable[CategoryId]) -> CaseRow:
    return CaseRow(
        row.case_id,
        CaseRef(row.ref),
        row.pack_digest,
        TrackId(row.track),
        TeamId(row.team),
        StageId(row.stage) if row.stage is not None else None,
        PersonId(row.raiser),
        row.child_record,
        row.child_initials,
        row.immediate_risk,
        row.drafted_at,
        row.raised_at,
        row.answer_due,
        row.limit_due,
        row.closed_at,
        Outcome(row.outcome) if row.outcome is not None else None,
        tuple(categories),
    )
