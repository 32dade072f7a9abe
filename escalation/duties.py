"""When a duty is due and when it next wakes: arithmetic on the pack's clocks, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .case import NO_END, Case, Duty, Entered, OccasionKind, StageVisit, Task, Which
from .decision import Situation
from .durations import Unit, Within
from .occasions import (
    BEFORE,
    BEFORE_THE_MEETING,
    REVIEW_CONFERENCES,
    began,
    counted_back,
    is_awaited,
    kind_for,
    occasion_for,
    occasions_of,
    which_conference,
)
from .procedure import CLOCK_TASKS, Clock, Procedure, Reminder, Stage, When
from .working_days import WorkingCalendar

RAISERS_TASKS = frozenset(
    {Task.JUDGE, Task.DECIDE_FURTHER_TIME, Task.VERIFY, Task.PUT_ON_RECORD, Task.SET_A_DATE, Task.DECIDE_TO_SEND}
)
"""What the raiser's side owes: silence here asks again, then climbs to cover and supervisor."""
ANSWERS = frozenset({Task.ANSWER, Task.SETTLE})
"""What a person asked owes and an answer, or handing over, is about."""
BESIDE = frozenset(
    {Task.ACKNOWLEDGE, Task.AGREE_A_PLAN, Task.CONTEST, Task.CONFIRM, Task.DISTRIBUTE, Task.ENTER_ON_RECORD}
)
"""What can be owed at a stage beside its answer, settlement or meeting."""
PAPERWORK = frozenset({Task.DISTRIBUTE, Task.ENTER_ON_RECORD})
"""What is still owed for a stage when the case has moved on."""
PUT_OFF = ANSWERS | {Task.HOLD}
"""What further time can be asked for."""
CHASED_AFTER = PUT_OFF | {Task.CONVENE} | (BESIDE - {Task.CONTEST})
"""What reminders still go out for when its time has passed."""
LASTING = frozenset({Task.ACT, Task.VERIFY, Task.PUT_ON_RECORD, Task.OVERALL_LIMIT}) | PAPERWORK
"""What outlives the stage visit in which it began."""
CARRIES_ON = ANSWERS | {
    Task.CONVENE, Task.HOLD, Task.JUDGE, Task.SET_A_DATE, Task.OPEN, Task.ACKNOWLEDGE, Task.AGREE_A_PLAN, Task.CONTEST,
}  # fmt: skip
"""What moves a stage on when it is done, or when its time passes."""
UNWATCHED = frozenset({Task.OVERALL_LIMIT, Task.PUT_ON_RECORD}) | PAPERWORK
"""What keeps nobody at work on the concern itself: an open case needs another duty beside these."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The named facts that a pack's `when` may ask about."""

    source: str
    categories: frozenset[str]
    immediate_risk: bool
    earlier_concerns: bool
    children_are: frozenset[str]
    skipping_a_stage: bool = False
    urgent: bool = False
    review_conference: str | None = None


def facts_of(case: Case) -> Facts:
    """As they stand at the stage where the case is: what is settled counts no more."""
    open_ones = tuple(c for c in case.concerns if not c.settled) or case.concerns
    return Facts(
        case.source,
        frozenset(c.category for c in open_ones),
        case.immediate_risk,
        case.earlier_concerns,
        frozenset(child.status for child in case.children),
        _skipped_a_stage(case),
        case.urgent or case.immediate_risk,
        row_of(which_conference(occasions_of(case), case.drafted.date())),
    )


def row_of(which: Which | None) -> str | None:
    """A review conference by its place in the row; no other conference is one."""
    return which.value if which in REVIEW_CONFERENCES else None


def _skipped_a_stage(case: Case) -> bool:
    """Was the stage where the case is come to past another?"""
    if case.visit is None or case.visit.reason is Entered.RAISED:
        return bool(case.skipping_because)
    return case.visit.reason is Entered.BYPASS


