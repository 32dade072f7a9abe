"""One transaction of the desk: the rules decide, and each decision is kept with all that goes out about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from escalation.actions import Action, DateOccasion, GivePraise, RaiseConcern
from escalation.case import Case, CaseRef
from escalation.case_log import Raised
from escalation.decide import decide
from escalation.decision import Decision
from escalation.errors import NothingOwed
from escalation.permissions import may_record_occasions
from storage.cases import Stored
from storage.unit_of_work import UnitOfWork

from ..occasions.recording import Kept, Recording, ToRecord
from .beginning import beginning, end_of_taken_up
from .situations import Situations


@dataclass(frozen=True, slots=True)
class Performed:
    """What came of an action. `repeated`: it had been done before, and this is the case as it is now."""

    case: Case
    decision: Decision
    repeated: bool = False


class Deciding:
    """`kept` are the decisions so far, in their order; `put` puts what goes out about one into the outbox."""

    def __init__(
        self,
        uow: UnitOfWork,
        situations: Situations,
        put: Callable[[UnitOfWork, Decision], None],
        new_id: Callable[[], str],
    ) -> None:
        self.uow = uow
        self.kept: list[Decision] = []
        self._situations = situations
        self._put = put
        self._new_id = new_id

    def begin(self, action: RaiseConcern | GivePraise, under: str | None) -> Performed:
        """A new case, under the pack with the digest `under` or the one that there is no choice about."""
        begins = beginning(self._situations, self.uow, action, under)
        prefix = begins.pack.procedure.reference.prefix
        ref = self.uow.cases.next_reference(prefix, begins.situation.today.year)
        decision = decide(None, replace(begins.action, ref=ref), begins.situation, begins.pack.pin)
        self._keep(decision, None)
        return Performed(decision.case, decision)

    def go_on(self, action: Action, ref: CaseRef) -> Performed:
        stored = self._stored(ref)
        decision = decide(stored.case, action, self._situations.of_case(self.uow, stored.case))
        self._keep(decision, stored.version)
        return Performed(decision.case, decision)

    def date(self, action: DateOccasion, ref: CaseRef) -> Performed:
        """From a case: into the register too, where whoever says it may, and so to the child's other open cases."""
        case = self._stored(ref).case
        child, occasion = case.child, action.occasion
        if child.record and may_record_occasions(action.said.by, self._situations.of_case(self.uow, case)):
            asked = ToRecord(action.said, child.record, child.initials, occasion, action.instead_of, skip=ref)
            occasion = self.record(asked).occasion
        return self.go_on(replace(action, occasion=occasion), ref)

    def record(self, asked: ToRecord) -> Kept:
        """A review or conference, with all that follows."""
        return Recording(self._situations, self.uow, asked.said.by, self._new_id, self._keep).record(asked)

    def as_it_is(self, ref: CaseRef) -> Performed:
        case = self._stored(ref).case
        return Performed(case, Decision(case), repeated=True)

    def _stored(self, ref: CaseRef) -> Stored:
        stored = self.uow.cases.load(ref)
        if stored is None:
            raise NothingOwed("no_such_case")
        return stored

    def _keep(self, decision: Decision, version: int | None) -> None:
        """Record it, and what follows for another case: one that is taken up ends when the new one is sent."""
        if not decision.entries:
            return
        self.uow.record(decision, version)
        self._put(self.uow, decision)
        self.kept.append(decision)
        if any(isinstance(entry.facts, Raised) for entry in decision.entries):
            ended = end_of_taken_up(self._situations, self.uow, decision.case)
            if ended is not None:
                self._keep(*ended)
