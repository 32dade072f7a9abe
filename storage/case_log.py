"""The log of each case: chained rows, people's words beside them, and the proof that no row was changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, insert, select

from escalation.actions import Via
from escalation.case import CaseRef, PersonId
from escalation.case_log import CaseClosed, Reopened
from escalation.decision import Entry
from escalation.record import join_words, kind_of, name_of, part_words, read_facts, write_facts

from .chain import CHAIN_START, ChainRow, words_digest
from .column_types import checked
from .errors import LogBroken
from .folding import folded
from .schema import cases, log, log_words


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look through one case's chain found.

    `broken_at` numbers the first row that does not fit; None, though not `ok`, where they cannot even be read.
    `removed_words` counts the rows whose words retention has emptied, `removed_under` names the rules it did so under.
    """

    ref: CaseRef
    ok: bool
    broken_at: int | None
    removed_words: int
    removed_under: tuple[str, ...]


class CaseLog:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(
        self, case_id: int, ref: CaseRef, after: tuple[int, str], entries: Iterable[Entry], salt: Callable[[], str]
    ) -> str:
        """Add rows behind row `after` (its number and hash). Returns the hash of the last."""
        rows: list[dict[str, object]] = []
        beside: list[dict[str, object]] = []
        number, head = after
        for entry in entries:
            number += 1
            row, words = _parted(ref, number, head, entry, salt)
            head = row.hash()
            rows.append(_columns(case_id, row, head))
            if words is not None:
                beside.append({"case_id": case_id, "number": number, **words})
        self._connection.execute(_ADD, rows)
        if beside:
            self._connection.execute(_ADD_WORDS, beside)
        return head

    def entries(self, ref: CaseRef) -> tuple[Entry, ...]:
        """What happened on a case, in order, with people's words where they are still kept."""
        return tuple(entry_of(row) for row in self._connection.execute(_ENTRIES, {"case": ref}))

    def verify(self, ref: CaseRef) -> Verified:
        """Does every row of this case still say what was written, and is none missing?"""
        query = select(cases.c.entry_count, cases.c.head).where(cases.c.ref == ref)
        end = self._connection.execute(query).first()
        if end is None:
            return Verified(ref, False, None, 0, ())
        try:
            rows = self._connection.execute(_OF_CASE, {"case": ref}).all()
        except ValueError:  # a date that is none
            return Verified(ref, False, None, 0, ())
        emptied = [row for row in rows if row.emptied_at is not None]
        broken_at = _broken_at(rows, end.entry_count, end.head)
        under = tuple(sorted({row.emptied_under for row in emptied}))
        return Verified(ref, broken_at is None, broken_at, len(emptied), under)

    def verify_all(self) -> Iterator[Verified]:
        """Every case's chain, oldest case first."""
        refs = self._connection.execute(select(cases.c.ref).order_by(cases.c.case_id)).scalars().all()
        return (self.verify(CaseRef(ref)) for ref in refs)


_ADD = insert(log)
_ADD_WORDS = insert(log_words)


def log_with_words() -> Select[Any]:
    """Log rows with the reference of their case and the words beside them."""
    beside = (log_words.c.words, log_words.c.salt, log_words.c.emptied_at, log_words.c.emptied_under)
    joined = log.join(cases, cases.c.case_id == log.c.case_id).outerjoin(
        log_words, (log_words.c.case_id == log.c.case_id) & (log_words.c.number == log.c.number)
    )
    return select(cases.c.ref, log, *beside).select_from(joined)


_OF_CASE = log_with_words().where(cases.c.ref == bindparam("case")).order_by(log.c.number)
_READ = ("number", "kind", "happened_at", "recorded_at", "by", "on_behalf_of", "via", "facts")
_ENTRIES: Select[Any] = _OF_CASE.with_only_columns(
    cases.c.ref, *(log.c[name] for name in _READ), log_words.c.words, maintain_column_froms=True
)


def entry_of(row: Row[Any]) -> Entry:
    """The entry that a row of `log_with_words` keeps. Raises LogBroken."""
    try:
        facts = read_facts(row.kind, row.facts)
        whole = join_words(facts, json.loads(row.words)) if row.words else facts
    except (KeyError, ValueError):
        raise LogBroken(f"entry {row.number} of {row.ref} cannot be read") from None
    by = PersonId(row.by) if row.by is not None else None
    behalf = PersonId(row.on_behalf_of) if row.on_behalf_of is not None else None
    return Entry(row.happened_at, row.recorded_at, by, behalf, Via(row.via), whole)


def _parted(
    ref: CaseRef, number: int, previous: str, entry: Entry, salt: Callable[[], str]
) -> tuple[ChainRow, dict[str, object] | None]:
    """The chain row of an entry, and the row of its words where it has any."""
    facts, words = part_words(entry.facts)
    beside = _words_row(words, salt()) if words else None
    digest = words_digest(str(beside["salt"]), str(beside["words"])) if beside else None
    row = ChainRow(
        ref,
        number,
        kind_of(facts),
        entry.happened,
        entry.recorded,
        entry.by,
        entry.on_behalf_of,
        str(entry.via),
        checked(write_facts(facts).decode()),
        digest,
        previous,
    )
    return row, beside


def _words_row(words: Mapping[str, str], salt: str) -> dict[str, object]:
    for text in words.values():
        checked(text)
    written = json.dumps(words, ensure_ascii=False, sort_keys=True)
    return {"salt": salt, "words": written, "folded": folded(*words.values())}


def _columns(case_id: int, row: ChainRow, row_hash: str) -> dict[str, object]:
    return {
        "case_id": case_id,
        "number": row.number,
        "kind": row.kind,
        "happened_at": row.happened,
        "recorded_at": row.recorded,
        "by": row.by,
        "on_behalf_of": row.on_behalf_of,
        "via": row.via,
        "facts": row.facts,
        "words_digest": row.words_digest,
        "previous": row.previous,
        "hash": row_hash,
    }


def _chain_row(row: Row[Any]) -> ChainRow:
    return ChainRow(
        row.ref,
        row.number,
        row.kind,
        row.happened_at,
        row.recorded_at,
        row.by,
        row.on_behalf_of,
        row.via,
        row.facts,
        row.words_digest,
        row.previous,
    )


def _broken_at(rows: Sequence[Row[Any]], count: int, head: str) -> int | None:
    """The number of the first row that does not fit, or None. A row missing at the end counts as the next number."""
    previous = CHAIN_START
    for number, row in enumerate(rows, start=1):
        if row.number != number or row.previous != previous or not (_fits(row) and _emptied_in_time(row, rows)):
            return number
        previous = row.hash
    return None if (len(rows), previous) == (count, head) else min(len(rows), count) + 1


def _fits(row: Row[Any]) -> bool:
    if _chain_row(row).hash() != row.hash:
        return False
    if row.words_digest is None:
        return row.words is None
    if row.words is None or row.salt is None:
        return bool(row.emptied_at is not None)
    return bool(words_digest(row.salt, row.words) == row.words_digest)


def _emptied_in_time(row: Row[Any], rows: Sequence[Row[Any]]) -> bool:
    """Words go only while a case is closed. When that was stands in the chain itself, whatever is said beside it."""
    if row.emptied_at is None:
        return True
    turns = [other.kind for other in rows if other.kind in _TURNS and other.recorded_at <= row.emptied_at]
    return row.recorded_at <= row.emptied_at and bool(turns) and turns[-1] == _CLOSED


_CLOSED, _TURNS = name_of(CaseClosed), frozenset({name_of(CaseClosed), name_of(Reopened)})
