"""A duty wakes: a reminder before its time, the lapse at its time, a nudge after it."""

from __future__ import annotations

from dataclasses import replace

from ..actions import ReachDeadline
from ..case import Duty, Silence, StageVisit, Task, Verdict
from ..case_log import Ended, Lapsed, LimitReached, Reminded
from ..deciding import Deciding
from ..duties import ANSWERS, BESIDE, RAISERS_TASKS
from ..holders.naming import everyone_on, manager_present
from ..notices import Capacity, Meaning
from .agreed import ask_to_verify
from .moving import move_up_by_itself
from .openings import give_back
from .prompting import ask_again, judge_after_a_silence
from .raising import send_when_held
from .silences import ask_what_next, contests_over, end_the_right, take_as_accepted, tell_not_done
from .visits import current, has_unjudged_answer


def reach_deadline(d: Deciding, action: ReachDeadline) -> None:
    """A wake-up whose duty has moved or ended changes nothing, and neither does one that comes before its time.

    What is due at the end of a day is in time until that moment is past.
    """
    duty = next((duty for duty in d.case.duties if duty.number == action.duty), None)
    if duty is None or duty.wake != action.wake or action.wake > d.now:
        return
    if duty.task is Task.SEND:
        send_when_held(d, duty)
    elif duty.task in RAISERS_TASKS:
        ask_again(d, duty)
    elif duty.lapsed is not None:
        _nudge(d, duty)
    elif d.now > duty.due:
        _lapse(d, duty)
    elif action.wake < duty.due:
        _remind(d, duty)


def _remind(d: Deciding, duty: Duty) -> None:
    _chase(d, duty, Meaning.REMINDER)


def _nudge(d: Deciding, duty: Duty) -> None:
    _chase(d, duty, Meaning.ANSWER_OVERDUE)


def _chase(d: Deciding, duty: Duty, meaning: Meaning) -> None:
    """Those who have answered are left alone: it is the raiser's turn."""
    later = replace(duty, wake=d.wake_after(duty))
    visit = d.case.visit
    if duty.task in ANSWERS and visit is not None and _has_answered(duty, visit):
        d.move(later)
        return
    people = d.reachable(duty)
    d.log(Reminded(later, people))
    d.tell(people, meaning, Capacity.ASKED, duty=duty.number, about=duty.about)


def _has_answered(duty: Duty, visit: StageVisit) -> bool:
    answered = {person for a in visit.answers for person in (a.by, a.on_behalf_of)}
    owing = {person for n in duty.owed_by for person in (n.person, n.covering) if person is not None}
    return has_unjudged_answer(visit) and not owing.isdisjoint(answered)


def _lapse(d: Deciding, duty: Duty) -> None:
    """However late it is found, the lapse was when the time passed. What follows from it happens now."""
    lapsed = replace(duty, lapsed=duty.due)
    lapsed = replace(lapsed, wake=d.wake_after(lapsed))
    if duty.task is Task.OVERALL_LIMIT:
        _reach_limit(d, lapsed)
        return
    d.log(Lapsed(lapsed), at=duty.due)
    if duty.task is Task.ACT:
        _action_is_overdue(d, lapsed)
    elif duty.task is Task.OPEN:
        give_back(d)
    else:
        _silence(d, lapsed)


def _silence(d: Deciding, duty: Duty) -> None:
    """What the silence means: the pack says so, unless the raiser chose otherwise between being asked and moving up."""
    visit = current(d)
    if duty.visit != visit.number or visit.verdict is Verdict.SATISFIED:
        tell_not_done(d, duty)  # paperwork of a stage that is left, or settled
        return
    end_the_right(d, duty)
    _follow(d, duty, visit, _meaning(d, duty))
    d.end(contests_over(d, duty), Ended.NO_LONGER_NEEDED)


def _follow(d: Deciding, duty: Duty, visit: StageVisit, means: Silence) -> None:
    if means is Silence.TELL_THE_LINE_MANAGER:
        _tell_managers(d, duty)
    elif means is Silence.ACCEPT:
        take_as_accepted(d, duty)
    elif means is Silence.MOVE_UP and not has_unjudged_answer(visit) and move_up_by_itself(d):
        return
    elif means is not Silence.NOTHING and duty.task in BESIDE:
        ask_what_next(d, duty)
    elif means is not Silence.NOTHING:
        _ask_the_raiser(d, duty, visit)


def _meaning(d: Deciding, duty: Duty) -> Silence:
    """The raiser's choice is about answers; what is owed beside them has the meaning that the pack gives it."""
    chosen, usual = d.case.when_silent, d.situation.procedure.unless_said.if_silent
    choosable = duty.if_silent in (Silence.ASK_THE_RAISER, Silence.MOVE_UP) and duty.task not in BESIDE
    return chosen if choosable and chosen != usual else duty.if_silent


def _ask_the_raiser(d: Deciding, duty: Duty, visit: StageVisit) -> None:
    judge_after_a_silence(d)
    d.tell_raiser(
        Meaning.YOUR_VIEW_AWAITED if has_unjudged_answer(visit) else Meaning.NOBODY_ANSWERED, duty=duty.number
    )
    if not visit.answers:
        d.tell(d.reachable(duty), Meaning.ANSWER_OVERDUE, Capacity.ASKED, duty=duty.number)


def _tell_managers(d: Deciding, duty: Duty) -> None:
    for named in duty.owed_by:
        manager = manager_present(named.person, d.situation.roster, d.today)
        if manager is not None:
            d.tell([manager], Meaning.TEAM_SILENT, Capacity.TOLD, duty=duty.number)
    d.tell(d.reachable(duty), Meaning.ANSWER_OVERDUE, Capacity.ASKED, duty=duty.number)


def _action_is_overdue(d: Deciding, duty: Duty) -> None:
    ask_to_verify(d, duty.about)
    d.tell_raiser(Meaning.ACTION_OVERDUE, duty=duty.number, about=duty.about)
    d.tell(d.reachable(duty), Meaning.ANSWER_OVERDUE, Capacity.ASKED, duty=duty.number, about=duty.about)


def _reach_limit(d: Deciding, duty: Duty) -> None:
    assert duty.clock is not None, "a limit is named by its clock"
    limits = d.situation.procedure.tracks[d.case.track].overall_limits
    rule = next((limit for limit in limits if limit.id == duty.clock), None)
    d.log(LimitReached(duty.clock, duty), at=duty.due)
    d.tell_raiser(Meaning.LIMIT_REACHED, duty=duty.number)
    if rule is not None and rule.if_reached == "tell everyone on the case":
        everyone = everyone_on(d.case, d.situation.procedure, d.situation.roster, d.today)
        d.tell(everyone, Meaning.LIMIT_REACHED, Capacity.TOLD, duty=duty.number)
