"""The try-out's door to Teams, for a client on this machine such as the Agents Playground: no tenant, no token.

Whoever comes in is the first person of the list, and anybody else by writing "I am Tom Reid": anybody may be anybody.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiohttp import ClientSession, DummyCookieJar, web

from escalation.case import CaseRef, PersonId
from storage.chats import Account, ChatPlace

from ..doors import Chat, ChatMessage, DoorTrouble
from ..on_the_loop import OnTheLoop
from ..talk.conversation import Conversation
from ..talk.faces import NotTaken, Reply
from ..talk.finding import find_person
from ..teams import dress
from ..teams.adapter import CALLER, TeamsAdapter
from ..teams.arrivals import Arrived, arrived
from ..teams.bot import IroBot
from ..teams.chats import BotAccount, TeamsChats
from ..teams.connector import Connector
from ..teams.guard import Caller, NotAdmitted
from ..teams.messages import messages_route
from ..teams.outcomes import JsonObject
from ..teams.pace import Pace
from ..teams.redrawing import Redrawing
from ..teams.service_urls import LOOPBACK, ServiceUrls
from .office import Office
from .stage import Stage

logger = logging.getLogger(__name__)
TENANT = "try-out"
BOT = BotAccount("28:try-out", TENANT)
_I_AM = re.compile(r"\s*i(?: am|'m|’m)\s+(?P<name>[^\n]{1,200}?)[\s.!]*", re.IGNORECASE)


class NoToken:
    """Nobody on this machine asks for one."""

    async def bearer(self) -> str:
        return "none"

    def forget(self, token: str) -> None:
        """There is no other."""


class InTurn(Conversation):
    """The office's own conversation, one turn at a time; what a turn sets going is sent before the next."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.desk)
        self._office = office

    def hear(self, person: PersonId, text: str, case: CaseRef | None = None) -> Reply:
        with self._office.turn():
            return super().hear(person, text, case)

    def press(self, person: PersonId, verb: str, data: Mapping[str, object], about: Any) -> Reply:
        with self._office.turn():
            return super().press(person, verb, data, about)


class Both:
    """A played chat, and the same in Teams for whoever has one there. The page never waits for Teams."""

    def __init__(self, played: Chat, office: Office, teams: TeamsChats) -> None:
        self._played = played
        self._office = office
        self._teams = teams

    def post(self, message: ChatMessage) -> None:
        self._played.post(message)
        with self._office.desk.database.read() as reading:
            is_there = reading.chats.with_person(message.to) is not None
        if is_there:
            try:
                self._teams.post(message)
            except DoorTrouble as trouble:
                logger.info("a client on this machine did not take a message: %s", trouble)

    def has(self, message_id: str) -> bool:
        return self._played.has(message_id)


class TryoutTeams:
    """Opened in the event loop of the page's server. A world that is started anew has a bot of its own."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._session = ClientSession(cookie_jar=DummyCookieJar())
        urls = ServiceUrls(hosts=frozenset(), on_this_machine=LOOPBACK)
        self._connector = Connector(self._session, NoToken(), urls, Pace())
        self._loop = OnTheLoop(asyncio.get_running_loop())
        self._served: tuple[Office, IroBot] | None = None
        self.route = messages_route(TeamsAdapter(self._connector, BOT.id), self._check, self._turn)

    async def close(self) -> None:
        if self._served is not None:
            await self._served[1].afterwards.done()
        await self._session.close()

    async def _check(self, authorization: str | None, activity: JsonObject) -> Caller:
        """From this machine, with what an answer needs. Who it is matters to nobody."""
        url, conversation = activity.get("serviceUrl"), activity.get("conversation")
        id = conversation.get("id") if isinstance(conversation, dict) else None
        if not isinstance(url, str) or not self._connector.service_urls.allow(url) or not isinstance(id, str) or not id:
            raise NotAdmitted(403, "not from this machine")
        tenant = conversation.get("tenantId") if isinstance(conversation, dict) else None
        sender = activity.get("from")
        if isinstance(sender, dict):
            await asyncio.to_thread(self._introduce, sender)
        channel = activity.get("channelId")
        return Caller(url, str(channel), tenant.lower() if isinstance(tenant, str) else TENANT, id)

    def _introduce(self, sender: Mapping[str, object], person: PersonId | None = None) -> None:
        """As somebody of the list: the first, until they say who they are."""
        object_id, id = sender.get("aadObjectId"), sender.get("id")
        if not isinstance(object_id, str) or not isinstance(id, str) or not object_id or not id:
            return
        office = self._stage.office
        with office.desk.database.write() as uow:
            if person is not None or uow.chats.account(object_id.lower()) is None:
                first = person or next(iter(office.people.people))
                uow.chats.keep_account(Account(object_id.lower(), first, id), office.now)
                uow.commit()

    async def _turn(self, context: Any) -> None:
        who = arrived(context.activity, context.turn_state[CALLER])
        said = _I_AM.fullmatch(who.text) if context.activity.type == "message" else None
        if said is None:
            await self._bot().on_turn(context)
            return
        words = await asyncio.to_thread(self._become, who, said["name"])
        await self._connector.send_activity(who.service_url, who.conversation, dress.activity(words))

    def _become(self, who: Arrived, name: str) -> str:
        office = self._stage.office
        try:
            person = find_person(name, office.people.roster())
        except NotTaken as unclear:
            return str(unclear)
        self._keep_chat(who, person)
        self._introduce({"aadObjectId": who.object_id, "id": who.sender}, person)
        return f"You are {office.people.people[person].name} now. Write “my cases” to see what waits for you."

    def _keep_chat(self, who: Arrived, person: PersonId) -> None:
        """The chat of this window, in which whoever it was before was answered, is that of `person` too."""
        office = self._stage.office
        with office.desk.database.write() as uow:
            before = uow.chats.account(who.object_id)
            known = uow.chats.with_person(before.person) if before is not None else None
            here = ChatPlace(person, who.conversation, who.service_url) if who.is_personal else known
            if here is not None:
                uow.chats.keep(replace(here, person=person), office.now)
                uow.commit()

    def _bot(self) -> IroBot:
        office = self._stage.office
        if self._served is None or self._served[0] is not office:
            self._served = office, IroBot(office.desk, InTurn(office), self._connector)
            teams = TeamsChats(office.desk, self._connector, self._loop, BOT)
            redrawing = Redrawing(office.desk, self._connector, self._loop)
            office.is_seen_by(Both(office.played.chats, office, teams), redrawing.redraw)
        return self._served[1]


def open_to_teams(app: web.Application, stage: Stage) -> None:
    """Must be called in the event loop that serves `app`."""
    door = TryoutTeams(stage)
    app.add_routes([door.route])

    async def close(_: web.Application) -> None:
        await door.close()

    app.on_cleanup.append(close)
