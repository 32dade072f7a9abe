"""What the people asked can do: answer, correct, ask for time, forewarn, call and hold a meeting, pass on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .actions import (
    ActionProposed,
    AskFurtherTime,
    ConveneMeeting,
    CorrectAnswer,
    Forewarn,
    PassOn,
    RecordMeeting,
    RecordSpokenAnswer,
    Respond,
)
from .agreed import agree_actions
from .case import Answer, Duty, Meeting, Named, PersonId, Silence, StageVisit, Task, Words
from .case_log import (
    AnswerCorrected,
    Ended,
    Forewarned,
    FurtherTimeAsked,
    HandedOver,
    MeetingConvened,
    MeetingHeld,
    Responded,
)
from .deciding import Deciding
from .duties import ANSWERS, after
from .errors import DetailNeeded, NothingOwed, StageHasMoved
from .moving import current
from .naming import manager_present
from .notices import Capacity, Meaning
from .permissions import asked_in, holder_for
from .prompting import judge_after_an_answer

REPLIED = (Task.ANSWER, Task.ACKNOWLEDGE, Task.AGREE_A_PLAN, Task.CONFIRM)
"""What a reply ends. A `settle` clock runs on: only satisfaction ends it."""


def respond(d: Deciding, action: Respond) -> None:
    if not action.text:
        raise DetailNeeded("answer_needs_words")
    visit = _visit(d, action.visit)
    d.on_behalf_of = holder_for(d.by, visit, d.situation.roster, d.today)
    _receive(d, visit, d.by, d.on_behalf_of, d.happened, action.text, action.actions, spoken=False)


def record_spoken(d: Deciding, action: RecordSpokenAnswer) -> None:
    """The raiser wrote down what was said; the person who said it is asked to put right what is not."""
    if not action.text:
        raise DetailNeeded("answer_needs_words")
    if action.on > d.today:
        raise DetailNeeded("date_ahead")
    visit = _visit(d, action.visit)
    at = min(d.now, d.situation.calendar.day_ends(action.on))
    d.happened = at
    holder = holder_for(action.by, visit, d.situation.roster, d.today)
    _receive(d, visit, action.by, holder, at, action.text, action.actions, spoken=True)
    d.tell([action.by], Meaning.SPOKEN_ANSWER_RECORDED, Capacity.ASKED)


def correct(d: Deciding, action: CorrectAnswer) -> None:
    visit = _visit(d, action.visit)
    if not any(a.spoken and a.by == d.by for a in visit.answers):
        raise NothingOwed("nothing_to_correct")
    if not action.text:
        raise DetailNeeded("answer_needs_words")
    d.log(AnswerCorrected(visit.number, d.by, action.text))
    d.tell([d.case.raiser], Meaning.ANSWER_CAME, Capacity.RAISER)


def ask_further_time(d: Deciding, action: AskFurtherTime) -> None:
    visit = _current_visit(d, action.visit)
    if d.situation.procedure.further_time.asked_by == "nobody" or not _open_answers(d, visit):
        raise NothingOwed("no_answer_owed")
    if visit.asked_until is not None:
        raise NothingOwed("time_asked_already")
    if action.until < d.today or not action.reason:
        raise DetailNeeded("further_time_needs")
    d.log(FurtherTimeAsked(visit.number, action.until, action.reason))
    due = after(d.situation.procedure.follow_up.decide_further_time_within, d.now, d.situation.calendar)
    raiser = Named(d.case.raiser, d.case.raiser_role)
    d.owe(Task.DECIDE_FURTHER_TIME, (raiser,), due, Silence.ASK_AGAIN, visit=visit.number)
    d.tell([d.case.raiser], Meaning.FURTHER_TIME_ASKED, Capacity.RAISER)


def forewarn(d: Deciding, action: Forewarn) -> None:
    """It will not come in time: the raiser and the responder's own manager hear it before the date, not after."""
    visit = _current_visit(d, action.visit)
    if not _open_answers(d, visit) and not d.open_duties(Task.CONVENE, Task.HOLD, visit=visit.number):
        raise NothingOwed("no_answer_owed")
    if not action.reason:
        raise DetailNeeded("forewarn_needs_reason")
    d.log(Forewarned(visit.number, action.reason))
    d.tell([d.case.raiser], Meaning.FOREWARNED, Capacity.RAISER)
    manager = manager_present(d.by, d.situation.roster, d.today)
    if manager is not None:
        d.tell([manager], Meaning.FOREWARNED, Capacity.TOLD)


def convene(d: Deciding, action: ConveneMeeting) -> None:
    visit = _current_visit(d, action.visit)
    if not d.open_duties(Task.CONVENE, Task.HOLD, visit=visit.number):
        raise NothingOwed("no_meeting_owed")
    d.end(d.open_duties(Task.CONVENE, visit=visit.number), Ended.MET)
    d.log(MeetingConvened(visit.number, action.at, action.place))
    asked = [n.person for v in d.case.visits for n in v.asked]
    d.tell([d.case.raiser], Meaning.MEETING_CONVENED, Capacity.RAISER)
    d.tell((p for p in asked if p != d.by), Meaning.MEETING_CONVENED, Capacity.TOLD)


