"""The door to Teams, opened: what stands behind it, put together for one process and its event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aiohttp import ClientSession, web

from graph.network import trusted
from storage.outgoing import Channel

from ..casework import Desk
from ..credentials import credential_of
from ..doors import TryLater
from ..mail.door import Mailbox
from ..on_the_loop import OnTheLoop
from ..outbox.delivery import Delivery
from ..outbox.held_up import held_up
from ..pacing import Limit, Stopwatch
from ..settings.teams import TeamsSettings
from ..talk.conversation import Conversation
from ..timers import Beat
from .adapter import TeamsAdapter
from .allowance import WRITTEN_OR_PRESSED
from .bot import IroBot
from .chats import ANYWHERE, BotAccount, TeamsChats
from .connector import Connector, Token
from .guard import Allowed, Guard
from .keys import METADATA_URL, SigningKeys
from .messages import messages_route
from .pace import Pace
from .pressing import TYPED
from .redrawing import REDRAW_EVERY, Redrawing
from .service_urls import ServiceUrls
from .session import session_to_microsoft
from .threads import TeamsThreads
from .tokens import BotToken, bot_token

logger = logging.getLogger(__name__)
DELIVER_EVERY = timedelta(seconds=2)
TIDY_EVERY = timedelta(days=1)
AT_ONCE = 16
"""To how many people messages are on their way at the same time."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where Microsoft's services are, and how the bot proves to them who it is; tests have their own.

    `token` None asks Entra, with the credential of the settings; `time` None is the running one. `each` is how much
    one person may write and press.
    """

    metadata_url: str = METADATA_URL
    service_urls: ServiceUrls = field(default_factory=ServiceUrls)
    service_url: str = ANYWHERE
    token: Token | None = None
    time: Stopwatch | None = None
    pace: Pace = field(default_factory=Pace)
    each: Limit = WRITTEN_OR_PRESSED


class TeamsDoor:
    """One for the process: opened in the event loop that it serves, and closed with it."""

    def __init__(
        self,
        settings: TeamsSettings,
        desk: Desk,
        around: Surroundings,
        session: ClientSession,
        token: Token,
        mailbox: Mailbox | None = None,
    ) -> None:
        self._session = session
        self._desk = desk
        app_id = settings.registration.app_id
        self._token = token
        self._has_let_in = False
        self._keys = SigningKeys(around.metadata_url, session, desk.clock)
        connector = Connector(session, token, around.service_urls, around.pace, time=around.time)
        self.bot = IroBot(desk, Conversation(desk), connector, time=around.time, each=around.each)
        allowed = Allowed(app_id, frozenset([settings.registration.tenant]), around.service_urls)
        guard, adapter = Guard(allowed, self._keys, desk.clock), TeamsAdapter(connector, app_id)
        self.route = messages_route(adapter, guard.check, self.bot.on_turn)
        loop = OnTheLoop(asyncio.get_running_loop())
        account = BotAccount(f"28:{app_id}", settings.registration.tenant, around.service_url)
        self.chats = TeamsChats(desk, connector, loop, account)
        channel = settings.channel
        self.threads = TeamsThreads(desk, connector, loop, account, channel) if channel else None
        mine = Channel if mailbox is None else (Channel.TEAMS, Channel.THREAD)
        self.delivery = Delivery(desk, self.chats, mailbox, threads=self.threads, at_once=AT_ONCE, through=mine)
        self.redrawing = Redrawing(desk, connector, loop, around.service_url)

    @property
    def beats(self) -> Mapping[str, tuple[Beat, timedelta]]:
        return {
            "deliver": (self.delivery.deliver, DELIVER_EVERY),
            "redraw": (self.redrawing.redraw, REDRAW_EVERY),
            "tidy": (self._tidy, TIDY_EVERY),
        }

    def _tidy(self) -> None:
        """What is kept so that nothing is done or shown twice, once nothing can come again."""
        before = self._desk.clock.now() - TIDY_EVERY
        with self._desk.database.write() as uow:
            uow.cards.forget_holds(before)
            uow.inbox.forget(TYPED, before)
            uow.commit()

    def troubles(self) -> Iterator[str]:
        """What an operator has to see to: while it lasts nobody comes in, or nothing goes out."""
        if not self._keys.are_known:
            yield "Teams: Microsoft's signing keys could not be read, so nobody is let in"
        if self._token_trouble is not None:
            yield f"Teams: the bot has no token, so nothing goes out. {self._token_trouble}"
        with self._desk.database.read() as reading:
            yield from held_up(self._desk, reading, "Teams", (Channel.TEAMS, Channel.THREAD))

    @property
    def _token_trouble(self) -> TryLater | None:
        return self._token.trouble if isinstance(self._token, BotToken) else None

    async def warm_up(self) -> None:
        """The first who speaks does not wait for keys and tokens. What is not to be had now is asked for again then."""
        if not await self._keys.load():
            logger.warning("Microsoft's signing keys could not be read yet: until they are, nobody is let in")
        try:
            await self._token.bearer()
        except TryLater as trouble:
            logger.warning("no token for the Bot Connector yet: %s", trouble)

    async def lets_in(self) -> bool:
        """Has the bot had Microsoft's keys and a token, without which nobody comes in and nobody is answered?

        What could not be had at the start is asked for again, after the pause that each keeps by itself. Once both
        were there the answer stays: in a later outage of Microsoft's no other process would do better.
        """
        if not self._has_let_in:
            self._has_let_in = await self._keys.load() and await self._has_token()
        return self._has_let_in

    async def _has_token(self) -> bool:
        try:
            await self._token.bearer()
        except TryLater:
            return False
        return True

    async def close(self) -> None:
        """What was promised is still sent."""
        await self.bot.afterwards.done()
        await self._keys.close()
        await self._session.close()


async def open_door(
    settings: TeamsSettings,
    desk: Desk,
    around: Surroundings | None = None,
    mailbox: Mailbox | None = None,
    authority: Path | None = None,
) -> TeamsDoor:
    """`mailbox` is the other door, where there is one: what Teams cannot show goes by mail.

    HTTPS_PROXY is kept to; `authority` is trusted beside those that the machine trusts. Raises OSError where it, or the
    bot's certificate, cannot be read.
    """
    trust = trusted(authority)
    session = session_to_microsoft(trust)
    around = around or Surroundings()
    token = around.token or bot_token(credential_of(settings.registration), desk.clock, trust)
    return TeamsDoor(settings, desk, around, session, token, mailbox)


def add_to(app: web.Application, door: TeamsDoor) -> None:
    app.add_routes([door.route])

    async def warm_up(_: web.Application) -> None:
        await door.warm_up()

    async def close(_: web.Application) -> None:
        await door.close()

    app.on_startup.append(warm_up)
    app.on_cleanup.append(close)
