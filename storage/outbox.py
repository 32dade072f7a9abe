"""Messages that have to go out: written with the decision, claimed by one worker, settled by what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Update, and_, bindparam, case, func, insert, or_, select, update

from escalation.case import CaseRef, PersonId
from escalation.notices import Notice
from escalation.record import read_notice, write_notice

from .schema import outbox, unsent


class Channel(StrEnum):
    TEAMS = "teams"
    EMAIL = "email"
    THREAD = "thread"  # the thread of a case in the authority's own channel: for nobody in particular


class State(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    SENDING = "sending"  # being posted where nobody can be asked afterwards
    UNKNOWN = "unknown"  # it may have gone out: the provider has to be asked
    SENT = "sent"
    DEAD = "dead"  # it never will, and a person has to know
    ELSEWHERE = "elsewhere"  # not through this door, and what it says reaches its person through another
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one person. `body` is the text of a message that is not about a case."""

    id: str
    case: CaseRef | None
    to: PersonId
    channel: Channel
    notice: Notice | None
    body: str | None
    urgent: bool
    not_before: datetime
    created: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this worker alone may send until its lease ends, under this attempt number.

    `in_doubt`: an earlier attempt ended without a result, so that the provider has to be asked before sending. A doubt
    lasts: an attempt after it that certainly failed says nothing about the one before. `doubts`: how many attempts may
    have shown it already, where it is posted to a place that cannot be asked.
    """

    message: Outgoing
    attempt: int
    in_doubt: bool
    doubts: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message."""

    message: Outgoing
    state: State
    settled_at: datetime | None
    provider_id: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class WentOut:
    """How a notice about a case was sent, or given up, and when."""

    notice: Notice
    channel: Channel
    state: State
    at: datetime


