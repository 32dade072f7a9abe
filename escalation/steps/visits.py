"""The stage visits of a case, and `enter_stage`, the only place that opens one."""

from __future__ import annotations

from ..case import Case, Duty, Entered, Named, RoleId, StageId, StageVisit, Task, Verdict, Words
from ..case_log import Ended, StageEntered
from ..deciding import Deciding
from ..duties import LASTING
from ..errors import NoSuchStage, StageHasMoved
from ..holders.asking import not_asked, who_is_asked
from ..holders.openers import asked_to_open, no_longer_asked
from ..procedure import Formality, Stage, Track
from .clocks_owed import days_left_overall, end_limits_not_over, owe_clocks, owe_limits, record_due, wake_limits
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
    stage, left, were_to_open = stage_of(d, stage_id), d.case.visit, asked_to_open(d)
    asked = asked or who_is_asked(d.case, d.situation, stage_id, chair)
    visit = StageVisit(len(d.case.visits) + 1, stage_id, d.now, reason, asked, d.case.run)
    d.end((duty for duty in d.case.duties if _ends_with_the_visit(d.case, duty)), Ended.NO_LONGER_NEEDED)
    end_limits_not_over(d, stage_id)
    wake_limits(d)
    passed = _passed_over(d, left, visit)
    days, barred = days_left_overall(d, stage_id), not_asked(d.case, d.situation, stage)
    d.log(StageEntered(visit, left.stage if left else None, why, passed, days, barred))
    owe_limits(d, stage_id)
    owe_clocks(d, stage, visit, answer_within)
    if d.case.has_child:
        d.owe_raiser(Task.PUT_ON_RECORD, record_due(d, stage), visit=visit.number)
    tell_of_stage(d, stage, visit, (stage_of(d, skipped) for skipped in passed))
    no_longer_asked(d, were_to_open)


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
