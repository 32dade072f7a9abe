"""What can stand in a case's log: one class of facts for each kind, in the past tense.

The log is the case: each kind knows what it changed, and `replay` rebuilds a case by applying its entries in order.
People's words are fields of type `Words`; storage keeps those beside the chain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from .case import (
    NO_WORDS,
    AgreedAction,
    Answer,
    Case,
    ChildStatus,
    ChildView,
    Closed,
    Concern,
    Consulted,
    Duty,
    FilledIn,
    LimitMoved,
    Meeting,
    Named,
    Occasion,
    OnRecord,
    Opening,
    Outcome,
    PersonId,
    Referral,
    RoleId,
    Silence,
    StageId,
    StageVisit,
    StepDone,
    Stopped,
    Verdict,
    Words,
)


class Ended(StrEnum):
    """How a duty ended."""

    MET = "met"
    REPLACED = "replaced"
    NO_LONGER_NEEDED = "no longer needed"


class Facts(Protocol):
    """One kind of entry."""

    def apply(self, case: Case, happened: datetime) -> Case:
        """The case after this happened."""
        ...


def put_duty(case: Case, duty: Duty) -> Case:
    return replace(case, duties=tuple(duty if d.number == duty.number else d for d in case.duties))


def change_visit(case: Case, number: int, change: Callable[[StageVisit], StageVisit]) -> Case:
    return replace(case, visits=tuple(change(v) if v.number == number else v for v in case.visits))


def change_action(case: Case, number: int, change: Callable[[AgreedAction], AgreedAction]) -> Case:
    return replace(case, actions=tuple(change(a) if a.number == number else a for a in case.actions))


def settle(concerns: tuple[Concern, ...], numbers: Iterable[int]) -> tuple[Concern, ...]:
    settled = frozenset(numbers)
    return tuple(replace(c, settled=True) if c.number in settled else c for c in concerns)


def hand_over(owed_by: Iterable[Named], person: PersonId, to: PersonId) -> tuple[Named, ...]:
    """`to` in the place of `person`, once."""
    changed = (replace(n, person=to, covering=None) if person in (n.person, n.covering) else n for n in owed_by)
    return tuple(dict.fromkeys(changed))


@dataclass(frozen=True, slots=True)
class Drafted:
    """A concern was written. It is held, or sent at once."""

    case: Case

    def apply(self, case: Case, happened: datetime) -> Case:
        return self.case


@dataclass(frozen=True, slots=True)
class Raised:
    """The concern was sent: the clocks count from here."""

    def apply(self, case: Case, happened: datetime) -> Case:
        return replace(case, raised=happened, run=1, run_started=happened)


@dataclass(frozen=True, slots=True)
class RaisedLate:
    """Raised after the time that the procedure gives for raising, which ended at `due`. It counts all the same."""

    due: datetime

    def apply(self, case: Case, happened: datetime) -> Case:
        return case


@dataclass(frozen=True, slots=True)
class GateConsulted:
    """Somebody was consulted before a stage, or passed over with a reason."""

    stage: StageId
    consulted: Consulted

    def apply(self, case: Case, happened: datetime) -> Case:
        return replace(case, consulted=self.consulted)


@dataclass(frozen=True, slots=True)
class StageEntered:
    visit: StageVisit
    from_stage: StageId | None
    why: Words
    passed_over: tuple[StageId, ...]
    days_left: int | None  # working days left under the first overall limit
    not_asked: tuple[PersonId, ...] = ()  # they answered before what is disputed now

    def apply(self, case: Case, happened: datetime) -> Case:
        left = tuple(v if v.left else replace(v, left=self.visit.entered) for v in case.visits)
        return replace(case, visits=(*left, self.visit), waiting=None, raiser_may_open=())


@dataclass(frozen=True, slots=True)
class OpeningAsked:
    """The case is to move to a stage that others open, sign or agree to: they were asked."""

    opening: Opening

    def apply(self, case: Case, happened: datetime) -> Case:
        return replace(case, waiting=self.opening)


@dataclass(frozen=True, slots=True)
class OpeningAgreed:
    """Somebody whose part it is agreed, for these posts."""

    stage: StageId
    roles: tuple[RoleId, ...]

    def apply(self, case: Case, happened: datetime) -> Case:
        assert case.waiting is not None, "what is agreed to was asked for"
        return replace(case, waiting=replace(case.waiting, agreed=(*case.waiting.agreed, *self.roles)))


@dataclass(frozen=True, slots=True)
class OpeningDeclined:
    """They would not: the step is the raiser's again."""

    stage: StageId
    reason: Words

    def apply(self, case: Case, happened: datetime) -> Case:
        return replace(case, waiting=None, raiser_may_open=(*case.raiser_may_open, self.stage))


