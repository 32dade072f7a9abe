"""Who may do what on a case: standing first, then the steps open to a person now. Doors, cards and decide ask here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from .case import Case, ChildStatus, Duty, PersonId, RoleId, StageVisit, Task, TeamId, Verdict
from .decision import Situation
from .duties import ANSWERS, BESIDE, PAPERWORK, PUT_OFF, RAISERS_TASKS, is_event, occasion_clocks, task_of
from .form_fields import fields_of
from .holders.judges import judges
from .holders.naming import cover_for, cover_of_raiser, manager_present, supervisor_present, was_asked
from .holders.openers import opens_next
from .people import Roster
from .procedure import FormField, FurtherTime, Procedure, Right, Stage
from .ways import way_if_not_done, ways_on


class Step(StrEnum):
    """Everything a person can be offered on a case. A card's button and a typed command stand for one of these."""

    UNDO = "undo"
    SEND_NOW = "send now"
    ANSWER = "answer"
    FILL_IN = "fill in"
    ASK_FURTHER_TIME = "ask further time"
    PASS_ON = "pass on"
    FOREWARN = "forewarn"
    CORRECT_ANSWER = "correct answer"
    ACKNOWLEDGE = "acknowledge"
    AGREE_A_PLAN = "agree a plan"
    CONTEST = "contest"
    CONFIRM = "confirm"
    DISTRIBUTE = "send round"
    ENTER_ON_RECORD = "enter on record"
    CONVENE_MEETING = "convene meeting"
    RECORD_MEETING = "record meeting"
    ACTION_DONE = "action done"
    SATISFIED = "satisfied"
    PARTLY_SATISFIED = "partly satisfied"
    NOT_SATISFIED = "not satisfied"
    MOVE_UP = "move up"
    ANOTHER_STAGE = "another stage"
    OPEN_STAGE = "open stage"
    DECLINE_TO_OPEN = "decline to open"
    SET_DATE = "set date"
    WAIT = "wait"
    CHOOSE_WHEN_SILENT = "choose when silent"
    AGREE_FURTHER_TIME = "agree further time"
    REFUSE_FURTHER_TIME = "refuse further time"
    RECORD_SPOKEN_ANSWER = "record spoken answer"
    VERIFY_ACTION = "verify action"
    ACTION_NOT_DONE = "action not done"
    DROP_ACTION = "drop action"
    PUT_ON_RECORD = "put on record"
    REFER_TO_CAFCASS = "refer to Cafcass"
    RECORD_REFERRAL = "record referral"
    RECORD_REFERRAL_OUTCOME = "record referral outcome"
    REASSIGN = "reassign"
    CLOSE = "close"
    REOPEN = "reopen"
    CHANGE_CHILD_STATUS = "change child status"
    DATE_OCCASION = "date occasion"
    READ = "read"


class Standing(StrEnum):
    """What a person is to a case."""

    RAISER = "raiser"
    RAISERS_COVER = "raiser's cover"
    SUPERVISOR = "supervisor"
    ASKED_FOR_RAISER = "asked in the raiser's place"  # to judge, after the raiser's silence or for one who has left
    JUDGE = "judges beside the raiser"
    ASKED_TO_OPEN = "asked to open a stage"
    OPENER = "may open the next stage"
    ASKED = "asked"
    STANDS_IN = "stands in for somebody asked"  # cover, delegate, or the holder who came back
    OWES = "owes something at the stage"  # beside an answer, or as the post that calls a meeting
    ASKED_BEFORE = "asked before"
    DOES_AN_ACTION = "does an agreed action"
    LINE_MANAGER = "line manager of somebody asked"
    SOCIAL_WORKER = "social worker"
    LOG_KEEPER = "keeps the log"
    READER = "may read"


_RAISER = frozenset({Standing.RAISER, Standing.RAISERS_COVER})
MOVERS = _RAISER | {Standing.ASKED_FOR_RAISER}
"""Who can move a case on."""
_ASKED = frozenset({Standing.ASKED, Standing.STANDS_IN})
_OWING = frozenset({Standing.OWES})

