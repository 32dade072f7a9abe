"""The raiser's judgement: when it opens, comes back, and climbs to cover and supervisor when nobody speaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .case import Duty, Named, PersonId, RoleId, Silence, Task
from .case_log import AskedAgain, Ended, Lapsed
from .deciding import Deciding
from .duties import after
from .moving import current
from .naming import cover_for
from .notices import Capacity, Meaning
from .procedure import Procedure


def judge_after_an_answer(d: Deciding) -> None:
    """A new answer gives the raiser the full time, whatever was pending."""
    visit = current(d).number
    d.end(d.open_duties(Task.JUDGE, visit=visit), Ended.REPLACED)
    due = after(d.situation.procedure.prompts.after_an_answer, d.now, d.situation.calendar)
    d.owe(Task.JUDGE, (_raiser(d),), due, Silence.ASK_AGAIN, visit=visit)


def judge_after_a_silence(d: Deciding) -> None:
    """Ask now, and again next morning; a judgement that is open already is brought forward."""
    visit = current(d).number
    morning = d.situation.calendar.next_morning(d.now)
    pending = d.open_duties(Task.JUDGE, visit=visit)
    if not pending:
        d.owe(Task.JUDGE, (_raiser(d),), morning, Silence.ASK_AGAIN, visit=visit)
    for duty in pending:
        if duty.wake is None or duty.wake > morning:
            d.move(replace(duty, due=min(duty.due, morning), wake=morning))


def ask_again(d: Deciding, duty: Duty) -> None:
    """The raiser's side was silent: the next on the ladder who is there is asked, and the duty comes back."""
    person, role = _next_asked(d, duty.asked_again)
    owed_by = duty.owed_by if any(n.person == person for n in duty.owed_by) else (*duty.owed_by, Named(person, role))
    changed = replace(duty, owed_by=owed_by, asked_again=duty.asked_again + 1, wake=_comes_back(d, duty))
    if duty.lapsed is None:
        changed = replace(changed, lapsed=d.happened)
        d.log(Lapsed(changed))
    d.log(AskedAgain(changed, person))
    capacity = Capacity.RAISER if person == d.case.raiser else Capacity.SUPERVISOR
    d.tell([person], _asks(duty), capacity, duty=duty.number, about=duty.about)


def supervisor(d: Deciding) -> PersonId | None:
    holders = d.situation.roster.holders(d.situation.procedure.supervisor, d.case.team, d.today)
    return next(iter(holders), None)


def _raiser(d: Deciding) -> Named:
    return Named(d.case.raiser, d.case.raiser_role)


def _asks(duty: Duty) -> Meaning:
    match duty.task:
        case Task.PUT_ON_RECORD:
            return Meaning.PUT_ON_RECORD
        case Task.VERIFY:
            return Meaning.ACTION_OVERDUE
        case Task.DECIDE_FURTHER_TIME:
            return Meaning.FURTHER_TIME_ASKED
        case _:
            return Meaning.YOUR_VIEW_AWAITED


def _comes_back(d: Deciding, duty: Duty) -> datetime:
    """A judgement comes back every working morning; the record and checks of actions at their own pace."""
    calendar, follow = d.situation.calendar, d.situation.procedure.follow_up
    if duty.task is Task.PUT_ON_RECORD:
        return calendar.morning_at_or_after(after(follow.put_on_record_within, d.now, calendar))
    if duty.task is Task.VERIFY:
        return calendar.morning_at_or_after(after(follow.verify_within, d.now, calendar))
    return calendar.next_morning(d.now)


def _next_asked(d: Deciding, step: int) -> tuple[PersonId, RoleId]:
    """Absent people are skipped. The raiser is asked when nobody else can be found."""
    ladder = d.situation.procedure.prompts.then_each_working_day
    for word in ladder[min(step, len(ladder) - 1) :]:
        found = _on_ladder(d, word, d.situation.procedure)
        if found is not None and not d.situation.roster.is_away(found[0], d.today):
            return found
    return d.case.raiser, d.case.raiser_role


def _on_ladder(d: Deciding, word: str, procedure: Procedure) -> tuple[PersonId, RoleId] | None:
    if word == "raiser":
        return d.case.raiser, d.case.raiser_role
    if word == "cover":
        cover = cover_for(d.case.raiser, d.situation.roster, d.today)
        return (cover, d.case.raiser_role) if cover is not None else None
    person = supervisor(d)
    return (person, procedure.supervisor) if person is not None else None
