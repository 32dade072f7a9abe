"""Our mailbox in Outlook, opened: one client with its token, the mailbox over it, and who tells us of new mail."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from graph.client import GraphClient, Token, path, resource_of
from graph.directory import GraphDirectory
from graph.errors import GraphTrouble
from graph.events import GraphEvents
from graph.mailbox import GraphMailbox
from graph.network import trusted
from graph.schedules import GraphSchedules
from graph.subscriptions import GraphSubscriptions
from graph.tokens import AppToken, app_token

from ...absences.outlook import OutlookCalendars
from ...clock import Clock
from ...credentials import credential_of
from ...doors import TryLater
from ...meetings.outlook import OutlookMeetings
from ...on_the_loop import OnTheLoop
from ...people.directory import OutlookDirectory
from ...settings.mail import OutlookSettings
from ..sending.pace import MailPace
from .mailbox import OutlookMailbox
from .subscribing import ToldBy

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")


class OutlookPost:
    """A `Post`. One for the process: opened in the event loop that it serves."""

    def __init__(
        self,
        settings: OutlookSettings,
        clock: Clock,
        authority: Path | None = None,
        token: Token | None = None,
        pace: MailPace | None = None,
    ) -> None:
        """`token` None asks Entra, with the credential of the settings. Raises OSError where a file cannot be read."""
        trust = trusted(authority)
        credential = credential_of(settings.registration, settings.login_host)
        self._token = token or app_token(credential, resource_of(settings.graph_url), clock, trust)
        self._address = settings.address
        self.client = GraphClient(settings.graph_url, self._token, trust)
        loop = OnTheLoop(asyncio.get_running_loop())
        self.mailbox = OutlookMailbox(GraphMailbox(self.client, settings.address), loop, clock, pace)
        self.calendars = OutlookCalendars(GraphSchedules(self.client, settings.address), loop)
        self.groups = settings.groups
        self.directory = OutlookDirectory(GraphDirectory(self.client), loop)
        self.meetings = OutlookMeetings(GraphEvents(self.client, settings.address), loop)
        subscriptions = OutlookSubscriptions(GraphSubscriptions(self.client, settings.address), loop)
        self.told_by = ToldBy(subscriptions, settings.notifications) if settings.notifications else None

    async def warm_up(self) -> None:
        """Token, connection and all that a first call loads. What is not to be had now is asked for again later."""
        try:
            await self.client.warm_up()
            await self.client.get(path("users", self._address, "mailFolders", "inbox"), {"$select": "id"})
        except GraphTrouble as trouble:
            logger.warning("our mailbox in Outlook does not answer yet: %s", trouble.why)

    def troubles(self) -> Iterator[str]:
        trouble = self._token.trouble if isinstance(self._token, AppToken) else None
        if trouble is not None:
            yield f"Outlook: the bot has no token, so no mail goes out and none is read. {trouble.why}"

    async def close(self) -> None:
        await self.client.close()


class OutlookSubscriptions:
    """As subscribing.py asks for them; its calls block, from any thread but the event loop's."""

    def __init__(self, subscriptions: GraphSubscriptions, loop: OnTheLoop) -> None:
        self._subscriptions = subscriptions
        self._loop = loop

    def begin(self, url: str, state: str, until: datetime) -> str:
        return self._run(self._subscriptions.begin(url, state, until))

    def renew(self, id: str, until: datetime) -> bool:
        return self._run(self._subscriptions.renew(id, until))

    def _run(self, call: Coroutine[Any, Any, Answer]) -> Answer:
        """All of it may be done again: at worst we are told twice. Raises TryLater and Unknown."""
        try:
            return self._loop.run(call)
        except GraphTrouble as trouble:
            raise TryLater(f"Graph tells us of no new mail: {trouble.why}", trouble.after) from trouble
