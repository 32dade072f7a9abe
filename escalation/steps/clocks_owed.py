"""What a stage visit begins: its clocks, the overall limits over it, and the dates that somebody has yet to set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from ..actions import SetDate
from ..case import NO_END, Duty, Named, Silence, StageId, StageVisit, Task
from ..case_log import DateSet, Ended
from ..deciding import Deciding
from ..duties import (
    ANSWERS,
    BESIDE,
    PUT_OFF,
    after,
    clocks_of,
    days_left,
    due_of,
    end_of,
    is_event,
    is_in_working_days,
    task_of,
)
from ..errors import DetailNeeded, NothingOwed, StageHasMoved
from ..holders.asking import name_roles, yet_to_answer
from ..holders.judges import who_judges
from ..notices import Capacity, Meaning
from ..procedure import Clock, OverallLimit, Stage
from ..stages import FIRST_COVERED, RAISER

DATED = PUT_OFF | {Task.CONVENE}
"""What whoever opened the stage may set a day for."""


def owe_clocks(d: Deciding, stage: Stage, visit: StageVisit, answer_within: int | None) -> None:
    """Every clock of the stage. Where nobody has set its time yet, whoever opened the stage owes the date first."""
    if stage.owes_no_answer:
        _owe_a_view(d, stage, visit, answer_within)
    for key, clock in clocks_of(stage, d.case):
        if not _begins_otherwise(d, stage, key, clock):
            owe_from(d, stage, visit, key, clock, answer_within)


def _begins_otherwise(d: Deciding, stage: Stage, key: str, clock: Clock) -> bool:
    """What is owed later, by the raiser's own question about the record, or by nobody."""
    only_told = stage.owes_no_answer and task_of(key) in ANSWERS
    later = is_event(clock) or _is_the_raisers_record(key, clock)
    return only_told or later or _has_no_record(d, key)


def _has_no_record(d: Deciding, key: str) -> bool:
    """Where no child is concerned there is no record to put it on."""
    return task_of(key) is Task.ENTER_ON_RECORD and not d.case.has_child


def owe_from(
    d: Deciding,
    stage: Stage,
    visit: StageVisit,
    key: str,
    clock: Clock,
    answer_within: int | None = None,
    start: datetime | None = None,
) -> None:
    """What this clock measures is owed from now. `start` is when that happened from which it is counted."""
    due = due_of(clock, d.case, d.now, d.situation.calendar, answer_within, start)
    if due is None:
        d.owe_raiser(Task.SET_A_DATE, d.situation.calendar.next_morning(d.now), visit=visit.number, clock=key)
    else:
        _owe_clock(d, stage, visit, key, clock, _within_the_limits(d, visit.stage, clock, due))


def record_due(d: Deciding, stage: Stage) -> datetime:
    """By when the raiser is asked whether the stage is on the child's record: a clock of the stage may say."""
    for key, clock in clocks_of(stage, d.case):
        if _is_the_raisers_record(key, clock) and not is_event(clock):
            due = due_of(clock, d.case, d.now, d.situation.calendar)
            if due is not None and due != NO_END:
                return due
    return after(d.situation.procedure.follow_up.put_on_record_within, d.now, d.situation.calendar)


def _is_the_raisers_record(key: str, clock: Clock) -> bool:
    """The raiser is asked about the record at every stage anyway: the clock then says by when."""
    return task_of(key) is Task.ENTER_ON_RECORD and clock.owed_by == RAISER


def _owe_a_view(d: Deciding, stage: Stage, visit: StageVisit, answer_within: int | None) -> None:
    """Those who are told owe nothing: the time of the stage is the raiser's, to say whether it is settled."""
    calendar = d.situation.calendar
    clocks = (clock for key, clock in clocks_of(stage, d.case) if task_of(key) in ANSWERS)
    dues = [due_of(clock, d.case, d.now, calendar, answer_within) for clock in clocks]
    after_an_answer = after(d.situation.procedure.prompts.after_an_answer, d.now, calendar)
    due = min((due for due in dues if due and due != NO_END), default=after_an_answer)
    d.owe(Task.JUDGE, who_judges(d.case, d.situation), due, Silence.ASK_AGAIN, visit=visit.number)


def check_answer_within(d: Deciding, stage_id: StageId, days: int | None) -> None:
    """Raises DetailNeeded for a time that is none, or longer than the pack or the overall limits allow."""
    if days is None:
        return
    if days < 1:
        raise DetailNeeded("answer_within")
    d.situation.calendar.due(d.now, days)  # raises where the calendar does not reach
    most = most_days(d, stage_id)
    if most is not None and days > most:
        raise DetailNeeded("answer_within_at_most", most=str(most))


