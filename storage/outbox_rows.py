"""The statements of the outbox, built once, and its rows as messages and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, and_, bindparam, case, func, insert, null, or_, select, update

from escalation.case import CaseRef, PersonId
from escalation.record import read_notice, write_notice

from .outgoing import GONE_OUT, Channel, Claimed, Delivery, Outgoing, State
from .schema import outbox, unsent

# not IN: what is run for many rows at once must not be compiled anew for each
IN_HAND = or_(*(outbox.c.state == one for one in (State.CLAIMED, State.DRAFTING, State.DRAFTED, State.SENDING)))
MAY_COME_BACK = or_(
    outbox.c.state.in_((*GONE_OUT, State.SENDING, State.UNKNOWN)),
    and_(outbox.c.in_doubt, or_(unsent, outbox.c.state == State.DEAD)),
)
"""What came back has been sent, whether or not that was settled."""
_MINE = and_(outbox.c.id == bindparam("key"), outbox.c.attempt == bindparam("tried"), IN_HAND)
PUT = insert(outbox)
OF_CASE = select(outbox).where(outbox.c.ref == bindparam("case")).order_by(outbox.c.number)
MAILED = (
    select(outbox.c.provider_id)
    .where(
        outbox.c.ref == bindparam("case"),
        outbox.c.to == bindparam("reader"),
        outbox.c.channel == Channel.EMAIL,
        outbox.c.settled_at.is_not(None),
    )
    .order_by(outbox.c.number)
)
WENT_OUT = (
    select(outbox.c.notice, outbox.c.channel, outbox.c.state, outbox.c.settled_at)
    .where(outbox.c.ref == bindparam("case"), outbox.c.settled_at.is_not(None), outbox.c.notice.is_not(None))
    .order_by(outbox.c.number)
)
_MAY_GO = or_(
    and_(outbox.c.state.in_((State.WAITING, State.UNKNOWN)), outbox.c.not_before <= bindparam("moment")),
    and_(IN_HAND, outbox.c.lease_until <= bindparam("moment")),
)
_PICKED = (
    select(outbox.c.number, outbox.c.state)
    .where(unsent, _MAY_GO, outbox.c.channel.in_(bindparam("through", expanding=True)))
    .order_by(outbox.c.urgent.desc(), outbox.c.number)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("picked")
)
_IS_DOUBTED = _PICKED.c.state != State.WAITING
CLAIM = (
    update(outbox)
    .where(outbox.c.number == _PICKED.c.number)
    .values(
        state=State.CLAIMED,
        attempt=outbox.c.attempt + 1,
        worker=bindparam("by"),
        lease_until=bindparam("until"),
        in_doubt=or_(outbox.c.in_doubt, _IS_DOUBTED),
        doubted_at=case(
            (_PICKED.c.state == State.SENDING, bindparam("moment")),
            (_IS_DOUBTED, func.coalesce(outbox.c.doubted_at, bindparam("moment"))),
            else_=outbox.c.doubted_at,
        ),
        doubts=outbox.c.doubts + case((_PICKED.c.state == State.SENDING, 1), else_=0),
    )
    .returning(outbox)
)
BEGIN = update(outbox).where(_MINE, outbox.c.state != State.SENDING).values(state=State.SENDING)
# what an earlier draft was known by is forgotten with it: only what certainly has not gone is drafted anew
DRAFTING = (
    update(outbox)
    .where(_MINE, outbox.c.state == State.CLAIMED)
    .values(state=State.DRAFTING, draft_id=None, provider_id=None)
)
DRAFTED = (
    update(outbox)
    .where(_MINE)
    .values(state=State.DRAFTED, draft_id=bindparam("draft"), provider_id=bindparam("provider"))
)
UNDATED = case((outbox.c.state == State.SENDING, null()), else_=outbox.c.doubted_at)
"""What was handed over once more is in doubt anew, from its next claim on; what was only asked for, since before."""
SENT = (
    update(outbox)
    .where(_MINE)
    .values(
        state=State.SENT,
        settled=True,
        provider_id=bindparam("provider"),
        conversation_id=bindparam("conversation"),
        settled_at=bindparam("moment"),
        reason=None,
        worker=None,
        lease_until=None,
    )
)


def said(message: Outgoing) -> tuple[str | None, str | None]:
    return write_notice(message.notice).decode() if message.notice else None, message.body


def new_row(message: Outgoing) -> dict[str, object]:
    notice, body = said(message)
    return {
        "id": message.id,
        "ref": message.case,
        "to": message.to,
        "channel": message.channel,
        "notice": notice,
        "body": body,
        "urgent": message.urgent,
        "not_before": message.not_before,
        "created": message.created,
        "state": State.WAITING,
        "settled": False,
        "attempt": 0,
        "in_doubt": False,
        "doubts": 0,
    }


def claimed(row: Row[Any]) -> Claimed:
    left = (row.doubted_at, row.draft_id, row.provider_id)
    return Claimed(message(row), row.attempt, row.in_doubt, row.doubts, *left)


def message(row: Row[Any]) -> Outgoing:
    return Outgoing(
        row.id,
        CaseRef(row.ref) if row.ref is not None else None,
        PersonId(row.to),
        Channel(row.channel),
        read_notice(row.notice) if row.notice is not None else None,
        row.body,
        row.urgent,
        row.not_before,
        row.created,
    )


def delivery(row: Row[Any]) -> Delivery:
    return Delivery(message(row), State(row.state), row.settled_at, row.provider_id, row.reason, row.in_doubt)
