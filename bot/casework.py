"""The desk's one way to write: an action comes in, the rules decide, everything is kept in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from escalation.actions import Action, GivePraise, HumanAction, RaiseConcern, ReachDeadline
from escalation.case import Case, CaseRef, PackPin, PersonId, TeamId
from escalation.decide import decide
from escalation.decision import Decision, Situation
from escalation.errors import EscalationError, NothingOwed
from escalation.pack import Pack
from escalation.preview import preview
from storage.database import Database
from storage.errors import StorageError, TryAgain
from storage.unit_of_work import Reading, UnitOfWork

from .clock import Clock
from .posting import outgoing
from .world import World

logger = logging.getLogger(__name__)
TRIES = 3
"""How often an action is decided afresh when another changed the case meanwhile."""
POSTPONED = timedelta(minutes=15)
"""How long a case that failed in the sweep is left alone."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class Performed:
    """What came of an action. `repeated`: it had been done before, and this is the case as it is now."""

    case: Case
    decision: Decision
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Swept:
    lapses: int = 0
    postponed: int = 0


class Desk:
    """Everything a door needs to act on cases."""

    def __init__(
        self,
        database: Database,
        world: World,
        clock: Clock,
        new_id: Callable[[], str] = lambda: str(uuid4()),
        kept: Callable[[Decision], object] = lambda decision: None,
    ) -> None:
        """`kept` hears of every decision once it is committed."""
        self.database = database
        self.world = world
        self.clock = clock
        self._new_id = new_id
        self._kept = kept

    def perform(self, action: HumanAction, ref: CaseRef | None, once: str | None = None) -> Performed:
        """Do it, once. Raises ActionRefused, and TryAgain when the case would not hold still."""
        for _ in range(TRIES - 1):
            try:
                return self._perform(action, ref, once)
            except TryAgain:
                continue
        return self._perform(action, ref, once)

    def preview(self, action: HumanAction, ref: CaseRef | None) -> tuple[Decision, Situation]:
        """What would follow, recorded nowhere. Raises ActionRefused."""
        with self.database.read() as reading:
            if isinstance(action, RaiseConcern | GivePraise):
                pack = self.pack_of_team(reading, action.team)
                situation = self.world.situation(pack, reading.people.roster(), self.clock.now())
                return preview(None, action, situation, pack.pin), situation
            stored = reading.cases.load(_named(ref))
            if stored is None:
                raise NothingOwed("no_such_case")
            situation = self.situation_of(reading, stored.case)
            return preview(stored.case, action, situation), situation

    def sweep(self) -> Swept:
        """Every duty that is due, in order, each in a transaction of its own. A case that fails is left for later."""
        now, lapses, postponed = self.clock.now(), 0, 0
        with self.database.read() as reading:
            due = reading.duties.due(now, limit=BATCH)
        while due:
            for duty in due:
                if self._reach(duty.ref, ReachDeadline(duty.number, duty.wake), now):
                    lapses += 1
                else:
                    postponed += 1
            with self.database.read() as reading:
                due = reading.duties.due(now, limit=BATCH)
        return Swept(lapses, postponed)

    def pack_of(self, uow: Reading, pin: PackPin) -> Pack:
        """The very procedure that a case was opened under."""
        known = self.world.pack(pin.digest)
        if known is not None:
            return known
        return self.world.recall(uow.procedures.text(pin.digest), f"{pin.id}.yaml")

    def pack_of_team(self, uow: Reading, team: TeamId | None) -> Pack:
        """The procedure that governs new cases of a team."""
        digest = uow.procedures.pack_of(team)
        if digest is None:
            raise NothingOwed("no_procedure_for_team")
        return self.world.pack(digest) or self.world.recall(uow.procedures.text(digest), "procedure.yaml")

    def situation_of(self, uow: Reading, case: Case) -> Situation:
        return self.situation_under(uow, self.pack_of(uow, case.pack))

    def situation_under(self, uow: Reading, pack: Pack) -> Situation:
        return self.world.situation(pack, uow.people.roster(), self.clock.now())

    def knows(self, person: PersonId) -> bool:
        """Is this somebody on the authority's list, in service today?"""
        with self.database.read() as reading:
            pack = self.pack_of_team(reading, None)
            today = self.world.calendar(pack).local_date(self.clock.now())
            return reading.people.roster().serves(person, today)

    def _perform(self, action: HumanAction, ref: CaseRef | None, once: str | None) -> Performed:
        with self.database.write() as uow:
            now = self.clock.now()
            if once is not None and not uow.inbox.first_time(once, now):
                return self._as_it_is(uow, ref or uow.inbox.case_of(once))
            if isinstance(action, RaiseConcern | GivePraise):
                performed = self._begin(uow, action, once)
            else:
                performed = self._continue(uow, action, _named(ref))
            uow.commit()
        self._kept(performed.decision)
        return performed

    def _begin(self, uow: UnitOfWork, action: RaiseConcern | GivePraise, once: str | None) -> Performed:
        pack = self.pack_of_team(uow, action.team)
        situation = self.world.situation(pack, uow.people.roster(), self.clock.now())
        year = situation.calendar.local_date(situation.now).year
        ref = uow.cases.next_reference(pack.procedure.reference.prefix, year)
        decision = decide(None, replace(action, ref=ref), situation, pack.pin)
        self._keep(uow, decision, None)
        if once is not None:
            uow.inbox.remember_case(once, ref)
        return Performed(decision.case, decision)

    def _continue(self, uow: UnitOfWork, action: Action, ref: CaseRef) -> Performed:
        stored = uow.cases.load(ref)
        if stored is None:
            raise NothingOwed("no_such_case")
        decision = decide(stored.case, action, self.situation_of(uow, stored.case))
        self._keep(uow, decision, stored.version)
        return Performed(decision.case, decision)

    def _keep(self, uow: UnitOfWork, decision: Decision, version: int | None) -> None:
        if decision.entries:
            uow.record(decision, version)
            uow.outbox.put(outgoing(decision, self.clock.now(), self._new_id))

    def _as_it_is(self, uow: UnitOfWork, ref: CaseRef | None) -> Performed:
        stored = uow.cases.load(_named(ref))
        if stored is None:
            raise NothingOwed("no_such_case")
        return Performed(stored.case, Decision(stored.case), repeated=True)

    def _reach(self, ref: CaseRef, action: ReachDeadline, now: datetime) -> bool:
        try:
            with self.database.write() as uow:
                performed = self._continue(uow, action, ref)
                if not performed.decision.entries:
                    uow.duties.postpone(ref, action.duty, now + POSTPONED, "nothing came of it")
                uow.commit()
            self._kept(performed.decision)
            return bool(performed.decision.entries)
        except TryAgain:
            return True
        except (EscalationError, StorageError, AssertionError, KeyError, ValueError) as trouble:
            self._postpone(ref, action.duty, now, trouble)
            return False

    def _postpone(self, ref: CaseRef, duty: int, now: datetime, trouble: Exception) -> None:
        """One failing case must not hold up the others."""
        logger.error("%s duty %d was postponed: %s", ref, duty, type(trouble).__name__)
        with self.database.write() as uow:
            uow.duties.postpone(ref, duty, now + POSTPONED, type(trouble).__name__)
            uow.commit()


def _named(ref: CaseRef | None) -> CaseRef:
    if ref is None:
        raise NothingOwed("no_such_case")
    return ref