def holds(when: When | None, facts: Facts) -> bool:
    """Do all facts that `when` names hold? No condition always holds."""
    if when is None:
        return True
    checks = (
        when.source is None or when.source == facts.source,
        when.category is None or not facts.categories.isdisjoint(when.category),
        when.immediate_risk is None or when.immediate_risk == facts.immediate_risk,
        when.urgent is None or when.urgent == facts.urgent,
        when.earlier_concerns is None or when.earlier_concerns == facts.earlier_concerns,
        when.child_is is None or when.child_is in facts.children_are,
        when.skipping_a_stage is None or when.skipping_a_stage == facts.skipping_a_stage,
        when.review_conference is None or when.review_conference == facts.review_conference,
    )
    return all(checks)


def clocks_of(stage: Stage, case: Case) -> Iterator[tuple[str, Clock]]:
    """The clock that counts under each key of the stage: the first whose condition holds."""
    for key, clocks in stage.clocks.items():
        chosen = next((clock for clock in clocks if clock.when is None or holds(clock.when, facts_of(case))), None)
        if chosen is not None:
            yield key, chosen


def after(within: Within, start: datetime, calendar: WorkingCalendar) -> datetime:
    """The end of a length of time that begins at `start`. Raises ValueError for one that has no end of its own."""
    match within.unit:
        case Unit.WORKING_DAYS:
            return calendar.due(start, within.amount)
        case Unit.HOURS:
            counted = within.counted_as
            return calendar.due(start, counted) if counted else calendar.add_hours(start, within.amount)
        case Unit.MINUTES:
            return start + timedelta(minutes=within.amount)
        case Unit.IMMEDIATELY:
            return calendar.add_working_hours(start, 1)
        case Unit.CALENDAR_DAYS | Unit.WEEKS:
            days = within.amount * (7 if within.unit is Unit.WEEKS else 1)
            return calendar.day_ends(calendar.add_calendar_days(calendar.day_zero(start), days))
        case Unit.MONTHS:
            return calendar.day_ends(calendar.add_months(calendar.day_zero(start), within.amount))
        case _:
            raise ValueError(f"a time that is {within.unit} has no end of its own")


def due_of(
    clock: Clock,
    case: Case,
    entered: datetime,
    calendar: WorkingCalendar,
    answer_within: int | None = None,
    start: datetime | None = None,
) -> datetime | None:
    """When what `clock` measures is due; None where that date has yet to be set, NO_END where there is no time.

    `answer_within` are working days that the raiser set, `start` is when that happened from which it is counted.
    A time past already becomes the next working day's end.
    """
    within = _length(clock.within, answer_within)
    today = calendar.local_date(entered)
    if within is None or is_awaited(clock, case, today):
        return None
    if within.unit is Unit.NONE:
        return NO_END
    start = start or _origin(clock, case, entered, calendar)
    before = _counts_back_from(clock, case, start, today, calendar)
    due = after(within, start, calendar) if before is None else counted_back(within, before, calendar)
    if clock.the_raiser_may_shorten_it and answer_within is not None:
        due = min(due, calendar.due(start, answer_within))
    return due if due > entered else calendar.next_evening(entered)


def _counts_back_from(clock: Clock, case: Case, start: datetime, today: date, calendar: WorkingCalendar) -> date | None:
    """The day of the review, conference or meeting before which it is due."""
    if clock.due == BEFORE_THE_MEETING:
        return calendar.local_date(start)
    found = occasion_for(clock, occasions_of(case), today) if clock.due in BEFORE else None
    return found.on if found is not None else None


def is_in_working_days(within: Within) -> bool:
    """Does a bank holiday on the way make it due later?"""
    suggested = within.unit is Unit.SET_BY_THE_RAISER and within.amount > 0
    return within.unit is Unit.WORKING_DAYS or within.counted_as is not None or suggested


def raiser_sets(clock: Clock) -> bool:
    """Is the time of this clock whoever opens the stage's to set?"""
    return clock.within.unit in (Unit.SET_BY_THE_RAISER, Unit.UNSET)