@dataclass(frozen=True, slots=True)
class OpeningGivenBack:
    """They were silent for a working day: the step is the raiser's again."""

    stage: StageId

    def apply(self, case: Case, happened: datetime) -> Case:
        return replace(case, waiting=None, raiser_may_open=(*case.raiser_may_open, self.stage))


@dataclass(frozen=True, slots=True)
class OpeningTakenBack:
    """Others were asked to let the case move on, and it stays: an answer came after a silence, or it is settled."""

    stage: StageId

    def apply(self, case: Case, happened: datetime) -> Case:
        return replace(case, waiting=None)


@dataclass(frozen=True, slots=True)
class NotSent:
    """Its time to be undone was over, and nobody could be asked at its first stage: it stays a draft."""

    stage: StageId

    def apply(self, case: Case, happened: datetime) -> Case:
        return case


@dataclass(frozen=True, slots=True)
class StageSkipped:
    """The next stage is held by somebody who was asked already in another role."""

    stage: StageId
    person: PersonId

    def apply(self, case: Case, happened: datetime) -> Case:
        return case


@dataclass(frozen=True, slots=True)
class DutyOwed:
    duty: Duty

    def apply(self, case: Case, happened: datetime) -> Case:
        return replace(case, duties=(*case.duties, self.duty), duties_ever=self.duty.number)


@dataclass(frozen=True, slots=True)
class DutyEnded:
    duty: int
    ended: Ended

    def apply(self, case: Case, happened: datetime) -> Case:
        return replace(case, duties=tuple(d for d in case.duties if d.number != self.duty))


@dataclass(frozen=True, slots=True)
class DateSet:
    """The day by which a stage is to be answered was set by whoever opened it. The duties follow."""

    visit: int
    due: datetime

    def apply(self, case: Case, happened: datetime) -> Case:
        return case


@dataclass(frozen=True, slots=True)
class DutyMoved:
    """A duty's times or holders changed, for the reason that the entries around it give."""

    duty: Duty

    def apply(self, case: Case, happened: datetime) -> Case:
        return put_duty(case, self.duty)


@dataclass(frozen=True, slots=True)
class DaysCountedAnew:
    """Bank holidays changed, and these are due later than they were."""

    duties: tuple[Duty, ...]

    def apply(self, case: Case, happened: datetime) -> Case:
        for duty in self.duties:
            case = put_duty(case, duty)
        return case


@dataclass(frozen=True, slots=True)
class Reminded:
    duty: Duty
    people: tuple[PersonId, ...]

    def apply(self, case: Case, happened: datetime) -> Case:
        return put_duty(case, self.duty)


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A duty's time passed."""

    duty: Duty

    def apply(self, case: Case, happened: datetime) -> Case:
        return put_duty(case, self.duty)


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """The raiser's side was silent: asked again, or the next person was."""

    duty: Duty
    person: PersonId

    def apply(self, case: Case, happened: datetime) -> Case:
        return put_duty(case, self.duty)


@dataclass(frozen=True, slots=True)
class LimitReached:
    limit: str
    duty: Duty

    def apply(self, case: Case, happened: datetime) -> Case:
        return replace(put_duty(case, self.duty), limits_reached=(*case.limits_reached, self.limit))


@dataclass(frozen=True, slots=True)
class Responded:
    visit: int
    answer: Answer

    def apply(self, case: Case, happened: datetime) -> Case:
        """An answer also settles whether more time is needed."""
        return change_visit(case, self.visit, lambda v: replace(v, answers=(*v.answers, self.answer), asked_until=None))


@dataclass(frozen=True, slots=True)
class StepTaken:
    """Something owed beside the answer was done."""

    visit: int
    done: StepDone

    def apply(self, case: Case, happened: datetime) -> Case:
        return change_visit(case, self.visit, lambda v: replace(v, done=(*v.done, self.done)))


@dataclass(frozen=True, slots=True)
class ClockBegan:
    """A clock that waited for something else to happen runs from now. The duties follow."""

    visit: int
    clock: str

    def apply(self, case: Case, happened: datetime) -> Case:
        return change_visit(case, self.visit, lambda v: replace(v, begun=(*v.begun, self.clock)))


