"""What somebody can begin: under which procedure, on which tracks, about the children of which teams."""

from __future__ import annotations

from dataclasses import dataclass

from cards.forms.choose_procedure import Choice
from escalation.case import PersonId, TeamId, TrackId
from escalation.decision import Situation
from escalation.packs.reading import Pack
from storage.unit_of_work import Reading

from ..casework import Desk
from ..procedures.in_force import InForce, raising_roles
from .faces import NotTaken


@dataclass(frozen=True)
class NewCase:
    """`pack` is None where the procedure is yet to be chosen, out of `choices`; `situation` then says little."""

    pack: Pack | None
    situation: Situation
    tracks: tuple[TrackId, ...] = ()
    teams: tuple[tuple[TeamId, str], ...] = ()
    choices: tuple[Choice, ...] = ()


def new_case_for(desk: Desk, person: PersonId, under: str | None) -> NewCase:
    """`under` is the digest of what was chosen before. Raises NotTaken for somebody who may not raise a concern."""
    with desk.database.read() as reading:
        in_force, roster = desk.in_force(reading), reading.people.roster()
        packs = in_force.raised_under(person, roster, desk.today())
        if not packs:
            raise NotTaken(_who_can(desk.pack_of_person(reading, person)))
        chosen = _chosen(desk, reading, packs, under)
        situation = desk.situation_under(reading, chosen or packs[0])
        if chosen is None:
            choices = tuple(_choice(pack, packs, in_force, situation) for pack in packs)
            return NewCase(None, situation, choices=choices)
        teams = tuple((team, str(team)) for team in in_force.teams_under(chosen, roster))
    return NewCase(chosen, situation, _tracks(person, situation), teams)


def _chosen(desk: Desk, reading: Reading, packs: tuple[Pack, ...], under: str | None) -> Pack | None:
    """The only one; the one that was chosen; or what became of it when it was amended."""
    if len(packs) == 1:
        return packs[0]
    found = next((pack for pack in packs if pack.pin.digest == under), None)
    if found is not None or under is None:
        return found
    before = next((kept.pin.id for kept in reading.procedures.kept() if kept.pin.digest == under), None)
    amended = [pack for pack in packs if pack.pin.id == before]
    return amended[0] if len(amended) == 1 else None


def _choice(pack: Pack, packs: tuple[Pack, ...], in_force: InForce, situation: Situation) -> Choice:
    """By the authority's name for it; two versions of one are told apart."""
    procedure = pack.procedure
    is_alone = [other.pin.id for other in packs].count(pack.pin.id) == 1
    title = f"{procedure.authority}: {procedure.title}" + ("" if is_alone else f" ({pack.pin.version})")
    return Choice(pack.pin.digest, title, tuple(map(str, in_force.teams_under(pack, situation.roster))))


def _tracks(person: PersonId, situation: Situation) -> tuple[TrackId, ...]:
    roles = situation.roster.roles_of(person, situation.today)
    return tuple(id for id, track in situation.procedure.tracks.items() if not roles.isdisjoint(track.raised_by))


def _who_can(pack: Pack) -> str:
    titles = " or the ".join(sorted(pack.procedure.roles[role].title for role in raising_roles(pack.procedure)))
    return f"Only the {titles} can do this. If that is you, ask the keeper of the list to add your post."
