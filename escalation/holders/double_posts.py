"""One person in two posts: a stage held by whoever was asked before, in another role, would hear the same again.

Silence leaves such a stage out by itself. A raiser who is not satisfied is offered to pass it over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..case import Case, Named, PersonId, StageId
from ..decision import Situation
from ..duties import facts_of
from ..errors import ChoiceNeeded, NobodyToAsk
from ..procedure import Formality
from ..ways import past_optional, ways_after_silence, ways_on
from .asking import needs_a_name, who_is_asked


@dataclass(frozen=True, slots=True)
class HeldAgain:
    """Whoever would be asked at `stage` was asked at `before` already, in another role."""

    stage: StageId
    person: PersonId
    before: StageId


Passed = tuple[HeldAgain, ...]


def held_again(case: Case, situation: Situation, stage: StageId) -> HeldAgain | None:
    """None where somebody would be asked whom no formal stage has asked, and where it is still to be said who."""
    named = _would_be_asked(case, situation, stage)
    before = ((one, _asked_before(case, situation, one)) for one in named)
    again = [HeldAgain(stage, one.person, at) for one, at in before if at is not None]
    return again[0] if again and len(again) == len(named) else None


def past_double_posts(case: Case, situation: Situation) -> Mapping[StageId, Passed]:
    """The stages behind those that are held again on the ways on, each with what a move there leaves out."""
    procedure, facts = situation.procedure, facts_of(case)
    ways = past_optional(case, procedure, ways_on(case, procedure))
    here, found = case.visit.stage if case.visit is not None else None, dict[StageId, Passed]()
    ahead: list[tuple[StageId, Passed]] = [(way, ()) for way in ways]
    for way, passed in ahead:  # it grows as stages are passed
        again = held_again(case, situation, way)
        onward = ways_after_silence(procedure.stage(case.track, way), facts) if again is not None else ()
        for beyond in past_optional(case, procedure, onward):
            if again is not None and beyond not in (here, *ways, *found):
                found[beyond] = (*passed, again)
                ahead.append((beyond, found[beyond]))
    return found


def _asked_before(case: Case, situation: Situation, now: Named) -> StageId | None:
    """The formal stage at which this person was asked last in another role."""
    stages = situation.procedure.tracks[case.track].stages
    formal = (visit for visit in reversed(case.visits) if stages[visit.stage].formality is not Formality.INFORMAL)
    return next((visit.stage for visit in formal if any(_in_another_role(one, now) for one in visit.asked)), None)


def _would_be_asked(case: Case, situation: Situation, id: StageId) -> tuple[Named, ...]:
    """Nobody, where it takes a choice: a chair, or a person to name; and where the register has nobody."""
    stage = situation.procedure.stage(case.track, id)
    if stage.meeting is not None or needs_a_name(case, id, stage):
        return ()
    try:
        return who_is_asked(case, situation, id, None)
    except (ChoiceNeeded, NobodyToAsk):
        return ()


def _in_another_role(asked: Named, now: Named) -> bool:
    return asked.person == now.person and asked.role != now.role
