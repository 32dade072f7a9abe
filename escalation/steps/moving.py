"""Moving a case on: along the pack's ways, past a stage with a reason, or by a silence alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..actions import EscalateTo, JudgeNotSatisfied
from ..case import NO_WORDS, Case, Entered, Opening, StageId
from ..case_log import StageSkipped
from ..deciding import Deciding
from ..decision import Situation
from ..errors import ChoiceNeeded, NoSuchStage, ReasonNeeded
from ..holders.double_posts import HeldAgain, Passed, held_again, past_double_posts
from ..ways import only_silent_way, past_optional, tracks_on, ways_on
from .visits import current, stage_of, track_of
from .way_in import check_way_in, go_along, go_in


def move_to(d: Deciding, move: EscalateTo | JudgeNotSatisfied, reason: Entered) -> None:
    """A person moves the case on: along the pack's way, past a double post, or past anything else with a reason."""
    target = move.to or _only(d, ways_on(d.case, d.situation.procedure))
    stage, ways = stage_of(d, target), along(d.case, d.situation)
    if target not in ways and reason is not Entered.NOT_DONE:
        if target == current(d).stage:
            raise NoSuchStage("already_there", stage=stage.title)
        if not move.reason:
            raise ReasonNeeded("reason_for_jump", stage=stage.title)
        reason = Entered.BYPASS
    if target in d.case.raiser_may_open and not move.reason:
        raise ReasonNeeded("reason_to_open_alone", stage=stage.title)
    opening = Opening(target, reason, move.reason, move.chair, move.asking, move.answer_within)
    settled = check_way_in(d, opening, move.consulted)
    _log_left_out(d, () if reason is Entered.NOT_DONE else ways.get(target, ()))
    go_in(d, settled, move.consulted)


def along(case: Case, situation: Situation) -> Mapping[StageId, Passed]:
    """Where a move needs no reason, each with the double posts that it leaves out on the way."""
    ways = past_optional(case, situation.procedure, ways_on(case, situation.procedure))
    return {**past_double_posts(case, situation), **dict.fromkeys(ways, ())}


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
    """That silence is known: whoever holds the stage too was asked before, and did not answer."""
    stages, passed = track_of(d).stages, list[HeldAgain]()
    while (again := held_again(d.case, d.situation, target)) is not None and again not in passed:
        if len(stages[target].next.silent) != 1:
            break
        passed.append(again)
        target = stages[target].next.silent[0]
    _log_left_out(d, passed)
    return target


def _log_left_out(d: Deciding, passed: Iterable[HeldAgain]) -> None:
    for again in passed:
        d.log(StageSkipped(again.stage, again.person))
