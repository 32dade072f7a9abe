"""What only the raiser's side can do: judge, move on, wait, grant time, refer, and say what is on record."""

from __future__ import annotations

from dataclasses import replace

from .actions import (
    AgreeFurtherTime,
    ChangeChildStatus,
    ChooseWhenSilent,
    ConfirmOnRecord,
    EscalateTo,
    JudgeNotSatisfied,
    JudgePartly,
    JudgeSatisfied,
    Reassign,
    RecordReferral,
    RecordReferralOutcome,
    ReferToCafcass,
    RefuseFurtherTime,
    Wait,
)
from .agreed import overdue_actions
from .case import (
    NO_WORDS,
    ChildView,
    Entered,
    Outcome,
    Referral,
    ReferralKind,
    Silence,
    StageVisit,
    Task,
    Told,
    Verdict,
    Words,
)
from .case_log import (
    ChildStatusChanged,
    ChildTold,
    Ended,
    FurtherTimeAgreed,
    FurtherTimeRefused,
    HandedOver,
    Judged,
    PutOnRecord,
    ReferralOutcomeRecorded,
    Referred,
    Waited,
    WhenSilentChosen,
)
from .closing import close
from .deciding import Deciding
from .duties import ANSWERS, LASTING
from .errors import ActionsOverdue, ChoiceNeeded, DetailNeeded, NothingOwed, ReasonNeeded, StageHasMoved
from .lapses import everyone_on
from .moving import choose_chair, current, enter_stage, move_to, stage_of, ways_on
from .notices import Capacity, Meaning


def satisfied(d: Deciding, action: JudgeSatisfied) -> None:
    """Closes the case, or lets it wait for agreed actions that are not due yet."""
    visit = _current_visit(d, action.visit)
    if not action.difference:
        raise DetailNeeded("difference_needed")
    if overdue_actions(d):
        raise ActionsOverdue("actions_overdue", count=str(len(overdue_actions(d))))
    concerns = tuple(c.number for c in d.case.concerns)
    d.log(Judged(visit.number, Verdict.SATISFIED, NO_WORDS, concerns, action.difference))
    if action.child_told is not None:
        _tell_child(d, visit, action.child_told, action.child_not_told_because)
    if any(a.is_open for a in d.case.actions):
        _await_actions(d, visit)
    else:
        close(d, Outcome.RESOLVED, NO_WORDS, action.difference)


def partly(d: Deciding, action: JudgePartly) -> None:
    """What is settled is settled; about the rest the same stage is asked again, with a new clock."""
    visit = _current_visit(d, action.visit)
    if not action.reason:
        raise ReasonNeeded("reason_for_partly")
    open_concerns = {c.number for c in d.case.concerns if not c.settled}
    if open_concerns and open_concerns <= set(action.settled):
        raise ChoiceNeeded("all_settled_means_satisfied")
    again = stage_of(d, visit.stage).next.partly or visit.stage
    d.log(Judged(visit.number, Verdict.PARTLY, action.reason, action.settled))
    _tell_judged(d, visit)
    chair = choose_chair(d, stage_of(d, again), visit.asked[0].role if stage_of(d, again).meeting else None)
    enter_stage(d, again, Entered.PARTLY_SATISFIED, action.reason, chair)


def not_satisfied(d: Deciding, action: JudgeNotSatisfied) -> None:
    visit = _current_visit(d, action.visit)
    if not visit.answers:
        raise NothingOwed("no_answer_to_judge")
    if not action.reason:
        raise ReasonNeeded("reason_for_not_satisfied")
    d.log(Judged(visit.number, Verdict.NOT_SATISFIED, action.reason))
    _tell_judged(d, visit)
    move_to(d, action.to, Entered.NOT_SATISFIED, action.reason, action.chair, action.consulted)


