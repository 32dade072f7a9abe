"""Which message of a chat shows which card to whom, so that it can be drawn anew in its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, delete, func, select, update

from escalation.case import CaseRef, PersonId
from escalation.notices import Notice
from escalation.record import read_notice, write_notice

from .schema import live_card, outdated_card, shown_card_holds, shown_cards
from .upserts import add_rows, put_row

NOBODY = PersonId("")
"""For whom the head of a case's thread is drawn: whoever reads the channel."""


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


@dataclass(frozen=True, slots=True)
class Outdated:
    """A card whose case has moved since it was drawn, to that version at least."""

    card: ShownCard
    moved_to: int


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
        row = self._connection.execute(_GET, {"place": conversation, "message": activity}).first()
        return _card(row) if row else None

    def live(self, ref: CaseRef) -> tuple[ShownCard, ...]:
        """Those about the case that may still change, the oldest first."""
        query = select(shown_cards).where(live_card, shown_cards.c.ref == ref)
        rows = self._connection.execute(query.order_by(shown_cards.c.at, shown_cards.c.activity))
        return tuple(_card(row) for row in rows)

    def outdate(self, ref: CaseRef, version: int, at: datetime) -> None:
        """The case has moved to that version: what shows it is to be drawn anew."""
        self._connection.execute(_OUTDATE, {"case": ref, "version": version, "moment": at})

    def outdated(self, now: datetime, limit: int) -> tuple[Outdated, ...]:
        """What may be drawn anew now, what has waited longest first. A form waits until it is one no more."""
        rows = self._connection.execute(_OUTDATED, {"moment": now, "most": limit})
        return tuple(Outdated(_card(row), row.moved_to) for row in rows)

    def redrawn(self, outdated: Outdated, drawn: str) -> None:
        """It shows the case as it was at that version. Where another drew it meanwhile, it is looked at once more.

        Two who draw the same card do not know whose drawing arrived last.
        """
        moved = shown_cards.c.moved_to
        mine = case((moved == outdated.moved_to, None), else_=func.coalesce(moved, outdated.moved_to))
        self._change(outdated.card, drawn=drawn, moved_to=mine)

    def as_it_was(self, outdated: Outdated) -> None:
        """The case has moved, and the card looks the same."""
        card, moved = outdated.card, shown_cards.c.moved_to
        same = update(shown_cards).where(_is(card.conversation, card.activity), moved == outdated.moved_to)
        self._connection.execute(same.values(moved_to=None))

    def redraw_later(self, outdated: Outdated, at: datetime) -> None:
        """It could not be drawn anew now; the others go on."""
        self._change(outdated.card, redraw_at=at)

    def drawn(self, card: ShownCard, drawn: str) -> None:
        self._change(card, drawn=drawn)

    def over(self, conversation: str, activity: str) -> None:
        """What the message shows, if that is a case, is a record of what was, and changes no more."""
        self._connection.execute(_OVER, {"place": conversation, "message": activity})

    def draw_again(self, conversation: str, activity: str, at: datetime) -> None:
        """Nobody can say what the message shows: it is drawn anew from the case, whatever stood there."""
        unknown = {"is_over": False, "is_form": False, "drawn": "", "redraw_at": at}
        moved = func.coalesce(shown_cards.c.moved_to, 0)
        self._connection.execute(
            update(shown_cards).where(_is(conversation, activity)).values(**unknown, moved_to=moved)
        )

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


# Built once: they are part of every decision and every press, or asked every few seconds.
_IS = (shown_cards.c.conversation == bindparam("place")) & (shown_cards.c.activity == bindparam("message"))
_GET = select(shown_cards).where(_IS)
_OVER = update(shown_cards).where(_IS).values(is_over=True)
_OUTDATE = (
    update(shown_cards)
    .where(live_card, shown_cards.c.ref == bindparam("case"))
    .values(moved_to=bindparam("version"), redraw_at=bindparam("moment"))
)
_OUTDATED = (
    select(shown_cards)
    .where(outdated_card, shown_cards.c.redraw_at <= bindparam("moment"), shown_cards.c.is_form.is_(False))
    .order_by(shown_cards.c.redraw_at, shown_cards.c.conversation, shown_cards.c.activity)
    .limit(bindparam("most"))
)


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
