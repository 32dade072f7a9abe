"""Who holds which post on a given day, who covers, and how a holder is named for a duty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from .case import PersonId, RoleId, TeamId


@dataclass(frozen=True)
class Person:
    id: PersonId
    name: str
    email: str
    line_manager: PersonId | None = None
    cover: PersonId | None = None  # standing nomination
    days_off: frozenset[int] = frozenset()  # weekdays not worked, Monday is 0
    until: date | None = None  # last day in the authority's service
    answers_for: frozenset[PersonId] = frozenset()  # a director's assistant: a delegate's posts


@dataclass(frozen=True)
class Post:
    """`team` None means the whole authority. Dates are inclusive."""

    person: PersonId
    role: RoleId
    team: TeamId | None = None
    since: date | None = None
    until: date | None = None

    def held_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Source(StrEnum):
    """How an absence came to be known."""

    FILE = "file"  # the register of people
    SAID = "said"  # by the person or a colleague
    FOUND = "found"  # by the person's calendar or automatic reply: what people say counts more


@dataclass(frozen=True)
class Absence:
    """Away from `since` to `until`, both included; `cover` answers meanwhile."""

    person: PersonId
    since: date
    until: date
    cover: PersonId | None = None
    source: Source = Source.FILE

    def includes(self, day: date) -> bool:
        return self.since <= day <= self.until


@dataclass(frozen=True)
class Roster:
    """People, posts and absences as they stand. Lookups by day."""

    people: Mapping[PersonId, Person] = field(default_factory=dict)
    posts: tuple[Post, ...] = ()
    absences: tuple[Absence, ...] = ()

    @cached_property
    def _by_role(self) -> Mapping[RoleId, tuple[Post, ...]]:
        found: dict[RoleId, list[Post]] = {}
        for post in self.posts:
            found.setdefault(post.role, []).append(post)
        return {role: tuple(posts) for role, posts in found.items()}

    @cached_property
    def _by_person(self) -> Mapping[PersonId, tuple[Post, ...]]:
        found: dict[PersonId, list[Post]] = {}
        for post in self.posts:
            found.setdefault(post.person, []).append(post)
        return {person: tuple(posts) for person, posts in found.items()}

    @cached_property
    def _absent(self) -> Mapping[PersonId, tuple[Absence, ...]]:
        found: dict[PersonId, list[Absence]] = {}
        for absence in self.absences:
            found.setdefault(absence.person, []).append(absence)
        return {person: tuple(absences) for person, absences in found.items()}

    @cached_property
    def _by_address(self) -> Mapping[str, tuple[PersonId, ...]]:
        found: dict[str, list[PersonId]] = {}
        for person in self.people.values():
            found.setdefault(person.email.strip().casefold(), []).append(person.id)
        return {address: tuple(people) for address, people in found.items() if address}

    def person_with_address(self, address: str) -> PersonId | None:
        """Whose mail address it is; None where it is nobody's, or several people's."""
        found = self._by_address.get(address.strip().casefold(), ())
        return found[0] if len(found) == 1 else None

    def serves(self, person: PersonId, day: date) -> bool:
        """Is this a known person who has not left?"""
        known = self.people.get(person)
        return known is not None and (known.until is None or day <= known.until)

    def holders(self, role: RoleId, team: TeamId | None, day: date) -> tuple[PersonId, ...]:
        """Everybody who holds `role` on `day`; a post of the team comes before one of the authority."""
        posts = [p for p in self._by_role.get(role, ()) if p.held_on(day) and self.serves(p.person, day)]
        own = tuple(p.person for p in posts if p.team is not None and p.team == team)
        return own or tuple(p.person for p in posts if p.team is None)

    def posts_of(self, person: PersonId, day: date) -> tuple[Post, ...]:
        return tuple(p for p in self._by_person.get(person, ()) if p.held_on(day))

    def roles_of(self, person: PersonId, day: date) -> frozenset[RoleId]:
        return frozenset(p.role for p in self.posts_of(person, day))

    def teams_of(self, person: PersonId, day: date) -> frozenset[TeamId]:
        return frozenset(p.team for p in self.posts_of(person, day) if p.team is not None)

    def absence_of(self, person: PersonId, day: date) -> Absence | None:
        return next((a for a in self._absent.get(person, ()) if a.includes(day)), None)

    def is_away(self, person: PersonId, day: date) -> bool:
        known = self.people.get(person)
        return (
            self.absence_of(person, day) is not None
            or not self.serves(person, day)
            or (known is not None and day.weekday() in known.days_off)
        )

    def nominated_cover(self, person: PersonId, day: date) -> PersonId | None:
        absence = self.absence_of(person, day)
        if absence is not None and absence.cover is not None:
            return absence.cover
        known = self.people.get(person)
        return known.cover if known is not None else None

    def line_manager(self, person: PersonId) -> PersonId | None:
        known = self.people.get(person)
        return known.line_manager if known is not None else None
