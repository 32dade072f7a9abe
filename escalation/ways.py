"""Where a case can go from its stage: the pack's ways on, also past an optional stage, and after what was not done."""

from __future__ import annotations

from datetime import datetime

from .case import AgreedAction, Case, PersonId, StageId, TrackId
from .decision import Situation
from .duties import Facts, end_of, facts_of, holds
from .procedure import Procedure, Stage
from .working_days import WorkingCalendar


def ways_on(case: Case, procedure: Procedure) -> tuple[StageId, ...]:
    """Where the pack leads from here: two are a fork, none means the ladder ends."""
    visit = case.visit
    if visit is None:
        return ()
    stage, facts = procedure.stage(case.track, visit.stage), facts_of(case)
    return ways_after_an_answer(stage, facts) if visit.answers else ways_after_silence(stage, facts)


def ways_after_silence(stage: Stage, facts: Facts) -> tuple[StageId, ...]:
    return _ways(stage, "silent", facts) or ways_after_an_answer(stage, facts)


def ways_after_an_answer(stage: Stage, facts: Facts) -> tuple[StageId, ...]:
    """What was decided at the last word of the authority leads where the pack says, or nowhere."""
    if stage.final_decision and stage.next.decided is not None:
        return (stage.next.decided,)
    return _ways(stage, "not satisfied", facts)


def only_silent_way(case: Case, procedure: Procedure) -> StageId | None:
    """The one stage to which silence alone can move the case; None at a fork and at the last stage."""
    assert case.visit is not None, "a case that was sent is at a stage"
    stage = procedure.stage(case.track, case.visit.stage)
    ways = _ways(stage, "silent", facts_of(case))
    return ways[0] if len(ways) == 1 else None


def past_optional(case: Case, procedure: Procedure, ways: tuple[StageId, ...]) -> tuple[StageId, ...]:
    """The ways, and what lies behind those of them that may be passed over without a reason."""
    stages, facts = procedure.tracks[case.track].stages, facts_of(case)
    found = list(ways)
    for way in found:
        if stages[way].optional:
            found += [beyond for beyond in ways_after_silence(stages[way], facts) if beyond not in found]
    return tuple(found)


def tracks_on(case: Case, procedure: Procedure) -> tuple[TrackId, ...]:
    """The tracks under which the pack lets this case go on: a new case is raised there, and takes this one up."""
    if case.visit is None:
        return ()
    facts = facts_of(case)
    ways = procedure.stage(case.track, case.visit.stage).next.other_ways
    return tuple(dict.fromkeys(way.track for way in ways if way.track and holds(way.when, facts)))


def tracks_for_status(case: Case, procedure: Procedure) -> tuple[TrackId, ...]:
    """The tracks for the children as they are now, where their status has come to fit this one no more."""
    statuses = {child.status for child in case.children}
    if not statuses.isdisjoint(procedure.tracks[case.track].children):
        return ()
    return tuple(id for id, track in procedure.tracks.items() if not statuses.isdisjoint(track.children))


def tracks_that_take_up(case: Case, procedure: Procedure) -> tuple[TrackId, ...]:
    """Under which a new case ends this one: where the pack leads there, or the child's status does."""
    return tuple(dict.fromkeys((*tracks_on(case, procedure), *tracks_for_status(case, procedure))))


def may_be_taken_up(case: Case, track: TrackId, by: PersonId, procedure: Procedure) -> bool:
    """By the raiser alone, while it is open, under a track to which its procedure leads or opens from here."""
    open_to = (*tracks_that_take_up(case, procedure), *procedure.tracks[case.track].may_open)
    return case.raiser == by and case.closed is None and track in open_to


def way_if_not_done(case: Case, situation: Situation) -> StageId | None:
    """Where the pack leads when an action that was agreed at this stage was not done by its day."""
    visit = case.visit
    if visit is None:
        return None
    way = situation.procedure.stage(case.track, visit.stage).next.not_done
    of_this_stage = (a for a in case.actions if case.visits[a.visit - 1].stage == visit.stage)
    found = any(is_not_done(a, situation.now, situation.calendar) for a in of_this_stage)
    return way if found else None


def is_not_done(action: AgreedAction, now: datetime, calendar: WorkingCalendar) -> bool:
    """Its day has passed, or the raiser has found it not done before."""
    if not action.is_open or action.done is not None:
        return False
    return action.not_done or end_of(action.by, calendar) < now


def _ways(stage: Stage, outcome: str, facts: Facts) -> tuple[StageId, ...]:
    """The plain ways of an outcome, and those under a condition that holds."""
    plain = stage.next.not_satisfied if outcome == "not satisfied" else stage.next.silent
    conditional = (
        way.stage for way in stage.next.other_ways if way.outcome == outcome and way.stage and holds(way.when, facts)
    )
    return tuple(dict.fromkeys([*plain, *conditional]))
