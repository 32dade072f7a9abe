"""Our mailbox on any mail server, opened. It is connected to anew for each thing that is done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path

from ...clock import Clock
from ...doors import DoorTrouble
from ...settings.mail import PostOfficeSettings
from .post_office import PostOffice

logger = logging.getLogger(__name__)


class ServerPost:
    """A `Post`. Nobody tells it of new mail, and it knows no calendars."""

    told_by = None
    calendars = None
    meetings = None
    directory = None
    groups = ()

    def __init__(self, settings: PostOfficeSettings, clock: Clock, authority: Path | None = None) -> None:
        """Raises OSError where the authority's file cannot be read."""
        self.mailbox = PostOffice(settings, clock, authority)

    async def warm_up(self) -> None:
        try:
            await asyncio.to_thread(self.mailbox.check)
        except DoorTrouble as trouble:
            logger.warning("the mail server does not take us yet: %s", trouble)

    def troubles(self) -> Iterable[str]:
        """Each thing that is done says its own."""
        return ()

    async def close(self) -> None:
        """Nothing is kept open."""
