"""Moving between stages: the ways on, and `enter_stage`, the only place that opens a stage visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..actions import EscalateTo, JudgeNotSatisfied
from ..case import (
    NO_WORDS,
    Case,
    Consulted,
    Duty,
    Entered,
    Named,
    Opening,
    PersonId,
    RoleId,
    StageId,
    StageVisit,
    Task,
    Verdict,
    Words,
)
from ..case_log import Ended, StageEntered, StageSkipped
from ..deciding import Deciding
from ..duties import LASTING, Facts, facts_of, holds
from ..errors import ChoiceNeeded, NoSuchStage, ReasonNeeded, StageHasMoved
from ..holders.asking import needs_a_name, not_asked, who_is_asked
from ..holders.chairs import chairs_allowed, choose_chair
from ..holders.openers import agreed_already, ask_to_open, still_to_agree
from ..procedure import Formality, Stage, Track
from ..ways import only_silent_way, past_optional, tracks_on, ways_on
from .clocks_owed import (
    check_answer_within,
    days_left_overall,
    end_limits_not_over,
    owe_clocks,
    owe_limits,
    record_due,
    wake_limits,
)
from .gates import check_gate, pass_gate, tell_consulted_after
from .stage_news import passed_over, tell_of_stage


def track_of(d: Deciding) -> Track:
    return d.situation.procedure.tracks[d.case.track]


def stage_of(d: Deciding, stage: StageId) -> Stage:
    """Raises NoSuchStage."""
    found = track_of(d).stages.get(stage)
    if found is None:
        raise NoSuchStage("no_such_stage", stage=stage)
    return found


def current(d: Deciding) -> StageVisit:
    visit = d.case.visit
    assert visit is not None, "an open case that was sent is at a stage"
    return visit


def visit_seen(d: Deciding, number: int) -> StageVisit:
    """The visit that the card or mail spoke of, if the case is still there. Raises StageHasMoved."""
    visit = any_visit(d, number)
    if visit.left is not None:
        raise StageHasMoved("stage_has_moved")
    return visit


def any_visit(d: Deciding, number: int) -> StageVisit:
    """Also one that was left."""
    found = next((v for v in d.case.visits if v.number == number), None)
    if found is None:
        raise StageHasMoved("no_such_visit")
    return found


def has_unjudged_answer(visit: StageVisit) -> bool:
    return bool(visit.answers) and visit.verdict in (None, Verdict.PARTLY)


def move_to(d: Deciding, move: EscalateTo | JudgeNotSatisfied, reason: Entered) -> None:
    """A person moves the case on: along the pack's way, or past it with a reason."""
    procedure = d.situation.procedure
    ways = ways_on(d.case, procedure)
    target = move.to or _only(d, ways)
    stage = stage_of(d, target)
    if target not in past_optional(d.case, procedure, ways) and reason is not Entered.NOT_DONE:
        if target == current(d).stage:
            raise NoSuchStage("already_there", stage=stage.title)
        if not move.reason:
            raise ReasonNeeded("reason_for_jump", stage=stage.title)
        reason = Entered.BYPASS
    check_answer_within(d, target, move.answer_within)
    if target in d.case.raiser_may_open and not move.reason:
        raise ReasonNeeded("reason_to_open_alone", stage=stage.title)
    facts = replace(facts_of(d.case), skipping_a_stage=reason is Entered.BYPASS)
    consulted = _gone_through(d, stage, move, facts)
    chair = choose_chair(d, stage, move.chair)
    asked = who_is_asked(d, target, chair, move.asking)
    pass_gate(d, target, stage, consulted, facts)
    passed_over = consulted is not None and consulted.who is None
    opening = Opening(
        target, reason, move.reason, chair, move.asking, move.answer_within, agreed_already(d, stage, passed_over)
    )
    if groups := still_to_agree(d, opening):
        ask_to_open(d, opening, groups)
        return
    enter_stage(d, target, reason, move.reason, chair, asked, move.answer_within)


def _gone_through(d: Deciding, stage: Stage, move: EscalateTo | JudgeNotSatisfied, facts: Facts) -> Consulted | None:
    """Who was consulted, or why not. Whoever signs or agrees does so themselves, so that only passing over is told."""
    consulted = move.consulted
    if stage.consult is None or stage.consult.kind == "consult":
        check_gate(d, stage, consulted or d.case.consulted, facts)
        return consulted
    over = consulted is not None and consulted.who is None and consulted.passed_over_because
    return consulted if over and stage.consult.may_be_passed_over is not None else None


def move_up_by_itself(d: Deciding) -> bool:
    """Silence moves the case to the one stage that follows, if there is one. Says whether it did.

    Where the register has nobody to ask there, or somebody has to say whom, it does not.
    """
    if d.case.waiting is not None:
        return True  # it is on its way already
    way = only_silent_way(d.case, d.situation.procedure)
    return way is not None and d.tries(lambda: _follow_silence(d, way))


