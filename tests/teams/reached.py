"""An office whose people are reached in Teams: the real desk, delivery and connector, and a Teams on this machine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientTimeout

from bot.auditor import audit
from bot.casework import Desk
from bot.doors import Chat, Threads
from bot.on_the_loop import OnTheLoop
from bot.outbox.delivery import Delivered, Delivery
from bot.teams.chats import BotAccount, TeamsChats
from bot.teams.connector import Begun, Connector
from bot.teams.pace import Pace
from bot.teams.redrawing import Redrawing
from bot.teams.service_urls import LOOPBACK, ServiceUrls
from bot.teams.threads import TeamsThreads
from bot.tryout.played import Letter
from escalation.actions import Close, Respond, Said, Via
from escalation.case import Case, Outcome, PersonId, Words
from storage.chats import Account
from tests.numbered_tokens import NumberedTokens
from tests.office import CONCERN, TestOffice
from tests.people import INES
from tests.teams.conftest import SteppedTime
from tests.teams.connector_server import ConnectorServer, Posted, Teams, connector_server

CHANNEL = "19:disputes@thread.tacv2"
LEASE = timedelta(minutes=2)


class ProcessEnds(BaseException):
    """As after kill -9: nothing that follows happens."""


class EndingConnector(Connector):
    """Ends the process before or after its next calls have been made, as `ends` says."""

    ends: list[str]
    threads_end: list[str]
    chance: Callable[[], str] = staticmethod(lambda: "")

    async def send_activity(self, *given: Any, **named: Any) -> str:
        end = self.ends.pop(0) if self.ends else self.chance()
        if end == "before":
            raise ProcessEnds
        id = await super().send_activity(*given, **named)
        if end == "after":
            raise ProcessEnds
        return id

    async def start_thread(self, *given: Any, **named: Any) -> Begun:
        end = self.threads_end.pop(0) if self.threads_end else ""
        begun = await super().start_thread(*given, **named)
        if end == "after":
            raise ProcessEnds
        return begun


@dataclass
class Reached:
    """`office` is played as in every journey, except that what goes out goes to `teams` and to its mailboxes."""

    office: TestOffice
    teams: Teams
    server: ConnectorServer
    connector: EndingConnector
    loop: OnTheLoop
    bot: BotAccount
    time: SteppedTime
    at_once: int = 1
    has_channel: bool = False

    @property
    def desk(self) -> Desk:
        return self.office.office.desk

    @property
    def chats(self) -> Chat:
        return TeamsChats(self.desk, self.connector, self.loop, self.bot)

    @property
    def threads(self) -> Threads | None:
        if not self.has_channel:
            return None
        return TeamsThreads(self.desk, self.connector, self.loop, self.bot, CHANNEL)

    def raises(self, **changes: str) -> None:
        """Ines raises a concern. It is held for a while, and then it is sent."""
        self.office.ines.says("raise")
        self.office.ines.presses("Next: who is told", **(CONCERN | changes))
        self.office.ines.presses("Send")
        self.office.pass_hours(1)

    async def deliver(self) -> Delivered:
        """Until the process ends or everything is out."""
        mailboxes = self.office.office.played.mailboxes
        delivery = Delivery(self.desk, self.chats, mailboxes, lease=LEASE, threads=self.threads, at_once=self.at_once)
        return await asyncio.to_thread(delivery.deliver)

    async def deliver_everything(self) -> int:
        """However often the process ends, and is started again, on the way. Returns how often it did."""
        ended = 0
        while self.waiting:
            try:
                await self.deliver()
            except ProcessEnds:
                ended += 1
            self.pass_time(LEASE * 3)
        return ended

    async def deliver_until_it_ends(self) -> None:
        """What was in hand then is free again once its lease is over."""
        try:
            await self.deliver()
        except ProcessEnds:
            self.pass_time(LEASE)
            return
        raise AssertionError("the process did not end")

    async def redraw(self) -> int:
        return await asyncio.to_thread(Redrawing(self.desk, self.connector, self.loop, self.bot.service_url).redraw)

    def pass_time(self, time: timedelta) -> None:
        self.time.seconds += time.total_seconds()
        self.office.office.played.clock.set(self.office.office.now + time)

    def chat(self, person: str) -> list[Posted]:
        return self.teams.chat(person)

    def mails(self, person: str) -> tuple[Letter, ...]:
        return self.office.office.played.mailboxes.of(PersonId(person))

    def case(self) -> Case:
        return self.office.case()

    @property
    def asked(self) -> PersonId:
        """Who is asked for an answer."""
        visit = self.case().visit
        assert visit is not None
        return visit.asked[0].person

    def answers(self) -> None:
        """Whoever is asked answers, with a name in it."""
        visit = self.case().visit
        assert visit is not None
        said = Said(self.asked, Via.TEAMS, self.desk.clock.now())
        self.desk.perform(Respond(said, visit.number, Words("Ruth Bell sees her on Friday.")), self.case().ref)

    def closes(self) -> None:
        said = Said(INES, Via.TEAMS, self.desk.clock.now())
        self.desk.perform(Close(said, Outcome.WITHDRAWN, Words("Ruth Bell has moved.")), self.case().ref)

    @property
    def is_well(self) -> bool:
        return audit(self.desk).ok

    @property
    def waiting(self) -> int:
        return audit(self.desk).waiting

    def knows_everybody(self) -> None:
        """As after everybody has said a word to the bot."""
        with self.desk.database.write() as uow:
            for person in self.office.actors:
                uow.chats.keep_account(Account(f"aad-{person}", person, f"29:{person}"), self.desk.clock.now())
            uow.commit()


@asynccontextmanager
async def reached(folder: Path, pack: str = "luton", threads: bool = False) -> AsyncIterator[Reached]:
    office, teams, time = TestOffice(folder, pack=pack), Teams(), SteppedTime()
    office.keeps_messages()
    office.office.desk.threads = threads
    async with connector_server() as server, ClientSession() as session:
        server.usual = teams
        connector = EndingConnector(
            session,
            NumberedTokens(),
            ServiceUrls(on_this_machine=LOOPBACK),
            Pace(),
            time=time,
            chance=lambda: 0.5,
            timeout=ClientTimeout(total=2),
        )
        connector.ends, connector.threads_end = [], []
        loop = OnTheLoop(asyncio.get_running_loop())
        bot = BotAccount("28:app", "tenant", server.url)
        found = Reached(office, teams, server, connector, loop, bot, time, has_channel=threads)
        found.knows_everybody()
        yield found
        office.office.close()


def words(posted: Posted) -> str:
    """Everything that is read in a message, its card and its notification."""
    return json.dumps(posted.content, ensure_ascii=False)
