"""The edge to a mailbox: Outlook through Graph, SMTP with IMAP, and the try-out's own implement it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from escalation.case import PersonId


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """An iCalendar object that goes with a mail (RFC 5545); `method` is REQUEST or CANCEL."""

    method: str
    text: str


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail to one person. `id` is the outbox row's; `thread` keeps a case in one conversation.

    `follows` are the Message-IDs of what this person has had in that conversation, the oldest first. A Message-ID
    stands everywhere without its angle brackets. `holds` are the rows that a digest stands for.
    """

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
    follows: tuple[str, ...] = ()
    calendar: CalendarPart | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """What earlier attempts have left at the provider: a draft and the Message-ID it goes out under, where known.

    `in_doubt`: it may have gone out, so that the provider has to be asked before it is sent.
    """

    draft: str | None = None
    message_id: str | None = None
    in_doubt: bool = False


class Sending(Protocol):
    """Keeps each step before it is taken, so that whoever comes after a crash knows where it stands.

    All raise TakenOver where another worker has the mail by now: nothing more may be done then. A provider that takes a
    mail in one step, and knows by its id that it has it, needs none of them.
    """

    @property
    def left(self) -> Left: ...

    def drafting(self) -> None: ...

    def drafted(self, draft: str, message_id: str) -> None: ...

    def sending(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Posted:
    """Under which Message-ID it went out, and which conversation of our mailbox it is in, where the provider says."""

    message_id: str
    conversation: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """What came with a mail. It is named, and neither kept in the database nor shown; `size` is in bytes."""

    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """A mail as it arrived. `id` is its Message-ID, else what the mailbox knows it by; it is acted on once.

    `is_authentic`: our own mail system vouches that it comes from `from_address`. `answers` are the Message-IDs that it
    says it answers, the nearest first. `unreadable` says in a sentence why nobody but a person can read it. `bounced`
    are the Message-IDs of ours that it reports undeliverable, `why_bounced` the reason as the end of a sentence,
    `bounced_for` the addresses that it could not be delivered to, where the report names them.
    `calendar` is an answer to an invitation (RFC 5546), as an iCalendar object: it is none to a case. `whole` is the
    text with what it quotes, and what was written into that, where `text` is only what the mailbox finds new in it.
    """

    id: str
    from_address: str
    is_authentic: bool
    answers: tuple[str, ...]
    subject: str
    text: str
    arrived: datetime
    headers: tuple[tuple[str, str], ...] = ()
    conversation: str | None = None
    attachments: tuple[Attachment, ...] = ()
    unreadable: str = ""
    bounced: tuple[str, ...] = ()
    why_bounced: str = ""
    bounced_for: tuple[str, ...] = ()
    calendar: str = ""
    whole: str = ""

    @property
    def all_of_it(self) -> str:
        return self.whole or self.text


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came in, oldest first. `cursor` is where to go on reading; `up_to` the moment up to which all is read."""

    mails: tuple[IncomingMail, ...]
    cursor: str
    up_to: datetime


class Mailbox(Protocol):
    def send(self, mail: OutgoingMail, sending: Sending) -> Posted:
        """Send it, or find that it has gone already: after whatever crash, never twice.

        Raises DoorTrouble: Unknown where it has to be asked for again later.
        """
        ...

    def arrived(self, cursor: str | None) -> Arrived:
        """What came in since `cursor`; None reads from the beginning. What was read before may come again.

        Raises DoorTrouble.
        """
        ...

    def gone_out(self, since: datetime) -> frozenset[str]:
        """The Message-IDs of what was sent since then, as far as the mailbox shows copies. Raises DoorTrouble."""
        ...
