"""Which procedure governs whom: the packs for new cases by team, who raises under them, whose posts count."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from escalation.case import PersonId, RoleId, TeamId
from escalation.errors import DetailNeeded, NothingOwed
from escalation.packs.reading import Pack
from escalation.people import Post, Roster
from escalation.procedure import Found, Procedure


@dataclass(frozen=True)
class InForce:
    """`of_teams` are the teams with a procedure of their own; `of_others` is every other team's."""

    of_teams: Mapping[TeamId, Pack]
    of_others: Pack | None

    @cached_property
    def packs(self) -> tuple[Pack, ...]:
        """Each once, that of every other team first."""
        first = (self.of_others,) if self.of_others is not None else ()
        return tuple({pack.pin.digest: pack for pack in (*first, *self.of_teams.values())}.values())

    @cached_property
    def is_one_procedure(self) -> bool:
        """Also where it stands in two versions."""
        return len({pack.pin.id for pack in self.packs}) < 2

    def of_team(self, team: TeamId | None) -> Pack | None:
        return self.of_teams.get(team, self.of_others) if team is not None else self.of_others

    def raised_under(self, person: PersonId, roster: Roster, day: date) -> tuple[Pack, ...]:
        """The procedures under which this person may raise: their team's, or all where their post names no team."""
        return self._under(person, roster, day, raising_roles)

    def own(self, person: PersonId, roster: Roster, day: date) -> tuple[Pack, ...]:
        """The procedures that a person works under; for somebody without a post, that of every other team."""
        return self._under(person, roster, day, lambda procedure: frozenset(procedure.roles)) or self.packs[:1]

    def for_new_case(self, chosen: str | None, team: TeamId, raised_under: tuple[Pack, ...]) -> Pack:
        """What was chosen, by its digest; the only one; or the child's team's. Raises DetailNeeded, NothingOwed."""
        if chosen is not None:
            return self.still(chosen, raised_under)
        of_team = self.of_team(team)
        if len(raised_under) == 1:
            return raised_under[0]
        if of_team is None:
            raise NothingOwed("no_procedure_for_team")
        if raised_under and of_team.pin not in [pack.pin for pack in raised_under]:
            raise DetailNeeded("choose_procedure")
        return of_team

    def still(self, digest: str, raised_under: tuple[Pack, ...]) -> Pack:
        """Raises DetailNeeded where it was amended since, or is no longer this person's."""
        found = next((pack for pack in raised_under if pack.pin.digest == digest), None)
        if found is None:
            raise DetailNeeded("procedure_amended")
        return found

    def teams_under(self, pack: Pack, roster: Roster) -> tuple[TeamId, ...]:
        """The teams whose children a concern under this pack can be about, by name.

        Those that work under it; all of them where only the raisers' own team does.
        """
        everyone = tuple(sorted({post.team for post in roster.posts if post.team is not None}))
        raisers = raising_roles(pack.procedure)
        others = {post.team for post in roster.posts if post.role not in raisers}
        under = tuple(team for team in everyone if team in others and self._is_under(team, pack))
        return everyone if len(self.packs) < 2 or not under else under

    def people_under(self, pack: Pack, roster: Roster) -> Roster:
        """The people as a case under this pack may see them.

        A post for the whole authority that names a team counts under that team's procedure only, and there everywhere.
        Where nobody would be left, all who hold it elsewhere do.
        """
        if self.is_one_procedure:
            return roster
        wide = {id for id, role in pack.procedure.roles.items() if role.found in (Found.BY_AUTHORITY, Found.OUTSIDE)}
        here = {p.role for p in roster.posts if p.role in wide and self._counts(p, pack)}
        posts = tuple(
            replace(post, team=None) if post.role in wide else post
            for post in roster.posts
            if post.role not in here or self._counts(post, pack)
        )
        return Roster(roster.people, posts, roster.absences)

    def _is_under(self, team: TeamId, pack: Pack) -> bool:
        of_team = self.of_team(team)
        return of_team is not None and of_team.pin == pack.pin

    def _counts(self, post: Post, pack: Pack) -> bool:
        of_team = self.of_team(post.team)
        return post.team is None or (of_team is not None and of_team.pin.id == pack.pin.id)

    def _under(
        self, person: PersonId, roster: Roster, day: date, roles: Callable[[Procedure], frozenset[RoleId]]
    ) -> tuple[Pack, ...]:
        if not roster.serves(person, day):
            return ()
        found = {pack.pin.digest for post in roster.posts_of(person, day) for pack in self._of_post(post, roles)}
        return tuple(pack for pack in self.packs if pack.pin.digest in found)

    def _of_post(self, post: Post, roles: Callable[[Procedure], frozenset[RoleId]]) -> Iterator[Pack]:
        candidates = self.packs if post.team is None else (self.of_team(post.team),)
        yield from (pack for pack in candidates if pack is not None and post.role in roles(pack.procedure))


def raising_roles(procedure: Procedure) -> frozenset[RoleId]:
    return frozenset(role for track in procedure.tracks.values() for role in track.raised_by)