@dataclass(frozen=True, slots=True)
class ClockStopped:
    """A clock from which another is counted has stopped."""

    visit: int
    clock: str

    def apply(self, case: Case, happened: datetime) -> Case:
        stopped = Stopped(self.clock, happened)
        return change_visit(case, self.visit, lambda v: replace(v, stopped=(*v.stopped, stopped)))


@dataclass(frozen=True, slots=True)
class RightEnded:
    """The time for dissent is over. The concern itself stays as it is."""

    visit: int
    clock: str

    def apply(self, case: Case, happened: datetime) -> Case:
        return change_visit(case, self.visit, lambda v: replace(v, rights_ended=(*v.rights_ended, self.clock)))


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """The authority's last word: the raiser accepts it, or takes it further outside."""

    visit: int

    def apply(self, case: Case, happened: datetime) -> Case:
        return case


@dataclass(frozen=True, slots=True)
class AnswerCorrected:
    """The newest spoken answer of `by` was put right."""

    visit: int
    by: PersonId
    text: Words

    def apply(self, case: Case, happened: datetime) -> Case:
        def correct(visit: StageVisit) -> StageVisit:
            newest = max(i for i, answer in enumerate(visit.answers) if answer.spoken and answer.by == self.by)
            right = replace(visit.answers[newest], text=self.text)
            return replace(visit, answers=(*visit.answers[:newest], right, *visit.answers[newest + 1 :]))

        return change_visit(case, self.visit, correct)


@dataclass(frozen=True, slots=True)
class FoundSatisfied:
    """One of several judges is satisfied; others have still to say."""

    visit: int
    person: PersonId
    difference: Words = NO_WORDS

    def apply(self, case: Case, happened: datetime) -> Case:
        found = change_visit(case, self.visit, lambda v: replace(v, satisfied=(*v.satisfied, self.person)))
        return replace(found, difference=self.difference or case.difference)


@dataclass(frozen=True, slots=True)
class Judged:
    visit: int
    verdict: Verdict
    reason: Words
    settled: tuple[int, ...] = ()
    difference: Words = NO_WORDS

    def apply(self, case: Case, happened: datetime) -> Case:
        concerns = settle(case.concerns, self.settled)
        judged = change_visit(case, self.visit, lambda v: replace(v, verdict=self.verdict))
        return replace(judged, concerns=concerns, difference=self.difference or case.difference)


@dataclass(frozen=True, slots=True)
class Waited:
    """The raiser left it for a working day."""

    duty: Duty

    def apply(self, case: Case, happened: datetime) -> Case:
        return put_duty(case, self.duty)


@dataclass(frozen=True, slots=True)
class WhenSilentChosen:
    when_silent: Silence

    def apply(self, case: Case, happened: datetime) -> Case:
        return replace(case, when_silent=self.when_silent)


@dataclass(frozen=True, slots=True)
class FurtherTimeAsked:
    visit: int
    until: date
    reason: Words

    def apply(self, case: Case, happened: datetime) -> Case:
        return change_visit(case, self.visit, lambda v: replace(v, asked_until=self.until))


@dataclass(frozen=True, slots=True)
class FurtherTimeAgreed:
    visit: int
    due: datetime
    beyond_limit: bool

    def apply(self, case: Case, happened: datetime) -> Case:
        return change_visit(
            case, self.visit, lambda v: replace(v, asked_until=None, further_time=(*v.further_time, self.due))
        )


@dataclass(frozen=True, slots=True)
class LimitPutOff:
    """Agreed further time moves this overall limit too: the procedure says so."""

    limit: str
    duty: Duty

    def apply(self, case: Case, happened: datetime) -> Case:
        moved = LimitMoved(self.limit, self.duty.due)
        return replace(put_duty(case, self.duty), limits_moved=(*case.limits_moved, moved))


@dataclass(frozen=True, slots=True)
class FurtherTimeRefused:
    visit: int
    reason: Words

    def apply(self, case: Case, happened: datetime) -> Case:
        return change_visit(case, self.visit, lambda v: replace(v, asked_until=None))


@dataclass(frozen=True, slots=True)
class Forewarned:
    visit: int
    reason: Words

    def apply(self, case: Case, happened: datetime) -> Case:
        return case


@dataclass(frozen=True, slots=True)
class Misdirected:
    """Messages about the case that were not for this person: what could be stopped was, the rest had gone."""

    to: PersonId
    stopped: int
    gone: int

    def apply(self, case: Case, happened: datetime) -> Case:
        return case


