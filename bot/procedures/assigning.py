"""Which team works under which procedure: given, taken back and said, also while the service is running."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from difflib import get_close_matches

from cards.wording import listed
from escalation.case import TeamId
from escalation.packs.reading import Pack
from escalation.people import Roster
from storage.database import Database, migrate, open_database
from storage.unit_of_work import Reading

from .packs import bundled, library

EVERY_OTHER = "every team without a procedure of its own"


class NotAssigned(Exception):
    """Nothing was changed. Says why and what to do."""


def assign(database_url: str, pack: Pack, teams: tuple[str, ...], at: datetime, drafts_too: bool) -> None:
    """New cases of these teams run under this very text; without a team, those of every other team.

    Open cases keep the text they were opened under. Raises NotAssigned.
    """
    with _opened(database_url).write() as uow:
        if not drafts_too and uow.procedures.signed_off(pack.pin.digest) is None:
            raise NotAssigned(
                f"{pack.pin.id} {pack.pin.version} is a draft: nobody has signed off this very text in this database. "
                'First sign off what you named here: "iro-bot sign-off PACK --by NAME".'
            )
        named = _teams_called(teams, uow.people.roster())
        uow.procedures.keep(bundled(pack, library()), pack.pin, f"{pack.pin.id}.yaml", at)
        for team in named or (None,):
            uow.procedures.assign(team, pack.pin.digest)
        uow.commit()


def take_back(database_url: str, teams: tuple[str, ...]) -> None:
    """These teams work under the procedure of every other team again. Raises NotAssigned."""
    if not teams:
        raise NotAssigned("Say whose: iro-bot assign-pack --as-others --team South")
    with _opened(database_url).write() as uow:
        own = {team.casefold(): team for team in uow.procedures.assigned() if team is not None}
        for team in teams:
            if team.casefold() not in own:
                raise NotAssigned(f"The team “{team}” has no procedure of its own.")
            uow.procedures.unassign(own[team.casefold()])
        uow.commit()


def assignments(database_url: str) -> tuple[str, ...]:
    """A line for each team with a procedure of its own, and one for every other team."""
    with _opened(database_url).read() as reading:
        return tuple(_lines(reading)) or ("No team has a procedure yet.",)


def _lines(reading: Reading) -> Iterator[str]:
    pins = {kept.pin.digest: kept.pin for kept in reading.procedures.kept()}
    for team, digest in reading.procedures.assigned().items():
        signed = reading.procedures.signed_off(digest)
        state = f"signed off by {signed.by}" if signed else "a draft"
        yield f"{team or EVERY_OTHER}: {pins[digest].id} {pins[digest].version}, {state}, digest {digest[:12]}"


def _teams_called(teams: Iterable[str], roster: Roster) -> tuple[TeamId, ...]:
    """As the list of people spells them; as typed where there is no list yet."""
    known = {post.team.casefold(): post.team for post in roster.posts if post.team is not None}
    unknown = [team for team in teams if known and team.casefold() not in known]
    if unknown:
        near = get_close_matches(unknown[0].casefold(), known, n=1)
        hint = f"Perhaps “{known[near[0]]}” is meant" if near else f"The teams are {listed(map(str, known.values()))}"
        raise NotAssigned(f"Nobody on the list of people is in a team “{unknown[0]}”. {hint}.")
    return tuple(known.get(team.casefold(), TeamId(team.strip())) for team in teams)


def _opened(database_url: str) -> Database:
    engine = open_database(database_url)
    migrate(engine)
    return Database(engine)
