"""The desk's one way to write: an action comes in, the rules decide, everything is kept in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from escalation.actions import CountAnew, CoverAbsence, DateOccasion, GivePraise, HumanAction, RaiseConcern
from escalation.case import Case, CaseRef, PackPin, PersonId
from escalation.decision import Decision, Situation
from escalation.errors import NothingOwed
from escalation.packs.reading import Pack
from escalation.preview import preview
from storage.database import Database
from storage.errors import TryAgain
from storage.outgoing import Channel
from storage.unit_of_work import Reading, UnitOfWork
from storage.watermarks import MAILBOX_READ

from ..clock import Clock
from ..meetings.door import Inviting
from ..occasions.recording import Kept, ToRecord
from ..posting import CHAT_AND_MAIL, for_calendars, for_thread, outgoing
from ..procedures.in_force import InForce
from ..world import World
from .beginning import beginning
from .deciding import Deciding, Performed
from .situations import Situations
from .sweeping import Sweep, Swept
from .trying import tried

SHOWN_LATE = timedelta(minutes=1)
"""How much later a mailbox may show what arrived before, or its clock may be behind ours."""
NEVER = datetime.min.replace(tzinfo=UTC)


class Desk:
    """Everything a door needs to act on cases."""

    def __init__(
        self,
        database: Database,
        world: World,
        clock: Clock,
        new_id: Callable[[], str] = lambda: str(uuid4()),
        kept: Callable[[Decision], object] = lambda decision: None,
        threads: bool = False,
        reads_mail: bool = False,
        governance: str = "",
        inviting: Inviting | None = None,
        doors: frozenset[Channel] = CHAT_AND_MAIL,
    ) -> None:
        """`kept` hears of every decision once it is committed.

        `threads`: each case has one in the authority's own channel. `reads_mail`: answers come by mail too, so that
        nobody is called silent before the mailbox has been read past the time. `governance` is the address of whoever
        sees to it where information has gone astray; else that is whoever keeps the log. `inviting`: how meetings come
        into people's calendars. `doors` are those by which this deployment reaches people.
        """
        self.database = database
        self.world = world
        self.clock = clock
        self._new_id = new_id
        self._kept = kept
        self.threads = threads
        self.reads_mail = reads_mail
        self.governance = governance
        self.inviting = inviting
        self.doors = doors
        self._situations = Situations(world, clock)

    def perform(
        self,
        action: HumanAction,
        ref: CaseRef | None,
        once: str | None = None,
        under: str | None = None,
        finishes: tuple[str, ...] = (),
    ) -> Performed:
        """Do it, once; a new case under the pack with the digest `under`, or the one that there is no choice about.

        `finishes` are drafts that have served their end then. Raises ActionRefused, and TryAgain when the case would
        not hold still.
        """
        return tried(lambda: self._perform(action, ref, once, under, finishes))

    def _perform(
        self, action: HumanAction, ref: CaseRef | None, once: str | None, under: str | None, finishes: tuple[str, ...]
    ) -> Performed:
        with self._deciding() as deciding:
            uow = deciding.uow
            if once is not None and not uow.inbox.first_time(once, self.clock.now(), ref):
                return deciding.as_it_is(_named(ref or uow.inbox.case_of(once)))
            match action:
                case RaiseConcern() | GivePraise():
                    performed = deciding.begin(action, under)
                    if once is not None:
                        uow.inbox.remember_case(once, performed.case.ref)
                case DateOccasion():
                    performed = deciding.date(action, _named(ref))
                case _:
                    performed = deciding.go_on(action, _named(ref))
            for draft in finishes:
                uow.drafts.finish(draft)
        return performed

    def perform_with(self, first: Callable[[UnitOfWork], HumanAction | None], ref: CaseRef) -> Performed:
        """What `first` keeps, and what it gives to be done about it, in one transaction; None: nothing more is.

        Raises as `perform` does, and then nothing is kept.
        """
        return tried(lambda: self._perform_with(first, ref))

    def _perform_with(self, first: Callable[[UnitOfWork], HumanAction | None], ref: CaseRef) -> Performed:
        with self._deciding() as deciding:
            action = first(deciding.uow)
            return deciding.as_it_is(ref) if action is None else deciding.go_on(action, ref)

    def preview(self, action: HumanAction, ref: CaseRef | None, under: str | None = None) -> tuple[Decision, Situation]:
        """What would follow, recorded nowhere. Raises ActionRefused."""
        with self.database.read() as reading:
            if isinstance(action, RaiseConcern | GivePraise):
                begins = beginning(self._situations, reading, action, under)
                return preview(None, begins.action, begins.situation, begins.pack.pin), begins.situation
            stored = reading.cases.load(_named(ref))
            if stored is None:
                raise NothingOwed("no_such_case")
            situation = self.situation_of(reading, stored.case)
            return preview(stored.case, action, situation), situation

    def sweep(self) -> Swept:
        """Every duty that is due, in order, each in a transaction of its own. A case that fails is left for later."""
        return Sweep(self.database, self.clock.now(), self.heard, self._deciding).through()

    def count_anew(self) -> int:
        """After bank holidays have changed: open cases whose dates move with them. Returns how many did."""
        with self.database.read() as reading:
            refs = reading.cases.open_refs()
        return sum(map(self._count_anew, refs))

    def _count_anew(self, ref: CaseRef) -> bool:
        try:
            return self._follow(CountAnew(), ref)
        except TryAgain:  # somebody else is at it, and counts by the same days
            return False

    def cover(self, person: PersonId, ref: CaseRef) -> bool:
        """Whoever covers for one who is away is asked, where that was not known before. Raises TryAgain."""
        return self._follow(CoverAbsence(person), ref)

    def _follow(self, action: CountAnew | CoverAbsence, ref: CaseRef) -> bool:
        with self._deciding() as deciding:
            return bool(deciding.go_on(action, ref).decision.entries)

    def record_occasion(self, asked: ToRecord) -> Kept:
        """Keep a review or conference, with all that follows. Raises ActionRefused, and TryAgain as `perform` does."""
        return self.record_occasions((asked,))[0]

    def record_occasions(self, several: Iterable[ToRecord]) -> tuple[Kept, ...]:
        """All of them or none. Raises as `record_occasion` does."""
        together = tuple(several)
        return tried(lambda: self._record_occasions(together))

    def _record_occasions(self, several: tuple[ToRecord, ...]) -> tuple[Kept, ...]:
        with self._deciding() as deciding:
            return tuple(map(deciding.record, several))

    @contextmanager
    def _deciding(self) -> Iterator[Deciding]:
        """One transaction: kept when it is left, and told then; where anything is raised, nothing of it is kept."""
        with self.database.write() as uow:
            deciding = Deciding(uow, self._situations, self.put_outgoing, self._new_id)
            yield deciding
            uow.commit()
        self.database.once_kept(lambda: [self._kept(decision) for decision in deciding.kept])

    def put_outgoing(self, uow: UnitOfWork, decision: Decision) -> None:
        """All that goes out about a decision, in the transaction that keeps it."""
        now = self.clock.now()
        uow.outbox.put(outgoing(decision, now, self._new_id, self.doors))
        if self.threads:
            uow.outbox.put(for_thread(decision, self.situation_of(uow, decision.case), now, self._new_id))
        if self.inviting is not None:
            situation = self.situation_of(uow, decision.case)
            uow.outbox.put(for_calendars(decision, situation, self.inviting.through, now, self._new_id))

    def heard(self, reading: Reading) -> datetime | None:
        """Up to when every answer that may come by mail has been read, for certain; None where none can."""
        read_up_to = self.read_up_to(reading)
        return read_up_to if read_up_to in (None, NEVER) else read_up_to - SHOWN_LATE

    def read_up_to(self, reading: Reading) -> datetime | None:
        """Up to when the mailbox has been read, by our clock."""
        return (reading.watermarks.get(MAILBOX_READ) or NEVER) if self.reads_mail else None

    def knows(self, person: PersonId) -> bool:
        """Is this somebody on the authority's list, in service today?"""
        with self.database.read() as reading:
            return self.serves(reading, person)

    def serves(self, reading: Reading, person: PersonId) -> bool:
        """As `knows`, at the moment of the reading."""
        return reading.people.roster().serves(person, self.today())

    def today(self) -> date:
        return self._situations.today()

    def situation_of(self, reading: Reading, case: Case) -> Situation:
        return self._situations.of_case(reading, case)

    def situation_under(self, reading: Reading, pack: Pack) -> Situation:
        return self._situations.under(reading, pack)

    def pack_of(self, reading: Reading, pin: PackPin) -> Pack:
        """The very procedure that a case was opened under."""
        return self._situations.pack_of(reading, pin)

    def pack_of_person(self, reading: Reading, person: PersonId) -> Pack:
        """The procedure in whose words somebody is spoken to where no case is spoken of. Raises NothingOwed."""
        return self._situations.pack_of_person(reading, person)

    def packs_in_use(self, reading: Reading) -> tuple[Pack, ...]:
        """Every procedure under which there is a case, or can be; also those that were amended since."""
        return self._situations.packs_in_use(reading)

    def in_force(self, reading: Reading) -> InForce:
        """The procedures for new cases, by team."""
        return self._situations.in_force(reading)

    def recalled(self, reading: Reading, digest: str) -> Pack:
        return self._situations.recalled(reading, digest)


def _named(ref: CaseRef | None) -> CaseRef:
    if ref is None:
        raise NothingOwed("no_such_case")
    return ref
