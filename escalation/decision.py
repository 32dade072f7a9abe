"""What goes into the rules and what comes out: Situation, Entry, Decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from .actions import Via
from .case import Case, PersonId
from .case_log import Facts
from .notices import Notice
from .people import Roster
from .procedure import Procedure
from .working_days import WorkingCalendar


@dataclass(frozen=True)
class Situation:
    """All of the world that the rules may see. `now` is aware UTC, `today` the day that it is in London."""

    now: datetime
    procedure: Procedure
    calendar: WorkingCalendar
    roster: Roster

    @cached_property
    def today(self) -> date:
        return self.calendar.local_date(self.now)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `by` None means the clock; `on_behalf_of` the holder whom `by` covers."""

    happened: datetime
    recorded: datetime
    by: PersonId | None
    on_behalf_of: PersonId | None
    via: Via
    facts: Facts


@dataclass(frozen=True, slots=True)
class Decision:
    """The new case, the log entries that made it, and who must be told.

    `case is` the old case means that there was nothing to do.
    """

    case: Case
    entries: tuple[Entry, ...] = ()
    notices: tuple[Notice, ...] = ()
