"""One message through its door, and what came of it. Nothing is shown a third time in a chat: a mail goes instead."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from storage.errors import StorageError
from storage.outbox import Channel, Claimed

from .doors import (
    Chat,
    ChatMessage,
    DoorTrouble,
    Mailbox,
    OutgoingMail,
    Refused,
    ThreadMessage,
    Threads,
    TryLater,
    Unknown,
    Unreachable,
)
from .writing import Group, Ready, Unwritten

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 12
"""A chat that takes nothing for about an hour is given up: what it would have shown goes by mail."""
MOST_DOUBTS = 1
"""What may have been shown so often already is posted once more, saying so; beyond that it is not."""


class How(StrEnum):
    SENT = "sent"
    NEVER = "never"
    UNKNOWN = "unknown"
    LATER = "later"
    ELSEWHERE = "elsewhere"  # this door cannot: another has to
    UNTRIED = "untried"  # its turn did not come in time


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a group. `what` is the provider's id, or the reason."""

    group: Group
    how: How
    what: str


@dataclass(frozen=True, slots=True)
class Doors:
    """Those that this deployment has."""

    chat: Chat | None
    mailbox: Mailbox | None
    threads: Threads | None = None

    def has(self, channel: Channel) -> bool:
        return self._of(channel) is not None

    def holds(self, row: Claimed) -> bool:
        """After a crash or doubt the provider says whether it has the message."""
        door = self._of(row.message.channel)
        return door is not None and door.has(row.message.id)

    def take(self, ready: ChatMessage | OutgoingMail | ThreadMessage) -> None:
        """Raises DoorTrouble; Unreachable where there is no such door."""
        match ready:
            case ChatMessage() if self.chat is not None:
                self.chat.post(ready)
            case OutgoingMail() if self.mailbox is not None:
                self.mailbox.send(ready)
            case ThreadMessage() if self.threads is not None:
                self.threads.post(ready)
            case _:
                raise Unreachable("this deployment has no such door")

    def _of(self, channel: Channel) -> Chat | Mailbox | Threads | None:
        match channel:
            case Channel.TEAMS:
                return self.chat
            case Channel.EMAIL:
                return self.mailbox
            case Channel.THREAD:
                return self.threads


def handed_over(group: Group, ready: Ready, doors: Doors, begin: Callable[[Group], bool]) -> Outcome:
    """`begin` notes that a chat is posted to now; False where the row is another worker's by now."""
    first = group[0]
    sent = Outcome(group, How.SENT, first.message.id)
    try:
        if first.in_doubt and doors.holds(first):
            return sent
        if isinstance(ready, Unwritten):
            return Outcome(group, How.NEVER, ready.why)
        if first.doubts > MOST_DOUBTS:
            return Outcome(group, How.ELSEWHERE, "it may have been shown twice already")
        if is_spoken(first) and not begin(group):
            return Outcome(group, How.UNTRIED, "another worker has taken it over")
        doors.take(ready)
    except Exception as trouble:  # noqa: BLE001 - one message that fails must not keep the others
        return _failed(group, trouble, doors)
    return sent


def is_spoken(row: Claimed) -> bool:
    """A chat or a thread shows it at once, and cannot be asked afterwards what it has shown."""
    return row.message.channel is not Channel.EMAIL


def _failed(group: Group, trouble: Exception, doors: Doors) -> Outcome:
    match trouble:
        case Unreachable():
            return Outcome(group, How.ELSEWHERE, str(trouble))
        case Refused():
            return Outcome(group, How.NEVER, str(trouble))
        case Unknown() if is_spoken(group[0]):
            return _in_doubt(group, trouble, doors)
        case Unknown():
            return Outcome(group, How.UNKNOWN, str(trouble))
        case TryLater() if is_spoken(group[0]) and group[0].attempt >= MOST_ATTEMPTS:
            return Outcome(group, How.ELSEWHERE, str(trouble))
        case DoorTrouble() | StorageError():  # a door that has shown it says so, whatever its database says
            return Outcome(group, How.LATER, str(trouble))
    logger.error("%s could not be sent: %s", group[0].message.case, type(trouble).__name__)
    return Outcome(group, How.NEVER, type(trouble).__name__)


def _in_doubt(group: Group, trouble: Unknown, doors: Doors) -> Outcome:
    """The door has made its one repeat, or must not: it is not posted again."""
    if doors.holds(group[0]):
        return Outcome(group, How.SENT, group[0].message.id)
    return Outcome(group, How.ELSEWHERE, f"nobody can say whether it was shown: {trouble}")