def escalate(d: Deciding, action: EscalateTo) -> None:
    """After a silence along the pack's way; to any other stage with a reason."""
    visit = _current_visit(d, action.visit)
    if visit.answers and action.to in (None, *ways_on(d.case, d.situation.procedure)) and not action.reason:
        raise ReasonNeeded("reason_for_not_satisfied")
    reason = Entered.NOT_SATISFIED if visit.answers else Entered.SILENCE
    if not visit.answers and not _has_lapsed(d, visit) and not action.reason:
        raise ReasonNeeded("reason_before_date")
    move_to(d, action.to, reason, action.reason, action.chair, action.consulted)


def wait(d: Deciding, action: Wait) -> None:
    """The judgement sleeps until the next working morning. What the manager owes stays owed, and late."""
    visit = _current_visit(d, action.visit)
    pending = d.open_duties(Task.JUDGE, visit=visit.number)
    if not pending:
        raise NothingOwed("nothing_to_wait_for")
    morning = d.situation.calendar.next_morning(d.now)
    for duty in pending:
        d.log(Waited(replace(duty, due=max(duty.due, morning), wake=morning, asked_again=0, lapsed=None)))


def choose_when_silent(d: Deciding, action: ChooseWhenSilent) -> None:
    if action.when_silent not in (Silence.ASK_THE_RAISER, Silence.MOVE_UP):
        raise DetailNeeded("ask_or_move_up")
    if action.when_silent != d.case.when_silent:
        d.log(WhenSilentChosen(action.when_silent))


def agree_further_time(d: Deciding, action: AgreeFurtherTime) -> None:
    """The stage's clock moves, the overall limit does not."""
    visit = _current_visit(d, action.visit)
    until = action.until or visit.asked_until
    owed = tuple(duty for duty in d.open_duties(*ANSWERS, visit=visit.number))
    if until is None or not owed:
        raise NothingOwed("no_time_asked")
    if until < d.today:
        raise DetailNeeded("further_time_needs")
    due = d.situation.calendar.day_ends(until)
    limits = d.open_duties(Task.OVERALL_LIMIT)
    d.log(FurtherTimeAgreed(visit.number, due, beyond_limit=any(due > limit.due for limit in limits)))
    for duty in owed:
        moved = replace(duty, due=due, lapsed=None)
        d.move(replace(moved, wake=d.wake_after(moved, d.now)))
    d.end(d.open_duties(Task.DECIDE_FURTHER_TIME, visit=visit.number), Ended.MET)
    if not visit.answers:
        d.end(d.open_duties(Task.JUDGE, visit=visit.number), Ended.NO_LONGER_NEEDED)
    d.tell((n.person for duty in owed for n in duty.owed_by), Meaning.FURTHER_TIME_AGREED, Capacity.ASKED)


def refuse_further_time(d: Deciding, action: RefuseFurtherTime) -> None:
    visit = _current_visit(d, action.visit)
    if visit.asked_until is None:
        raise NothingOwed("no_time_asked")
    d.log(FurtherTimeRefused(visit.number, action.reason))
    d.end(d.open_duties(Task.DECIDE_FURTHER_TIME, visit=visit.number), Ended.MET)
    d.tell((n.person for n in visit.asked), Meaning.FURTHER_TIME_REFUSED, Capacity.ASKED)


def refer_to_cafcass(d: Deciding, action: ReferToCafcass) -> None:
    """Beside the ladder, at any time: no clock stops, unless the IRO says the local process ends here."""
    if not action.why:
        raise ReasonNeeded("reason_for_referral")
    d.log(Referred(Referral(len(d.case.referrals) + 1, ReferralKind.CAFCASS, d.today, d.by, action.why)))
    people = everyone_on(d)
    d.tell([d.case.raiser], Meaning.CAFCASS, Capacity.RAISER)
    d.tell((p for p in people if p != d.case.raiser), Meaning.CAFCASS, Capacity.TOLD)
    if action.ends_here and d.case.is_open:
        close(d, Outcome.WITH_CAFCASS, action.why, NO_WORDS)


