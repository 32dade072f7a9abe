"""The whole of it on one machine: the real endpoint, guard, adapter, bot and desk, and the sample cast in Teams."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from bot.casework import Desk
from bot.clock import SteppedClock
from bot.delivery import Delivery
from bot.doors import ChatMessage, IncomingMail, OutgoingMail
from bot.packs import text_of
from bot.people.file import read_people
from bot.talk.conversation import Conversation
from bot.teams import dress
from bot.teams.adapter import TeamsAdapter
from bot.teams.bot import IroBot
from bot.teams.connector import Connector
from bot.teams.guard import Allowed, Guard
from bot.teams.messages import messages_route
from bot.teams.pace import Limit, Pace
from bot.teams.service_urls import LOOPBACK, ServiceUrls
from bot.tryout.office import sample_people
from bot.world import World
from escalation.case import Case, CaseRef, PersonId
from storage.database import Database, migrate, open_database
from storage.shown_cards import ShownCard
from tests.office import CONCERN, MONDAY
from tests.teams.client import Client, Door
from tests.teams.connector_server import connector_server
from tests.teams.issuer import APP, TENANT, issuer_and_keys
from tests.teams.played_teams import PlayedTeams
from tests.teams.stepped_time import NumberedTokens, SteppedTime

ROOMY = (Limit(10_000, 1),)
"""Under Teams' own limits, waiting for one's turn would let time pass."""


@dataclass
class DeskChat:
    """Puts what the desk sends into the chats: the smallest Chat there can be."""

    desk: Desk
    teams: PlayedTeams

    def post(self, message: ChatMessage) -> None:
        viewer, chat = f"29:{message.to}", f"a:{message.to}"
        card = dress.with_views(message.card, [viewer]) if message.card and message.about else message.card
        id = self.teams.put(chat, dress.activity(message.text, card))
        if message.about is not None and message.card is not None:
            shown = ShownCard(
                chat, id, message.to, message.about.case, message.about.notice, message.id,
                dress.digest_of(message.card), message.at,
            )  # fmt: skip
            with self.desk.database.write() as uow:
                uow.cards.put(shown)
                uow.commit()

    def has(self, message_id: str) -> bool:
        return False


@dataclass
class Letters:
    """A mailbox that only sends."""

    sent: list[OutgoingMail] = field(default_factory=list)

    def send(self, mail: OutgoingMail) -> None:
        self.sent.append(mail)

    def has(self, message_id: str) -> bool:
        return False

    def arrived_since(self, watermark: object) -> tuple[IncomingMail, ...]:
        return ()


@dataclass
class Whole:
    """`whole.ines`, `whole.tom`, ... are people of the sample cast at their Teams."""

    desk: Desk
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
        """What the metronome does: sweep what is due, send what waits."""
        delivery = Delivery(self.desk, DeskChat(self.desk, self.teams), Letters())
        await asyncio.to_thread(self.desk.sweep)
        await asyncio.to_thread(delivery.deliver)

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
async def whole_in(folder: Path) -> AsyncIterator[Whole]:
    clock, time, teams = SteppedClock(MONDAY), SteppedTime(), PlayedTeams()
    desk = _desk(folder, clock, teams)
    urls = ServiceUrls(on_this_machine=LOOPBACK)
    async with connector_server(teams), ClientSession() as session, issuer_and_keys(clock) as (_, keys):
        assert await keys.load()
        connector = Connector(session, NumberedTokens(), urls, Pace(ROOMY, ROOMY), time=time, chance=lambda: 0.5)
        bot = IroBot(desk, Conversation(desk), connector, time=time)
        guard = Guard(Allowed(APP, frozenset([TENANT]), urls), keys, clock)
        app = web.Application()
        app.add_routes([messages_route(TeamsAdapter(connector, APP), guard.check, bot.on_turn)])
        async with TestClient(TestServer(app)) as http:
            yield Whole(desk, Door(http, teams, bot, clock), time)
            await bot.afterwards.done()
    desk.database.engine.dispose()


def _desk(folder: Path, clock: SteppedClock, teams: PlayedTeams) -> Desk:
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
    return Desk(database, world, clock)


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
