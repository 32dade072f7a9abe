"""Moving between stages: the ways on, and `enter_stage`, the only place that opens a stage visit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from .case import (
    NO_WORDS,
    Case,
    Consulted,
    Entered,
    Named,
    PersonId,
    RoleId,
    Silence,
    StageId,
    StageVisit,
    Task,
    Verdict,
    Words,
)
from .case_log import Ended, GateConsulted, StageEntered, StageSkipped
from .deciding import Deciding
from .duties import LASTING, after, clocks_of, days_left, due_of, facts_of, holds, task_of
from .errors import ChoiceNeeded, DetailNeeded, NoSuchStage, NotYours, ReasonNeeded
from .naming import holders_of, name
from .notices import Capacity, Meaning
from .procedure import AskMode, Formality, OverallLimit, Procedure, Stage, Track

EVERYONE_ASKED_BEFORE = "everyone asked before"


def track_of(d: Deciding) -> Track:
    return d.situation.procedure.tracks[d.case.track]


def stage_of(d: Deciding, stage: StageId) -> Stage:
    return track_of(d).stages[stage]


def current(d: Deciding) -> StageVisit:
    visit = d.case.visit
    assert visit is not None, "an open case that was sent is at a stage"
    return visit


def ways_on(case: Case, procedure: Procedure) -> tuple[StageId, ...]:
    """Where the pack leads from here: two are a fork, none means the ladder ends."""
    visit = case.visit
    if visit is None:
        return ()
    ways = procedure.stage(case.track, visit.stage).next
    return ways.not_satisfied if visit.answers else (ways.silent or ways.not_satisfied)


def chairs_allowed(case: Case, stage: Stage, procedure: Procedure, d: Deciding) -> tuple[RoleId, ...]:
    """The posts that may chair: whoever answers for the disputed stage does not, while another can."""
    if stage.meeting is None:
        return ()
    posts = stage.meeting.chair.one_of
    barred = _respondents(case, stage.meeting.not_chaired_by)
    free = tuple(
        post for post in posts if barred.isdisjoint(holders_of(post, case, procedure, d.situation.roster, d.today))
    )
    return free or posts


def move_to(
    d: Deciding, to: StageId | None, reason: Entered, why: Words, chair: RoleId | None, consulted: Consulted | None
) -> None:
    """A person moves the case on: along the pack's way, or past it with a reason."""
    ways = ways_on(d.case, d.situation.procedure)
    target = to or _only(ways)
    if target not in track_of(d).stages:
        raise NoSuchStage("no_such_stage", stage=str(target))
    if target not in ways:
        if target == current(d).stage:
            raise NoSuchStage("already_there", stage=stage_of(d, target).title)
        if not why:
            raise ReasonNeeded("reason_for_jump", stage=stage_of(d, target).title)
        reason = Entered.BYPASS
    stage = stage_of(d, target)
    _pass_gate(d, target, stage, consulted)
    enter_stage(d, target, reason, why, choose_chair(d, stage, chair))


def choose_chair(d: Deciding, stage: Stage, chair: RoleId | None) -> RoleId | None:
    """The post that will chair. Raises ChoiceNeeded where two could, NotYours for one that may not."""
    allowed = chairs_allowed(d.case, stage, d.situation.procedure, d)
    if not allowed:
        return None
    if chair is None and len(allowed) > 1:
        raise ChoiceNeeded("choose_chair", posts=", ".join(d.situation.procedure.roles[p].title for p in allowed))
    if chair is not None and chair not in allowed:
        raise NotYours("may_not_chair", posts=", ".join(d.situation.procedure.roles[p].title for p in allowed))
    return chair or allowed[0]


def move_up_by_itself(d: Deciding) -> bool:
    """Silence moves the case to the one stage that follows, if there is one. Says whether it did."""
    ways = stage_of(d, current(d).stage).next.silent
    if len(ways) != 1:
        return False
    target = _past_double_posts(d, ways[0])
    stage = stage_of(d, target)
    if stage.consult is not None and holds(stage.consult.when, facts_of(d.case)):
        _tell_consulted_after(d, stage.consult.who)
    allowed = chairs_allowed(d.case, stage, d.situation.procedure, d)
    enter_stage(d, target, Entered.SILENCE, NO_WORDS, allowed[0] if allowed else None)
    return True


