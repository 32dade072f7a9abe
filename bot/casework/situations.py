"""What a case is decided under: its very procedure, the people who count under that, the moment."""

from __future__ import annotations

from datetime import date

from escalation.case import Case, PackPin, PersonId
from escalation.decision import Situation
from escalation.errors import NothingOwed
from escalation.packs.reading import Pack
from escalation.people import Roster
from escalation.working_days import LONDON
from storage.unit_of_work import Reading

from ..clock import Clock
from ..procedures.in_force import InForce
from ..world import World


class Situations:
    """Each as one reading of the database shows it."""

    def __init__(self, world: World, clock: Clock) -> None:
        self._world = world
        self._clock = clock
        self._in_force: tuple[Roster, InForce] | None = None

    def of_case(self, reading: Reading, case: Case) -> Situation:
        return self.under(reading, self.pack_of(reading, case.pack))

    def under(self, reading: Reading, pack: Pack) -> Situation:
        roster = self._world.people_under(pack, self.in_force(reading), reading.people.roster())
        return self._world.situation(pack, roster, self._clock.now())

    def pack_of(self, reading: Reading, pin: PackPin) -> Pack:
        """The very procedure that a case was opened under."""
        known = self._world.pack(pin.digest)
        if known is not None:
            return known
        return self._world.recall(reading.procedures.text(pin.digest), f"{pin.id}.yaml")

    def pack_of_person(self, reading: Reading, person: PersonId) -> Pack:
        """The procedure in whose words somebody is spoken to where no case is spoken of. Raises NothingOwed."""
        own = self.in_force(reading).own(person, reading.people.roster(), self.today())
        if not own:
            raise NothingOwed("no_procedure_for_team")
        return own[0]

    def packs_in_use(self, reading: Reading) -> tuple[Pack, ...]:
        """Every procedure under which there is a case, or can be; also those that were amended since."""
        return tuple(self.recalled(reading, digest) for digest in reading.procedures.in_use())

    def in_force(self, reading: Reading) -> InForce:
        """The procedures for new cases, by team. Read again when a team was given another one."""
        roster = reading.people.roster()  # a new one after every change of people, teams and their procedures
        known = self._in_force
        if known is None or known[0] is not roster:
            packs = {team: self.recalled(reading, digest) for team, digest in reading.procedures.assigned().items()}
            others = packs.pop(None, None)
            known = roster, InForce({team: pack for team, pack in packs.items() if team is not None}, others)
            self._in_force = known
        return known[1]

    def recalled(self, reading: Reading, digest: str) -> Pack:
        return self._world.pack(digest) or self._world.recall(reading.procedures.text(digest), "procedure.yaml")

    def today(self) -> date:
        return self._clock.now().astimezone(LONDON).date()
