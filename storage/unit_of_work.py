"""One transaction: the rooms of the database over one connection, and the one way to record a decision."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from escalation.decision import Decision

from .absence_checks import AbsenceChecks
from .case_log import CaseLog
from .cases import CaseStore
from .chats import Chats
from .connections import commit
from .drafts import DraftStore
from .duties import DutyStore
from .errors import CaseHasChanged
from .inbox import Inbox
from .mailed import MailedCards
from .meetings import MeetingStore
from .occasions import OccasionStore
from .outbox import Outbox
from .people import PeopleStore, RosterCache
from .procedures import ProcedureStore
from .reports import Reports
from .retention import Retention
from .shown_cards import ShownCards
from .tending import Tending
from .watermarks import Watermarks


class Reading:
    """Every room, as it stands at one moment. In a reading by itself the database refuses to write."""

    writes = False

    def __init__(self, connection: Connection, rosters: RosterCache) -> None:
        self.cases = CaseStore(connection, writes=self.writes)
        self.duties = DutyStore(connection)
        self.log = CaseLog(connection)
        self.inbox = Inbox(connection)
        self.outbox = Outbox(connection)
        self.tending = Tending(connection)
        self.people = PeopleStore(connection, rosters)
        self.absence_checks = AbsenceChecks(connection)
        self.procedures = ProcedureStore(connection)
        self.occasions = OccasionStore(connection)
        self.meetings = MeetingStore(connection)
        self.drafts = DraftStore(connection)
        self.watermarks = Watermarks(connection)
        self.chats = Chats(connection)
        self.cards = ShownCards(connection)
        self.mailed = MailedCards(connection)
        self.reports = Reports(connection)


class UnitOfWork(Reading):
    """A transaction that writes. What is not committed is rolled back on leaving."""

    writes = True

    def __init__(self, connection: Connection, rosters: RosterCache, salt: Callable[[], str]) -> None:
        super().__init__(connection, rosters)
        self.retention = Retention(connection)
        self._connection = connection
        self._salt = salt

    def record(self, decision: Decision, expected: int | None) -> int:
        """Keep what was decided: the case, its duties, its log; what shows it is to be drawn anew. Gives the version.

        `expected` is the version the case was loaded at, None for a new case. A decision without entries writes
        nothing. Raises CaseHasChanged when the case is at another version, TextRefused for text that cannot be kept.
        """
        case, entries = decision.case, decision.entries
        if not entries:
            return expected or 0
        kept = self.cases.begin(case) if expected is None else self.cases.hold(case.ref, expected)
        if kept is None:
            raise CaseHasChanged(f"{case.ref} is not at version {expected} any more")
        head = self.log.append(kept.case_id, case.ref, (kept.entry_count, kept.head), entries, self._salt)
        self.duties.replace(kept.case_id, kept.case, case, entries[-1].recorded)
        version = self.cases.put(kept, case, len(entries), head)
        self.cards.outdate(case.ref, version, entries[-1].recorded)
        return version

    def commit(self) -> None:
        commit(self._connection)
