"""A meeting of a stage: called, then held and written down."""

from __future__ import annotations

from dataclasses import replace

from ..actions import ConveneMeeting, RecordMeeting
from ..case import NO_WORDS, Answer, Duty, Meeting, PersonId, RoleId, StageVisit, Task, There
from ..case_log import Ended, MeetingConvened, MeetingHeld, Responded
from ..deciding import Deciding
from ..duties import BESIDE, can_be_late, task_of
from ..errors import DetailNeeded, NothingOwed
from ..holders.attendance import as_expected, check_attendance
from ..holders.naming import holders_of
from ..notices import Capacity, Meaning
from ..stages import RAISER
from .agreed import agree_actions
from .clocks_owed import begin_clocks
from .forms import fill
from .prompting import judge_after_an_answer
from .stage_news import asked_before
from .visits import current, stage_of, track_of, visit_seen


def convene(d: Deciding, action: ConveneMeeting) -> None:
    """Called, or called for another time: everybody who was asked on the case is told."""
    visit = _with_a_meeting_owed(d, action.visit)
    if action.at <= d.now:
        raise DetailNeeded("date_past")
    if _dates_of_meeting(d, visit):  # calling it is saying by when it is held
        begin_clocks(d, visit, d.situation.calendar.local_date(action.at))
    d.end(d.open_duties(Task.CONVENE, visit=visit.number), Ended.MET)
    d.log(MeetingConvened(visit.number, action.at, action.place))
    d.tell_raiser(Meaning.MEETING_CONVENED)
    concerned = dict.fromkeys([*asked_before(d.case.visits), *_invited(d, visit)])
    d.tell((p for p in concerned if p != d.by), Meaning.MEETING_CONVENED, Capacity.TOLD)


def record_meeting(d: Deciding, action: RecordMeeting) -> None:
    """What came of the meeting goes to the raiser to judge, like an answer."""
    visit = _with_a_meeting_owed(d, action.visit)
    _check(d, action, visit)
    owed = d.open_duties(Task.HOLD, visit=visit.number)
    hold = tuple(duty for duty in owed if can_be_late(duty, d.case, d.situation.procedure))
    d.end((*d.open_duties(Task.CONVENE, Task.HOLD, visit=visit.number), *_dates_of_meeting(d, visit)), Ended.MET)
    d.log(MeetingHeld(visit.number, _held(d, action, visit)))
    late = any(d.situation.calendar.local_date(duty.due) < action.held for duty in hold)
    chair = visit.asked[0]
    d.log(Responded(visit.number, Answer(chair.person, chair.covering, d.happened, action.outcome, late)))
    fill(d, current(d), action.filled)
    judge_after_an_answer(d)
    d.tell_raiser(Meaning.MEETING_RECORDED)
    d.tell([*asked_before(d.case.visits), *_invited(d, visit)], Meaning.MEETING_RECORDED, Capacity.TOLD)
    agree_actions(d, action.actions, chair.person)


def _invited(d: Deciding, visit: StageVisit) -> tuple[PersonId, ...]:
    """Whoever has to be there or is invited, beside the raiser, who is told as the raiser."""
    rules = stage_of(d, visit.stage).meeting
    raisers = {RAISER, *track_of(d).raised_by}
    roles = [RoleId(r) for r in (*rules.required, *rules.invited) if r not in raisers] if rules else []
    world = d.situation
    return tuple(p for role in roles for p in holders_of(role, d.case, world.procedure, world.roster, d.today))


def _with_a_meeting_owed(d: Deciding, number: int) -> StageVisit:
    visit = visit_seen(d, number)
    owed = (*d.open_duties(Task.CONVENE, Task.HOLD, visit=visit.number), *_dates_of_meeting(d, visit))
    if not owed or stage_of(d, visit.stage).meeting is None:
        raise NothingOwed("no_meeting_owed")
    return visit


def _dates_of_meeting(d: Deciding, visit: StageVisit) -> tuple[Duty, ...]:
    waiting = d.open_duties(Task.SET_A_DATE, visit=visit.number)
    return tuple(duty for duty in waiting if duty.clock is None or task_of(duty.clock) not in BESIDE)


def _check(d: Deciding, action: RecordMeeting, visit: StageVisit) -> None:
    came = any(one.there is There.PRESENT for one in action.attendance)
    if not action.outcome or not (action.present or came):
        raise DetailNeeded("meeting_needs")
    if action.attendance:
        check_attendance(d, visit, action.attendance)
    if action.held > d.today:
        raise DetailNeeded("date_ahead")
    if action.held < d.situation.calendar.local_date(visit.entered):
        raise DetailNeeded("before_the_stage")


def _held(d: Deciding, action: RecordMeeting, visit: StageVisit) -> Meeting:
    planned = visit.meeting or Meeting(d.situation.calendar.day_starts(action.held), NO_WORDS)
    return replace(
        planned,
        held=action.held,
        present=action.present,
        apologies=action.apologies,
        outcome=action.outcome,
        attendance=as_expected(d, visit, action.attendance),
        views=tuple(view for view in action.views if view.words),
    )
