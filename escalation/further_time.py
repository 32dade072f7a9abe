"""Further time for an answer: asked, agreed or refused. It moves the stage's clock, never the overall limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from .actions import AgreeFurtherTime, AskFurtherTime, RefuseFurtherTime
from .case import Duty, Task
from .case_log import Ended, FurtherTimeAgreed, FurtherTimeAsked, FurtherTimeRefused
from .deciding import Deciding
from .duties import ANSWERS, after, end_of
from .errors import DetailNeeded, NothingOwed
from .moving import visit_seen
from .notices import Capacity, Meaning


def ask_further_time(d: Deciding, action: AskFurtherTime) -> None:
    visit = visit_seen(d, action.visit)
    owed = d.open_duties(*ANSWERS, visit=visit.number)
    if d.situation.procedure.further_time.asked_by == "nobody" or not owed:
        raise NothingOwed("no_answer_owed")
    if visit.asked_until is not None:
        raise NothingOwed("time_asked_already")
    if not action.reason:
        raise DetailNeeded("further_time_needs")
    _new_due(d, action.until, owed)
    d.log(FurtherTimeAsked(visit.number, action.until, action.reason))
    due = after(d.situation.procedure.follow_up.decide_further_time_within, d.now, d.situation.calendar)
    d.owe_raiser(Task.DECIDE_FURTHER_TIME, due, visit=visit.number)
    d.tell_raiser(Meaning.FURTHER_TIME_ASKED)


def agree_further_time(d: Deciding, action: AgreeFurtherTime) -> None:
    """Beyond the overall limit too: the raiser is warned, and it is logged. A silence is asked about anew."""
    visit = visit_seen(d, action.visit)
    until = action.until or visit.asked_until
    owed = d.open_duties(*ANSWERS, visit=visit.number)
    if until is None or not owed:
        raise NothingOwed("no_time_asked")
    due = _new_due(d, until, owed)
    beyond = any(due > limit.due for limit in d.open_duties(Task.OVERALL_LIMIT))
    d.log(FurtherTimeAgreed(visit.number, due, beyond))
    for duty in owed:
        moved = replace(duty, due=due, lapsed=None)
        d.move(replace(moved, wake=d.wake_after(moved)))
    d.end(d.open_duties(Task.DECIDE_FURTHER_TIME, visit=visit.number), Ended.MET)
    if not visit.answers:
        d.end(d.open_duties(Task.JUDGE, visit=visit.number), Ended.NO_LONGER_NEEDED)
    d.tell((n.person for duty in owed for n in duty.owed_by), Meaning.FURTHER_TIME_AGREED, Capacity.ASKED)


def refuse_further_time(d: Deciding, action: RefuseFurtherTime) -> None:
    visit = visit_seen(d, action.visit)
    if visit.asked_until is None:
        raise NothingOwed("no_time_asked")
    d.log(FurtherTimeRefused(visit.number, action.reason))
    d.end(d.open_duties(Task.DECIDE_FURTHER_TIME, visit=visit.number), Ended.MET)
    d.tell((n.person for n in visit.asked), Meaning.FURTHER_TIME_REFUSED, Capacity.ASKED)


def _new_due(d: Deciding, until: date, owed: tuple[Duty, ...]) -> datetime:
    """Further means later than now and later than it is due anyway."""
    due = end_of(until, d.situation.calendar)
    if due <= d.now or any(due <= duty.due for duty in owed):
        raise DetailNeeded("further_time_needs")
    return due
