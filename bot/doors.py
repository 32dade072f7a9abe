"""The edges that the desk speaks through: a chat, a mailbox, the thread of a case. Teams, Graph and the try-out
implement these.
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
    ├── TryLater     not accepted: the same message may be sent again
    ├── Unknown      accepted or not: the provider has to be asked before anything is sent again
    └── Refused      never going to be accepted: a person has to know
        └── Unreachable  this person cannot be reached through this door, for a known reason: another may do
    """


class TryLater(DoorTrouble): ...


class Unknown(DoorTrouble): ...


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


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail to one person. `id` is the outbox row's; `thread` keeps a case in one conversation."""

    id: str
    to: PersonId
    address: str
    subject: str
    html: str
    text: str
    at: datetime
    urgent: bool
    thread: str
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """A mail as it arrived. `sender` has been verified by the mailbox, or is None."""

    id: str
    sender: PersonId | None
    from_address: str
    in_reply_to: str | None
    subject: str
    text: str
    arrived: datetime
    headers: tuple[tuple[str, str], ...] = ()


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


class Mailbox(Protocol):
    def send(self, mail: OutgoingMail) -> None:
        """Raises DoorTrouble."""
        ...

    def has(self, message_id: str) -> bool: ...

    def arrived_since(self, watermark: datetime | None) -> tuple[IncomingMail, ...]:
        """Oldest first. A mail at the watermark itself comes again: collecting is once-only by its id."""
        ...
