"""The edges that the desk speaks through: a chat, the thread of a case; the mailbox is in `bot/mail/door.py`. Teams and
the try-out implement these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cards.card_json import Card
from escalation.case import CaseRef, PersonId
from escalation.notices import Notice


class DoorTrouble(Exception):
    """A message did not go out.

    DoorTrouble
    ├── TryLater     not accepted: the same message may be sent again, `after` the seconds that the provider asks for
    │   └── TakenOver   another worker has the message by now
    ├── Unknown      accepted or not: the provider has to be asked before anything is sent again
    │   └── UnknownAnew  it was handed over again just now, so that the doubt is a new one
    └── Refused      never going to be accepted: a person has to know
        └── Unreachable  this person cannot be reached through this door, for a known reason: another may do
    """


class TryLater(DoorTrouble):
    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


class TakenOver(TryLater): ...


class Unknown(DoorTrouble): ...


class UnknownAnew(Unknown): ...


class Refused(DoorTrouble): ...


class Unreachable(Refused): ...


@dataclass(frozen=True, slots=True)
class About:
    """What a chat message is about, so that it can be drawn afresh when it is looked at."""

    case: CaseRef
    notice: Notice | None


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """`id` is the outbox row's: the provider can be asked whether it has it.

    `summary` is what a notification shows of a card: never a word about a child. `again`: it may have gone out
    already, so that it has to say so.
    """

    id: str
    to: PersonId
    at: datetime
    text: str
    card: Card | None
    about: About | None = None
    holds: tuple[str, ...] = ()  # the rows that a digest stands for: each of them has gone out with it
    summary: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """A line for the thread of a case, or the head with which the thread begins. It names nobody.

    `people` have a part in the case: each may be shown their own view of the head.
    """

    id: str
    case: CaseRef
    at: datetime
    text: str
    head: Card | None = None
    people: tuple[PersonId, ...] = ()
    summary: str = ""
    again: bool = False


class Chat(Protocol):
    def post(self, message: ChatMessage) -> None:
        """Raises DoorTrouble."""
        ...

    def has(self, message_id: str) -> bool: ...


class Threads(Protocol):
    def post(self, message: ThreadMessage) -> None:
        """Raises DoorTrouble; Unreachable for a line where the case has no thread."""
        ...

    def has(self, message_id: str) -> bool: ...
