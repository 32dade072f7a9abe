"""Who is meant by a role that is found on the case: whoever was named when it was raised, or a sole holder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..case import PersonId, RoleId, TeamId
from ..people import Roster
from ..procedure import Found, Procedure
from ..stages import RAISER, AskMode, Stage, Track


def holders_on_the_case(
    role: RoleId, procedure: Procedure, roster: Roster, team: TeamId, day: date, named: PersonId | None
) -> tuple[PersonId, ...]:
    """`named` speaks for the roles that they hold, or for each where they hold none. Another such role is held by
    whoever alone holds it in the team, or in the authority. Nobody where nobody was named.
    """
    if named is None:
        return ()
    held = roster.roles_of(named, day) & roles_on_the_case(procedure)
    if role in held or not held:
        return (named,)
    others = roster.holders(role, team, day)
    return others if len(others) == 1 else ()


def roles_on_the_case(procedure: Procedure) -> frozenset[RoleId]:
    """The roles that somebody is named for when a case is raised: not the raisers'."""
    raising = {role for track in procedure.tracks.values() for role in track.raised_by}
    found = (key for key, role in procedure.roles.items() if role.found is Found.ON_THE_CASE)
    return frozenset(key for key in found if key not in raising)


def to_be_named(track: Track, procedure: Procedure) -> tuple[RoleId, ...]:
    """The roles without which a stage of the track would have nobody to ask, in the order of the ladder."""
    on_case = roles_on_the_case(procedure)
    groups = (group for stage in track.stages.values() for group in _each_asked(stage))
    return tuple(dict.fromkeys(group[0] for group in groups if on_case.issuperset(group)))


def _each_asked(stage: Stage) -> Iterator[tuple[RoleId, ...]]:
    """Any one of a group answers for it."""
    if stage.asks is None or RAISER in stage.asks.roles or not stage.asks.roles:
        return
    if stage.asks.mode in (AskMode.ALL, AskMode.PAIR):
        yield from ((role,) for role in stage.asks.roles)
    else:
        yield stage.asks.roles
