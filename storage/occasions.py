"""The register of reviews and conferences. A row is never changed: a correction is another row about the same one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from escalation.case import Occasion, OccasionKind, PersonId, Which

from .schema import occasions

OF_CHILDREN = 1
"""What PostgreSQL's advisory locks of this program are about: the first of their two numbers.

https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
"""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was said of a review or conference, by whom and when. `occasion.number` is the same for all about one."""

    record: str
    initials: str
    occasion: Occasion
    by: PersonId
    at: datetime


class OccasionStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_child(self, record: str) -> tuple[Occasion, ...]:
        """Every review and conference of the child, as it was last said to be, in order of their days."""
        last = {row.occasion.number: row.occasion for row in self.history(record)}
        return tuple(sorted(last.values(), key=lambda occasion: (occasion.on, occasion.kind, occasion.number)))

    def everything(self) -> Iterator[tuple[str, Occasion]]:
        """Every child's reviews and conferences as they stand, by record number."""
        rows = map(_recorded, self._connection.execute(select(occasions).order_by(occasions.c.number)))
        last = {row.occasion.number: (row.record, row.occasion) for row in rows}
        yield from last.values()

    def history(self, record: str) -> tuple[Recorded, ...]:
        """All that was said, also what was corrected since, in the order in which it was."""
        rows = self._connection.execute(
            select(occasions).where(occasions.c.record == record).order_by(occasions.c.number)
        )
        return tuple(map(_recorded, rows))

    def hold(self, record: str) -> None:
        """Whoever else wants to record anything of this child waits until this transaction ends, and then sees it.

        SQLite lets one write at a time anyway.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(select(func.pg_advisory_xact_lock(OF_CHILDREN, func.hashtext(record))))

    def put(self, said: Recorded) -> Occasion:
        """Keep what is said. With a number it corrects that one, without one it is new. Returns it numbered."""
        number = self._connection.execute(insert(occasions).returning(occasions.c.number), _row(said)).scalar_one()
        return _numbered(said.occasion, said.occasion.number or number)


def _numbered(occasion: Occasion, number: int) -> Occasion:
    return Occasion(occasion.kind, occasion.on, occasion.which, occasion.ends, number)


def _row(said: Recorded) -> dict[str, object]:
    occasion = said.occasion
    return {
        "corrects": occasion.number or None,
        "record": said.record,
        "initials": said.initials,
        "kind": occasion.kind,
        "on": occasion.on,
        "which": occasion.which,
        "ends": occasion.ends.isoformat("minutes") if occasion.ends is not None else None,
        "by": said.by,
        "at": said.at,
    }


def _recorded(row: Row[Any]) -> Recorded:
    which = Which(row.which) if row.which is not None else None
    ends = time.fromisoformat(row.ends) if row.ends is not None else None
    occasion = Occasion(OccasionKind(row.kind), row.on, which, ends, row.corrects or row.number)
    return Recorded(row.record, row.initials, occasion, PersonId(row.by), row.at)