MAY: Mapping[Step, frozenset[Standing]] = {
    Step.UNDO: frozenset({Standing.RAISER}),
    Step.SEND_NOW: MOVERS,
    Step.ANSWER: _ASKED | {Standing.ASKED_BEFORE},
    Step.FILL_IN: _RAISER | _ASKED | {Standing.ASKED_BEFORE},
    Step.ASK_FURTHER_TIME: _ASKED,
    Step.PASS_ON: _ASKED,
    Step.FOREWARN: _ASKED,
    Step.CORRECT_ANSWER: _ASKED | {Standing.ASKED_BEFORE},
    Step.ACKNOWLEDGE: _OWING,
    Step.AGREE_A_PLAN: _OWING | _RAISER,
    Step.CONTEST: _OWING | _ASKED,
    Step.CONFIRM: _OWING,
    Step.DISTRIBUTE: _OWING | _RAISER,
    Step.ENTER_ON_RECORD: _OWING,
    Step.CONVENE_MEETING: _ASKED | _OWING | _RAISER,
    Step.RECORD_MEETING: _ASKED | _OWING | _RAISER,
    Step.ACTION_DONE: frozenset({Standing.DOES_AN_ACTION}) | _ASKED | _RAISER,
    Step.SATISFIED: _RAISER | {Standing.JUDGE},
    Step.PARTLY_SATISFIED: _RAISER | {Standing.JUDGE},
    Step.NOT_SATISFIED: MOVERS | {Standing.JUDGE},
    Step.MOVE_UP: MOVERS | {Standing.OPENER},
    Step.OPEN_STAGE: frozenset({Standing.ASKED_TO_OPEN}),
    Step.DECLINE_TO_OPEN: frozenset({Standing.ASKED_TO_OPEN}),
    Step.ANOTHER_STAGE: MOVERS,
    Step.SET_DATE: MOVERS,
    Step.WAIT: MOVERS,
    Step.CHOOSE_WHEN_SILENT: _RAISER,
    Step.AGREE_FURTHER_TIME: _RAISER,
    Step.REFUSE_FURTHER_TIME: _RAISER,
    Step.RECORD_SPOKEN_ANSWER: _RAISER,
    Step.VERIFY_ACTION: _RAISER,
    Step.ACTION_NOT_DONE: _RAISER,
    Step.DROP_ACTION: _RAISER,
    Step.PUT_ON_RECORD: _RAISER,
    Step.REFER_TO_CAFCASS: frozenset({Standing.RAISER}),
    Step.RECORD_REFERRAL: _RAISER,
    Step.RECORD_REFERRAL_OUTCOME: _RAISER,
    Step.REASSIGN: frozenset({Standing.SUPERVISOR, Standing.LINE_MANAGER, Standing.LOG_KEEPER}),
    Step.CLOSE: frozenset({Standing.RAISER}),
    Step.REOPEN: _RAISER,
    Step.CHANGE_CHILD_STATUS: _RAISER | {Standing.SUPERVISOR, Standing.LOG_KEEPER},
    Step.DATE_OCCASION: MOVERS | {Standing.SUPERVISOR, Standing.LOG_KEEPER},
    Step.READ: frozenset(Standing),
}
"""Who may take each step. Nobody who was asked can close, and nobody but the raiser's side can settle.

Whoever is asked in the raiser's place can send what was written, move on, wait or set a date, and no more.
"""


WRITTEN_DOWN = frozenset({Task.AGREE_A_PLAN, Task.DISTRIBUTE})
"""What the raiser may note for those who owe it."""
STEPS_BESIDE: Mapping[Task, Step] = {
    Task.ACKNOWLEDGE: Step.ACKNOWLEDGE,
    Task.AGREE_A_PLAN: Step.AGREE_A_PLAN,
    Task.CONTEST: Step.CONTEST,
    Task.CONFIRM: Step.CONFIRM,
    Task.DISTRIBUTE: Step.DISTRIBUTE,
    Task.ENTER_ON_RECORD: Step.ENTER_ON_RECORD,
}
"""The step that ends each of what is owed beside an answer."""
FILLS: Mapping[str, frozenset[Standing]] = {
    "the raiser": _RAISER,
    "whoever is asked": _ASKED | {Standing.ASKED_BEFORE},
    "the chair": _RAISER | _ASKED | {Standing.ASKED_BEFORE},
    "everyone present": _RAISER | _ASKED | {Standing.ASKED_BEFORE},
}
"""Whose the fields of a form are. A view is noted by whoever keeps the record of the meeting, too."""


