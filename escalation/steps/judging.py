"""What only the raiser's side can do with an answer or a silence: judge, move on, wait."""

from __future__ import annotations

from dataclasses import replace

from ..actions import ChooseWhenSilent, EscalateTo, JudgeNotSatisfied, JudgePartly, JudgeSatisfied, Wait
from ..case import NO_WORDS, Entered, Named, Outcome, RoleId, Silence, StageVisit, Task, Verdict
from ..case_log import Ended, FoundSatisfied, Judged, Waited, WhenSilentChosen
from ..deciding import Deciding
from ..duties import LASTING
from ..errors import ActionsOverdue, ChoiceNeeded, DetailNeeded, NothingOwed, NotYours, ReasonNeeded
from ..holders.judges import who_judges, yet_to_be_satisfied
from ..holders.openers import ask_no_more, opens_next
from ..notices import Capacity, Meaning
from ..permissions import MOVERS, standing
from ..procedure import Stage
from ..ways import tracks_on, way_if_not_done, ways_on
from .agreed import overdue_actions
from .child_record import child_told
from .closing import close
from .forms import check_closing_form, fill
from .moving import along, move_to
from .prompting import owe_judgement
from .visits import current, enter_stage, stage_of, visit_seen
from .way_in import go_along


def satisfied(d: Deciding, action: JudgeSatisfied) -> None:
    """Closes the case, or lets it wait for agreed actions that are not due yet."""
    visit = visit_seen(d, action.visit)
    if visit.verdict is Verdict.SATISFIED:
        raise NothingOwed("satisfied_already")
    if not action.difference:
        raise DetailNeeded("difference_needed")
    if overdue_actions(d):
        raise ActionsOverdue("actions_overdue", count=str(len(overdue_actions(d))))
    check_closing_form(d, visit, action.filled)
    fill(d, visit, action.filled)
    if waiting := yet_to_be_satisfied(d.case, visit, d.on_behalf_of or d.by, d.situation):
        _found_satisfied(d, visit, action, waiting)
        return
    d.log(Judged(visit.number, Verdict.SATISFIED, NO_WORDS, difference=action.difference))
    if action.child_told is not None:
        child_told(d, visit, action.child_told, action.child_not_told_because)
    if any(a.is_open for a in d.case.actions):
        _await_actions(d, visit)
    else:
        close(d, Outcome.RESOLVED, NO_WORDS, action.difference)


def _found_satisfied(d: Deciding, visit: StageVisit, action: JudgeSatisfied, waiting: tuple[Named, ...]) -> None:
    """The others have still to say; nobody who does not judge here can say it for them."""
    speaker = d.on_behalf_of or d.by
    if speaker not in {n.person for n in who_judges(d.case, d.situation)}:
        raise NotYours("others_judge", who=", ".join(d.situation.roster.people[n.person].name for n in waiting))
    if speaker in visit.satisfied:
        raise NothingOwed("satisfied_already")
    d.log(FoundSatisfied(visit.number, speaker, action.difference))
    pending = d.open_duties(Task.JUDGE, visit=visit.number)
    due = pending[0].due if pending and pending[0].lapsed is None else d.situation.calendar.due(d.now, 1)
    d.end(pending, Ended.REPLACED)
    owe_judgement(d, waiting, due)
    d.tell_raiser(Meaning.OTHERS_JUDGE)


def partly(d: Deciding, action: JudgePartly) -> None:
    """What is settled is settled; about the rest the same stage is asked again, with a new clock."""
    visit = _answered_visit(d, action.visit)
    if not action.reason:
        raise ReasonNeeded("reason_for_partly")
    unsettled = {c.number for c in d.case.concerns if not c.settled}
    if unsettled <= set(action.settled):
        raise ChoiceNeeded("all_settled_means_satisfied")
    d.log(Judged(visit.number, Verdict.PARTLY, action.reason, tuple(n for n in action.settled if n in unsettled)))
    _tell_judged(d, visit)
    stage_id = stage_of(d, visit.stage).next.partly or visit.stage
    if stage_id != visit.stage:
        go_along(d, stage_id, Entered.PARTLY_SATISFIED, action.reason)
        return
    chair = _same_chair(stage_of(d, stage_id), visit)
    enter_stage(d, stage_id, Entered.PARTLY_SATISFIED, action.reason, chair, _still_there(d, visit))


def not_satisfied(d: Deciding, action: JudgeNotSatisfied) -> None:
    visit = _answered_visit(d, action.visit)
    if not action.reason:
        raise ReasonNeeded("reason_for_not_satisfied")
    d.log(Judged(visit.number, Verdict.NOT_SATISFIED, action.reason))
    _tell_judged(d, visit)
    if action.to is not None or not _is_last(d):
        move_to(d, action, Entered.NOT_SATISFIED)


