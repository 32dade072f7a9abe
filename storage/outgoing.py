"""One message that has to go out: what it says, through which door, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from escalation.case import CaseRef, PersonId
from escalation.notices import Notice


class Channel(StrEnum):
    TEAMS = "teams"
    EMAIL = "email"
    CALENDAR = "calendar"  # a meeting in the calendar from which people are invited; the body is the visit's number
    THREAD = "thread"  # the thread of a case in the authority's own channel: for nobody in particular


class State(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    DRAFTING = "drafting"  # a draft is being made at the provider
    DRAFTED = "drafted"  # it lies there, and has not been sent
    SENDING = "sending"  # being sent, or posted where nobody can be asked afterwards
    UNKNOWN = "unknown"  # it may have gone out: the provider has to be asked
    SENT = "sent"  # the provider has taken it
    CONFIRMED = "confirmed"  # and a copy was seen among what it has sent
    BOUNCED = "bounced"  # it came back, and a person has to know
    DEAD = "dead"  # it never will, or nobody can say, and a person has to know
    ELSEWHERE = "elsewhere"  # not through this door, and what it says reaches its person through another
    CANCELLED = "cancelled"


GONE_OUT = frozenset({State.SENT, State.CONFIRMED})


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
    have shown it already, where it is posted to a place that cannot be asked. `since` is when the doubt began: after it
    was handed over for the last time. `draft` and `provider_id` are what an earlier attempt has left at the provider: a
    draft, and the id that it goes out under.
    """

    message: Outgoing
    attempt: int
    in_doubt: bool
    doubts: int = 0
    since: datetime | None = None
    draft: str | None = None
    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message. `provider_id` is the id that it went out under: of a mail its Message-ID.

    `in_doubt`: an earlier attempt may have reached its reader, whatever the last one came to.
    """

    message: Outgoing
    state: State
    settled_at: datetime | None
    provider_id: str | None
    reason: str | None
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class WentOut:
    """How a notice about a case was sent, or given up, and when."""

    notice: Notice
    channel: Channel
    state: State
    at: datetime
