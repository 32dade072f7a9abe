"""The edge to people's calendars: Outlook implements it, and where there is none nobody is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from escalation.case import PersonId


@dataclass(frozen=True, slots=True)
class Away:
    """Not there today. `until` is the last day away, where it is known."""

    until: date | None = None


Answers = Mapping[PersonId, Away | None]
"""None for one who is there; nothing for one of whom nobody can say."""


@dataclass(frozen=True, slots=True)
class Day:
    """A working day, from the moment at which it begins to that at which it ends, and where in it we are."""

    begins: datetime
    ends: datetime
    now: datetime


Span = tuple[datetime, datetime]
"""From when until when somebody's time is taken."""
Taken = Mapping[PersonId, list[Span]]


class Calendars(Protocol):
    def away(self, addresses: Mapping[PersonId, str], day: Day) -> Answers:
        """Who of these is away for the whole of the day. Raises DoorTrouble."""
        ...

    def taken(self, addresses: Mapping[PersonId, str], begins: datetime, ends: datetime) -> Taken:
        """What is taken of their time in between; nothing of one of whom nobody can say. Raises DoorTrouble."""
        ...