def enter_stage(d: Deciding, stage_id: StageId, reason: Entered, why: Words, chair: RoleId | None = None) -> None:
    """Leave the visit that is open, open another, and owe everything that begins with it."""
    stage, left = stage_of(d, stage_id), d.case.visit
    asked = _ask(d, stage, chair)
    before = _asked_before(d.case)
    d.end((duty for duty in d.case.duties if duty.task not in LASTING), Ended.NO_LONGER_NEEDED)
    visit = StageVisit(len(d.case.visits) + 1, stage_id, d.now, reason, asked, d.case.run)
    passed = _passed_over(d, left, stage_id) if reason is Entered.BYPASS else ()
    _wake_limits(d)
    d.log(StageEntered(visit, left.stage if left else None, why, passed, _days_left(d, stage_id)))
    _owe_limits(d, stage_id)
    _owe_clocks(d, stage, asked)
    _owe_record(d, visit)
    _tell_of_stage(d, stage, asked, before, passed)


def owe_answers(d: Deciding, asked: Sequence[Named], key: str, mode: AskMode) -> None:
    """One duty for all where any answer serves; one each where all must answer."""
    stage = stage_of(d, current(d).stage)
    clock = next(c for k, c in clocks_of(stage, d.case) if k == key)
    due = due_of(clock, d.case, d.now, d.situation.calendar)
    groups = [(n,) for n in asked] if mode is AskMode.ALL else [tuple(asked)]
    for group in groups:
        silence = d.situation.procedure.silence_of(clock)
        d.owe(task_of(key), group, due, silence, visit=current(d).number, clock=key)


def _owe_clocks(d: Deciding, stage: Stage, asked: tuple[Named, ...]) -> None:
    mode = stage.asks.mode if stage.asks else AskMode.ANY
    for key, clock in clocks_of(stage, d.case):
        owed_by = asked
        if clock.owed_by is not None:
            owed_by = _name(d, clock.owed_by)
        owe_answers(d, owed_by, key, mode)


def _owe_limits(d: Deciding, stage_id: StageId) -> None:
    have = {duty.clock for duty in d.open_duties(Task.OVERALL_LIMIT)}
    for limit in track_of(d).limits_over(stage_id):
        if limit.id not in have:
            due = after(limit.within, _limit_origin(d, limit), d.situation.calendar)
            d.owe(Task.OVERALL_LIMIT, (), due, Silence.INFORM, visit=current(d).number, clock=limit.id)


def _limit_origin(d: Deciding, limit: OverallLimit) -> datetime:
    if limit.counted_from in ("raised", "case opened") and d.case.run_started is not None:
        return d.case.run_started
    return d.now


def _owe_record(d: Deciding, visit: StageVisit) -> None:
    raiser = Named(d.case.raiser, d.case.raiser_role)
    due = after(d.situation.procedure.follow_up.put_on_record_within, d.now, d.situation.calendar)
    d.owe(Task.PUT_ON_RECORD, (raiser,), due, Silence.ASK_AGAIN, visit=visit.number)


def _wake_limits(d: Deciding) -> None:
    """A limit that slept while agreed actions were carried out returns with its original date."""
    for limit in d.open_duties(Task.OVERALL_LIMIT):
        if limit.wake is None and limit.lapsed is None:
            d.move(replace(limit, wake=limit.due))


def _ask(d: Deciding, stage: Stage, chair: RoleId | None) -> tuple[Named, ...]:
    if stage.meeting is not None:
        assert chair is not None, "a meeting has a chair before it is entered"
        return _name(d, chair)
    roles = stage.asks.roles if stage.asks else ()
    return tuple(dict.fromkeys(named for role in roles for named in _name(d, role)))


def _name(d: Deciding, role: RoleId) -> tuple[Named, ...]:
    case, world = d.case, d.situation
    return name(role, world.procedure, world.roster, case.team, d.today, case.social_worker)


def _asked_before(case: Case) -> tuple[PersonId, ...]:
    return tuple(dict.fromkeys(n.person for v in case.visits for n in v.asked))


def _tell_of_stage(
    d: Deciding, stage: Stage, asked: tuple[Named, ...], before: tuple[PersonId, ...], passed: tuple[StageId, ...]
) -> None:
    meaning = Meaning.MEETING_TO_CONVENE if stage.meeting else Meaning.ANSWER_ASKED
    for named in asked:
        d.tell([named.person], meaning, Capacity.ASKED, role=named.role)
        if named.covering is not None:
            d.tell([named.covering], Meaning.STAGE_TOLD, Capacity.COVERED, role=named.role)
    by_itself = d.said is None and current(d).reason is Entered.SILENCE
    d.tell([d.case.raiser], Meaning.MOVED_UP_BY_ITSELF if by_itself else Meaning.STAGE_OPENED, Capacity.RAISER)
    known = {n.person for n in asked} | {d.case.raiser}
    for word in stage.tells:
        people = before if word == EVERYONE_ASKED_BEFORE else _people(d, RoleId(word))
        d.tell((p for p in people if p not in known), Meaning.STAGE_TOLD, Capacity.TOLD, role=_role_or_none(word))
    for word in stage.copies:
        people = before if word == EVERYONE_ASKED_BEFORE else _people(d, RoleId(word))
        d.tell((p for p in people if p not in known), Meaning.STAGE_COPIED, Capacity.COPIED, role=_role_or_none(word))
    for skipped in passed:
        for role in _roles_asked(stage_of(d, skipped)):
            d.tell((p for p in _people(d, role) if p not in known), Meaning.PASSED_OVER, Capacity.TOLD, role=role)


