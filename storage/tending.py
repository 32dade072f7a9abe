"""What a person sees of the outbox, and the few things that a person may do to one message in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select, update

from .outbox_rows import message, new_row
from .outgoing import Channel, Outgoing, State
from .schema import cases, is_open, outbox, unsent

REPLACEABLE = (State.DEAD, State.BOUNCED, State.SENT)
"""No worker touches these any more, so that another may take their place."""


@dataclass(frozen=True, slots=True)
class Listed:
    """`in_doubt`: it may have reached its reader, whatever became of it. `settled_at` is when that was known."""

    message: Outgoing
    state: State
    in_doubt: bool
    settled_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class HeldUp:
    """Messages that have not gone and are no longer young. `reason` is the newest one's, where any was tried."""

    number: int
    since: datetime
    reason: str | None


class Tending:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def needing(self, unseen_before: datetime, limit: int) -> tuple[Listed, ...]:
        """What has not gone, never will, came back while its case is open, or whose copy nobody has seen."""
        query = select(outbox).where(_needs(unseen_before)).order_by(outbox.c.number).limit(limit)
        return tuple(_listed(row) for row in self._connection.execute(query))

    def count(self, unseen_before: datetime) -> int:
        return self._connection.execute(select(func.count()).where(_needs(unseen_before))).scalar_one()

    def held_up(self, before: datetime, channels: Iterable[Channel]) -> HeldUp | None:
        """Of these channels: what was put before that moment and was tried since, in vain; and what could have gone
        since then."""
        through = outbox.c.channel.in_(list(channels))
        tried = and_(outbox.c.created < before, outbox.c.reason.is_not(None))
        query = select(outbox.c.created, outbox.c.not_before, outbox.c.reason).order_by(outbox.c.number)
        rows = self._connection.execute(query.where(unsent, through, or_(tried, outbox.c.not_before < before))).all()
        since = [row.created if row.reason is not None else row.not_before for row in rows]
        reasons = [row.reason for row in rows if row.reason is not None]
        return HeldUp(len(rows), min(since), reasons[-1] if reasons else None) if rows else None

    def beginning(self, id: str) -> tuple[Listed, ...]:
        """Messages whose id begins like that: two at most."""
        query = select(outbox).where(outbox.c.id.startswith(id, autoescape=True)).limit(2)
        return tuple(_listed(row) for row in self._connection.execute(query))

    def send_again(self, id: str, again: Outgoing, reason: str) -> bool:
        """Another goes in its place. False where its state is not one of REPLACEABLE any more."""
        replaced = self._put_aside(id, REPLACEABLE, reason)
        if replaced:
            self._connection.execute(outbox.insert(), new_row(again))
        return replaced

    def hurry(self, id: str, now: datetime) -> bool:
        """It goes with the next delivery. False where it does not wait."""
        waits = update(outbox).where(outbox.c.id == id, outbox.c.state == State.WAITING)
        return self._connection.execute(waits.values(not_before=now)).rowcount == 1

    def take_back(self, id: str, reason: str) -> bool:
        """It never goes. False where it does not wait: it is being sent, may have been, or has been."""
        return self._put_aside(id, (State.WAITING,), reason)

    def let_rest(self, id: str, reason: str) -> bool:
        """A person knows that it did not arrive. False where it is not known to have failed."""
        return self._put_aside(id, (State.DEAD, State.BOUNCED), reason)

    def seen(self, id: str, reason: str) -> bool:
        """A person has seen it among what was sent. False where that is known, or it never went out."""
        there = or_(outbox.c.state == State.SENT, and_(outbox.c.state == State.DEAD, outbox.c.in_doubt))
        found = update(outbox).where(outbox.c.id == id, outbox.c.channel == Channel.EMAIL, there)
        return self._connection.execute(found.values(state=State.CONFIRMED, reason=reason)).rowcount == 1

    def _put_aside(self, id: str, states: tuple[State, ...], reason: str) -> bool:
        one = update(outbox).where(outbox.c.id == id, outbox.c.state.in_(states))
        aside = one.values(state=State.CANCELLED, settled=True, settled_at=None, reason=reason)
        return self._connection.execute(aside).rowcount == 1


def _needs(unseen_before: datetime) -> Any:
    unseen = (outbox.c.state == State.SENT, outbox.c.channel == Channel.EMAIL, outbox.c.settled_at < unseen_before)
    concluded = outbox.c.ref.in_(select(cases.c.ref).where(~is_open))
    came_back = and_(outbox.c.state == State.BOUNCED, or_(outbox.c.ref.is_(None), ~concluded))
    return or_(unsent, outbox.c.state == State.DEAD, came_back, and_(*unseen))


def _listed(row: Row[Any]) -> Listed:
    return Listed(message(row), State(row.state), row.in_doubt, row.settled_at, row.reason)
