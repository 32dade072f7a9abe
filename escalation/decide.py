"""`decide(case, action, situation)`: the one door into the rules. Pure: the same three give the same decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from . import actions as act
from . import agreed, answering, closing, judging, raising
from .case import Case, Duty, PackPin, Task
from .deciding import Deciding
from .decision import Decision, Situation
from .errors import CafcassNotOpen, CaseIsClosed, NothingOwed, NotYours, RuleBroken, StageHasMoved
from .lapses import reach_deadline
from .permissions import MAY, Standing, Step, asked_in, cafcass_is_open, holder_for, standing

STEPS: Mapping[type, Step] = {
    act.UndoRaise: Step.UNDO,
    act.SendNow: Step.SEND_NOW,
    act.Respond: Step.ANSWER,
    act.RecordSpokenAnswer: Step.RECORD_SPOKEN_ANSWER,
    act.CorrectAnswer: Step.CORRECT_ANSWER,
    act.JudgeSatisfied: Step.SATISFIED,
    act.JudgePartly: Step.PARTLY_SATISFIED,
    act.JudgeNotSatisfied: Step.NOT_SATISFIED,
    act.EscalateTo: Step.MOVE_UP,
    act.Wait: Step.WAIT,
    act.ChooseWhenSilent: Step.CHOOSE_WHEN_SILENT,
    act.AskFurtherTime: Step.ASK_FURTHER_TIME,
    act.AgreeFurtherTime: Step.AGREE_FURTHER_TIME,
    act.RefuseFurtherTime: Step.REFUSE_FURTHER_TIME,
    act.Forewarn: Step.FOREWARN,
    act.ConveneMeeting: Step.CONVENE_MEETING,
    act.RecordMeeting: Step.RECORD_MEETING,
    act.ActionDone: Step.ACTION_DONE,
    act.VerifyAction: Step.VERIFY_ACTION,
    act.ActionNotDone: Step.ACTION_NOT_DONE,
    act.DropAction: Step.DROP_ACTION,
    act.ReferToCafcass: Step.REFER_TO_CAFCASS,
    act.RecordReferral: Step.RECORD_REFERRAL,
    act.RecordReferralOutcome: Step.RECORD_REFERRAL_OUTCOME,
    act.ConfirmOnRecord: Step.PUT_ON_RECORD,
    act.PassOn: Step.PASS_ON,
    act.Reassign: Step.REASSIGN,
    act.Close: Step.CLOSE,
    act.Reopen: Step.REOPEN,
    act.ChangeChildStatus: Step.CHANGE_CHILD_STATUS,
}
"""The step that each action takes, by which rights are asked."""

AFTER_CLOSING = (
    act.Reopen, act.ReferToCafcass, act.RecordReferral, act.RecordReferralOutcome, act.ConfirmOnRecord,
    act.Respond, act.CorrectAnswer,
)  # fmt: skip
WHILE_HELD = (act.UndoRaise, act.SendNow)


def decide(case: Case | None, action: act.Action, situation: Situation, pin: PackPin | None = None) -> Decision:
    """What follows from `action`. Raises ActionRefused where the procedure or the state does not allow it.

    `case` is None for a new one, which is pinned to `pin`. `Decision.case is case` means there was nothing to do.
    """
    if isinstance(action, act.ReachDeadline):
        return _by_the_clock(case, action, situation)
    happened = min(action.said.happened or situation.now, situation.now)
    d = Deciding(case, situation, action.said, happened)
    if isinstance(action, act.RaiseConcern | act.GivePraise):
        _begin(d, case, action, pin)
    else:
        if case is None:
            raise NothingOwed("no_such_case")
        _check_may(case, action, situation)
        _act(d, action)
    return _checked(d.decision())


def _by_the_clock(case: Case | None, action: act.ReachDeadline, situation: Situation) -> Decision:
    if case is None or case.closed is not None:
        raise NothingOwed("no_such_case")
    duty = next((duty for duty in case.duties if duty.number == action.duty), None)
    d = Deciding(case, situation, None, _moment(duty, action.wake, situation.now))
    reach_deadline(d, action)
    return _checked(d.decision())


def _moment(duty: Duty | None, wake: datetime, now: datetime) -> datetime:
    """When it happened: the sending of a held raise is now; a lapse is at its due time, however late the sweep."""
    if duty is None or duty.task is Task.SEND:
        return now
    return duty.due if duty.lapsed is None and wake <= duty.due < now else wake


def _begin(d: Deciding, case: Case | None, action: act.RaiseConcern | act.GivePraise, pin: PackPin | None) -> None:
    if case is not None or pin is None:
        raise RuleBroken("a case is raised once, under a procedure")
    if not d.situation.roster.serves(action.said.by, d.today):
        raise NotYours("not_known_here")
    if isinstance(action, act.RaiseConcern):
        raising.raise_concern(d, action, pin)
    else:
        raising.give_praise(d, action, pin)


def _act(d: Deciding, action: act.HumanAction) -> None:  # noqa: C901 - one line for each action
    match action:
        case act.UndoRaise():
            raising.undo(d, action)
        case act.SendNow():
            raising.send_now(d, action)
        case act.Respond():
            answering.respond(d, action)
        case act.RecordSpokenAnswer():
            answering.record_spoken(d, action)
        case act.CorrectAnswer():
            answering.correct(d, action)
        case act.JudgeSatisfied():
            judging.satisfied(d, action)
        case act.JudgePartly():
            judging.partly(d, action)
        case act.JudgeNotSatisfied():
            judging.not_satisfied(d, action)
        case act.EscalateTo():
            judging.escalate(d, action)
        case act.Wait():
            judging.wait(d, action)
        case act.ChooseWhenSilent():
            judging.choose_when_silent(d, action)
        case act.AskFurtherTime():
            answering.ask_further_time(d, action)
        case act.AgreeFurtherTime():
            judging.agree_further_time(d, action)
        case act.RefuseFurtherTime():
            judging.refuse_further_time(d, action)
        case act.Forewarn():
            answering.forewarn(d, action)
        case act.ConveneMeeting():
            answering.convene(d, action)
        case act.RecordMeeting():
            answering.record_meeting(d, action)
        case act.ActionDone():
            agreed.report_done(d, action)
        case act.VerifyAction():
            agreed.verify(d, action)
        case act.ActionNotDone():
            agreed.not_done(d, action)
        case act.DropAction():
            agreed.drop(d, action)
        case act.ReferToCafcass():
            judging.refer_to_cafcass(d, action)
        case act.RecordReferral():
            judging.record_referral(d, action)
        case act.RecordReferralOutcome():
            judging.record_referral_outcome(d, action)
        case act.ConfirmOnRecord():
            judging.confirm_on_record(d, action)
        case act.PassOn():
            answering.pass_on(d, action)
        case act.Reassign():
            judging.reassign(d, action)
        case act.Close():
            closing.close_by_choice(d, action)
        case act.Reopen():
            closing.reopen(d, action)
        case act.ChangeChildStatus():
            judging.change_child_status(d, action)
        case _:
            raise RuleBroken(f"nothing follows from {type(action).__name__}")


def _check_may(case: Case, action: act.HumanAction, situation: Situation) -> None:
    step, by = STEPS[type(action)], action.said.by
    held = standing(case, by, situation)
    if not held:
        raise NotYours("outsider")
    if isinstance(action, act.Respond):
        _check_asked(case, action, situation)
    elif held.isdisjoint(MAY[step]):
        raise NotYours(f"may_not_{step.name.lower()}")
    if isinstance(action, act.ReferToCafcass) and not cafcass_is_open(case, situation):
        raise CafcassNotOpen("cafcass_not_open")
    _check_state(case, action, held)


def _check_state(case: Case, action: act.HumanAction, held: frozenset[Standing]) -> None:
    if case.closed is not None and not isinstance(action, AFTER_CLOSING):
        raise CaseIsClosed("case_is_closed")
    if case.closed is None and isinstance(action, act.Reopen):
        raise NothingOwed("not_closed")
    if case.closed is None and case.raised is None and not isinstance(action, WHILE_HELD):
        raise NothingOwed("not_sent_yet")
    if isinstance(action, act.Close) and action.said.by != case.raiser:
        raise NotYours("may_not_close")


def _check_asked(case: Case, action: act.Respond, situation: Situation) -> None:
    """An answer to the stage that asked this person, also when the case has moved on since."""
    visit = next((v for v in case.visits if v.number == action.visit), None)
    day = situation.calendar.local_date(situation.now)
    by = action.said.by
    if visit is not None and (asked_in(visit, by) or holder_for(by, visit, situation.roster, day) is not None):
        return
    if visit is None or visit.left is not None:
        raise StageHasMoved("stage_has_moved")
    raise NotYours("may_not_answer")


def _checked(decision: Decision) -> Decision:
    """The auditor's rule: an open case has a future wake on a duty that somebody holds. An overall limit is no duty."""
    case = decision.case
    if case.closed is not None and case.duties:
        raise RuleBroken("a closed case owes nothing")
    if case.closed is None and not any(is_watched(duty) for duty in case.duties):
        raise RuleBroken("an open case has nobody who owes anything")
    return decision


def is_watched(duty: Duty) -> bool:
    return duty.wake is not None and bool(duty.owed_by) and duty.task is not Task.OVERALL_LIMIT