def standing(case: Case, person: PersonId, situation: Situation) -> frozenset[Standing]:
    """What `person` is to this case today; empty for an outsider."""
    roster, procedure = situation.roster, situation.procedure
    day = situation.today
    if not roster.serves(person, day):
        return frozenset()
    roles = roster.roles_of(person, day)
    found = set(_on_the_case(case, person, situation, day))
    found.update(_beside_the_raiser(case, person, situation, day))
    supervisors = roster.holders(procedure.supervisor, case.team, day)
    if person in supervisors or person == supervisor_present(case, procedure, roster, day):
        found.add(Standing.SUPERVISOR)
        if not roster.serves(case.raiser, day):
            found.add(Standing.ASKED_FOR_RAISER)
    if procedure.log.kept_for in roles:
        found.add(Standing.LOG_KEEPER)
    if _may_read(case, roles, roster.teams_of(person, day), procedure):
        found.add(Standing.READER)
    return frozenset(found)


def steps_open(case: Case, person: PersonId, situation: Situation) -> frozenset[Step]:
    """The steps this person can be offered now: rights and the state of the case together."""
    held = standing(case, person, situation)
    return frozenset(step for step in _possible(case, person, held, situation) if not held.isdisjoint(MAY[step]))


def may_see(case: Case, person: PersonId, situation: Situation) -> bool:
    return bool(standing(case, person, situation))


def asked_in(visit: StageVisit, person: PersonId) -> bool:
    return any(person in (n.person, n.covering) for n in visit.asked)


def holder_for(by: PersonId, visit: StageVisit, roster: Roster, day: date) -> PersonId | None:
    """Whom `by` answers for in this visit: the holder covered or represented; None for one's own answer."""
    for named in visit.asked:
        if named.person == by:
            return named.covering
        if named.covering == by:
            return None
    return next((n.person for n in visit.asked if stands_in(by, n.person, roster, day)), None)


def stands_in(by: PersonId, holder: PersonId, roster: Roster, day: date) -> bool:
    """A delegate always; a cover or line manager while the holder is away."""
    known = roster.people.get(by)
    if known is not None and holder in known.answers_for:
        return True
    return roster.is_away(holder, day) and by in (cover_for(holder, roster, day), manager_present(holder, roster, day))


def holds_of(
    case: Case, person: PersonId, situation: Situation, *tasks: Task, as_raiser: bool = True
) -> tuple[Duty, ...]:
    """The open duties of these tasks that are this person's: their own, those of somebody they stand in for, and
    as the raiser what is written down for others."""
    day = situation.today
    found = [duty for duty in case.duties if duty.task in tasks]
    if not found:
        return ()
    if as_raiser and not WRITTEN_DOWN.isdisjoint(tasks) and _speaks_for_the_raiser(case, person, situation, day):
        return tuple(duty for duty in found if duty.task in WRITTEN_DOWN or _is_held(duty, case, person, situation))
    return tuple(duty for duty in found if _is_held(duty, case, person, situation))


def _is_held(duty: Duty, case: Case, person: PersonId, situation: Situation) -> bool:
    if any(person in (n.person, n.covering) for n in duty.owed_by):
        return True
    day = situation.today
    return person != case.raiser and any(stands_in(person, n.person, situation.roster, day) for n in duty.owed_by)


def _speaks_for_the_raiser(case: Case, person: PersonId, situation: Situation, day: date) -> bool:
    sides = frozenset(_on_the_raisers_side(case, person, situation, day))
    return not sides.isdisjoint((Standing.RAISER, Standing.RAISERS_COVER))


