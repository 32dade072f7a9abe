"""One message through its door, and what came of it. Nothing is shown a third time in a chat: a mail goes instead."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from storage.errors import StorageError
from storage.outgoing import Channel, Claimed

from ..doors import (
    Chat,
    ChatMessage,
    DoorTrouble,
    Refused,
    TakenOver,
    ThreadMessage,
    Threads,
    TryLater,
    Unknown,
    UnknownAnew,
    Unreachable,
)
from ..mail.door import Mailbox, OutgoingMail, Posted, Sending
from ..meetings.door import Invitation, Meetings
from .writing import Group, Ready, Unwritten

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 12
"""A chat that takes nothing for about an hour is given up: what it would have shown goes by mail."""
MOST_DOUBTS = 1
"""What may have been shown so often already is posted once more, saying so; beyond that it is not."""
LONGEST_DOUBT = timedelta(minutes=15)
"""A mailbox shows what it has sent within minutes: after these a person has to look, and nothing is sent anew."""


class How(StrEnum):
    SENT = "sent"
    NEVER = "never"
    UNKNOWN = "unknown"
    LATER = "later"
    ELSEWHERE = "elsewhere"  # this door cannot: another has to
    UNTRIED = "untried"  # its turn did not come in time


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a group. `what` is the id that it went out under, or the reason.

    `conversation` is that of a mailbox; `after` the seconds that the provider asked to be left alone.
    """

    group: Group
    how: How
    what: str
    conversation: str | None = None
    after: float | None = None


class Keeping(Protocol):
    """What is noted of a group while it is handed over."""

    def begin(self, group: Group) -> bool:
        """A chat is posted to now. False where the row is another worker's by now."""
        ...

    def sending(self, group: Group) -> Sending:
        """Notes each step of a mail."""
        ...

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Doors:
    """Those that this deployment has."""

    chat: Chat | None
    mailbox: Mailbox | None
    threads: Threads | None = None
    meetings: Meetings | None = None

    def has(self, channel: Channel) -> bool:
        match channel:
            case Channel.TEAMS:
                return self.chat is not None
            case Channel.EMAIL:
                return self.mailbox is not None
            case Channel.THREAD:
                return self.threads is not None
            case Channel.CALENDAR:
                return self.meetings is not None

    def shows(self, row: Claimed) -> bool:
        """After a crash or doubt a chat says whether it has the message. A mailbox is asked as it is sent through."""
        door = self.chat if row.message.channel is Channel.TEAMS else self.threads
        return is_spoken(row) and door is not None and door.has(row.message.id)

    def post(self, ready: ChatMessage | ThreadMessage) -> None:
        """Raises DoorTrouble; Unreachable where there is no such door."""
        match ready:
            case ChatMessage() if self.chat is not None:
                self.chat.post(ready)
            case ThreadMessage() if self.threads is not None:
                self.threads.post(ready)
            case _:
                raise Unreachable("this deployment has no such door")

    def send(self, mail: OutgoingMail, sending: Sending) -> Posted:
        """Raises DoorTrouble; Unreachable where there is no mailbox."""
        if self.mailbox is None:
            raise Unreachable("this deployment has no such door")
        return self.mailbox.send(mail, sending)

    def invite(self, invitation: Invitation, sending: Sending) -> Posted:
        """Raises DoorTrouble; Unreachable where there is no calendar."""
        if self.meetings is None:
            raise Unreachable("this deployment has no such door")
        return self.meetings.send(invitation, sending)


def handed_over(group: Group, ready: Ready, doors: Doors, keeping: Keeping) -> Outcome:
    first = group[0]
    try:
        match ready:
            case _ if first.in_doubt and doors.shows(first):
                return Outcome(group, How.SENT, first.message.id)
            case Unwritten(why):
                return Outcome(group, How.NEVER, why)
            case OutgoingMail():
                posted = doors.send(ready, keeping.sending(group))
                return Outcome(group, How.SENT, posted.message_id, posted.conversation)
            case Invitation():
                posted = doors.invite(ready, keeping.sending(group))
                return Outcome(group, How.SENT, posted.message_id)
            case _ if first.doubts > MOST_DOUBTS:
                return Outcome(group, How.ELSEWHERE, "it may have been shown twice already")
            case _ if not keeping.begin(group):
                return Outcome(group, How.UNTRIED, "another worker has taken it over")
            case _:
                doors.post(ready)
                return Outcome(group, How.SENT, first.message.id)
    except Exception as trouble:  # noqa: BLE001 - one message that fails must not keep the others
        return _failed(group, trouble, doors, keeping.now())


def is_spoken(row: Claimed) -> bool:
    """A chat or a thread shows it at once, and cannot be asked afterwards what it has shown."""
    return row.message.channel in (Channel.TEAMS, Channel.THREAD)


def _failed(group: Group, trouble: Exception, doors: Doors, now: datetime) -> Outcome:
    match trouble:
        case Unreachable():
            return Outcome(group, How.ELSEWHERE, str(trouble))
        case Refused():
            return Outcome(group, How.NEVER, str(trouble))
        case Unknown() if is_spoken(group[0]):
            return _in_doubt(group, trouble, doors)
        case Unknown() if _is_given_up(group[0], trouble, now):
            return Outcome(group, How.NEVER, f"Nobody can say whether it went out. Look among what was sent: {trouble}")
        case Unknown():
            return Outcome(group, How.UNKNOWN, str(trouble))
        case TakenOver():
            return Outcome(group, How.UNTRIED, str(trouble))
        case TryLater() if is_spoken(group[0]) and group[0].attempt >= MOST_ATTEMPTS:
            return Outcome(group, How.ELSEWHERE, str(trouble))
        case TryLater():
            return Outcome(group, How.LATER, str(trouble), after=trouble.after)
        case DoorTrouble() | StorageError():  # a door that has shown it says so, whatever its database says
            return Outcome(group, How.LATER, str(trouble))
    logger.error("%s could not be sent: %s", group[0].message.case, type(trouble).__name__)
    return Outcome(group, How.NEVER, type(trouble).__name__)


def _is_given_up(row: Claimed, trouble: Unknown, now: datetime) -> bool:
    """A mail that has been asked for long enough. One that was handed over once more just now is waited for anew."""
    is_old = row.since is not None and now - row.since >= LONGEST_DOUBT
    return row.message.channel is Channel.EMAIL and is_old and not isinstance(trouble, UnknownAnew)


def _in_doubt(group: Group, trouble: Unknown, doors: Doors) -> Outcome:
    """The door has made its one repeat, or must not: it is not posted again."""
    if doors.shows(group[0]):
        return Outcome(group, How.SENT, group[0].message.id)
    return Outcome(group, How.ELSEWHERE, f"nobody can say whether it was shown: {trouble}")
