"""The desk's one way to write: an action comes in, the rules decide, everything is kept in one transaction."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum, auto
from typing import TypeVar
from uuid import uuid4

from escalation.actions import (
    Action,
    Close,
    CountAnew,
    CoverAbsence,
    DateOccasion,
    GivePraise,
    HumanAction,
    RaiseConcern,
    ReachDeadline,
    Said,
    Via,
)
from escalation.case import Case, CaseRef, Outcome, PackPin, PersonId, Words
from escalation.case_log import Raised
from escalation.decide import decide
from escalation.decision import Decision, Situation
from escalation.errors import ActionRefused, DetailNeeded, EscalationError, NothingOwed
from escalation.packs.reading import Pack
from escalation.people import Roster
from escalation.permissions import may_record_occasions
from escalation.preview import preview
from escalation.ways import may_be_taken_up, tracks_that_take_up
from escalation.working_days import LONDON
from storage.database import Database
from storage.duties import DueDuty
from storage.errors import StorageError, TryAgain
from storage.outgoing import Channel
from storage.unit_of_work import Reading, UnitOfWork
from storage.watermarks import MAILBOX_READ

from .clock import Clock
from .in_force import InForce
from .meetings.door import Inviting
from .occasions.recording import Kept, Recording, ToRecord
from .posting import CHAT_AND_MAIL, for_calendars, for_thread, outgoing
from .world import World

logger = logging.getLogger(__name__)
TRIES = 3
"""How often an action is decided afresh, or a duty taken up in one sweep, when the case would not hold still."""
POSTPONED = timedelta(minutes=15)
"""How long a case that failed in the sweep is left alone."""
BATCH = 500
SHOWN_LATE = timedelta(minutes=1)
"""How much later a mailbox may show what arrived before, or its clock may be behind ours."""
NEVER = datetime.min.replace(tzinfo=UTC)
Done = TypeVar("Done")
Place = tuple[CaseRef, int]
"""A duty by its case and its number there."""


@dataclass(frozen=True, slots=True)
class Performed:
    """What came of an action. `repeated`: it had been done before, and this is the case as it is now.

    `also` are decisions about other cases that followed: one that was taken up ends when the new one is sent.
    """

    case: Case
    decision: Decision
    repeated: bool = False
    also: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Swept:
    lapses: int = 0
    postponed: int = 0


class Reached(Enum):
    """What became of a duty that was due."""

    LAPSED = auto()
    POSTPONED = auto()
    CHANGED = auto()  # somebody else wrote to the case meanwhile, and may have seen to it


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
        self._in_force: tuple[Roster, InForce] | None = None

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

    def perform_with(self, first: Callable[[UnitOfWork], HumanAction | None], ref: CaseRef) -> Performed:
        """What `first` keeps, and what it gives to be done about it, in one transaction; None: nothing more is.

        Raises as `perform` does, and then nothing is kept.
        """
        return tried(lambda: self._perform_with(first, ref))

    def preview(self, action: HumanAction, ref: CaseRef | None, under: str | None = None) -> tuple[Decision, Situation]:
        """What would follow, recorded nowhere. Raises ActionRefused."""
        with self.database.read() as reading:
            if isinstance(action, RaiseConcern | GivePraise):
                pack = self._pack_for_new(reading, action, under)
                situation = self.situation_under(reading, pack)
                self._check_taken_up(reading, action, pack)
                return preview(None, _with_occasions(reading, action), situation, pack.pin), situation
            stored = reading.cases.load(_named(ref))
            if stored is None:
                raise NothingOwed("no_such_case")
            situation = self.situation_of(reading, stored.case)
            return preview(stored.case, action, situation), situation

    def sweep(self) -> Swept:
        """Every duty that is due, in order, each in a transaction of its own. A case that fails is left for later."""
        now, came, tried = self.clock.now(), Counter[Reached](), Counter[Place]()
        while due := self._due(now, tried):
            for duty in due:
                reached = self._reach(duty.ref, ReachDeadline(duty.number, duty.wake), now)
                came[reached] += 1
                tried[duty.ref, duty.number] += reached is Reached.CHANGED
        return Swept(came[Reached.LAPSED], came[Reached.POSTPONED])

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
        with self.database.write() as uow:
            performed = self._continue(uow, action, ref)
            uow.commit()
        self._tell_kept(performed)
        return bool(performed.decision.entries)

    def _due(self, now: datetime, tried: Counter[Place]) -> tuple[DueDuty, ...]:
        """What is due, without what was tried often enough in this sweep: it comes again in the next one."""
        with self.database.read() as reading:
            due = reading.duties.due(now, BATCH, self.heard(reading))
        return tuple(duty for duty in due if tried[duty.ref, duty.number] < TRIES)

    def heard(self, reading: Reading) -> datetime | None:
        """Up to when every answer that may come by mail has been read, for certain; None where none can."""
        read_up_to = self.read_up_to(reading)
        return read_up_to if read_up_to in (None, NEVER) else read_up_to - SHOWN_LATE

    def read_up_to(self, reading: Reading) -> datetime | None:
        """Up to when the mailbox has been read, by our clock."""
        return (reading.watermarks.get(MAILBOX_READ) or NEVER) if self.reads_mail else None

    def pack_of(self, uow: Reading, pin: PackPin) -> Pack:
        """The very procedure that a case was opened under."""
        known = self.world.pack(pin.digest)
        if known is not None:
            return known
        return self.world.recall(uow.procedures.text(pin.digest), f"{pin.id}.yaml")

    def in_force(self, uow: Reading) -> InForce:
        """The procedures for new cases, by team. Read again when a team was given another one."""
        roster = uow.people.roster()  # a new one after every change of people, teams and their procedures
        known = self._in_force
        if known is None or known[0] is not roster:
            packs = {team: self.recalled(uow, digest) for team, digest in uow.procedures.assigned().items()}
            others = packs.pop(None, None)
            known = roster, InForce({team: pack for team, pack in packs.items() if team is not None}, others)
            self._in_force = known
        return known[1]

    def pack_of_person(self, uow: Reading, person: PersonId) -> Pack:
        """The procedure in whose words somebody is spoken to where no case is spoken of."""
        own = self.in_force(uow).own(person, uow.people.roster(), self.today())
        if not own:
            raise NothingOwed("no_procedure_for_team")
        return own[0]

    def packs_in_use(self, uow: Reading) -> tuple[Pack, ...]:
        """Every procedure under which there is a case, or can be; also those that were amended since."""
        return tuple(self.recalled(uow, digest) for digest in uow.procedures.in_use())

    def recalled(self, uow: Reading, digest: str) -> Pack:
        return self.world.pack(digest) or self.world.recall(uow.procedures.text(digest), "procedure.yaml")

    def situation_of(self, uow: Reading, case: Case) -> Situation:
        return self.situation_under(uow, self.pack_of(uow, case.pack))

    def situation_under(self, uow: Reading, pack: Pack) -> Situation:
        roster = self.world.people_under(pack, self.in_force(uow), uow.people.roster())
        return self.world.situation(pack, roster, self.clock.now())

    def today(self) -> date:
        return self.clock.now().astimezone(LONDON).date()

    def knows(self, person: PersonId) -> bool:
        """Is this somebody on the authority's list, in service today?"""
        with self.database.read() as reading:
            return self.serves(reading, person)

    def serves(self, reading: Reading, person: PersonId) -> bool:
        """As `knows`, at the moment of the reading."""
        return reading.people.roster().serves(person, self.today())

    def _pack_for_new(self, uow: Reading, action: RaiseConcern | GivePraise, under: str | None) -> Pack:
        """The procedure that a new case is opened under, about a team that may work under it. Raises DetailNeeded."""
        in_force, roster = self.in_force(uow), uow.people.roster()
        raised_under = in_force.raised_under(action.said.by, roster, self.today())
        pack = in_force.for_new_case(under, action.team, raised_under)
        if len(in_force.packs) > 1 and action.team not in in_force.teams_under(pack, roster):
            raise DetailNeeded("no_such_team")
        return pack

    def _perform(
        self, action: HumanAction, ref: CaseRef | None, once: str | None, under: str | None, finishes: tuple[str, ...]
    ) -> Performed:
        with self.database.write() as uow:
            now = self.clock.now()
            if once is not None and not uow.inbox.first_time(once, now, ref):
                return self._as_it_is(uow, ref or uow.inbox.case_of(once))
            if isinstance(action, RaiseConcern | GivePraise):
                performed = self._begin(uow, action, once, under)
            elif isinstance(action, DateOccasion):
                performed = self._date(uow, action, _named(ref))
            else:
                performed = self._continue(uow, action, _named(ref))
            for draft in finishes:
                uow.drafts.finish(draft)
            uow.commit()
        self._tell_kept(performed)
        return performed

    def _perform_with(self, first: Callable[[UnitOfWork], HumanAction | None], ref: CaseRef) -> Performed:
        with self.database.write() as uow:
            action = first(uow)
            performed = self._as_it_is(uow, ref) if action is None else self._continue(uow, action, ref)
            uow.commit()
        self._tell_kept(performed)
        return performed

    def _begin(
        self, uow: UnitOfWork, action: RaiseConcern | GivePraise, once: str | None, under: str | None
    ) -> Performed:
        pack = self._pack_for_new(uow, action, under)
        situation = self.situation_under(uow, pack)
        year = situation.today.year
        ref = uow.cases.next_reference(pack.procedure.reference.prefix, year)
        self._check_taken_up(uow, action, pack)
        decision = decide(None, replace(_with_occasions(uow, action), ref=ref), situation, pack.pin)
        also = self._keep(uow, decision, None)
        if once is not None:
            uow.inbox.remember_case(once, ref)
        return Performed(decision.case, decision, also=also)

    def _continue(self, uow: UnitOfWork, action: Action, ref: CaseRef) -> Performed:
        stored = uow.cases.load(ref)
        if stored is None:
            raise NothingOwed("no_such_case")
        decision = decide(stored.case, action, self.situation_of(uow, stored.case))
        return Performed(decision.case, decision, also=self._keep(uow, decision, stored.version))

    def record_occasion(self, asked: ToRecord) -> Kept:
        """Keep a review or conference, with all that follows. Raises ActionRefused, and TryAgain as `perform` does."""
        return self.record_occasions((asked,))[0]

    def record_occasions(self, several: Iterable[ToRecord]) -> tuple[Kept, ...]:
        """All of them or none. Raises as `record_occasion` does."""
        together = tuple(several)
        return tried(lambda: self._record_occasions(together))

    def _record_occasions(self, several: tuple[ToRecord, ...]) -> tuple[Kept, ...]:
        with self.database.write() as uow:
            kept = tuple(self._recording(uow, asked.said.by).record(asked) for asked in several)
            uow.commit()
        self._tell(*(decision for one in kept for decision in one.decisions))
        return kept

    def _recording(self, uow: UnitOfWork, by: PersonId) -> Recording:
        return Recording(self, uow, by, self._new_id)

    def _date(self, uow: UnitOfWork, action: DateOccasion, ref: CaseRef) -> Performed:
        """From a case: into the register too, where whoever says it may, and so to the child's other open cases."""
        stored = uow.cases.load(ref)
        if stored is None:
            raise NothingOwed("no_such_case")
        child, occasion = stored.case.child, action.occasion
        also: tuple[Decision, ...] = ()
        if child.record and may_record_occasions(action.said.by, self.situation_of(uow, stored.case)):
            asked = ToRecord(action.said, child.record, child.initials, occasion, action.instead_of, skip=ref)
            kept = self._recording(uow, action.said.by).record(asked)
            occasion, also = kept.occasion, kept.decisions
        performed = self._continue(uow, replace(action, occasion=occasion), ref)
        return replace(performed, also=(*performed.also, *also))

    def _keep(self, uow: UnitOfWork, decision: Decision, version: int | None) -> tuple[Decision, ...]:
        """Record it. Returns what followed for another case."""
        if decision.entries:
            uow.record(decision, version)
            self.put_outgoing(uow, decision)
        if any(isinstance(entry.facts, Raised) for entry in decision.entries):
            return self._close_taken_up(uow, decision.case)
        return ()

    def put_outgoing(self, uow: UnitOfWork, decision: Decision) -> None:
        """All that goes out about a decision, in the transaction that keeps it."""
        now = self.clock.now()
        uow.outbox.put(outgoing(decision, now, self._new_id, self.doors))
        if self.threads:
            uow.outbox.put(for_thread(decision, self.situation_of(uow, decision.case), now, self._new_id))
        if self.inviting is not None:
            situation = self.situation_of(uow, decision.case)
            uow.outbox.put(for_calendars(decision, situation, self.inviting.through, now, self._new_id))

    def _check_taken_up(self, uow: Reading, action: RaiseConcern | GivePraise, under: Pack) -> None:
        """The case that a new one takes up is the raiser's own, and its pack leads or opens to the new track."""
        if not isinstance(action, RaiseConcern) or action.after is None:
            return
        stored = uow.cases.load(action.after)
        if stored is None or stored.case.pack.id != under.pin.id:
            raise DetailNeeded("no_earlier_case")
        procedure = self.pack_of(uow, stored.case.pack).procedure
        if not may_be_taken_up(stored.case, action.track, action.said.by, procedure):
            raise DetailNeeded("no_earlier_case")

    def _close_taken_up(self, uow: UnitOfWork, case: Case) -> tuple[Decision, ...]:
        """Once the new case is sent, the one it takes up ends, where the pack leads from there to here."""
        stored = uow.cases.load(case.after) if case.after is not None else None
        if stored is None or stored.case.closed is not None:
            return ()
        situation = self.situation_of(uow, stored.case)
        if case.track not in tracks_that_take_up(stored.case, situation.procedure):
            return ()
        said = Said(case.raiser, Via.CLOCK)
        close = Close(said, Outcome.SUPERSEDED, Words(f"Taken up as {case.ref}."))
        try:
            decision = decide(stored.case, close, situation)
        except ActionRefused:  # a raiser who has left: the supervisor sees to it
            return ()
        self._keep(uow, decision, stored.version)
        return (decision,)

    def _tell_kept(self, performed: Performed) -> None:
        self._tell(performed.decision, *performed.also)

    def _tell(self, *decisions: Decision) -> None:
        self.database.once_kept(lambda: [self._kept(decision) for decision in decisions])

    def _as_it_is(self, uow: UnitOfWork, ref: CaseRef | None) -> Performed:
        stored = uow.cases.load(_named(ref))
        if stored is None:
            raise NothingOwed("no_such_case")
        return Performed(stored.case, Decision(stored.case), repeated=True)

    def _reach(self, ref: CaseRef, action: ReachDeadline, now: datetime) -> Reached:
        try:
            with self.database.write() as uow:
                performed = self._continue(uow, action, ref)
                if not performed.decision.entries:
                    uow.duties.postpone(ref, action.duty, now + POSTPONED, "nothing came of it")
                uow.commit()
            self._tell_kept(performed)
            return Reached.LAPSED if performed.decision.entries else Reached.POSTPONED
        except TryAgain:
            return Reached.CHANGED
        except (EscalationError, StorageError, AssertionError, KeyError, ValueError) as trouble:
            self._postpone(ref, action.duty, now, trouble)
            return Reached.POSTPONED

    def _postpone(self, ref: CaseRef, duty: int, now: datetime, trouble: Exception) -> None:
        """One failing case must not hold up the others."""
        logger.error("%s duty %d was postponed: %s", ref, duty, type(trouble).__name__)
        with self.database.write() as uow:
            uow.duties.postpone(ref, duty, now + POSTPONED, type(trouble).__name__)
            uow.commit()


def tried(work: Callable[[], Done], where: type[TryAgain] = TryAgain) -> Done:
    """Anew `where` that was raised. Raises TryAgain where it would not hold still."""
    for _ in range(TRIES - 1):
        try:
            return work()
        except where:
            continue
    return work()


def _with_occasions(reading: Reading, action: RaiseConcern | GivePraise) -> RaiseConcern | GivePraise:
    """A concern knows the reviews and conferences of the children whom it is about."""
    if not isinstance(action, RaiseConcern):
        return action
    records = dict.fromkeys(child.record for child in (action.child, *action.more_children) if child.record)
    return replace(action, occasions=tuple(o for record in records for o in reading.occasions.of_child(record)))


def _named(ref: CaseRef | None) -> CaseRef:
    if ref is None:
        raise NothingOwed("no_such_case")
    return ref
