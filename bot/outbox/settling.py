"""What came of each message is kept; what one door could not take is put before another, in the same transaction."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from storage.outgoing import Channel, Claimed
from storage.unit_of_work import UnitOfWork

from .handing_over import Doors, How, Outcome

logger = logging.getLogger(__name__)
TRY_AGAIN = timedelta(minutes=5)
ASK_AGAIN = timedelta(minutes=1)
"""A mailbox shows what it has sent a little later."""
OTHER_DOOR = {Channel.TEAMS: Channel.EMAIL, Channel.EMAIL: Channel.TEAMS}
"""A thread has none: everybody on the case has messages of their own."""


def settle(uow: UnitOfWork, outcomes: Iterable[Outcome], now: datetime, doors: Doors) -> None:
    """Rows that another worker has taken over since stay as they are."""
    outcomes = tuple(outcomes)
    sent = (one for one in outcomes if one.how is How.SENT)
    uow.outbox.sent_all(((row, one.what, one.conversation) for one in sent for row in one.group), now)
    for outcome in outcomes:
        for row in outcome.group:
            _settle(uow, row, outcome, now, doors)


def _settle(uow: UnitOfWork, row: Claimed, outcome: Outcome, now: datetime, doors: Doors) -> None:
    id, attempt, why = row.message.id, row.attempt, outcome.what
    match outcome.how:
        case How.NEVER:
            if uow.outbox.dead(id, attempt, why, now) and row.message.channel is Channel.TEAMS:
                _through_the_other_door(uow, row, now, doors)  # an operator has to know, and its reader too
        case How.UNKNOWN:
            uow.outbox.unknown(id, attempt, why, now + ASK_AGAIN)
        case How.LATER:
            uow.outbox.failed(id, attempt, why, _when_again(outcome, now))
        case How.UNTRIED:
            uow.outbox.failed(id, attempt, why, now)
        case How.ELSEWHERE:
            _elsewhere(uow, row, why, now, doors)


def _when_again(outcome: Outcome, now: datetime) -> datetime:
    return now + (timedelta(seconds=outcome.after) if outcome.after else TRY_AGAIN)


def _elsewhere(uow: UnitOfWork, row: Claimed, why: str, now: datetime, doors: Doors) -> None:
    """Where there is no other door, an operator has to know. That there is no such door at all is no news."""
    channel = row.message.channel
    is_last = channel in OTHER_DOOR and not doors.has(OTHER_DOOR[channel])
    if is_last or doors.has(channel):
        about = row.message.case or "What is about no case"
        logger.warning("%s does not go by %s: %s", about, channel, why)
    if is_last:
        uow.outbox.dead(row.message.id, row.attempt, why, now)
    elif uow.outbox.elsewhere(row.message.id, row.attempt, why, now):
        _through_the_other_door(uow, row, now, doors)


def _through_the_other_door(uow: UnitOfWork, row: Claimed, now: datetime, doors: Doors) -> None:
    """The same, unless it goes there anyway. It keeps the moment of the first, by which the two are known as one."""
    other = OTHER_DOOR.get(row.message.channel)
    if other is None or not doors.has(other) or uow.outbox.goes_also(row.message, other):
        return
    uow.outbox.put([replace(row.message, id=str(uuid4()), channel=other, not_before=now)])