class Outbox:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, messages: Iterable[Outgoing]) -> None:
        """Keep messages for sending, once this transaction is committed."""
        rows = [_row(message) for message in messages]
        if rows:
            self._connection.execute(_PUT, rows)

    def claim(self, now: datetime, worker: str, limit: int, lease: timedelta) -> tuple[Claimed, ...]:
        """Take what may go now, urgent first, then in order. No two workers are ever given the same row.

        A row whose lease ran out, or whose outcome is unknown, comes again, in doubt.
        """
        asked = {"moment": now, "most": limit, "by": worker, "until": now + lease}
        found = self._connection.execute(_CLAIM, asked)
        rows = sorted(found.all(), key=lambda row: (not row.urgent, row.number))
        return tuple(Claimed(_message(row), row.attempt, row.in_doubt, row.doubts) for row in rows)

    def begin(self, claimed: Iterable[Claimed]) -> bool:
        """They are posted now: from here on nobody knows, until it is settled. False where one is another worker's."""
        rows = tuple(claimed)
        done = (self._connection.execute(_BEGIN, {"key": c.message.id, "tried": c.attempt}).rowcount for c in rows)
        return sum(done) == len(rows)

    def begin_again(self, ids: Iterable[str]) -> None:
        """Within the same attempt they are posted a second time now: the first may have been shown."""
        self._connection.execute(
            update(outbox)
            .where(outbox.c.id.in_(list(ids)), outbox.c.state == State.SENDING)
            .values(doubts=outbox.c.doubts + 1)
        )

    def sent(self, id: str, attempt: int, provider_id: str, at: datetime) -> bool:
        """The provider has it. False, as for all that settle: another worker has taken the row over since."""
        return self._settle(
            id, attempt, state=State.SENT, settled=True, provider_id=provider_id, settled_at=at, reason=None
        )

    def sent_all(self, claimed: Iterable[tuple[Claimed, str]], at: datetime) -> None:
        """As `sent`, for several, each with its provider's id; what another worker has taken over stays as it is."""
        rows = [{"key": c.message.id, "tried": c.attempt, "provider": given, "moment": at} for c, given in claimed]
        if rows:
            self._connection.execute(_SENT, rows)

    def failed(self, id: str, attempt: int, reason: str, retry_at: datetime) -> bool:
        """It certainly did not go out, and may be tried again from `retry_at`."""
        return self._settle(id, attempt, state=State.WAITING, reason=reason, not_before=retry_at)

    def unknown(self, id: str, attempt: int, reason: str, ask_at: datetime) -> bool:
        """It may have gone out: from `ask_at` it comes again, in doubt."""
        return self._settle(id, attempt, state=State.UNKNOWN, reason=reason, not_before=ask_at)

    def dead(self, id: str, attempt: int, reason: str, at: datetime | None = None) -> bool:
        """It will never go out; an operator has to know."""
        return self._settle(id, attempt, state=State.DEAD, settled=True, reason=reason, settled_at=at)

    def elsewhere(self, id: str, attempt: int, reason: str, at: datetime) -> bool:
        """Not through this door, for this reason: what it says goes, or went, through another."""
        return self._settle(id, attempt, state=State.ELSEWHERE, settled=True, reason=reason, settled_at=at)

    def goes_also(self, message: Outgoing, channel: Channel) -> bool:
        """Was the same put for the same person and another door, at the same moment?"""
        same = (outbox.c.channel == channel, outbox.c.to == message.to, outbox.c.created == message.created)
        notice, body = _said(message)
        query = select(outbox.c.id).where(
            outbox.c.ref == message.case if message.case is not None else outbox.c.ref.is_(None),
            *same,
            outbox.c.notice == notice if notice is not None else outbox.c.notice.is_(None),
            outbox.c.body == body if body is not None else outbox.c.body.is_(None),
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def thread_is_to_begin(self, ref: CaseRef) -> bool:
        """Does the row with which the thread of a case begins still wait?"""
        begins = (outbox.c.channel == Channel.THREAD, outbox.c.body.is_(None), unsent)
        query = select(outbox.c.id).where(outbox.c.ref == ref, *begins)
        return self._connection.execute(query.limit(1)).first() is not None

    def cancel_unsent(self, ref: CaseRef) -> int:
        """Take back what still waits for a case that was undone. Returns how many; what is being sent goes out."""
        query = update(outbox).where(outbox.c.ref == ref, outbox.c.state == State.WAITING)
        return self._connection.execute(query.values(state=State.CANCELLED, settled=True)).rowcount

    def waiting(self) -> int:
        """How many are not settled yet."""
        return self._connection.execute(select(func.count()).where(unsent)).scalar_one()

    def counts(self) -> Mapping[State, int]:
        query = select(outbox.c.state, func.count()).group_by(outbox.c.state)
        return {State(state): number for state, number in self._connection.execute(query)}

    def oldest_unsent(self) -> datetime | None:
        """Since when the longest waiting message could have gone."""
        return self._connection.execute(select(func.min(outbox.c.not_before)).where(unsent)).scalar()

    def dead_letters(self) -> tuple[Delivery, ...]:
        """What never went out, in order."""
        query = select(outbox).where(outbox.c.state == State.DEAD).order_by(outbox.c.number)
        return tuple(_delivery(row) for row in self._connection.execute(query))

    def find(self, id: str) -> Delivery | None:
        """One message, by the id under which it went out."""
        row = self._connection.execute(select(outbox).where(outbox.c.id == id)).first()
        return _delivery(row) if row is not None else None

    def of_case(self, ref: CaseRef) -> tuple[Delivery, ...]:
        """What became of each message about a case, in order."""
        return tuple(_delivery(row) for row in self._connection.execute(_OF_CASE, {"case": ref}))

    def went_out(self, ref: CaseRef) -> tuple[WentOut, ...]:
        """The notices of a case that have been sent or given up, in order."""
        rows = self._connection.execute(_WENT_OUT, {"case": ref})
        return tuple(
            WentOut(read_notice(body), Channel(channel), State(state), at) for body, channel, state, at in rows
        )

    def _settle(self, id: str, attempt: int, **values: object) -> bool:
        mine: Update = update(outbox).where(outbox.c.id == id, outbox.c.attempt == attempt, _IN_HAND)
        done = self._connection.execute(mine.values(worker=None, lease_until=None, **values))
        return done.rowcount == 1


# Built once: what happens with every message is not put together afresh each time.
# not IN: what is run for many rows at once must not be compiled anew for each
_IN_HAND = or_(outbox.c.state == State.CLAIMED, outbox.c.state == State.SENDING)
_PUT = insert(outbox)
_OF_CASE = select(outbox).where(outbox.c.ref == bindparam("case")).order_by(outbox.c.number)
_WENT_OUT = (
    select(outbox.c.notice, outbox.c.channel, outbox.c.state, outbox.c.settled_at)
    .where(outbox.c.ref == bindparam("case"), outbox.c.settled_at.is_not(None), outbox.c.notice.is_not(None))
    .order_by(outbox.c.number)
)
_MAY_GO = or_(
    and_(outbox.c.state.in_((State.WAITING, State.UNKNOWN)), outbox.c.not_before <= bindparam("moment")),
    and_(_IN_HAND, outbox.c.lease_until <= bindparam("moment")),
)
_PICKED = (
    select(outbox.c.number, outbox.c.state)
    .where(unsent, _MAY_GO)
    .order_by(outbox.c.urgent.desc(), outbox.c.number)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("picked")
)
_CLAIM = (
    update(outbox)
    .where(outbox.c.number == _PICKED.c.number)
    .values(
        state=State.CLAIMED,
        attempt=outbox.c.attempt + 1,
        worker=bindparam("by"),
        lease_until=bindparam("until"),
        in_doubt=or_(outbox.c.in_doubt, _PICKED.c.state != State.WAITING),
        doubts=outbox.c.doubts + case((_PICKED.c.state == State.SENDING, 1), else_=0),
    )
    .returning(outbox)
)
_BEGIN = (
    update(outbox)
    .where(outbox.c.id == bindparam("key"), outbox.c.attempt == bindparam("tried"), outbox.c.state == State.CLAIMED)
    .values(state=State.SENDING)
)
_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("key"), outbox.c.attempt == bindparam("tried"), _IN_HAND)
    .values(
        state=State.SENT,
        settled=True,
        provider_id=bindparam("provider"),
        settled_at=bindparam("moment"),
        reason=None,
        worker=None,
        lease_until=None,
    )
)


def _said(message: Outgoing) -> tuple[str | None, str | None]:
    return write_notice(message.notice).decode() if message.notice else None, message.body


def _row(message: Outgoing) -> dict[str, object]:
    notice, body = _said(message)
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


def _message(row: Row[Any]) -> Outgoing:
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


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(_message(row), State(row.state), row.settled_at, row.provider_id, row.reason)
