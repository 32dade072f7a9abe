"""Forms that are half filled in or wait to be checked before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from escalation.case import PersonId

from .schema import drafts
from .upserts import put_row


@dataclass(frozen=True, slots=True)
class Draft:
    """`kind` names the form, `answers` is JSON that only the form's own room reads."""

    token: str
    person: PersonId
    kind: str
    answers: str
    at: datetime


class DraftStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, token: str, person: PersonId, kind: str, answers: str, at: datetime) -> None:
        """Keep a draft, or what has become of it since."""
        row = {"token": token, "person": person, "kind": kind, "answers": answers, "at": at, "finished": False}
        put_row(self._connection, drafts, row)

    def get(self, token: str) -> Draft | None:
        """A draft that is not finished."""
        row = self._connection.execute(
            select(drafts).where(drafts.c.token == token, drafts.c.finished.is_(False))
        ).first()
        return Draft(row.token, PersonId(row.person), row.kind, row.answers, row.at) if row else None

    def finish(self, token: str) -> bool:
        """True for the one who finishes it; what was written in it is dropped."""
        open_one = update(drafts).where(drafts.c.token == token, drafts.c.finished.is_(False))
        return self._connection.execute(open_one.values(finished=True, answers="")).rowcount == 1

    def purge(self, before: datetime) -> int:
        """Drop what was last touched before that moment. Returns how many."""
        return self._connection.execute(delete(drafts).where(drafts.c.at < before)).rowcount
