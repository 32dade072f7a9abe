"""The whole of it on one machine: the real endpoint, guard, adapter, bot and desk, and the sample cast in Teams."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.casework import Desk
from bot.clock import SteppedClock
from bot.mail.door import Mailbox
from bot.pacing import Limit
from bot.people.file import read_people
from bot.procedures.packs import text_of
from bot.settings.registration import Registration
from bot.settings.teams import TeamsSettings
from bot.teams.opening import Surroundings, TeamsDoor, add_to, open_door
from bot.teams.pace import Pace
from bot.teams.service_urls import LOOPBACK, ServiceUrls
from bot.tryout.office import sample_people
from bot.world import World
from escalation.case import Case, CaseRef, PersonId
from storage.chats import Account
from storage.database import Database, migrate, open_database
from tests.numbered_tokens import NumberedTokens
from tests.office import CONCERN, MONDAY
from tests.teams.client import Client, Door
from tests.teams.connector_server import connector_server
from tests.teams.issuer import APP, TENANT, issuer_and_keys
from tests.teams.played_teams import PlayedTeams
from tests.teams.stepped_time import SteppedTime

ROOMY = (Limit(10_000, 1),)
"""Under Teams' own limits, waiting for one's turn would let time pass."""


@dataclass
class Whole:
    """`whole.ines`, `whole.tom`, ... are people of the sample cast at their Teams."""

    desk: Desk
    opened: TeamsDoor
    door: Door
    time: SteppedTime
    clients: dict[str, Client] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Client:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.clients.setdefault(name, Client(self.door, name))

    @property
    def teams(self) -> PlayedTeams:
        return self.door.teams

    async def deliver(self) -> None:
        """What the metronome does: sweep what is due, send what waits, draw anew what has moved."""
        for beat in (self.desk.sweep, self._meet_everybody, self.opened.delivery.deliver, self.opened.redrawing.redraw):
            await asyncio.to_thread(beat)

    def _meet_everybody(self) -> None:
        """The app was installed for all, so that each has an account before they first speak."""
        now = self.desk.clock.now()
        with self.desk.database.write() as uow:
            for person in uow.people.roster().people:
                if uow.chats.account_of(person) is None:
                    uow.chats.keep_account(Account(f"aad-{person}", person, f"29:{person}"), now)
            uow.commit()

    async def passes(self, **time: int) -> None:
        self.door.clock.advance(timedelta(**time))
        await self.deliver()

    async def raised(self) -> CaseRef:
        """Ines has raised a concern, and it is with those whom it concerns."""
        await self.ines.says("raise")
        await self.ines.presses("Next: who is told", **CONCERN)
        await self.ines.presses("Send")
        await self.deliver()
        await self.ines.presses("Send now")
        await self.deliver()
        return CaseRef("LUT-26-0001")

    def case(self, ref: str = "LUT-26-0001") -> Case:
        with self.desk.database.read() as reading:
            stored = reading.cases.load(CaseRef(ref))
        assert stored is not None, f"there is no case {ref}"
        return stored.case

    def state(self) -> object:
        """How many cases and entries there are, to see that nothing has happened."""
        with self.desk.database.read() as reading:
            refs = reading.cases.open_refs()
            return [(ref, len(reading.log.entries(ref))) for ref in refs]


@asynccontextmanager
async def whole_in(folder: Path, channel: str = "", mailbox: Mailbox | None = None) -> AsyncIterator[Whole]:
    """`channel` is the authority's own, where each case has a thread; `mailbox` is the other door."""
    clock, time, teams = SteppedClock(MONDAY), SteppedTime(), PlayedTeams()
    desk = _desk(folder, clock, teams, threads=bool(channel))
    urls = ServiceUrls(on_this_machine=LOOPBACK)
    async with connector_server(teams), issuer_and_keys(clock) as (issuer, _):
        pace = Pace(ROOMY, ROOMY)
        around = Surroundings(issuer.metadata_url, urls, teams.url, NumberedTokens(), time, pace)
        door = await open_door(TeamsSettings(Registration(APP, TENANT), channel), desk, around, mailbox)
        app = web.Application()
        add_to(app, door)
        async with TestClient(TestServer(app)) as http:
            yield Whole(desk, door, Door(http, teams, door.bot, clock), time)
    desk.database.engine.dispose()


def _desk(folder: Path, clock: SteppedClock, teams: PlayedTeams, threads: bool) -> Desk:
    """Luton's procedure and its sample people, who are in the directory under their mail addresses."""
    engine, world = open_database(f"sqlite:///{folder / 'iro-bot.db'}"), World()
    migrate(engine)
    database, pack = Database(engine), world.read(*text_of("luton"))
    people = read_people(sample_people(), "people.csv", pack.procedure)
    with database.write() as uow:
        uow.procedures.keep(world.to_keep(pack), pack.pin, "luton.yaml", clock.now())
        uow.procedures.assign(None, pack.pin.digest)
        uow.people.replace_all(people.people.values(), people.posts, people.absences, clock.now())
        uow.commit()
    for id, person in people.people.items():
        teams.members[f"29:{id}"] = member(id, person.email)
    return Desk(database, world, clock, threads=threads)


def member(id: PersonId | str, address: str, **changed: object) -> dict[str, object]:
    """As Teams' roster of a conversation says it."""
    return {
        "id": f"29:{id}",
        "name": "Somebody Else",
        "aadObjectId": f"aad-{id}",
        "email": address.upper(),
        "userPrincipalName": f"{id}@tenant.example",
        "tenantId": TENANT,
        "userRole": "user",
        **changed,
    }
