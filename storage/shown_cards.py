"""Which message of a chat shows which card to whom, so that it can be drawn anew in its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from escalation.case import CaseRef, PersonId
from escalation.notices import Notice
from escalation.record import read_notice, write_notice

from .schema import live_card, shown_card_holds, shown_cards
from .upserts import add_rows, put_row


@dataclass(frozen=True, slots=True)
class ShownCard:
    """`conversation` and `activity` are the provider's ids of the message, `message_id` is ours: from it come the
    one-use tokens of its buttons. `drawn` is a digest of the card as it stands.

    `is_form`: something is being filled in on it, so that nobody but who fills it in draws it anew.
    """

    conversation: str
    activity: str
    person: PersonId
    ref: CaseRef
    notice: Notice | None
    message_id: str
    drawn: str
    at: datetime
    is_form: bool = False


class ShownCards:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, card: ShownCard) -> None:
        """The message shows this from now on."""
        notice = write_notice(card.notice).decode() if card.notice is not None else None
        row = {**_ids(card), "person": card.person, "ref": card.ref, "notice": notice, "at": card.at}
        looks = {"message_id": card.message_id, "drawn": card.drawn, "is_form": card.is_form, "is_over": False}
        put_row(self._connection, shown_cards, {**row, **looks})

    def get(self, conversation: str, activity: str) -> ShownCard | None:
        """Also one that is over."""
        query = select(shown_cards).where(_is(conversation, activity))
        row = self._connection.execute(query).first()
        return _card(row) if row else None

    def live(self, ref: CaseRef) -> tuple[ShownCard, ...]:
        """Those about the case that may still change, the oldest first."""
        query = select(shown_cards).where(live_card, shown_cards.c.ref == ref)
        rows = self._connection.execute(query.order_by(shown_cards.c.at, shown_cards.c.activity))
        return tuple(_card(row) for row in rows)

    def drawn(self, card: ShownCard, drawn: str) -> None:
        self._change(card, drawn=drawn)

    def over(self, card: ShownCard) -> None:
        """It is a record of what was, and changes no more."""
        self._change(card, is_over=True)

    def hold(self, message_ids: Iterable[str], at: datetime) -> None:
        """These messages of the outbox have gone out."""
        add_rows(self._connection, shown_card_holds, [{"message_id": id, "at": at} for id in message_ids])

    def forget_holds(self, before: datetime) -> None:
        """What is older than any doubt about whether it went out."""
        self._connection.execute(delete(shown_card_holds).where(shown_card_holds.c.at < before))

    def holds(self, message_id: str) -> bool:
        query = select(shown_card_holds.c.message_id).where(shown_card_holds.c.message_id == message_id)
        return self._connection.execute(query).first() is not None

    def _change(self, card: ShownCard, **values: object) -> None:
        self._connection.execute(update(shown_cards).where(_is(card.conversation, card.activity)).values(**values))


def _ids(card: ShownCard) -> dict[str, object]:
    return {"conversation": card.conversation, "activity": card.activity}


def _is(conversation: str, activity: str) -> Any:
    return (shown_cards.c.conversation == conversation) & (shown_cards.c.activity == activity)


def _card(row: Row[Any]) -> ShownCard:
    notice = read_notice(row.notice) if row.notice is not None else None
    return ShownCard(
        row.conversation,
        row.activity,
        PersonId(row.person),
        CaseRef(row.ref),
        notice,
        row.message_id,
        row.drawn,
        row.at,
        row.is_form,
    )
