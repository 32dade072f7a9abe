"""The edge to a calendar of ours, from which people are invited: Outlook implements it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from escalation.case import Coming, PersonId
from storage.outgoing import Channel

from ..mail.door import Posted, Sending


@dataclass(frozen=True, slots=True)
class Inviting:
    """How people are invited: by a calendar of ours, or with mails that their own calendars take. `ours` invites."""

    through: Channel
    ours: str


@dataclass(frozen=True, slots=True)
class Guest:
    person: PersonId
    name: str
    address: str
    required: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    """A meeting as the case has it now. `id` is the outbox row's.

    `meeting` is the same in all that is sent about one meeting; `change` counts from 0 how often it was sent before.
    `event` is what the calendar knows it by, where that is known. `is_off`: it does not take place, or not for us.
    """

    id: str
    meeting: str
    change: int
    subject: str
    html: str
    text: str
    place: str
    start: datetime
    end: datetime
    guests: tuple[Guest, ...]
    at: datetime
    is_off: bool = False
    event: str | None = None


class Meetings(Protocol):
    def send(self, invitation: Invitation, sending: Sending) -> Posted:
        """Make the calendar show it as it is: invite, move or cancel, once whatever fails. Gives the event.

        Raises DoorTrouble: Unknown where it has to be asked for again later.
        """
        ...

    def answers(self, event: str) -> Mapping[str, Coming]:
        """What those invited have answered, by address in small letters. Empty for an event that is not there any more.

        Raises DoorTrouble.
        """
        ...
