"""Moving a case on: along the pack's ways, past a stage with a reason, or by a silence alone."""

from __future__ import annotations

from collections.abc import Iterable

from ..actions import EscalateTo, JudgeNotSatisfied
from ..case import NO_WORDS, Entered, Named, Opening, PersonId, RoleId, StageId
from ..case_log import StageSkipped
from ..deciding import Deciding
from ..errors import ChoiceNeeded, NoSuchStage, ReasonNeeded
from ..holders.asking import needs_a_name, who_is_asked
from ..procedure import Formality
from ..ways import only_silent_way, past_optional, tracks_on, ways_on
from .visits import current, stage_of, track_of
from .way_in import check_way_in, go_along, go_in


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
    if target in d.case.raiser_may_open and not move.reason:
        raise ReasonNeeded("reason_to_open_alone", stage=stage.title)
    opening = Opening(target, reason, move.reason, move.chair, move.asking, move.answer_within)
    go_in(d, check_way_in(d, opening, move.consulted), move.consulted)


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
