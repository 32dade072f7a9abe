"""Which chat message shows which case to whom, so that it can be replaced in place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from escalation.case import CaseRef, PersonId

from .schema import shown_cards
from .upserts import put_row


@dataclass(frozen=True, slots=True)
class ShownCard:
    """`key` says what the card is about within the case, such as a kind of notice and its duty."""

    person: PersonId
    ref: CaseRef
    key: str
    message_id: str
    at: datetime


class ShownCards:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def remember(self, person: PersonId, ref: CaseRef, key: str, message_id: str, at: datetime) -> None:
        """This message shows it now, in place of the one before."""
        row = {"person": person, "ref": ref, "key": key, "message_id": message_id, "at": at}
        put_row(self._connection, shown_cards, row)

    def messages_of(self, ref: CaseRef) -> tuple[ShownCard, ...]:
        query = select(shown_cards).where(shown_cards.c.ref == ref)
        rows = self._connection.execute(query.order_by(shown_cards.c.at, shown_cards.c.person, shown_cards.c.key))
        return tuple(ShownCard(PersonId(r.person), CaseRef(r.ref), r.key, r.message_id, r.at) for r in rows)
