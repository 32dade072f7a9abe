"""Silences that are no missing answer: a recommendation that stands, a right that ends, something beside the answer."""

from __future__ import annotations

from ..case import NO_WORDS, Answer, Duty, Task
from ..case_log import Ended, Responded, RightEnded
from ..deciding import Deciding
from ..duties import clock_of
from ..notices import Capacity, Meaning
from .prompting import judge_after_a_silence, judge_after_an_answer
from .visits import current


def take_as_accepted(d: Deciding, duty: Duty) -> None:
    """The recommendation binds as if it had been agreed to. The concern stays open: the raiser judges."""
    visit = current(d)
    d.end([duty], Ended.NO_LONGER_NEEDED)
    silent = [n for n in duty.owed_by if not any(n.person in (a.by, a.on_behalf_of) for a in visit.answers)]
    for named in silent[:1]:
        answer = Answer(named.person, named.covering, duty.due, NO_WORDS, late=False, assumed_from_silence=True)
        d.log(Responded(visit.number, answer), at=duty.due)
    if silent and not d.open_duties(Task.ANSWER, visit=visit.number):
        judge_after_an_answer(d)
    if silent:
        d.tell_raiser(Meaning.ACCEPTED_BY_SILENCE, duty=duty.number)
        d.tell(d.reachable(duty), Meaning.ACCEPTED_BY_SILENCE, Capacity.ASKED, duty=duty.number)


def end_the_right(d: Deciding, duty: Duty) -> None:
    """Where the pack says so, nobody can contest any more. What was raised for the child is not touched by it."""
    clock = clock_of(duty, d.case, d.situation.procedure)
    if clock is None or clock.if_late is None or duty.clock is None:
        return
    visit = current(d)
    if duty.clock not in visit.rights_ended:
        d.log(RightEnded(visit.number, duty.clock), at=duty.due)
    if duty.task is not Task.CONTEST:  # whose own silence is still to be looked at, where several could contest
        d.end(d.open_duties(Task.CONTEST, visit=visit.number), Ended.NO_LONGER_NEEDED)


def contests_over(d: Deciding, duty: Duty) -> tuple[Duty, ...]:
    """A time for contesting that took the right with it is owed no more."""
    over = duty.task is Task.CONTEST and bool(current(d).rights_ended)
    return tuple(other for other in d.case.duties if over and other.number == duty.number)


def ask_what_next(d: Deciding, duty: Duty) -> None:
    """The raiser hears of it and can move on or wait; a judgement that is open already keeps its time."""
    if not d.open_duties(Task.JUDGE, visit=duty.visit):
        judge_after_a_silence(d)
    tell_not_done(d, duty)


def tell_not_done(d: Deciding, duty: Duty) -> None:
    d.tell_raiser(Meaning.STEP_NOT_TAKEN, duty=duty.number)
    d.tell(d.reachable(duty), Meaning.ANSWER_OVERDUE, Capacity.ASKED, duty=duty.number)