def cafcass_is_open(case: Case, situation: Situation) -> bool:
    """Only where one of the children is looked after, at any stage and also after closing."""
    track = situation.procedure.tracks[case.track]
    looked_after = any(child.status is ChildStatus.LOOKED_AFTER for child in case.children)
    return track.cafcass == "at any time" and looked_after and (case.raised is not None or waits_for_others(case))


def waits_for_others(case: Case) -> bool:
    """A draft that has left the raiser's hand: others were asked whether its stage opens."""
    return case.raised is None and (case.waiting is not None or any(d.task is Task.DECIDE_TO_SEND for d in case.duties))


def may_record_occasions(person: PersonId, situation: Situation) -> bool:
    """Reviews and conferences are recorded by whoever raises concerns, their supervisor, and the keeper of the log."""
    procedure, day = situation.procedure, situation.today
    if not situation.roster.serves(person, day):
        return False
    raising = {role for track in procedure.tracks.values() for role in track.raised_by}
    roles = {*raising, procedure.supervisor, procedure.log.kept_for}
    return not roles.isdisjoint(situation.roster.roles_of(person, day))


def _on_the_case(case: Case, person: PersonId, situation: Situation, day: date) -> Iterator[Standing]:
    roster = situation.roster
    yield from _on_the_raisers_side(case, person, situation, day)
    for visit in case.visits:
        now = visit.left is None
        if person == case.raiser:  # who never stands in for somebody who was asked, however the cover came about
            yield from _asked_as_the_raiser(visit, person)
            continue
        if any(n.person == person for n in visit.asked):
            yield Standing.ASKED if now else Standing.ASKED_BEFORE
        elif asked_in(visit, person) or holder_for(person, visit, roster, day) is not None:
            yield Standing.STANDS_IN if now else Standing.ASKED_BEFORE
        if any(roster.line_manager(n.person) == person for n in visit.asked):
            yield Standing.LINE_MANAGER
    if any(action.who == person for action in case.actions):
        yield Standing.DOES_AN_ACTION
    if person == case.social_worker:
        yield Standing.SOCIAL_WORKER
    if holds_of(case, person, situation, *BESIDE, Task.CONVENE, Task.HOLD, as_raiser=False):
        yield Standing.OWES


def _asked_as_the_raiser(visit: StageVisit, raiser: PersonId) -> Iterator[Standing]:
    """A stage can ask the raiser by that word."""
    if any(n.person == raiser for n in visit.asked):
        yield Standing.ASKED if visit.left is None else Standing.ASKED_BEFORE


def _on_the_raisers_side(case: Case, person: PersonId, situation: Situation, day: date) -> Iterator[Standing]:
    """Nobody who was asked about the concern can take the raiser's place, even as the raiser's cover."""
    if person == case.raiser:
        yield Standing.RAISER
        return
    roster = situation.roster
    if judges(case, person, situation):
        return  # who owes the judgement in a part of their own
    owed = [(duty.task, n) for duty in case.duties if duty.task in RAISERS_TASKS for n in duty.owed_by]
    as_cover = any(n.person == person and n.role == case.raiser_role for _, n in owed)
    if roster.is_away(case.raiser, day) and cover_of_raiser(case, roster, day) == person:
        as_cover = True
    if as_cover and not was_asked(case, person):
        yield Standing.RAISERS_COVER
    if any(task in (Task.JUDGE, Task.SET_A_DATE, Task.DECIDE_TO_SEND) and n.person == person for task, n in owed):
        yield Standing.ASKED_FOR_RAISER


def _beside_the_raiser(case: Case, person: PersonId, situation: Situation, day: date) -> Iterator[Standing]:
    """What the pack makes others' part: to judge, and to open what follows."""
    owed = [n for duty in case.duties if duty.task is Task.OPEN for n in duty.owed_by]
    if any(person in (n.person, n.covering) or stands_in(person, n.person, situation.roster, day) for n in owed):
        yield Standing.ASKED_TO_OPEN
    if case.visit is None or case.closed is not None:
        return
    if judges(case, person, situation):
        yield Standing.JUDGE
    if person != case.raiser and opens_next(case, person, ways_on(case, situation.procedure), situation):
        yield Standing.OPENER