def record_meeting(d: Deciding, action: RecordMeeting) -> None:
    """What came of the meeting goes to the raiser to judge, like an answer."""
    visit = _current_visit(d, action.visit)
    if not d.open_duties(Task.CONVENE, Task.HOLD, visit=visit.number):
        raise NothingOwed("no_meeting_owed")
    if not action.outcome or not action.present:
        raise DetailNeeded("meeting_needs")
    if action.held > d.today:
        raise DetailNeeded("date_ahead")
    hold = d.open_duties(Task.HOLD, visit=visit.number)
    d.end(d.open_duties(Task.CONVENE, Task.HOLD, visit=visit.number), Ended.MET)
    planned = visit.meeting or Meeting(d.situation.calendar.day_starts(action.held), Words(""))
    meeting = replace(
        planned, held=action.held, present=action.present, apologies=action.apologies, outcome=action.outcome
    )
    d.log(MeetingHeld(visit.number, meeting))
    late = any(d.situation.calendar.local_date(duty.due) < action.held for duty in hold)
    chair = visit.asked[0].person
    answer = Answer(chair, None, d.happened, action.outcome, late)
    d.log(Responded(visit.number, answer))
    agree_actions(d, action.actions, chair)
    judge_after_an_answer(d)
    d.tell([d.case.raiser], Meaning.MEETING_RECORDED, Capacity.RAISER)
    d.tell((n.person for v in d.case.visits for n in v.asked), Meaning.MEETING_RECORDED, Capacity.TOLD)


def pass_on(d: Deciding, action: PassOn) -> None:
    """ "Not mine": everything this person owes in the visit goes to the colleague."""
    visit = _current_visit(d, action.visit)
    if not d.situation.roster.serves(action.to, d.today):
        raise DetailNeeded("no_such_person")
    if action.to == d.case.raiser:
        raise DetailNeeded("not_to_the_raiser")
    person = holder_for(d.by, visit, d.situation.roster, d.today) or d.by
    asked = person if asked_in(visit, person) else d.by
    d.log(HandedOver(asked, action.to, visit.number))
    d.tell([action.to], Meaning.HANDED_TO_YOU, Capacity.ASKED)
    d.tell([d.case.raiser], Meaning.PASSED_ON, Capacity.RAISER)


def _receive(
    d: Deciding,
    visit: StageVisit,
    by: PersonId,
    on_behalf_of: PersonId | None,
    at: datetime,
    text: Words,
    actions: tuple[ActionProposed, ...],
    *,
    spoken: bool,
) -> None:
    owed = [duty for duty in _open_answers(d, visit) if _owes(duty, by, on_behalf_of)]
    late = visit.left is not None or any(at > duty.due for duty in owed)
    d.log(Responded(visit.number, Answer(by, on_behalf_of, at, text, late, spoken)))
    if visit.left is not None:
        _tell_of_answer_to_earlier(d, by, visit)
        return
    d.end((duty for duty in owed if duty.task in REPLIED), Ended.MET)
    d.end(d.open_duties(Task.DECIDE_FURTHER_TIME, visit=visit.number), Ended.NO_LONGER_NEEDED)
    agree_actions(d, actions, by)
    if not d.open_duties(Task.ANSWER, visit=visit.number):
        judge_after_an_answer(d)
    d.tell([d.case.raiser], Meaning.ANSWER_CAME, Capacity.RAISER)
    if not spoken:
        d.tell([by], Meaning.ANSWER_THANKED, Capacity.ASKED)


def _tell_of_answer_to_earlier(d: Deciding, by: PersonId, visit: StageVisit) -> None:
    """An answer to a stage that was left counts and is shown; nothing moves."""
    d.tell([d.case.raiser], Meaning.LATE_ANSWER_TO_EARLIER_STAGE, Capacity.RAISER, about=visit.number)
    if d.case.is_open:
        holders = (n.person for n in current(d).asked if n.person != by)
        d.tell(holders, Meaning.LATE_ANSWER_TO_EARLIER_STAGE, Capacity.TOLD, about=visit.number)


def _owes(duty: Duty, by: PersonId, on_behalf_of: PersonId | None) -> bool:
    people = {n.person for n in duty.owed_by} | {n.covering for n in duty.owed_by}
    return by in people or (on_behalf_of is not None and on_behalf_of in people)


def _open_answers(d: Deciding, visit: StageVisit) -> tuple[Duty, ...]:
    return tuple(duty for duty in d.case.duties if duty.visit == visit.number and duty.task in (*ANSWERS, *REPLIED))


def _visit(d: Deciding, number: int) -> StageVisit:
    found = next((v for v in d.case.visits if v.number == number), None)
    if found is None:
        raise StageHasMoved("no_such_visit")
    return found


def _current_visit(d: Deciding, number: int) -> StageVisit:
    visit = _visit(d, number)
    if visit.left is not None:
        raise StageHasMoved("stage_has_moved")
    return visit