def _is_last(d: Deciding) -> bool:
    """Nothing follows here: the verdict stands by itself, and the raiser stays asked what is to happen.

    The authority's last word is not judged again: it is accepted, or taken outside.
    """
    procedure = d.situation.procedure
    final = stage_of(d, current(d).stage).final_decision
    return not final and not ways_on(d.case, procedure) and not tracks_on(d.case, procedure)


def escalate(d: Deciding, action: EscalateTo) -> None:
    """After a silence along the pack's way; to any other stage with a reason."""
    visit = visit_seen(d, action.visit)
    _check_mover(d, action)
    not_done = way_if_not_done(d.case, d.situation)
    if not_done is not None and action.to in (None, not_done):
        move_to(d, replace(action, to=not_done), Entered.NOT_DONE)
        return
    is_way = action.to in (None, *along(d.case, d.situation))
    only_told = stage_of(d, visit.stage).owes_no_answer
    if is_way and visit.answers and not action.reason:
        raise ReasonNeeded("reason_for_not_satisfied")
    if is_way and not visit.answers and not only_told and not _has_lapsed(d, visit) and not action.reason:
        raise ReasonNeeded("reason_before_date")
    silence = Entered.NOT_SETTLED if only_told else Entered.SILENCE
    reason = Entered.NOT_SATISFIED if visit.answers else silence
    move_to(d, action, reason)


def _check_mover(d: Deciding, action: EscalateTo) -> None:
    """Whoever opens a stage may move the case there, and nowhere else."""
    held = standing(d.case, d.by, d.situation)
    ways = (action.to,) if action.to else ways_on(d.case, d.situation.procedure)[:1]
    known = [way for way in ways if way in d.situation.procedure.tracks[d.case.track].stages]
    if held.isdisjoint(MOVERS) and not opens_next(d.case, d.by, known, d.situation):
        raise NotYours("opens_another_stage")


def wait(d: Deciding, action: Wait) -> None:
    """The judgement sleeps until the next working morning. What the manager owes stays owed, and late."""
    visit = visit_seen(d, action.visit)
    pending = d.open_duties(Task.JUDGE, visit=visit.number)
    if not pending:
        raise NothingOwed("nothing_to_wait_for")
    morning = d.situation.calendar.next_morning(d.now)
    for duty in pending:
        waiting = replace(duty, due=max(duty.due, morning), asked_again=0, lapsed=None)
        d.log(Waited(replace(waiting, wake=d.wake_after(waiting))))


def choose_when_silent(d: Deciding, action: ChooseWhenSilent) -> None:
    if action.when_silent not in (Silence.ASK_THE_RAISER, Silence.MOVE_UP):
        raise DetailNeeded("ask_or_move_up")
    if action.when_silent != d.case.when_silent:
        d.log(WhenSilentChosen(action.when_silent))


def _answered_visit(d: Deciding, number: int) -> StageVisit:
    visit = visit_seen(d, number)
    if not visit.answers:
        raise NothingOwed("no_answer_to_judge")
    return visit


def _await_actions(d: Deciding, visit: StageVisit) -> None:
    """Nothing is asked of the stage any more, nor of those who were to open the next; the limit keeps its date."""
    ask_no_more(d)
    d.end((duty for duty in d.case.duties if duty.task not in LASTING), Ended.MET)
    for limit in d.open_duties(Task.OVERALL_LIMIT):
        if limit.lapsed is None:
            d.move(replace(limit, wake=None))
    _tell_judged(d, visit)


def _tell_judged(d: Deciding, visit: StageVisit) -> None:
    d.tell((n.person for n in visit.asked), Meaning.JUDGED, Capacity.TOLD, about=visit.number)


def _same_chair(stage: Stage, visit: StageVisit) -> RoleId | None:
    return visit.asked[0].role if stage.meeting is not None else None


def _still_there(d: Deciding, visit: StageVisit) -> tuple[Named, ...]:
    """Those who were asked, also a colleague to whom it was passed on; nobody if one of them is away or covered."""
    there = all(n.covering is None and not d.situation.roster.is_away(n.person, d.today) for n in visit.asked)
    return visit.asked if there else ()


def _has_lapsed(d: Deciding, visit: StageVisit) -> bool:
    """Has a time of the stage itself passed? What is owed beside it, such as the child's record, is no silence."""
    owed = (duty for duty in d.case.duties if duty.visit == visit.number and duty.task not in LASTING)
    return any(duty.lapsed is not None for duty in owed)
