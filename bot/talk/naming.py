"""Whom a form offers by name: the holders of posts, those who chair, and those who may be asked at all."""

from __future__ import annotations

from cards.wording import listed
from escalation.case import PersonId, RoleId, TeamId
from escalation.decision import Situation
from escalation.procedure import AskMode, Procedure


def holders_to_name(
    situation: Situation, roles: frozenset[RoleId], person: PersonId
) -> tuple[tuple[PersonId, str], ...]:
    """By name, with their team; people of the reader's own teams first."""
    roster, day = situation.roster, situation.today
    own = roster.teams_of(person, day)
    posts = [p for p in roster.posts if p.role in roles and p.held_on(day) and roster.serves(p.person, day)]
    teams = {
        id: tuple(p.team for p in posts if p.person == id and p.team is not None) for id in {p.person for p in posts}
    }
    order = sorted(teams, key=lambda id: (own.isdisjoint(teams[id]), roster.people[id].name, id))
    return tuple((id, _with_team(roster.people[id].name, teams[id])) for id in order)


def _with_team(name: str, teams: tuple[TeamId, ...]) -> str:
    return f"{name}, {listed(teams)}" if teams else name


def who_can_be_asked(situation: Situation, raiser: PersonId) -> tuple[tuple[PersonId, str], ...]:
    """Everybody in a post of the procedure, by name, where a stage leaves open who answers; else nobody."""
    stages = (stage for track in situation.procedure.tracks.values() for stage in track.stages.values())
    if not any(stage.asks is not None and stage.asks.mode is AskMode.UNSET for stage in stages):
        return ()
    return holders_to_name(situation, frozenset(situation.procedure.roles), raiser)


def chairs(situation: Situation) -> dict[RoleId, str]:
    """Who holds each post that may chair a meeting."""
    day, people = situation.today, situation.roster.people
    stages = (stage for track in situation.procedure.tracks.values() for stage in track.stages.values())
    posts = dict.fromkeys(post for stage in stages if stage.meeting is not None for post in stage.meeting.chair.one_of)
    return {post: listed(people[p].name for p in situation.roster.holders(post, None, day)) for post in posts}


def roles_consulted(procedure: Procedure) -> frozenset[RoleId]:
    stages = (stage for track in procedure.tracks.values() for stage in track.stages.values())
    return frozenset(stage.consult.who for stage in stages if stage.consult is not None)
