"""A council made up for a load: teams, managers and reviewing officers for every post of a procedure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from escalation.case import PersonId, RoleId, TeamId
from escalation.people import Person, Post, Roster
from escalation.procedure import Found, Procedure

TEAMS = 24
RAISERS = 20
WORKERS_OF_A_TEAM = 4
FIRST = ("Ada", "Bola", "Cerys", "Dev", "Esme", "Farah", "Gwen", "Hugo", "Ify", "Jonas", "Kit", "Leila", "Marek", "Nia")
LAST = (
    "Abbot",
    "Bansal",
    "Carver",
    "Demir",
    "Eze",
    "Frost",
    "Grant",
    "Hale",
    "Idris",
    "Joshi",
    "Kaya",
    "Lowe",
    "Moran",
)


@dataclass(frozen=True)
class Council:
    """People with their posts. `workers` are those named on a case, by team."""

    people: tuple[Person, ...]
    posts: tuple[Post, ...]
    teams: tuple[TeamId, ...]
    workers: dict[TeamId, tuple[PersonId, ...]]

    def roster(self) -> Roster:
        return Roster({person.id: person for person in self.people}, self.posts)

    def holders(self, roles: tuple[RoleId, ...]) -> tuple[PersonId, ...]:
        return tuple(dict.fromkeys(post.person for post in self.posts if post.role in roles))


def council_for(procedure: Procedure) -> Council:
    """Enough people that a year's cases are spread as in an authority of some size."""
    teams = tuple(TeamId(f"Team {number}") for number in range(1, TEAMS + 1))
    posts = tuple(_posts(procedure, teams))
    holders = tuple(dict.fromkeys(post.person for post in posts))
    people = tuple(_person(place, id, holders) for place, id in enumerate(holders))
    on_case = {role for role, entry in procedure.roles.items() if entry.found is Found.ON_THE_CASE}
    workers = {team: tuple(p.person for p in posts if p.team == team and p.role in on_case) for team in teams}
    return Council(people, posts, teams, workers)


def _posts(procedure: Procedure, teams: tuple[TeamId, ...]) -> Iterator[Post]:
    numbers = count(1)
    raising = {role for track in procedure.tracks.values() for role in track.raised_by}
    for role, entry in procedure.roles.items():
        if entry.found is Found.ON_THE_CASE:
            yield from (Post(_next(numbers), role, team) for team in teams for _ in range(WORKERS_OF_A_TEAM))
        elif entry.found is Found.BY_TEAM:
            yield from (Post(_next(numbers), role, team) for team in teams)
        else:
            yield from (Post(_next(numbers), role) for _ in range(RAISERS if role in raising else 1))


def _next(numbers: Iterator[int]) -> PersonId:
    return PersonId(f"person{next(numbers)}")


def _person(place: int, id: PersonId, everybody: tuple[PersonId, ...]) -> Person:
    """Everybody's cover is the one before; the last in the list manages everybody else."""
    name = f"{FIRST[place % len(FIRST)]} {LAST[place // len(FIRST) % len(LAST)]}"
    manager = everybody[-1] if id != everybody[-1] else None
    return Person(id, name, f"{id}@example.org", manager, everybody[place - 1])
