"""An operator looks at the outbox: what waits, what never went, what came back; sends one again, takes one back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from escalation.working_days import LONDON
from storage.database import Database
from storage.outgoing import Channel, State
from storage.tending import Listed
from storage.unit_of_work import UnitOfWork

from ..mail.sending.confirming import UNSEEN_FOR

SHOWN = 200
SHORT = 8
"""So much of an id tells two messages apart, and is no key to either."""
STATES = {
    State.WAITING: "waiting",
    State.CLAIMED: "being sent",
    State.DRAFTING: "being sent",
    State.DRAFTED: "being sent",
    State.SENDING: "being sent",
    State.UNKNOWN: "may have gone, the provider is asked",
    State.DEAD: "not sent",
    State.BOUNCED: "came back",
    State.SENT: "sent, no copy seen",
}
DOUBTED = "not sent as far as is known, but may have been"


class NotDone(Exception):
    """Nothing was changed. Says why, and what can be done."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message as an operator sees it: no words of it, nobody's name. `since` is local time."""

    id: str
    about: str
    to: str
    by: str
    since: str
    state: str
    reason: str


def to_see_to(database: Database, now: datetime) -> tuple[tuple[Line, ...], int]:
    """The oldest, and how many there are altogether."""
    with database.read() as reading:
        listed = reading.tending.needing(now - UNSEEN_FOR, SHOWN)
        return tuple(_line(one) for one in listed), reading.tending.count(now - UNSEEN_FOR)


def _line(one: Listed) -> Line:
    message = one.message
    since = (one.settled_at or message.created).astimezone(LONDON)
    state = DOUBTED if one.state is State.DEAD and one.in_doubt else STATES[one.state]
    about, to = message.case or "no case", message.to or "the channel"
    return Line(message.id[:SHORT], about, to, message.channel, f"{since:%Y-%m-%d %H:%M}", state, one.reason or "")


def send_again(database: Database, id: str, by: str, now: datetime, *, although_doubted: bool = False) -> str:
    """Says what was done. What may have reached its reader goes a second time only on purpose. Raises NotDone."""
    with database.write() as uow:
        one = _found(uow, id)
        if _has_arrived(one):
            raise NotDone(_not_now(one))
        if _may_have_gone(one) and not although_doubted:
            raise NotDone(
                f"{_what_is_known(one)} Look among what was sent. To mark it as seen there, use --seen; to send it a "
                "second time, add --yes-again."
            )
        if not _again(uow, one, by, now):
            raise NotDone(_not_now(one))
        uow.commit()
    return f"{one.message.id[:SHORT]} goes out with the next delivery."


def _again(uow: UnitOfWork, one: Listed, by: str, now: datetime) -> bool:
    if one.state is State.WAITING:
        return uow.tending.hurry(one.message.id, now)
    again = replace(one.message, id=str(uuid4()), not_before=now)
    return uow.tending.send_again(one.message.id, again, f"Sent again by {by}.{_was(one)}")


def take_back(database: Database, id: str, by: str) -> str:
    """What waits never goes; what has failed is left at that, and stands in no list any more. Raises NotDone."""
    with database.write() as uow:
        one = _found(uow, id)
        if one.state in (State.DEAD, State.BOUNCED):
            done = uow.tending.let_rest(one.message.id, f"Left at that by {by}.{_was(one)}")
        else:
            done = uow.tending.take_back(one.message.id, f"Taken back by {by}.")
        if not done:
            wrong = f" For the wrong person? Write to the bot: sent to the wrong person {one.message.case}"
            raise NotDone(_not_now(one) + (wrong if one.message.case else ""))
        uow.commit()
    doubt = " An earlier attempt may have reached its reader, though." if one.in_doubt else ""
    return f"{one.message.id[:SHORT]} will not be sent.{doubt}"


def _was(one: Listed) -> str:
    return f" It was: {one.reason}" if one.reason else ""


def mark_seen(database: Database, id: str, by: str) -> str:
    """Says what was done. Raises NotDone."""
    with database.write() as uow:
        one = _found(uow, id)
        if not uow.tending.seen(one.message.id, f"Seen among what was sent, by {by}."):
            raise NotDone(_not_now(one))
        uow.commit()
    return f"{one.message.id[:SHORT]} counts as sent."


def _found(uow: UnitOfWork, id: str) -> Listed:
    found = uow.tending.beginning(id) if len(id) >= SHORT else ()
    if len(found) == 1:
        return found[0]
    raise NotDone(
        f"More than one message begins with {id}. Write more of its id."
        if found
        else f"There is no message {id}. Write its id as the list shows it."
    )


def _has_arrived(one: Listed) -> bool:
    """What a chat or a calendar took, it has shown; a mail may be lost on its way."""
    return one.state is State.SENT and one.message.channel is not Channel.EMAIL


def _may_have_gone(one: Listed) -> bool:
    """What came back has not reached anybody."""
    return one.state is State.SENT or (one.state is State.DEAD and one.in_doubt)


def _what_is_known(one: Listed) -> str:
    """Of a mail that its reader may have."""
    id = one.message.id[:SHORT]
    if one.state is State.SENT:
        return f"{id} was handed over, and no copy of it has been seen: its reader may have it."
    return f"Nobody can say whether {id} went out: its reader may have it."


def _not_now(one: Listed) -> str:
    id = one.message.id[:SHORT]
    if one.state is State.SENT and not _has_arrived(one):
        return f"{_what_is_known(one)} Nothing was changed."
    if one.state in _SETTLED:
        return f"{id} {_SETTLED[one.state]}. Nothing was changed."
    return f"{id} is {STATES[one.state]}. Nothing was changed; look again in a few minutes."


_SETTLED = {
    State.SENT: "has been sent",
    State.CONFIRMED: "has been sent, and a copy was seen",
    State.ELSEWHERE: "went through another door",
    State.CANCELLED: "was taken back or sent again before",
    State.DEAD: "was not sent",
    State.BOUNCED: "was sent, and came back",
}


def lines(listed: tuple[Line, ...], number: int) -> Iterator[str]:
    """What stands above or below the table."""
    if not listed:
        yield "Nothing waits, nothing came back, and everything that was sent has been seen."
    elif number > len(listed):
        yield f"These are the oldest {len(listed)} of {number}."
