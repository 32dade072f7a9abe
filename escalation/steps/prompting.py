"""The raiser's judgement: when it opens, comes back, and climbs to cover and supervisor when nobody speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from ..case import Case, Duty, Named, PersonId, RoleId, Silence, Task
from ..case_log import AskedAgain, DecisionMade, Ended, Lapsed
from ..deciding import Deciding
from ..decision import Situation
from ..duties import after
from ..holders.judges import who_judges
from ..holders.naming import cover_of_raiser, in_the_raisers_place, supervisor_present
from ..holders.openers import take_back
from ..notices import Capacity, Meaning
from .visits import current, stage_of

ASKS: Mapping[Task, Meaning] = {
    Task.PUT_ON_RECORD: Meaning.PUT_ON_RECORD,
    Task.VERIFY: Meaning.ACTION_OVERDUE,
    Task.DECIDE_FURTHER_TIME: Meaning.FURTHER_TIME_ASKED,
    Task.JUDGE: Meaning.YOUR_VIEW_AWAITED,
    Task.SET_A_DATE: Meaning.DATE_AWAITED,
    Task.DECIDE_TO_SEND: Meaning.NOT_OPENED,
}
"""What the raiser's side is asked for by each duty of theirs."""


def judge_after_an_answer(d: Deciding) -> None:
    """A new answer gives the raiser the full time, whatever was pending."""
    visit = current(d).number
    take_back(d)
    if stage_of(d, current(d).stage).final_decision and len(current(d).answers) == 1:
        d.log(DecisionMade(visit))
    d.end(d.open_duties(Task.JUDGE, visit=visit), Ended.REPLACED)
    due = after(d.situation.procedure.prompts.after_an_answer, d.now, d.situation.calendar)
    owe_judgement(d, who_judges(d.case, d.situation), due)


def owe_judgement(d: Deciding, judges: tuple[Named, ...], due: datetime) -> None:
    """Unanswered it comes back to the raiser, then climbs. Whoever judges beside the raiser is asked for their view."""
    duty = d.owe(Task.JUDGE, judges, due, Silence.ASK_AGAIN, visit=current(d).number)
    others = (n.person for n in judges if n.person != d.case.raiser)
    d.tell(others, Meaning.YOUR_VIEW_AWAITED, Capacity.ASKED, duty=duty.number)


def judge_after_a_silence(d: Deciding) -> None:
    """Asked now, and again next morning; a judgement that is open already is brought forward."""
    visit = current(d).number
    morning = d.situation.calendar.next_morning(d.now)
    pending = d.open_duties(Task.JUDGE, visit=visit)
    if not pending:
        d.owe_raiser(Task.JUDGE, morning, visit=visit)
    for duty in pending:
        if duty.wake is None or duty.wake > morning:
            d.move(replace(duty, due=min(duty.due, morning), wake=morning))


def ask_again(d: Deciding, duty: Duty) -> None:
    """The raiser's side was silent: the next on the ladder who is there is asked, and the duty comes back."""
    person, role, step = next_asked(d.case, d.situation, duty.asked_again)
    owed_by = duty.owed_by if any(n.person == person for n in duty.owed_by) else (*duty.owed_by, Named(person, role))
    changed = replace(duty, owed_by=owed_by, asked_again=step + 1, wake=_comes_back(d, duty.task))
    if duty.lapsed is None:
        changed = replace(changed, lapsed=duty.due)
        d.log(Lapsed(changed), at=duty.due)
    d.log(AskedAgain(changed, person))
    capacity = Capacity.RAISER if role == d.case.raiser_role else Capacity.SUPERVISOR
    d.tell([person], ASKS[duty.task], capacity, role=role, visit=duty.visit, duty=duty.number, about=duty.about)
    if duty.task is Task.PUT_ON_RECORD:
        _wake_together(d, changed)


def _wake_together(d: Deciding, asked: Duty) -> None:
    """What else is overdue for the child's record comes back on the same morning, so that one chase serves."""
    for duty in d.open_duties(Task.PUT_ON_RECORD):
        if duty.lapsed is not None and duty.wake is not None and duty.wake > d.now and duty.wake != asked.wake:
            d.move(replace(duty, wake=asked.wake))


def _comes_back(d: Deciding, task: Task) -> datetime:
    """A judgement comes back every working morning; the record and checks of actions at their own pace."""
    calendar, follow = d.situation.calendar, d.situation.procedure.follow_up
    if task is Task.PUT_ON_RECORD:
        return calendar.morning_at_or_after(after(follow.put_on_record_within, d.now, calendar))
    if task is Task.VERIFY:
        return calendar.morning_at_or_after(after(follow.verify_within, d.now, calendar))
    return calendar.next_morning(d.now)


def next_asked(case: Case, situation: Situation, step: int) -> tuple[PersonId, RoleId, int]:
    """Who is asked now, in which role, on which rung. Absent people are skipped; the last rung is asked for good."""
    ladder = situation.procedure.prompts.then_each_working_day
    for rung in range(min(step, len(ladder) - 1), len(ladder)):
        found = _on_ladder(case, situation, ladder[rung])
        if found is not None:
            return (*found, rung)
    return _whoever_is_left(case, situation), case.raiser_role, len(ladder) - 1


def _whoever_is_left(case: Case, situation: Situation) -> PersonId:
    """Nobody on the ladder is there. The raiser comes back; for one who has left somebody else acts."""
    raiser, roster = case.raiser, situation.roster
    if roster.serves(raiser, situation.today):
        return raiser
    return in_the_raisers_place(case, situation.procedure, roster, situation.today)


def _on_ladder(case: Case, situation: Situation, word: str) -> tuple[PersonId, RoleId] | None:
    procedure, roster, today = situation.procedure, situation.roster, situation.today
    match word:
        case "raiser":
            return None if roster.is_away(case.raiser, today) else (case.raiser, case.raiser_role)
        case "cover":
            cover = cover_of_raiser(case, roster, today)
            return (cover, case.raiser_role) if cover is not None else None
        case _:
            person = supervisor_present(case, procedure, roster, today)
            return (person, procedure.supervisor) if person is not None else None
