"""What the people asked can say: answer, put a spoken answer right, warn that it will be late."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ..actions import ActionProposed, CorrectAnswer, FileAnswer, Forewarn, RecordSpokenAnswer, Respond
from ..case import Answer, Duty, PersonId, StageVisit, Task, Verdict
from ..case_log import AnswerCorrected, Ended, Forewarned, Responded
from ..deciding import Deciding
from ..duties import ANSWERS, BESIDE, can_be_late, task_of
from ..errors import CaseIsClosed, DetailNeeded, NothingOwed
from ..holders.asking import yet_to_answer
from ..holders.naming import manager_present
from ..notices import Capacity, Meaning
from ..permissions import asked_in, holder_for
from .agreed import agree_actions
from .forms import fill
from .prompting import judge_after_an_answer
from .visits import any_visit, current, stage_of, visit_seen

REPLIED = (Task.ANSWER, Task.ACKNOWLEDGE)
"""What a reply ends. A `settle` clock runs on: only satisfaction ends it."""


def respond(d: Deciding, action: Respond) -> None:
    if not action.text:
        raise DetailNeeded("answer_needs_words")
    visit = any_visit(d, action.visit)
    receive(d, visit, Answer(d.by, d.on_behalf_of, d.happened, action.text, late=False), action.actions)
    fill(d, any_visit(d, action.visit), action.filled)


def record_spoken(d: Deciding, action: RecordSpokenAnswer) -> None:
    """The raiser wrote down what was said; the person who said it is asked to put right what is not."""
    if not action.text:
        raise DetailNeeded("answer_needs_words")
    visit = any_visit(d, action.visit)
    d.happened = _when_said(d, action, visit)
    holder = holder_for(action.by, visit, d.situation.roster, d.today)
    if holder is None and not asked_in(visit, action.by):
        raise DetailNeeded("not_asked_here")
    receive(d, visit, Answer(action.by, holder, d.happened, action.text, late=False, spoken=True), action.actions)


def file_answer(d: Deciding, action: FileAnswer) -> None:
    """As if its writer had answered when their mail arrived; the log says who filed it."""
    if not action.text:
        raise DetailNeeded("answer_needs_words")
    visit = any_visit(d, action.visit)
    holder = holder_for(action.by, visit, d.situation.roster, d.today)
    receive(d, visit, Answer(action.by, holder, d.happened, action.text, late=False), ())


def correct(d: Deciding, action: CorrectAnswer) -> None:
    visit = any_visit(d, action.visit)
    if not any(a.spoken and a.by == d.by for a in visit.answers):
        raise NothingOwed("nothing_to_correct")
    if not action.text:
        raise DetailNeeded("answer_needs_words")
    d.log(AnswerCorrected(visit.number, d.by, action.text))
    d.tell_raiser(Meaning.ANSWER_CAME)


def forewarn(d: Deciding, action: Forewarn) -> None:
    """It will not come in time: the raiser and the responder's own manager hear it before the date, not after."""
    visit = visit_seen(d, action.visit)
    if not d.open_duties(*ANSWERS, *BESIDE, Task.CONVENE, Task.HOLD, visit=visit.number):
        raise NothingOwed("no_answer_owed")
    if not action.reason:
        raise DetailNeeded("forewarn_needs_reason")
    d.log(Forewarned(visit.number, action.reason))
    d.tell_raiser(Meaning.FOREWARNED)
    manager = manager_present(d.on_behalf_of or d.by, d.situation.roster, d.today)
    if manager is not None and manager != d.by:
        d.tell([manager], Meaning.FOREWARNED, Capacity.TOLD)


def _when_said(d: Deciding, action: RecordSpokenAnswer, visit: StageVisit) -> datetime:
    """A day without an hour: in time until the end of that day."""
    if action.on > d.today:
        raise DetailNeeded("date_ahead")
    if action.on < d.situation.calendar.local_date(visit.entered):
        raise DetailNeeded("before_the_stage")
    return min(d.now, max(visit.entered, d.situation.calendar.day_ends(action.on)))