@dataclass(frozen=True, slots=True)
class MeetingConvened:
    visit: int
    at: datetime
    place: Words

    def apply(self, case: Case, happened: datetime) -> Case:
        return change_visit(case, self.visit, lambda v: replace(v, meeting=Meeting(self.at, self.place)))


@dataclass(frozen=True, slots=True)
class MeetingHeld:
    visit: int
    meeting: Meeting

    def apply(self, case: Case, happened: datetime) -> Case:
        return change_visit(case, self.visit, lambda v: replace(v, meeting=self.meeting))


@dataclass(frozen=True, slots=True)
class FormFilled:
    """Fields of a form were filled in, or filled in anew."""

    visit: int
    form: str
    entries: tuple[FilledIn, ...]

    def apply(self, case: Case, happened: datetime) -> Case:
        anew = {(one.visit, one.field, one.person) for one in self.entries}
        kept = (one for one in case.filled if (one.visit, one.field, one.person) not in anew)
        return replace(case, filled=(*kept, *self.entries))


@dataclass(frozen=True, slots=True)
class ActionAgreed:
    action: AgreedAction

    def apply(self, case: Case, happened: datetime) -> Case:
        return replace(case, actions=(*case.actions, self.action))


@dataclass(frozen=True, slots=True)
class ActionReportedDone:
    action: int
    on: date

    def apply(self, case: Case, happened: datetime) -> Case:
        return change_action(case, self.action, lambda a: replace(a, done=self.on))


@dataclass(frozen=True, slots=True)
class ActionVerified:
    action: int
    on: date

    def apply(self, case: Case, happened: datetime) -> Case:
        return change_action(case, self.action, lambda a: replace(a, done=a.done or self.on, verified=self.on))


@dataclass(frozen=True, slots=True)
class ActionRedated:
    action: int
    by: date
    reason: Words

    def apply(self, case: Case, happened: datetime) -> Case:
        return change_action(case, self.action, lambda a: replace(a, by=self.by, done=None, not_done=True))


@dataclass(frozen=True, slots=True)
class ActionDropped:
    action: int
    reason: Words

    def apply(self, case: Case, happened: datetime) -> Case:
        return change_action(case, self.action, lambda a: replace(a, dropped_because=self.reason))


@dataclass(frozen=True, slots=True)
class Referred:
    referral: Referral

    def apply(self, case: Case, happened: datetime) -> Case:
        return replace(case, referrals=(*case.referrals, self.referral))


@dataclass(frozen=True, slots=True)
class ReferralOutcomeRecorded:
    referral: int
    on: date
    outcome: Words

    def apply(self, case: Case, happened: datetime) -> Case:
        changed = (
            replace(r, outcome=self.outcome, outcome_on=self.on) if r.number == self.referral else r
            for r in case.referrals
        )
        return replace(case, referrals=tuple(changed))


@dataclass(frozen=True, slots=True)
class PutOnRecord:
    visit: int
    on: date

    def apply(self, case: Case, happened: datetime) -> Case:
        return replace(case, on_record=(*case.on_record, OnRecord(self.visit, self.on)))


@dataclass(frozen=True, slots=True)
class ChildTold:
    """What the child knows and wants, as the raiser wrote it at a stage."""

    visit: int
    view: ChildView

    def apply(self, case: Case, happened: datetime) -> Case:
        return replace(case, child_view=self.view)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """All that `person` held on the case (of one visit, or of the whole case) is now `to`'s."""

    person: PersonId
    to: PersonId
    visit: int | None
    reason: Words = NO_WORDS

    def apply(self, case: Case, happened: datetime) -> Case:
        duties = tuple(
            replace(d, owed_by=hand_over(d.owed_by, self.person, self.to)) if self.visit in (None, d.visit) else d
            for d in case.duties
        )
        visits = tuple(
            replace(v, asked=hand_over(v.asked, self.person, self.to)) if v.left is None else v for v in case.visits
        )
        actions = tuple(
            replace(a, who=self.to) if a.is_open and a.who == self.person and self.visit in (None, a.visit) else a
            for a in case.actions
        )
        raiser = self.to if self.visit is None and case.raiser == self.person else case.raiser
        return replace(case, duties=duties, visits=visits, actions=actions, raiser=raiser)