def _follow_silence(d: Deciding, way: StageId) -> None:
    go_along(d, _past_double_posts(d, way), Entered.SILENCE, NO_WORDS)


def go_along(d: Deciding, target: StageId, reason: Entered, why: Words) -> None:
    """Where the pack leads without anybody's choice: whoever opens, signs or agrees is asked there all the same."""
    stage = stage_of(d, target)
    facts = replace(facts_of(d.case), skipping_a_stage=False)
    gate = stage.consult if stage.consult is not None and stage.consult.kind == "consult" else None
    if gate is not None and d.case.consulted is None and holds(gate.when, facts):
        tell_consulted_after(d, gate.who)
    chair = next(iter(chairs_allowed(d, stage)), None)
    asked = who_is_asked(d, target, chair)
    opening = Opening(target, reason, why, chair, agreed=agreed_already(d, stage, passed_over=False))
    if groups := still_to_agree(d, opening):
        ask_to_open(d, opening, groups)
    else:
        enter_stage(d, target, reason, why, chair, asked)


def enter_stage(
    d: Deciding,
    stage_id: StageId,
    reason: Entered,
    why: Words,
    chair: RoleId | None = None,
    asked: tuple[Named, ...] = (),
    answer_within: int | None = None,
) -> None:
    """Leave the visit that is open, open another, and owe everything that begins with it.

    `asked` are people to ask again; without them the stage's own are named. `answer_within` are working days that the
    raiser set, for clocks whose time is theirs to set.
    """
    stage, left = stage_of(d, stage_id), d.case.visit
    asked = asked or who_is_asked(d, stage_id, chair)
    visit = StageVisit(len(d.case.visits) + 1, stage_id, d.now, reason, asked, d.case.run)
    d.end((duty for duty in d.case.duties if _ends_with_the_visit(d.case, duty)), Ended.NO_LONGER_NEEDED)
    end_limits_not_over(d, stage_id)
    wake_limits(d)
    passed = _passed_over(d, left, visit)
    days, barred = days_left_overall(d, stage_id), not_asked(d, stage)
    d.log(StageEntered(visit, left.stage if left else None, why, passed, days, barred))
    owe_limits(d, stage_id)
    owe_clocks(d, stage, visit, answer_within)
    if d.case.has_child:
        d.owe_raiser(Task.PUT_ON_RECORD, record_due(d, stage), visit=visit.number)
    tell_of_stage(d, stage, visit, (stage_of(d, skipped) for skipped in passed))


def _ends_with_the_visit(case: Case, duty: Duty) -> bool:
    """What lasts stays. A stage that is on record waits only for the child to be told, which the next asks anew."""
    recorded = any(r.visit == duty.visit for r in case.on_record)
    return duty.task not in LASTING or (duty.task is Task.PUT_ON_RECORD and recorded)


def _passed_over(d: Deciding, left: StageVisit | None, entered: StageVisit) -> tuple[StageId, ...]:
    """The formal stages that a jump upwards leaves out, at the raise or later."""
    jumped = entered.reason is Entered.BYPASS or (entered.reason is Entered.RAISED and bool(d.case.skipping_because))
    if not jumped:
        return ()
    stages = track_of(d).stages
    between = passed_over(stages, left.stage if left else None, entered.stage)
    return tuple(s for s in between if stages[s].formality is not Formality.INFORMAL and not stages[s].optional)


def _only(d: Deciding, ways: tuple[StageId, ...]) -> StageId:
    procedure = d.situation.procedure
    if not ways and (elsewhere := tracks_on(d.case, procedure)):
        titles = " or ".join(procedure.tracks[track].title for track in elsewhere)
        raise NoSuchStage("goes_on_elsewhere", track=titles, case=d.case.ref)
    if not ways:
        raise NoSuchStage("no_way_on")
    if len(ways) > 1:
        raise ChoiceNeeded("choose_stage", stages=", ".join(ways))
    return ways[0]


def _past_double_posts(d: Deciding, target: StageId) -> StageId:
    """Skip a stage whose only holder was asked before in another role at a formal stage: that silence is known."""
    stages = track_of(d).stages
    formal = (v for v in d.case.visits if stages[v.stage].formality is not Formality.INFORMAL)
    asked = {(n.person, n.role) for v in formal for n in v.asked}
    seen: set[StageId] = set()
    while target not in seen:
        seen.add(target)
        stage = stages[target]
        unnamed = stage.meeting is not None or needs_a_name(d.case, target, stage)
        named = () if unnamed else who_is_asked(d, target, None)
        if not named or len(stage.next.silent) != 1 or not all(_in_another_role(n, asked) for n in named):
            return target
        d.log(StageSkipped(target, named[0].person))
        target = stage.next.silent[0]
    return target


def _in_another_role(named: Named, asked: Iterable[tuple[PersonId, RoleId]]) -> bool:
    return any(person == named.person and role != named.role for person, role in asked)