def most_days(d: Deciding, stage_id: StageId) -> int | None:
    """The longest time that can be set at this stage: its ceiling in the pack, and what the overall limits leave."""
    stage = d.situation.procedure.stage(d.case.track, stage_id)
    ceilings = [clock.within.at_most for _, clock in clocks_of(stage, d.case) if clock.within.at_most is not None]
    if not ceilings:
        return None
    left = [days_left(due, d.now, d.situation.calendar) for due in _limits_due(d, stage_id)]
    return max(1, min(*ceilings, *left)) if left else min(ceilings)


def set_date(d: Deciding, action: SetDate) -> None:
    """The day by which it is to be answered, settled or held, where the procedure leaves it to whoever opened it."""
    visit = next((v for v in d.case.visits if v.number == action.visit), None)
    if visit is None or visit.left is not None:
        raise StageHasMoved("stage_has_moved")
    if not d.open_duties(Task.SET_A_DATE, visit=visit.number) and not _without_time(d, visit):
        raise NothingOwed("no_date_to_set")
    waiting = [*d.open_duties(Task.SET_A_DATE, visit=visit.number), *_without_time(d, visit)]
    begin_clocks(d, visit, action.until)
    if any(duty.clock is None or task_of(duty.clock) not in BESIDE for duty in waiting):
        d.tell((n.person for n in visit.asked), Meaning.DATE_SET, Capacity.ASKED)


def begin_clocks(d: Deciding, visit: StageVisit, until: date) -> None:
    """What waited for a date is owed by `until` now, by everybody who has not answered yet."""
    due = end_of(until, d.situation.calendar)
    if due <= d.now:
        raise DetailNeeded("date_past")
    most, days = most_days(d, visit.stage), days_left(due, d.now, d.situation.calendar)
    if most is not None and days > most:
        raise DetailNeeded("answer_within_at_most", most=str(most))
    d.log(DateSet(visit.number, due))
    stage = d.situation.procedure.stage(d.case.track, visit.stage)
    clocks = dict(clocks_of(stage, d.case))
    for duty in d.open_duties(Task.SET_A_DATE, visit=visit.number):
        d.end([duty], Ended.MET)
        if duty.clock in clocks:
            _owe_clock(d, stage, visit, duty.clock, clocks[duty.clock], due)
    _give_time(d, visit, due)


def _without_time(d: Deciding, visit: StageVisit) -> tuple[Duty, ...]:
    """What the procedure gives no time for: whoever opened the stage may still set a day."""
    return tuple(duty for duty in d.open_duties(*DATED, visit=visit.number) if not duty.has_time)


def _give_time(d: Deciding, visit: StageVisit, due: datetime) -> None:
    untimed = _without_time(d, visit)
    for duty in untimed:
        timed = replace(duty, due=due)
        d.move(replace(timed, wake=d.wake_after(timed)))
    if untimed and not visit.answers:
        d.end(d.open_duties(Task.JUDGE, visit=visit.number), Ended.NO_LONGER_NEEDED)


def begin_clock(d: Deciding, visit: StageVisit, key: str, due: datetime) -> None:
    """What waited for a review or a conference to be dated is owed now."""
    stage = d.situation.procedure.stage(d.case.track, visit.stage)
    clock = dict(clocks_of(stage, d.case))[key]
    _owe_clock(d, stage, visit, key, clock, _within_the_limits(d, visit.stage, clock, due))


def _owe_clock(d: Deciding, stage: Stage, visit: StageVisit, key: str, clock: Clock, due: datetime) -> None:
    silence = d.situation.procedure.silence_of(clock)
    asked = {n.person for n in visit.asked}
    for group in _owed_by(d, stage, visit, key, clock):
        counted = is_in_working_days(clock.within) and clock.due is None
        duty = d.owe(task_of(key), group, due, silence, visit=visit.number, clock=key, counted=counted)
        if is_event(clock) or not asked.issuperset(n.person for n in group):
            _tell_of_it(d, visit, duty)


def _tell_of_it(d: Deciding, visit: StageVisit, duty: Duty) -> None:
    """Whoever the opening of the stage does not tell: other people, and everybody of what begins later."""
    people = [n.person for n in duty.owed_by]
    if duty.task not in ANSWERS:
        d.tell(people, Meaning.STEP_OWED, Capacity.ASKED, duty=duty.number)
    elif visit.entered < d.now:
        d.tell(people, Meaning.DATE_SET, Capacity.ASKED, duty=duty.number)