def _role_or_none(word: str) -> RoleId | None:
    return None if word == EVERYONE_ASKED_BEFORE else RoleId(word)


def _people(d: Deciding, role: RoleId) -> tuple[PersonId, ...]:
    return holders_of(role, d.case, d.situation.procedure, d.situation.roster, d.today)


def _roles_asked(stage: Stage) -> tuple[RoleId, ...]:
    return stage.asks.roles if stage.asks else ()


def _passed_over(d: Deciding, left: StageVisit | None, to: StageId) -> tuple[StageId, ...]:
    """The formal stages between the one left and the one entered, when a jump goes up."""
    track = track_of(d)
    start = track.order(left.stage) + 1 if left else 0
    between = list(track.stages)[start : track.order(to)]
    return tuple(s for s in between if track.stages[s].formality is not Formality.INFORMAL)


def _days_left(d: Deciding, entering: StageId) -> int | None:
    limits = d.open_duties(Task.OVERALL_LIMIT)
    if limits:
        return days_left(min(limit.due for limit in limits), d.now, d.situation.calendar)
    covering = track_of(d).limits_over(entering)
    return min((limit.within.amount for limit in covering), default=None)


def _only(ways: tuple[StageId, ...]) -> StageId:
    if not ways:
        raise NoSuchStage("no_way_on")
    if len(ways) > 1:
        raise ChoiceNeeded("choose_stage", stages=", ".join(ways))
    return ways[0]


def _pass_gate(d: Deciding, stage_id: StageId, stage: Stage, consulted: Consulted | None) -> None:
    gate = stage.consult
    if gate is None or not holds(gate.when, facts_of(d.case)):
        return
    done = consulted or d.case.consulted
    if done is None or not (done.who or done.passed_over_because):
        raise DetailNeeded("consult_first", who=d.situation.procedure.roles[gate.who].title)
    if done.who is None and gate.may_be_passed_over is None:
        raise DetailNeeded("consult_cannot_be_passed_over", who=d.situation.procedure.roles[gate.who].title)
    if consulted is not None:
        d.log(GateConsulted(stage_id, consulted))
    if done.who is None:
        _tell_consulted_after(d, gate.who)


def _tell_consulted_after(d: Deciding, who: RoleId) -> None:
    d.tell(_people(d, who), Meaning.CONSULTED_AFTER, Capacity.TOLD, role=who)


def _past_double_posts(d: Deciding, target: StageId) -> StageId:
    """Skip a stage whose only holder was asked before in another role at a formal stage: that silence is known."""
    asked = {(n.person, n.role) for v in d.case.visits if _is_formal(d, v) for n in v.asked}
    seen: set[StageId] = set()
    while target not in seen:
        seen.add(target)
        stage = stage_of(d, target)
        onward = stage.next.silent
        named = _ask(d, stage, None) if stage.meeting is None else ()
        if not named or len(onward) != 1 or not all(_in_another_role(n, asked) for n in named):
            return target
        d.log(StageSkipped(target, named[0].person))
        target = onward[0]
    return target


def _in_another_role(named: Named, asked: Iterable[tuple[PersonId, RoleId]]) -> bool:
    return any(person == named.person and role != named.role for person, role in asked)


def _is_formal(d: Deciding, visit: StageVisit) -> bool:
    return stage_of(d, visit.stage).formality is not Formality.INFORMAL


def _respondents(case: Case, rule: str | None) -> frozenset[PersonId]:
    """The people who were asked or answered at the stage that "respondent of STAGE" names."""
    if rule is None:
        return frozenset()
    stage = rule.removeprefix("respondent of ")
    visits = [v for v in case.visits if v.stage == stage]
    asked = {n.person for v in visits for n in v.asked} | {n.covering for v in visits for n in v.asked if n.covering}
    return frozenset(asked | {a.by for v in visits for a in v.answers})


def has_unjudged_answer(visit: StageVisit) -> bool:
    return bool(visit.answers) and visit.verdict in (None, Verdict.PARTLY)