def _may_read(case: Case, roles: frozenset[RoleId], teams: frozenset[TeamId], procedure: Procedure) -> bool:
    rights = {right for role in roles if role in procedure.roles for right in procedure.roles[role].may}
    return Right.READ_ALL in rights or (Right.READ_TEAM in rights and case.team in teams)


def fields_for(visit: StageVisit, case: Case, person: PersonId, situation: Situation) -> tuple[FormField, ...]:
    """The fields of a visit's forms that are this person's to fill in."""
    return _fields_open(visit, case, standing(case, person, situation), situation.procedure)


def _fields_open(
    visit: StageVisit, case: Case, held: frozenset[Standing], procedure: Procedure
) -> tuple[FormField, ...]:
    theirs = (f for _, f in fields_of(visit, case, procedure) if not held.isdisjoint(FILLS[f.filled_by]))
    return tuple(field for field in theirs if _turn_has_come(field, visit))


def _turn_has_come(field: FormField, visit: StageVisit) -> bool:
    """An answer's fields come with the answer, a meeting's with the meeting."""
    if field.filled_by == "whoever is asked":
        return bool(visit.answers)
    return field.filled_by == "the raiser" or (visit.meeting is not None and visit.meeting.held is not None)


def _possible(case: Case, person: PersonId, held: frozenset[Standing], situation: Situation) -> Iterator[Step]:
    """The steps that the state of the case has room for, whoever asks."""
    yield Step.READ
    unrecorded = case.has_child and len(case.on_record) < len(case.visits)
    if unrecorded or any(d.task is Task.PUT_ON_RECORD for d in case.duties):
        yield Step.PUT_ON_RECORD
    if (case.raised is not None and case.closed is None) or case.visits:
        yield from (Step.RECORD_REFERRAL, *((Step.RECORD_REFERRAL_OUTCOME,) if case.referrals else ()))
    if cafcass_is_open(case, situation):
        yield Step.REFER_TO_CAFCASS
    if case.visit is not None and _fields_open(case.visit, case, held, situation.procedure):
        yield Step.FILL_IN
    tasks = {duty.task for duty in case.duties if case.visit is None or duty.visit in (None, case.visit.number)}
    if Task.OPEN in tasks:
        yield from (Step.OPEN_STAGE, Step.DECLINE_TO_OPEN)
    if case.closed is not None:
        if case.closed.stage is not None:
            yield Step.REOPEN
        return
    if case.raised is None:
        yield from (Step.UNDO, Step.REASSIGN)
        yield from () if Task.OPEN in tasks else (Step.SEND_NOW,)
        return
    yield from _while_open(case, person, tasks, situation)


def _while_open(case: Case, person: PersonId, tasks: set[Task], situation: Situation) -> Iterator[Step]:
    visit = case.visit
    assert visit is not None, "a case that was sent is at a stage"
    yield from (Step.CLOSE, Step.CHOOSE_WHEN_SILENT, Step.REASSIGN, Step.CHANGE_CHILD_STATUS, Step.ANOTHER_STAGE)
    if occasion_clocks(case, situation.procedure):
        yield Step.DATE_OCCASION
    dates = (d.clock for d in case.duties if d.task is Task.SET_A_DATE)
    of_the_answer = any(clock is None or task_of(clock) not in BESIDE for clock in dates)
    for_them = tasks if of_the_answer else tasks - {Task.SET_A_DATE}
    yield from _for_those_asked(visit, for_them, situation.procedure.stage(case.track, visit.stage))
    timed = {d.task for d in case.duties if d.visit == visit.number and d.has_time}
    yield from _about_further_time(visit, timed, situation.procedure.further_time)
    if any(answer.spoken and answer.by == person for answer in visit.answers):
        yield Step.CORRECT_ANSWER
    if visit.verdict is not Verdict.SATISFIED:
        yield Step.SATISFIED
    if visit.answers:
        yield Step.PARTLY_SATISFIED
        yield from (Step.NOT_SATISFIED,) if _may_go_on(case, situation.procedure) else ()
    if Task.JUDGE in tasks:
        yield Step.WAIT
    if Task.SET_A_DATE in tasks or any(not d.has_time and d.task not in BESIDE for d in case.duties):
        yield Step.SET_DATE
    yield from _beside_the_answer(case, person, situation)
    ways = ways_on(case, situation.procedure)
    moves_on = bool(ways) and (not visit.answers or opens_next(case, person, ways, situation))
    if moves_on or way_if_not_done(case, situation) is not None:
        yield Step.MOVE_UP
    if any(a.is_open for a in case.actions):
        yield from (Step.ACTION_DONE, Step.VERIFY_ACTION, Step.ACTION_NOT_DONE, Step.DROP_ACTION)


