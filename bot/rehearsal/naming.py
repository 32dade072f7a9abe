"""Looks up what a scenario names: people as they are called, tracks, teams, themes, stages and posts of the pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from escalation.case import CategoryId, PersonId, RoleId, StageId, TeamId, TrackId
from escalation.packs.faults import did_you_mean
from escalation.people import Roster
from escalation.procedure import Procedure

from ..talk.faces import NotTaken
from ..talk.finding import find_person, find_stage
from .values import Names


@dataclass(frozen=True)
class Naming:
    procedure: Procedure
    roster: Roster
    teams: tuple[TeamId, ...]

    def fault_of(self, kind: Names, word: str) -> tuple[str, str] | None:
        """What is wrong with a name, and what to do; None where it can be found."""
        try:
            self._look_up(kind, word)
        except NotTaken as unknown:
            problem, _, remedy = str(unknown).partition(". ")
            return problem.rstrip("."), remedy.rstrip(".") or "Check the spelling"
        return None

    def person(self, word: str) -> PersonId:
        return find_person(word, self.roster)

    def track(self, word: str) -> TrackId:
        return TrackId(_one("track", word, {id: (t.title,) for id, t in self.procedure.tracks.items()}))

    def team(self, word: str) -> TeamId:
        return TeamId(_one("team", word, dict.fromkeys(self.teams, ())))

    def theme(self, word: str) -> CategoryId:
        return CategoryId(_one("theme", word, {id: (c.title,) for id, c in self.procedure.categories.items()}))

    def stage(self, word: str, track: TrackId) -> StageId:
        return find_stage(word, self.procedure, track)

    def role(self, word: str) -> RoleId:
        roles = self.procedure.roles.items()
        return RoleId(_one("post", word, {id: (r.title, r.short or "") for id, r in roles}))

    def _look_up(self, kind: Names, word: str) -> None:
        match kind:
            case Names.PERSON:
                self.person(word)
            case Names.TRACK:
                self.track(word)
            case Names.TEAM:
                self.team(word)
            case Names.THEME:
                self.theme(word)
            case Names.STAGE:
                self._stage_somewhere(word)
            case Names.ROLE:
                self.role(word)

    def _stage_somewhere(self, word: str) -> None:
        """Which track is meant is known when the step is played."""
        refused: NotTaken | None = None
        for track in self.procedure.tracks:
            try:
                self.stage(word, track)
            except NotTaken as unknown:
                refused = unknown
            else:
                return
        if refused is not None:
            raise refused


def _one(kind: str, word: str, known: Mapping[str, Iterable[str]]) -> str:
    """By key or by title. Raises NotTaken."""
    asked = _plain(word)
    for key, titles in known.items():
        if asked in (_plain(key), *map(_plain, titles)):
            return key
    raise NotTaken(f"There is no {kind} “{word}” here. {did_you_mean(word, known)}")


def _plain(word: str) -> str:
    """ "Looked-after child" and "looked_after child" are the same."""
    return " ".join(word.casefold().replace("_", " ").replace("-", " ").split())
