"""Further time for an answer or a meeting: asked, agreed or refused. The pack bounds it and says what it moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from ..actions import AgreeFurtherTime, AskFurtherTime, RefuseFurtherTime
from ..case import Duty, StageVisit, Task
from ..case_log import Ended, FurtherTimeAgreed, FurtherTimeAsked, FurtherTimeRefused, LimitPutOff
from ..deciding import Deciding
from ..durations import Unit
from ..duties import PUT_OFF, after, end_of
from ..errors import DetailNeeded, NothingOwed
from ..notices import Capacity, Meaning
from .visits import visit_seen


def ask_further_time(d: Deciding, action: AskFurtherTime) -> None:
    visit = visit_seen(d, action.visit)
    owed = d.open_duties(*PUT_OFF, visit=visit.number)
    if d.situation.procedure.further_time.asked_by == "nobody" or not owed:
        raise NothingOwed("no_answer_owed")
    if visit.asked_until is not None:
        raise NothingOwed("time_asked_already")
    if not action.reason:
        raise DetailNeeded("further_time_needs")
    _new_due(d, visit, action.until, owed)
    d.log(FurtherTimeAsked(visit.number, action.until, action.reason))
    due = after(d.situation.procedure.follow_up.decide_further_time_within, d.now, d.situation.calendar)
    d.owe_raiser(Task.DECIDE_FURTHER_TIME, due, visit=visit.number)
    d.tell_raiser(Meaning.FURTHER_TIME_ASKED)


def agree_further_time(d: Deciding, action: AgreeFurtherTime) -> None:
    """Beyond the overall limit too: the raiser is warned, and it is logged. A silence is asked about anew."""
    visit = visit_seen(d, action.visit)
    until = action.until or visit.asked_until
    owed = d.open_duties(*PUT_OFF, visit=visit.number)
    if until is None or not owed:
        raise NothingOwed("no_time_asked")
    due = _new_due(d, visit, until, owed)
    owed = _put_off(owed, due)
    before = min(duty.due for duty in owed)
    if d.situation.procedure.further_time.moves_the_overall_limit:
        _put_off_limits(d, before, due)
    beyond = any(due > limit.due for limit in d.open_duties(Task.OVERALL_LIMIT))
    d.log(FurtherTimeAgreed(visit.number, due, beyond))
    for duty in owed:
        moved = replace(duty, due=due, lapsed=None, days=None)
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


def _new_due(d: Deciding, visit: StageVisit, until: date, owed: tuple[Duty, ...]) -> datetime:
    """Further means later than now and than something is due anyway, and no more or oftener than the pack allows."""
    rules = d.situation.procedure.further_time
    if rules.times is not None and len(visit.further_time) >= rules.times:
        raise NothingOwed("further_time_used_up", times=str(rules.times))
    due = end_of(until, d.situation.calendar)
    gains = _put_off(owed, due)
    if due <= d.now or not gains:
        raise DetailNeeded("further_time_needs")
    latest = _latest(d, min(duty.due for duty in gains))
    if latest is not None and due > latest:
        raise DetailNeeded("further_time_at_most", most=str(rules.at_most))
    return due


def _put_off(owed: tuple[Duty, ...], due: datetime) -> tuple[Duty, ...]:
    """What is due before that. Where an answer is owed and then a settlement, a later day of its own stays."""
    return tuple(duty for duty in owed if duty.due < due)


def _latest(d: Deciding, due: datetime) -> datetime | None:
    """The most that can be given at once, counted from the day it is due; from today, once that has passed."""
    within = d.situation.procedure.further_time.at_most
    if within is None or within.unit in (Unit.NONE, Unit.UNSET, Unit.SET_BY_THE_RAISER):
        return None
    calendar = replace(d.situation.calendar, day_of_issue_counts=False, receipt_until=None)
    return calendar.day_ends(calendar.local_date(after(within, max(due, d.now), calendar)))


def _put_off_limits(d: Deciding, before: datetime, due: datetime) -> None:
    """As many working days as the stage gains. A limit that was reached has been told of, and stays reached."""
    calendar = d.situation.calendar
    gained = calendar.working_days_between(calendar.local_date(before), calendar.local_date(due))
    for limit in d.open_duties(Task.OVERALL_LIMIT):
        if limit.lapsed is None and limit.clock is not None and gained > 0:
            later = calendar.day_ends(calendar.add_working_days(calendar.local_date(limit.due), gained))
            moved = replace(limit, due=later, days=None)
            d.log(LimitPutOff(limit.clock, replace(moved, wake=d.wake_after(moved) if limit.wake else None)))