def _may_go_on(case: Case, procedure: Procedure) -> bool:
    """The authority's last word can be accepted or taken outside; at any other last stage a way can be asked for."""
    assert case.visit is not None, "a case that was sent is at a stage"
    final = procedure.stage(case.track, case.visit.stage).final_decision
    return not final or bool(ways_on(case, procedure))


def _for_those_asked(visit: StageVisit, tasks: set[Task], stage: Stage) -> Iterator[Step]:
    """An answer can come, and a meeting be called, before anybody has said by when."""
    no_date_yet = Task.SET_A_DATE in tasks
    if tasks & {Task.ANSWER, Task.SETTLE}:
        yield from (Step.ANSWER, Step.FOREWARN, Step.PASS_ON, Step.RECORD_SPOKEN_ANSWER)
    elif no_date_yet and stage.meeting is None:
        yield from (Step.ANSWER, Step.PASS_ON, Step.RECORD_SPOKEN_ANSWER)
    elif _may_be_answered_too(visit, stage) and visit.verdict is not Verdict.SATISFIED:
        yield from (Step.ANSWER, Step.RECORD_SPOKEN_ANSWER)
    if tasks & BESIDE - PAPERWORK:
        yield from (Step.PASS_ON, Step.FOREWARN)
    if tasks & {Task.CONVENE, Task.HOLD}:
        yield from (Step.CONVENE_MEETING, Step.RECORD_MEETING, Step.PASS_ON, Step.FOREWARN)
    elif no_date_yet and stage.meeting is not None:
        yield from (Step.CONVENE_MEETING, Step.RECORD_MEETING, Step.PASS_ON)


def _may_be_answered_too(visit: StageVisit, stage: Stage) -> bool:
    """No answer is owed: they were only told, their silence was taken as acceptance, or its time has not begun yet."""
    only_told = stage.owes_no_answer and bool(visit.asked)
    not_begun = bool(visit.asked) and not visit.answers and any(_waiting_answers(visit, stage))
    return only_told or not_begun or any(answer.assumed_from_silence for answer in visit.answers)


def _waiting_answers(visit: StageVisit, stage: Stage) -> Iterator[str]:
    """The clocks of an answer that wait for another thing to happen first."""
    for key, clocks in stage.clocks.items():
        if task_of(key) in ANSWERS and key not in visit.begun and all(is_event(clock) for clock in clocks):
            yield key


def _about_further_time(visit: StageVisit, tasks: set[Task], rules: FurtherTime) -> Iterator[Step]:
    """Asked for where something is owed that can be put off, as often as the pack allows; then decided."""
    if tasks.isdisjoint(PUT_OFF):
        return
    used_up = rules.times is not None and len(visit.further_time) >= rules.times
    if visit.asked_until is not None:
        yield from (Step.AGREE_FURTHER_TIME, Step.REFUSE_FURTHER_TIME)
    elif rules.asked_by != "nobody" and not used_up:
        yield Step.ASK_FURTHER_TIME


def _beside_the_answer(case: Case, person: PersonId, situation: Situation) -> Iterator[Step]:
    """Each by whoever owes it; for a stage that was left, only its paperwork."""
    assert case.visit is not None, "a case that was sent is at a stage"
    for task, step in STEPS_BESIDE.items():
        held = holds_of(case, person, situation, task)
        here = (duty for duty in held if task in PAPERWORK or duty.visit == case.visit.number)
        if any(here) and not (task is Task.CONTEST and case.visit.rights_ended):
            yield step
