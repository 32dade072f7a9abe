"""What is owed at a stage beside its answer: to acknowledge, agree a plan, contest, confirm, send round, record."""

from __future__ import annotations

from datetime import date, datetime

from ..actions import Acknowledge, AgreePlan, Confirm, Contest, Distribute, EnterOnRecord
from ..case import NO_WORDS, Answer, Duty, StageVisit, StepDone, Task, Words
from ..case_log import Ended, PutOnRecord, StepTaken
from ..deciding import Deciding
from ..duties import PAPERWORK, can_be_late
from ..errors import DetailNeeded, NothingOwed, ReasonNeeded, TooLate
from ..notices import Capacity, Meaning
from ..permissions import holds_of
from .agreed import agree_actions
from .answering import receive
from .visits import any_visit, visit_seen


def acknowledge(d: Deciding, action: Acknowledge) -> None:
    _take(d, visit_seen(d, action.visit), Task.ACKNOWLEDGE, action.text, d.happened)


def confirm(d: Deciding, action: Confirm) -> None:
    _take(d, visit_seen(d, action.visit), Task.CONFIRM, action.text, d.happened)


def agree_plan(d: Deciding, action: AgreePlan) -> None:
    """In words, or as actions that are followed to done like any other."""
    visit = visit_seen(d, action.visit)
    if not action.text and not action.actions:
        raise DetailNeeded("plan_needs_words")
    _take(d, visit, Task.AGREE_A_PLAN, action.text, d.happened)
    doer = d.by if d.by != d.case.raiser or not visit.asked else visit.asked[0].person
    agree_actions(d, action.actions, doer)
    d.tell((n.person for n in visit.asked if n.person != d.by), Meaning.STEP_TAKEN, Capacity.TOLD)


def distribute(d: Deciding, action: Distribute) -> None:
    if not action.to:
        raise DetailNeeded("sent_to_whom")
    visit = _of_paperwork(d, action.visit, Task.DISTRIBUTE)
    _take(d, visit, Task.DISTRIBUTE, action.to, _on_day(d, action.on, visit))


def enter_on_record(d: Deciding, action: EnterOnRecord) -> None:
    """Whether the child has been told is still the raiser's to say."""
    visit = _of_paperwork(d, action.visit, Task.ENTER_ON_RECORD)
    _take(d, visit, Task.ENTER_ON_RECORD, NO_WORDS, _on_day(d, action.on, visit))
    if not any(r.visit == visit.number for r in d.case.on_record):
        d.log(PutOnRecord(visit.number, action.on))


def contest(d: Deciding, action: Contest) -> None:
    """In time only, where the procedure ends the right; the raiser judges it like an answer."""
    visit = visit_seen(d, action.visit)
    if visit.rights_ended:
        raise TooLate("right_to_dissent_ended")
    if not action.reason:
        raise ReasonNeeded("reason_for_contesting")
    if not _held(d, visit, Task.CONTEST):
        raise NothingOwed("nothing_to_contest")
    answer = Answer(d.by, d.on_behalf_of, d.happened, action.reason, late=False, contests=True)
    receive(d, visit, answer, ())


def _take(d: Deciding, visit: StageVisit, task: Task, words: Words, at: datetime) -> None:
    held = _held(d, visit, task)
    if not held:
        raise NothingOwed("no_such_step_owed")
    late = any(at > duty.due and can_be_late(duty, d.case, d.situation.procedure) for duty in held)
    behalf = next((n.person for duty in held for n in duty.owed_by), None)
    own = d.by == d.case.raiser or any(d.by == n.person for duty in held for n in duty.owed_by)
    d.log(StepTaken(visit.number, StepDone(task, d.by, None if own else behalf, at, late, words)))
    d.end(held, Ended.MET)
    if d.by != d.case.raiser:
        d.tell_raiser(Meaning.STEP_TAKEN)


def _held(d: Deciding, visit: StageVisit, task: Task) -> tuple[Duty, ...]:
    """What this person can do away with: their own, and as the raiser what was agreed or written with others."""
    return tuple(duty for duty in holds_of(d.case, d.by, d.situation, task) if duty.visit == visit.number)


def _of_paperwork(d: Deciding, number: int, task: Task) -> StageVisit:
    """The stage that was seen, if it is owed there; else the first for which it is still owed."""
    assert task in PAPERWORK, "only paperwork outlasts its stage"
    owed = [duty.visit for duty in holds_of(d.case, d.by, d.situation, task) if duty.visit is not None]
    if not owed:
        raise NothingOwed("no_such_step_owed")
    return any_visit(d, number if number in owed else owed[0])


def _on_day(d: Deciding, on: date, visit: StageVisit) -> datetime:
    """A day without an hour: in time until the end of that day."""
    if on > d.today:
        raise DetailNeeded("date_ahead")
    if on < d.situation.calendar.local_date(visit.entered):
        raise DetailNeeded("before_the_stage")
    return min(d.now, max(visit.entered, d.situation.calendar.day_ends(on)))