def record_referral(d: Deciding, action: RecordReferral) -> None:
    if action.kind is ReferralKind.CAFCASS:
        raise DetailNeeded("cafcass_has_its_own_step")
    if action.on > d.today:
        raise DetailNeeded("date_ahead")
    d.log(Referred(Referral(len(d.case.referrals) + 1, action.kind, action.on, d.by, action.why)))


def record_referral_outcome(d: Deciding, action: RecordReferralOutcome) -> None:
    if not any(r.number == action.referral for r in d.case.referrals):
        raise NothingOwed("no_such_referral")
    if action.on > d.today or not action.outcome:
        raise DetailNeeded("date_ahead")
    d.log(ReferralOutcomeRecorded(action.referral, action.on, action.outcome))


def confirm_on_record(d: Deciding, action: ConfirmOnRecord) -> None:
    """On the child's record, once for each stage; allowed after closing too."""
    visit = next((v for v in d.case.visits if v.number == action.visit), None)
    if visit is None:
        raise StageHasMoved("no_such_visit")
    if any(r.visit == action.visit for r in d.case.on_record):
        raise NothingOwed("on_record_already")
    if action.on > d.today:
        raise DetailNeeded("date_ahead")
    if action.child_told is Told.NOT_APPROPRIATE and not action.child_not_told_because:
        raise ReasonNeeded("why_child_not_told")
    d.log(PutOnRecord(action.visit, action.on))
    d.end(d.open_duties(Task.PUT_ON_RECORD, visit=action.visit), Ended.MET)
    _tell_child(d, visit, action.child_told, action.child_not_told_because, action.views)


def reassign(d: Deciding, action: Reassign) -> None:
    """Everything one person holds on the case goes to another; the clocks run on."""
    if not d.situation.roster.serves(action.to, d.today):
        raise DetailNeeded("no_such_person")
    if action.to == action.person:
        raise DetailNeeded("no_such_person")
    holds = any(n.person == action.person for duty in d.case.duties for n in duty.owed_by)
    if not holds and action.person != d.case.raiser:
        raise NothingOwed("holds_nothing")
    d.log(HandedOver(action.person, action.to, None, action.reason))
    d.tell([action.to], Meaning.HANDED_TO_YOU, Capacity.ASKED)
    d.tell([action.person], Meaning.NO_LONGER_ASKED, Capacity.TOLD)
    if d.case.raiser not in (action.to, action.person):
        d.tell([d.case.raiser], Meaning.PASSED_ON, Capacity.RAISER)


def change_child_status(d: Deciding, action: ChangeChildStatus) -> None:
    if action.status != d.case.child.status:
        d.log(ChildStatusChanged(action.status))


def _await_actions(d: Deciding, visit: StageVisit) -> None:
    """Nothing is asked of the stage any more; the limit sleeps and keeps its date."""
    d.end((duty for duty in d.case.duties if duty.task not in LASTING), Ended.MET)
    for limit in d.open_duties(Task.OVERALL_LIMIT):
        if limit.lapsed is None:
            d.move(replace(limit, wake=None))
    _tell_judged(d, visit)


def _tell_judged(d: Deciding, visit: StageVisit) -> None:
    d.tell((n.person for n in visit.asked), Meaning.JUDGED, Capacity.TOLD, about=visit.number)


def _tell_child(d: Deciding, visit: StageVisit, told: Told, because: Words, views: Words = NO_WORDS) -> None:
    before = d.case.child_view
    d.log(ChildTold(visit.number, ChildView(views or before.views, before.against_because, told, because)))


def _has_lapsed(d: Deciding, visit: StageVisit) -> bool:
    return any(duty.lapsed is not None for duty in d.case.duties if duty.visit == visit.number)


def _current_visit(d: Deciding, number: int) -> StageVisit:
    visit = current(d) if d.case.visits else None
    if visit is None:
        raise NothingOwed("not_sent_yet")
    if visit.number != number:
        raise StageHasMoved("stage_has_moved")
    return visit