def _length(within: Within, answer_within: int | None) -> Within | None:
    """A time that is the raiser's to set: as set, else as suggested, else none yet."""
    if within.unit not in (Unit.SET_BY_THE_RAISER, Unit.UNSET):
        return within
    days = answer_within or within.amount
    return Within(Unit.WORKING_DAYS, days) if days else None


def occasion_clocks(case: Case, procedure: Procedure) -> dict[str, Clock]:
    """The clocks of the stage where the case is that count from, or back from, a review or a conference."""
    if case.visit is None:
        return {}
    stage = procedure.stage(case.track, case.visit.stage)
    return {key: clock for key, clock in clocks_of(stage, case) if kind_for(clock) is not None}


def awaited_on(case: Case, situation: Situation) -> OccasionKind | None:
    """What somebody has yet to give the day of, before what is owed at this stage has a date."""
    clocks = occasion_clocks(case, situation.procedure)
    waiting = (clocks.get(duty.clock or "") for duty in case.duties if duty.task is Task.SET_A_DATE)
    today = situation.today
    return next((kind_for(clock) for clock in waiting if clock is not None and is_awaited(clock, case, today)), None)


def end_of(day: date, calendar: WorkingCalendar) -> datetime:
    """The end of a day that somebody named; of the next working day where it is not worked."""
    return calendar.day_ends(day if calendar.is_working_day(day) else calendar.next_working_day(day))


def next_wake(
    duty: Duty, reminders: tuple[Reminder, ...], after_this: datetime, calendar: WorkingCalendar
) -> datetime | None:
    """The earliest of the due time and the reminders' mornings still ahead of `after_this`; None when all are past."""
    ahead = [at for at in _wakes(duty, reminders, calendar) if at > after_this]
    return min(ahead, default=None)


def reminders_of(duty: Duty, case: Case, situation: Situation) -> tuple[Reminder, ...]:
    """The pack's reminders for this duty. What the raiser owes has none: unanswered, it comes back by itself."""
    procedure = situation.procedure
    if duty.task in RAISERS_TASKS or duty.task in (Task.OVERALL_LIMIT, Task.SEND):
        return ()
    if duty.clock is None or duty.visit is None:
        return procedure.unless_said.reminders
    clock = clock_of(duty, case, procedure)
    return procedure.reminders_of(clock) if clock is not None else procedure.unless_said.reminders


def can_be_late(duty: Duty, case: Case, procedure: Procedure) -> bool:
    """A target is aimed at: when it passes the raiser is asked, and what comes after it does not count as late."""
    return not is_target(duty, case, procedure)


def is_target(duty: Duty, case: Case, procedure: Procedure) -> bool:
    clock = clock_of(duty, case, procedure)
    return clock is not None and clock.hardness == "target"


def counts_working_days(duty: Duty, case: Case, procedure: Procedure) -> bool:
    """Calendar days, weeks and hours run through weekends and holidays; everything else is in working days."""
    clock = clock_of(duty, case, procedure)
    return clock is None or clock.within.unit not in _EVERY_DAY or clock.within.counted_as is not None


_EVERY_DAY = (Unit.CALENDAR_DAYS, Unit.WEEKS, Unit.MONTHS, Unit.HOURS, Unit.MINUTES)


def clock_of(duty: Duty, case: Case, procedure: Procedure) -> Clock | None:
    """The clock of the pack that opened this duty; None for one that is no stage's clock."""
    if duty.visit is None or duty.clock is None:
        return None
    stage = procedure.stage(case.track, case.visits[duty.visit - 1].stage)
    return next((clock for key, clock in clocks_of(stage, case) if key == duty.clock), None)


def task_of(key: str) -> Task:
    return CLOCK_TASKS[key]