def _owed_by(d: Deciding, stage: Stage, visit: StageVisit, key: str, clock: Clock) -> Iterator[tuple[Named, ...]]:
    """One duty for all where any answer serves; one each where all must answer; one for each side of a pair."""
    if clock.owed_by is not None:
        yield name_roles(d.case, d.situation, clock.owed_by)
        return
    beside = task_of(key) in BESIDE  # an answer does not do away with it
    yield from yet_to_answer(stage, replace(visit, answers=()) if beside else visit)


def _within_the_limits(d: Deciding, stage_id: StageId, clock: Clock, due: datetime) -> datetime:
    """A time that the raiser sets ends with the overall limits, where the pack says at most; a day is always left."""
    limits = _limits_due(d, stage_id)
    if clock.within.at_most is None or not limits:
        return due
    return max(min(due, *limits), d.situation.calendar.next_evening(d.now))


# overall limits


def owe_limits(d: Deciding, stage_id: StageId) -> None:
    """Each limit once in a run; one that was reached has been told of."""
    running = {*(duty.clock for duty in d.open_duties(Task.OVERALL_LIMIT)), *d.case.limits_reached}
    visit = d.case.visit
    assert visit is not None, "limits begin with a visit"
    for limit in limits_over(d, stage_id):
        if limit.id not in running:
            due, counted = _limit_due(d, limit), is_in_working_days(limit.within)
            d.owe(Task.OVERALL_LIMIT, (), due, Silence.INFORM, visit=visit.number, clock=limit.id, counted=counted)


def end_limits_not_over(d: Deciding, stage_id: StageId) -> None:
    """A limit ends where its stages are left. Entered again they bring it back with its first date."""
    over = {limit.id for limit in limits_over(d, stage_id)}
    d.end((duty for duty in d.open_duties(Task.OVERALL_LIMIT) if duty.clock not in over), Ended.NO_LONGER_NEEDED)


def wake_limits(d: Deciding) -> None:
    """A limit that slept while agreed actions were carried out returns with its original date."""
    for limit in d.open_duties(Task.OVERALL_LIMIT):
        if limit.wake is None and limit.lapsed is None:
            d.move(replace(limit, wake=limit.due))


def days_left_overall(d: Deciding, entering: StageId) -> int | None:
    """Working days left under the limit that ends first, also one that begins with this stage."""
    dues = [limit.due for limit in d.open_duties(Task.OVERALL_LIMIT)]
    dues = dues or [_limit_due(d, limit) for limit in limits_over(d, entering)]
    return days_left(min(dues), d.now, d.situation.calendar) if dues else None


def limits_over(d: Deciding, stage_id: StageId) -> tuple[OverallLimit, ...]:
    return d.situation.procedure.tracks[d.case.track].limits_over(stage_id)


def _limits_due(d: Deciding, stage_id: StageId) -> list[datetime]:
    """When each limit over this stage ends: those that run, and those that would begin with it."""
    running = {duty.clock: duty.due for duty in d.open_duties(Task.OVERALL_LIMIT)}
    return [running.get(limit.id) or _limit_due(d, limit) for limit in limits_over(d, stage_id)]


def _limit_due(d: Deciding, limit: OverallLimit) -> datetime:
    """Agreed further time moves it in this run, where the pack says so."""
    moved = next((m.due for m in reversed(d.case.limits_moved) if m.limit == limit.id), None)
    return moved or after(limit.within, _limit_start(d, limit) or d.now, d.situation.calendar)


def _limit_start(d: Deciding, limit: OverallLimit) -> datetime | None:
    """A reopened case counts anew from its reopening, also what is counted from the day that it was noticed."""
    noticed = d.case.identified_on if d.case.run == 1 else None
    if limit.counted_from == "identified" and noticed is not None:
        return min(d.situation.calendar.day_ends(noticed), d.now)
    return _first_covered(d, limit) if limit.counted_from == FIRST_COVERED else d.case.run_started


def _first_covered(d: Deciding, limit: OverallLimit) -> datetime | None:
    """When this run came to the first stage that the limit covers."""
    visits = (v for v in d.case.visits if v.run == d.case.run and limit in limits_over(d, v.stage))
    return min((v.entered for v in visits), default=None)
