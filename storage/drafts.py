"""Forms that are half filled in or wait to be checked before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, select, update

from escalation.case import PersonId

from .schema import drafts
from .upserts import add_rows, put_row


@dataclass(frozen=True, slots=True)
class Draft:
    """`kind` names the form, `answers` is JSON that only the form's own room reads."""

    token: str
    person: PersonId
    kind: str
    answers: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    person: PersonId
    count: int
    oldest: datetime


class DraftStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, token: str, person: PersonId, kind: str, answers: str, at: datetime) -> None:
        """Keep a draft, or what has become of it since."""
        put_row(self._connection, drafts, _row(token, person, kind, answers, at))

    def add(self, token: str, person: PersonId, kind: str, answers: str, at: datetime) -> None:
        """As `put`, but what is kept under this token already stays, also what another worker keeps just now."""
        add_rows(self._connection, drafts, [_row(token, person, kind, answers, at)])

    def get(self, token: str) -> Draft | None:
        """A draft that is not finished."""
        row = self._connection.execute(_OPEN, {"given": token}).first()
        return _draft(row) if row else None

    def finish(self, token: str) -> bool:
        """True for the one who finishes it; what was written in it is dropped."""
        return self._connection.execute(_FINISH, {"given": token}).rowcount == 1

    def of_kind(self, kind: str) -> tuple[Draft, ...]:
        """Every draft of that kind that is not finished, the oldest first."""
        query = select(drafts).where(drafts.c.kind == kind, drafts.c.finished.is_(False))
        rows = self._connection.execute(query.order_by(drafts.c.at, drafts.c.token))
        return tuple(_draft(row) for row in rows)

    def waiting(self, kind: str, before: datetime) -> tuple[Waiting, ...]:
        """Who has how many of that kind from before that moment."""
        mine = (drafts.c.kind == kind, drafts.c.finished.is_(False), drafts.c.at < before)
        query = select(drafts.c.person, func.count(), func.min(drafts.c.at)).where(*mine)
        rows = self._connection.execute(query.group_by(drafts.c.person).order_by(drafts.c.person))
        return tuple(Waiting(PersonId(person), count, oldest) for person, count, oldest in rows)

    def purge(self, before: datetime, kinds: Iterable[str]) -> int:
        """Drop drafts of these kinds that were last touched before that moment. Returns how many."""
        old = delete(drafts).where(drafts.c.at < before, drafts.c.kind.in_(list(kinds)))
        return self._connection.execute(old).rowcount


# Built once: they belong to every press.
_IS_OPEN = (drafts.c.token == bindparam("given")) & drafts.c.finished.is_(False)
_OPEN = select(drafts).where(_IS_OPEN)
_FINISH = update(drafts).where(_IS_OPEN).values(finished=True, answers="")


def _row(token: str, person: PersonId, kind: str, answers: str, at: datetime) -> dict[str, object]:
    return {"token": token, "person": person, "kind": kind, "answers": answers, "at": at, "finished": False}


def _draft(row: Row[Any]) -> Draft:
    return Draft(row.token, PersonId(row.person), row.kind, row.answers, row.at)