def receive(d: Deciding, visit: StageVisit, answer: Answer, actions: tuple[ActionProposed, ...]) -> None:
    """An answer, or what is said against a recommendation, however it came."""
    ends = (*REPLIED, *((Task.AGREE_A_PLAN,) if actions else ()), *((Task.CONTEST,) if answer.contests else ()))
    owed = tuple(duty for duty in d.open_duties(*ANSWERS, *ends, visit=visit.number) if _is_owed_by(duty, answer))
    untimely = any(_is_late(d, duty, answer) for duty in owed)
    still_owed = any(duty.task in ANSWERS for duty in owed)
    late = visit.left is not None or untimely or (_after_silence(visit, answer) and not still_owed)
    d.log(Responded(visit.number, replace(answer, late=late)))
    _confirm(d, answer)
    if visit.left is not None:
        _tell_of_answer_to_earlier(d, answer.by, visit)
    else:
        _take_as_answer(d, visit, tuple(duty for duty in owed if duty.task in ends))
    if actions and not d.case.is_open:
        raise CaseIsClosed("case_is_closed")
    agree_actions(d, actions, answer.by)


def _is_late(d: Deciding, duty: Duty, answer: Answer) -> bool:
    """By the answer's own time; an acknowledgement that was owed before has its own."""
    of_the_answer = duty.task in (*ANSWERS, Task.CONTEST)
    return of_the_answer and answer.at > duty.due and can_be_late(duty, d.case, d.situation.procedure)


def _after_silence(visit: StageVisit, answer: Answer) -> bool:
    """Silence has been taken as acceptance by the same person already."""
    assumed = {person for a in visit.answers if a.assumed_from_silence for person in (a.by, a.on_behalf_of)}
    return answer.by in assumed or (answer.on_behalf_of is not None and answer.on_behalf_of in assumed)


def _take_as_answer(d: Deciding, visit: StageVisit, ended: tuple[Duty, ...]) -> None:
    """The raiser judges it once all have answered who must; a judgement that is made already stands."""
    d.end(ended, Ended.MET)
    d.end(d.open_duties(Task.DECIDE_FURTHER_TIME, visit=visit.number), Ended.NO_LONGER_NEEDED)
    if not _others_must_answer(d, visit):
        d.end(_dates_awaited(d, visit), Ended.NO_LONGER_NEEDED)
    awaited = (*d.open_duties(Task.ANSWER, visit=visit.number), *_dates_awaited(d, visit))
    if not awaited and visit.verdict is not Verdict.SATISFIED:
        judge_after_an_answer(d)
    d.tell_raiser(Meaning.ANSWER_CAME)


def _dates_awaited(d: Deciding, visit: StageVisit) -> tuple[Duty, ...]:
    """The day by which the answer itself is owed has yet to be set."""
    waiting = d.open_duties(Task.SET_A_DATE, visit=visit.number)
    return tuple(duty for duty in waiting if duty.clock is None or task_of(duty.clock) not in BESIDE)


def _others_must_answer(d: Deciding, visit: StageVisit) -> bool:
    """Where all must answer, or both sides, somebody has not yet."""
    return bool(tuple(yet_to_answer(stage_of(d, visit.stage), current(d))))


def _tell_of_answer_to_earlier(d: Deciding, by: PersonId, visit: StageVisit) -> None:
    """An answer to a stage that was left counts and is shown; nothing moves."""
    d.tell_raiser(Meaning.LATE_ANSWER_TO_EARLIER_STAGE, about=visit.number)
    if d.case.is_open:
        holders = (n.person for n in current(d).asked if n.person != by)
        d.tell(holders, Meaning.LATE_ANSWER_TO_EARLIER_STAGE, Capacity.TOLD, about=visit.number)


def _confirm(d: Deciding, answer: Answer) -> None:
    meaning = Meaning.SPOKEN_ANSWER_RECORDED if answer.spoken else Meaning.ANSWER_THANKED
    d.tell([answer.by], meaning, Capacity.ASKED)


def _is_owed_by(duty: Duty, answer: Answer) -> bool:
    people = {person for n in duty.owed_by for person in (n.person, n.covering)}
    return answer.by in people or (answer.on_behalf_of is not None and answer.on_behalf_of in people)
