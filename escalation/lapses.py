"""A duty wakes: a reminder before its time, the lapse at its time, a nudge after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .actions import ReachDeadline
from .agreed import ask_to_verify
from .case import Duty, PersonId, Silence, StageVisit, Task
from .case_log import Lapsed, LimitReached, Reminded
from .deciding import Deciding
from .duties import ANSWERS, RAISERS_TASKS
from .moving import current, has_unjudged_answer, move_up_by_itself
from .naming import cover_for, manager_present
from .notices import Capacity, Meaning
from .prompting import ask_again, judge_after_a_silence
from .raising import send


def reach_deadline(d: Deciding, action: ReachDeadline) -> None:
    """A wake-up whose duty has moved or ended changes nothing."""
    duty = next((duty for duty in d.case.duties if duty.number == action.duty), None)
    if duty is None or duty.wake != action.wake or action.wake > d.now:
        return
    if duty.task is Task.SEND:
        send(d, duty)
    elif duty.task in RAISERS_TASKS and _is_past(duty, d.now):
        ask_again(d, duty)
    elif not _is_past(duty, d.now):
        _remind(d, duty)
    elif duty.lapsed is None:
        _lapse(d, duty)
    else:
        _nudge(d, duty)


def everyone_on(d: Deciding) -> tuple[PersonId, ...]:
    """All who were asked, the raiser, the social worker and the supervisor."""
    case = d.case
    asked = [n.person for v in case.visits for n in v.asked]
    supervisors = d.situation.roster.holders(d.situation.procedure.supervisor, case.team, d.today)
    worker = [case.social_worker] if case.social_worker else []
    return tuple(dict.fromkeys([case.raiser, *asked, *worker, *supervisors]))


def _is_past(duty: Duty, now: datetime) -> bool:
    return now > duty.due


def _remind(d: Deciding, duty: Duty) -> None:
    people = _reachable(d, duty)
    d.log(Reminded(replace(duty, wake=d.wake_after(duty, d.now)), people))
    meaning = Meaning.YOUR_VIEW_AWAITED if duty.task is Task.JUDGE else Meaning.REMINDER
    d.tell(people, meaning, Capacity.ASKED, duty=duty.number, about=duty.about)


def _nudge(d: Deciding, duty: Duty) -> None:
    people = _reachable(d, duty)
    d.log(Reminded(replace(duty, wake=d.wake_after(duty, d.now)), people))
    d.tell(people, Meaning.ANSWER_OVERDUE, Capacity.ASKED, duty=duty.number, about=duty.about)


def _reachable(d: Deciding, duty: Duty) -> tuple[PersonId, ...]:
    """Those who owe it, and whoever covers one of them who has gone away since."""
    people: list[PersonId] = []
    for named in duty.owed_by:
        people.append(named.person)
        if d.situation.roster.is_away(named.person, d.today):
            cover = cover_for(named.person, d.situation.roster, d.today)
            people += [cover] if cover is not None else []
    return tuple(dict.fromkeys(people))


def _lapse(d: Deciding, duty: Duty) -> None:
    lapsed = replace(duty, lapsed=d.happened)
    lapsed = replace(lapsed, wake=d.wake_after(lapsed, d.now))
    if duty.task is Task.OVERALL_LIMIT:
        _reach_limit(d, lapsed)
        return
    d.log(Lapsed(lapsed))
    if duty.task is Task.ACT:
        _action_is_overdue(d, lapsed)
    else:
        _silence(d, lapsed)


def _silence(d: Deciding, duty: Duty) -> None:
    """What the silence means: the pack says so, and the raiser chose between being asked and moving up."""
    visit = current(d)
    means = duty.if_silent
    if means in (Silence.ASK_THE_RAISER, Silence.MOVE_UP):
        means = d.case.when_silent
    if duty.visit != visit.number:
        return
    if means is Silence.TELL_THE_LINE_MANAGER:
        _tell_managers(d, duty)
    elif means is Silence.MOVE_UP and not has_unjudged_answer(visit) and move_up_by_itself(d):
        return
    elif means is not Silence.NOTHING:
        _ask_the_raiser(d, duty, visit)


def _ask_the_raiser(d: Deciding, duty: Duty, visit: StageVisit) -> None:
    judge_after_a_silence(d)
    meaning = Meaning.YOUR_VIEW_AWAITED if has_unjudged_answer(visit) else Meaning.NOBODY_ANSWERED
    d.tell([d.case.raiser], meaning, Capacity.RAISER, duty=duty.number)
    if duty.task in ANSWERS and not visit.answers:
        d.tell(_reachable(d, duty), Meaning.ANSWER_OVERDUE, Capacity.ASKED, duty=duty.number)


def _tell_managers(d: Deciding, duty: Duty) -> None:
    for named in duty.owed_by:
        manager = manager_present(named.person, d.situation.roster, d.today)
        if manager is not None:
            d.tell([manager], Meaning.TEAM_SILENT, Capacity.TOLD, duty=duty.number)
    d.tell(_reachable(d, duty), Meaning.ANSWER_OVERDUE, Capacity.ASKED, duty=duty.number)


def _action_is_overdue(d: Deciding, duty: Duty) -> None:
    ask_to_verify(d, duty.about)
    d.tell([d.case.raiser], Meaning.ACTION_OVERDUE, Capacity.RAISER, duty=duty.number, about=duty.about)
    d.tell(_reachable(d, duty), Meaning.ANSWER_OVERDUE, Capacity.ASKED, duty=duty.number, about=duty.about)


def _reach_limit(d: Deciding, duty: Duty) -> None:
    assert duty.clock is not None, "a limit is named by its clock"
    limits = d.situation.procedure.tracks[d.case.track].overall_limits
    rule = next((limit for limit in limits if limit.id == duty.clock), None)
    d.log(LimitReached(duty.clock, duty))
    everyone = rule is not None and rule.if_reached == "tell everyone on the case"
    people = everyone_on(d) if everyone else (d.case.raiser,)
    for person in people:
        capacity = Capacity.RAISER if person == d.case.raiser else Capacity.TOLD
        d.tell([person], Meaning.LIMIT_REACHED, capacity, duty=duty.number)
