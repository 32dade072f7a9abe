"""`decide(case, action, situation)`: the one door into the rules. Pure: the same three give the same decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from . import actions as act
from .case import Case, Duty, PackPin, PersonId, Task
from .deciding import Deciding
from .decision import Decision, Situation
from .duties import UNWATCHED
from .errors import CafcassNotOpen, CaseIsClosed, DetailNeeded, NothingOwed, NotYours, RuleBroken, StageHasMoved
from .permissions import (
    MAY,
    Standing,
    Step,
    asked_in,
    cafcass_is_open,
    holder_for,
    may_record_occasions,
    standing,
)
from .steps import (
    agreed,
    answering,
    beside_the_answer,
    child_record,
    clocks_owed,
    closing,
    dating,
    forms,
    further_time,
    handing_over,
    judging,
    meetings,
    openings,
    raising,
    referrals,
    reopening,
)
from .steps.covering import cover_absence
from .steps.lapses import reach_deadline
from .steps.recounting import count_anew
from .steps.waiting_clocks import follow_the_clocks
from .working_days import DateOutsideCalendar

A = TypeVar("A")


@dataclass(frozen=True)
class Rule(Generic[A]):
    """What a kind of action is: the step by which rights are asked, and what follows from it."""

    kind: type[A]
    step: Step
    follow: Callable[[Deciding, A], None]


_RULES: tuple[Rule[Any], ...] = (
    Rule(act.UndoRaise, Step.UNDO, raising.undo),
    Rule(act.SendNow, Step.SEND_NOW, raising.send_now),
    Rule(act.FillIn, Step.FILL_IN, forms.fill_in),
    Rule(act.Respond, Step.ANSWER, answering.respond),
    Rule(act.RecordSpokenAnswer, Step.RECORD_SPOKEN_ANSWER, answering.record_spoken),
    Rule(act.FileAnswer, Step.ANSWER, answering.file_answer),
    Rule(act.ReportMisdirected, Step.READ, handing_over.report_misdirected),
    Rule(act.CorrectAnswer, Step.CORRECT_ANSWER, answering.correct),
    Rule(act.Forewarn, Step.FOREWARN, answering.forewarn),
    Rule(act.Acknowledge, Step.ACKNOWLEDGE, beside_the_answer.acknowledge),
    Rule(act.AgreePlan, Step.AGREE_A_PLAN, beside_the_answer.agree_plan),
    Rule(act.Contest, Step.CONTEST, beside_the_answer.contest),
    Rule(act.Confirm, Step.CONFIRM, beside_the_answer.confirm),
    Rule(act.Distribute, Step.DISTRIBUTE, beside_the_answer.distribute),
    Rule(act.EnterOnRecord, Step.ENTER_ON_RECORD, beside_the_answer.enter_on_record),
    Rule(act.JudgeSatisfied, Step.SATISFIED, judging.satisfied),
    Rule(act.JudgePartly, Step.PARTLY_SATISFIED, judging.partly),
    Rule(act.JudgeNotSatisfied, Step.NOT_SATISFIED, judging.not_satisfied),
    Rule(act.EscalateTo, Step.MOVE_UP, judging.escalate),
    Rule(act.OpenStage, Step.OPEN_STAGE, openings.open_stage),
    Rule(act.DeclineToOpen, Step.DECLINE_TO_OPEN, openings.decline_to_open),
    Rule(act.SetDate, Step.SET_DATE, clocks_owed.set_date),
    Rule(act.Wait, Step.WAIT, judging.wait),
    Rule(act.ChooseWhenSilent, Step.CHOOSE_WHEN_SILENT, judging.choose_when_silent),
    Rule(act.AskFurtherTime, Step.ASK_FURTHER_TIME, further_time.ask_further_time),
    Rule(act.AgreeFurtherTime, Step.AGREE_FURTHER_TIME, further_time.agree_further_time),
    Rule(act.RefuseFurtherTime, Step.REFUSE_FURTHER_TIME, further_time.refuse_further_time),
    Rule(act.ConveneMeeting, Step.CONVENE_MEETING, meetings.convene),
    Rule(act.RecordMeeting, Step.RECORD_MEETING, meetings.record_meeting),
    Rule(act.ActionDone, Step.ACTION_DONE, agreed.report_done),
    Rule(act.VerifyAction, Step.VERIFY_ACTION, agreed.verify),
    Rule(act.ActionNotDone, Step.ACTION_NOT_DONE, agreed.not_done),
    Rule(act.DropAction, Step.DROP_ACTION, agreed.drop),
    Rule(act.ReferToCafcass, Step.REFER_TO_CAFCASS, referrals.refer_to_cafcass),
    Rule(act.RecordReferral, Step.RECORD_REFERRAL, referrals.record_referral),
    Rule(act.RecordReferralOutcome, Step.RECORD_REFERRAL_OUTCOME, referrals.record_referral_outcome),
    Rule(act.ConfirmOnRecord, Step.PUT_ON_RECORD, child_record.confirm_on_record),
    Rule(act.ChangeChildStatus, Step.CHANGE_CHILD_STATUS, child_record.change_child_status),
    Rule(act.DateOccasion, Step.DATE_OCCASION, dating.date_occasion),
    Rule(act.PassOn, Step.PASS_ON, handing_over.pass_on),
    Rule(act.Reassign, Step.REASSIGN, handing_over.reassign),
    Rule(act.Close, Step.CLOSE, closing.close_by_choice),
    Rule(act.Reopen, Step.REOPEN, reopening.reopen),
)
RULES: Mapping[type, Rule[Any]] = {rule.kind: rule for rule in _RULES}

AFTER_CLOSING = (
    act.Reopen, act.ReferToCafcass, act.RecordReferral, act.RecordReferralOutcome, act.ConfirmOnRecord,
    act.Respond, act.FileAnswer, act.ReportMisdirected, act.CorrectAnswer,
    act.FillIn,
)  # fmt: skip
WHILE_HELD = (act.UndoRaise, act.SendNow, act.DateOccasion, act.Reassign, act.ReferToCafcass)
WHO_REPORT = frozenset({Standing.RAISER, Standing.RAISERS_COVER, Standing.SUPERVISOR, Standing.LOG_KEEPER})
"""Who may say that a message reached somebody whom it was not for."""
OPENING = (act.OpenStage, act.DeclineToOpen)
"""Also about a draft, and about a closed case that is to be reopened."""


def decide(case: Case | None, action: act.Action, situation: Situation, pin: PackPin | None = None) -> Decision:
    """What follows from `action`. Raises ActionRefused where the procedure or the state does not allow it.

    `case` is None for a new one, which is pinned to `pin`. `Decision.case is case` means there was nothing to do.
    """
    if isinstance(action, act.ByTheClock):
        return _by_the_clock(case, action, situation)
    try:
        return _by_a_person(case, action, situation, pin)
    except DateOutsideCalendar:
        raise DetailNeeded("date_out_of_reach") from None


def _by_the_clock(case: Case | None, action: act.ByTheClock, situation: Situation) -> Decision:
    if case is None:
        raise NothingOwed("no_such_case")
    if case.closed is not None and not case.duties:
        return Decision(case)
    d = Deciding(case, situation, None, situation.now)
    match action:
        case act.ReachDeadline():
            reach_deadline(d, action)
        case act.CountAnew():
            count_anew(d)
        case act.CoverAbsence():
            cover_absence(d, action)
    follow_the_clocks(d, case)
    return _checked(d.decision())


def _by_a_person(case: Case | None, action: act.HumanAction, situation: Situation, pin: PackPin | None) -> Decision:
    happened = min(action.said.happened or situation.now, situation.now)
    d = Deciding(case, situation, action.said, happened)
    for day in _dates_in(action):
        situation.calendar.is_working_day(day)  # raises where the calendar does not reach
    if isinstance(action, act.RaiseConcern | act.GivePraise):
        _begin(d, case, action, pin)
    elif case is None:
        raise NothingOwed("no_such_case")
    else:
        rule = RULES[type(action)]
        held = _check_may(case, action, rule.step, situation)
        d.on_behalf_of = _acts_for(case, action, held & MAY[rule.step], situation)
        rule.follow(d, action)
    follow_the_clocks(d, case)
    return _checked(d.decision())


def _begin(d: Deciding, case: Case | None, action: act.RaiseConcern | act.GivePraise, pin: PackPin | None) -> None:
    if case is not None or pin is None:
        raise RuleBroken("a case is raised once, under a procedure")
    if not d.situation.roster.serves(action.said.by, d.today):
        raise NotYours("not_known_here")
    if isinstance(action, act.RaiseConcern):
        raising.raise_concern(d, action, pin)
    else:
        raising.give_praise(d, action, pin)


def _dates_in(value: object) -> Iterator[date]:
    """Every day that an action names, however deep."""
    if isinstance(value, date):
        yield value.date() if isinstance(value, datetime) else value
    elif isinstance(value, tuple):
        for item in value:
            yield from _dates_in(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _dates_in(getattr(value, field.name))


def _check_may(case: Case, action: act.HumanAction, step: Step, situation: Situation) -> frozenset[Standing]:
    """What this person is to the case. Raises where the case, the person or the child does not allow the step."""
    held = standing(case, action.said.by, situation)
    if isinstance(action, act.DateOccasion) and may_record_occasions(action.said.by, situation):
        _check_state(case, action)
        return held
    if not held:
        raise NotYours("outsider")
    _check_state(case, action)
    if isinstance(action, act.Respond):
        _check_asked(case, action.said.by, action.visit, situation)
    elif isinstance(action, act.FileAnswer):
        _check_filed(case, action, held, situation)
    elif isinstance(action, act.ReportMisdirected) and held.isdisjoint(WHO_REPORT):
        raise NotYours("may_not_report_misdirected")
    elif held.isdisjoint(MAY[step]):
        if Standing.ASKED_BEFORE in held and Standing.ASKED in MAY[step]:
            raise StageHasMoved("stage_has_moved")
        raise NotYours(f"may_not_{step.name.lower()}")
    if isinstance(action, act.ReferToCafcass) and not cafcass_is_open(case, situation):
        raise CafcassNotOpen("cafcass_not_open")
    return held


def _check_state(case: Case, action: act.HumanAction) -> None:
    if case.waiting is not None and isinstance(action, OPENING):
        return
    if case.closed is not None and not isinstance(action, AFTER_CLOSING):
        raise CaseIsClosed("case_is_closed")
    if case.closed is None and isinstance(action, act.Reopen):
        raise NothingOwed("not_closed")
    if case.closed is None and case.raised is None and not isinstance(action, WHILE_HELD):
        raise NothingOwed("not_sent_yet")


def _check_filed(case: Case, action: act.FileAnswer, held: frozenset[Standing], situation: Situation) -> None:
    """By the keeper of the log, and as the answer of one who could give it themselves."""
    if Standing.LOG_KEEPER not in held:
        raise NotYours("may_not_file")
    try:
        _check_asked(case, action.by, action.visit, situation)
    except (NotYours, StageHasMoved):
        raise DetailNeeded("not_asked_here") from None


def _check_asked(case: Case, by: PersonId, number: int, situation: Situation) -> None:
    """An answer to the stage that asked this person, also when the case has moved on since."""
    visit = next((v for v in case.visits if v.number == number), None)
    day = situation.today
    if by == case.raiser and not (visit is not None and any(n.person == by for n in visit.asked)):
        raise NotYours("may_not_answer")
    if visit is not None and (asked_in(visit, by) or holder_for(by, visit, situation.roster, day) is not None):
        return
    if visit is None or visit.left is not None:
        raise StageHasMoved("stage_has_moved")
    raise NotYours("may_not_answer")


def _acts_for(
    case: Case, action: act.HumanAction, acting: frozenset[Standing], situation: Situation
) -> PersonId | None:
    """Whom this person acts for: the raiser, or the holder whom they cover or represent; None for themselves."""
    if acting & {Standing.RAISER, Standing.JUDGE, Standing.ASKED_TO_OPEN} or isinstance(action, act.FileAnswer):
        return None
    if acting & {Standing.RAISERS_COVER, Standing.ASKED_FOR_RAISER}:
        return case.raiser
    number = getattr(action, "visit", None)
    visit = next((v for v in case.visits if v.number == number), None)
    day = situation.today
    return holder_for(action.said.by, visit, situation.roster, day) if visit is not None else None


def _checked(decision: Decision) -> Decision:
    """The auditor's rule: an open case has a future wake on a duty that somebody holds. An overall limit is no duty."""
    case = decision.case
    if case.closed is not None and any(duty.task is not Task.OPEN for duty in case.duties):
        raise RuleBroken("a closed case owes nothing, but for a word on opening it again")
    if case.closed is None and not any(is_watched(duty) for duty in case.duties):
        raise RuleBroken("an open case has nobody who owes anything")
    return decision


def is_watched(duty: Duty) -> bool:
    return duty.wake is not None and bool(duty.owed_by) and duty.task not in UNWATCHED
