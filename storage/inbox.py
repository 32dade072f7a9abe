"""What has come in already: form tokens, presses and mails, each acted on once."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.sql.dml import ReturningInsert

from escalation.case import CaseRef

from .schema import inbox
from .upserts import insert_for


class Inbox:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def first_time(self, key: str, at: datetime, ref: CaseRef | None = None) -> bool:
        """True for one transaction only. Two at once: the second waits until the first commits or gives up.

        `ref` is the case that it is about, where that is known already.
        """
        row = {"key": key, "at": at, "ref": ref}
        return self._connection.execute(_once(self._connection.dialect.name), row).first() is not None

    def seen(self, key: str) -> bool:
        """Has it come in before? To know without taking it."""
        return self._connection.execute(select(inbox.c.key).where(inbox.c.key == key)).first() is not None

    def forget(self, begins: str, before: datetime) -> int:
        """Drop what came in before that moment under keys that begin so: it cannot come again. Returns how many."""
        old = delete(inbox).where(inbox.c.key.startswith(begins, autoescape=True), inbox.c.at < before)
        return self._connection.execute(old).rowcount

    def moments(self, begins: str) -> tuple[datetime, ...]:
        """When each thing came in that came in under a key that begins so."""
        query = select(inbox.c.at).where(inbox.c.key.startswith(begins, autoescape=True)).order_by(inbox.c.at)
        return tuple(self._connection.execute(query).scalars())

    def remember_case(self, key: str, ref: CaseRef) -> None:
        """What came in under `key` began this case."""
        self._connection.execute(update(inbox).where(inbox.c.key == key).values(ref=ref))

    def case_of(self, key: str) -> CaseRef | None:
        ref = self._connection.execute(select(inbox.c.ref).where(inbox.c.key == key)).scalar()
        return CaseRef(ref) if ref is not None else None


@cache
def _once(dialect: str) -> ReturningInsert[tuple[str]]:
    """Built once: every press and every message asks it."""
    new = insert_for(dialect, inbox).on_conflict_do_nothing(index_elements=["key"])
    return new.returning(inbox.c.key)