def is_event(clock: Clock) -> bool:
    """Is this clock counted from, or back from, something that may happen while the case is at the stage?"""
    return clock.counted_from == "answered" or "." in clock.counted_from or clock.due == BEFORE_THE_MEETING


def event_moment(clock: Clock, case: Case, visit: StageVisit) -> datetime | None:
    """When that happened from which a clock of `visit` is counted; None while it is still to come.

    A stage that this run of the case never came to, or left before its time was over, holds nothing up.
    """
    origin = clock.counted_from
    if clock.due == BEFORE_THE_MEETING:
        return visit.meeting.at if visit.meeting is not None and visit.meeting.held is None else None
    if origin == "answered":
        awaited = any(d.task is Task.ANSWER and d.visit == visit.number for d in case.duties)
        return visit.answers[-1].at if visit.answers and not awaited else None
    stage, _, key = origin.partition(".")
    there = next((v for v in reversed(case.visits) if v.run == case.run and v.stage == stage), None)
    if there is None:
        return visit.entered
    return _stopped(there, key) or there.left


def _stopped(visit: StageVisit, key: str) -> datetime | None:
    if key == "answer" and visit.answers:
        return visit.answers[0].at
    return next((s.at for s in visit.stopped if s.clock == key), None)


def days_left(due: datetime, now: datetime, calendar: WorkingCalendar) -> int:
    """Working days from today to the due day; negative once it is past."""
    today, day = calendar.local_date(now), calendar.local_date(due)
    if day >= today:
        return calendar.working_days_between(today, day)
    return -calendar.working_days_between(day, today)


def _origin(clock: Clock, case: Case, entered: datetime, calendar: WorkingCalendar) -> datetime:
    if clock.due not in BEFORE and kind_for(clock) is not None:
        return _occasion_began(clock, case, entered, calendar)
    match clock.counted_from:
        case "identified" if case.identified_on is not None:
            return _evening(case.identified_on, entered, calendar)
        case "raised" | "case opened" if case.raised is not None:
            return case.raised
        case "told":  # what comes at night or at a weekend is read in the morning
            return calendar.next_working_moment(entered)
        case _:
            return entered


def _occasion_began(clock: Clock, case: Case, entered: datetime, calendar: WorkingCalendar) -> datetime:
    """One that is still to come counts from its day; one that was held, at the latest from now."""
    today = calendar.local_date(entered)
    occasion = occasion_for(clock, occasions_of(case), today)
    if occasion is None:
        return entered
    start = began(clock, occasion, calendar)
    return start if occasion.on > today else min(start, entered)


def _evening(day: date, entered: datetime, calendar: WorkingCalendar) -> datetime:
    """A day without an hour counts from its own evening, at the latest from now."""
    return min(calendar.day_ends(day), entered)


def _wakes(duty: Duty, reminders: tuple[Reminder, ...], calendar: WorkingCalendar) -> Iterator[datetime]:
    if not duty.has_time:
        return
    if duty.lapsed is None:
        yield _found_lapsed(duty, calendar)
    due_day = calendar.local_date(duty.due)
    for reminder in reminders:
        at = _reminds(reminder, due_day, calendar)
        if at > duty.started and (at < duty.due or duty.task in CHASED_AFTER):
            yield at


def _found_lapsed(duty: Duty, calendar: WorkingCalendar) -> datetime:
    """When it is acted upon that the time has passed: nobody is told at night of hours that end at night."""
    if duty.task is Task.SEND:
        return duty.due
    if duty.task in RAISERS_TASKS:
        return calendar.morning_at_or_after(duty.due)
    return calendar.next_working_moment(duty.due)


def _reminds(reminder: Reminder, due_day: date, calendar: WorkingCalendar) -> datetime:
    """In the morning of a working day: what is due at a weekend is reminded of on the Friday before."""
    if reminder.days == 0 and not calendar.is_working_day(due_day):
        return calendar.day_starts(calendar.previous_working_day(due_day))
    return calendar.day_starts(calendar.add_working_days(due_day, reminder.days))
