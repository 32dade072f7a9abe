"""What went out to somebody as a mail that can be answered in its own words: the card that it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select

from escalation.case import CaseRef, PersonId

from .schema import mailed_cards
from .upserts import put_row


@dataclass(frozen=True, slots=True)
class MailedCard:
    """`message_id` is that of the outbox. `card` is JSON that only the cards' own room reads.

    `above` is said before the card. `is_case`: it shows a case, which is written out whole in the mail. `answers` is
    the Message-ID of the mail that asked for it, where it has one.
    """

    message_id: str
    person: PersonId
    ref: CaseRef | None
    card: str
    above: str = ""
    is_case: bool = False
    answers: str | None = None


class MailedCards:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, mailed: MailedCard, at: datetime) -> None:
        row = {"message_id": mailed.message_id, "person": mailed.person, "ref": mailed.ref, "card": mailed.card}
        more = {"above": mailed.above, "is_case": mailed.is_case, "answers": mailed.answers, "at": at}
        put_row(self._connection, mailed_cards, {**row, **more})

    def get(self, message_id: str) -> MailedCard | None:
        found = select(mailed_cards).where(mailed_cards.c.message_id == message_id)
        row = self._connection.execute(found).first()
        return _mailed(row) if row is not None else None

    def answers(self, message_id: str) -> tuple[str, ...]:
        """The Message-ID of the mail that asked for this message, where it has one."""
        return tuple(id for (id,) in self._connection.execute(_ANSWERS, {"message": message_id}) if id)

    def forget(self, before: datetime) -> int:
        """What went out longer ago can be answered no more. Returns how many."""
        return self._connection.execute(delete(mailed_cards).where(mailed_cards.c.at < before)).rowcount


# Built once: it is asked for every mail.
_ANSWERS = select(mailed_cards.c.answers).where(mailed_cards.c.message_id == bindparam("message"))


def _mailed(row: Row[Any]) -> MailedCard:
    ref = CaseRef(row.ref) if row.ref is not None else None
    return MailedCard(row.message_id, PersonId(row.person), ref, row.card, row.above, row.is_case, row.answers)