@dataclass(frozen=True, slots=True)
class CoverAsked:
    """`person`, who was asked as `role`, has gone away: `to` is asked for them, and either may answer.

    `duties` are those that it is about, by number.
    """

    person: PersonId
    to: PersonId
    role: RoleId
    visit: int
    duties: tuple[int, ...]

    def apply(self, case: Case, happened: datetime) -> Case:
        owed = tuple(
            replace(d, owed_by=self._covered(d.owed_by)) if d.number in self.duties else d for d in case.duties
        )
        changed = replace(case, duties=owed)
        return change_visit(changed, self.visit, lambda v: replace(v, asked=self._covered(v.asked)))

    def _covered(self, owed_by: Iterable[Named]) -> tuple[Named, ...]:
        cover = Named(self.to, self.role, covering=self.person)
        return tuple(cover if n == Named(self.person, self.role) else n for n in owed_by)


@dataclass(frozen=True, slots=True)
class ChildStatusChanged:
    """`record` names the child, where the case is about several."""

    status: ChildStatus
    record: str = ""

    def apply(self, case: Case, happened: datetime) -> Case:
        if self.record in ("", case.child.record):
            return replace(case, child=replace(case.child, status=self.status))
        others = (replace(c, status=self.status) if c.record == self.record else c for c in case.more_children)
        return replace(case, more_children=tuple(others))


@dataclass(frozen=True, slots=True)
class OccasionDated:
    """A review or conference of the child has its day; `before` is what was known of it until now."""

    occasion: Occasion
    before: Occasion | None = None

    def apply(self, case: Case, happened: datetime) -> Case:
        others = (o for o in case.occasions if o != self.before)
        return replace(case, occasions=tuple(sorted((*others, self.occasion), key=lambda o: (o.on, o.kind, o.number))))


@dataclass(frozen=True, slots=True)
class Praised:
    people: tuple[PersonId, ...]
    text: Words

    def apply(self, case: Case, happened: datetime) -> Case:
        return case


@dataclass(frozen=True, slots=True)
class CaseClosed:
    outcome: Outcome
    stage: StageId | None
    reason: Words
    difference: Words
    by: PersonId

    def apply(self, case: Case, happened: datetime) -> Case:
        closed = Closed(happened, self.by, self.outcome, self.stage, self.reason, self.difference)
        visits = tuple(v if v.left else replace(v, left=happened) for v in case.visits)
        concerns = case.concerns
        if self.outcome in (Outcome.RESOLVED, Outcome.SETTLED_IN_CONVERSATION):
            concerns = settle(concerns, (c.number for c in concerns))
        return replace(
            case, closed=closed, visits=visits, duties=(), concerns=concerns, waiting=None, raiser_may_open=()
        )


@dataclass(frozen=True, slots=True)
class Reopened:
    reason: Words

    def apply(self, case: Case, happened: datetime) -> Case:
        concerns = tuple(replace(c, settled=False) for c in case.concerns)
        again = replace(case, closed=None, run=case.run + 1, run_started=happened, concerns=concerns)
        return replace(again, limits_reached=(), limits_moved=())


KINDS: tuple[type[Facts], ...] = (
    Drafted,
    Raised,
    RaisedLate,
    GateConsulted,
    OpeningAsked,
    OpeningAgreed,
    OpeningDeclined,
    OpeningGivenBack,
    OpeningTakenBack,
    NotSent,
    StageEntered,
    StageSkipped,
    DateSet,
    DutyOwed,
    DutyEnded,
    DutyMoved,
    DaysCountedAnew,
    Reminded,
    Lapsed,
    AskedAgain,
    LimitReached,
    Responded,
    StepTaken,
    ClockBegan,
    ClockStopped,
    RightEnded,
    DecisionMade,
    AnswerCorrected,
    FoundSatisfied,
    Judged,
    Waited,
    WhenSilentChosen,
    FurtherTimeAsked,
    FurtherTimeAgreed,
    LimitPutOff,
    FurtherTimeRefused,
    Forewarned,
    Misdirected,
    MeetingConvened,
    MeetingHeld,
    FormFilled,
    ActionAgreed,
    ActionReportedDone,
    ActionVerified,
    ActionRedated,
    ActionDropped,
    Referred,
    ReferralOutcomeRecorded,
    PutOnRecord,
    ChildTold,
    HandedOver,
    CoverAsked,
    ChildStatusChanged,
    OccasionDated,
    Praised,
    CaseClosed,
    Reopened,
)
"""Every kind, for writing and reading the log."""
