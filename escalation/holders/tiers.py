"""The tiers of a procedure: which post answers at the stage that follows the one where a post answers."""

from __future__ import annotations

from collections.abc import Iterator

from ..case import RoleId
from ..procedure import Procedure
from ..stages import Stage, Track


def role_above(procedure: Procedure, role: RoleId) -> RoleId | None:
    """The post that the next stage asks, on the first ladder that asks `role` and leads on; None at the top."""
    return next((above for track in procedure.tracks.values() for above in _above(track, role)), None)


def _above(track: Track, role: RoleId) -> Iterator[RoleId]:
    """Ways that lead back down the ladder do not count."""
    for id, stage in track.stages.items():
        if role in _posts(stage):
            ways = (*stage.next.not_satisfied, *stage.next.silent)
            beyond = (track.stages[way] for way in ways if track.order(way) > track.order(id))
            yield from (post for onward in beyond for post in _posts(onward) if post != role)


def _posts(stage: Stage) -> tuple[RoleId, ...]:
    """Who answers at a stage: those it asks, or whoever may chair its meeting."""
    if stage.meeting is not None:
        return stage.meeting.chair.one_of
    return stage.asks.roles if stage.asks is not None else ()
