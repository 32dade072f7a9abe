"""A test mail through any mail server to the person who runs it, and when its copy comes into our mailbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta

from ..doors import DoorTrouble
from ..mail.door import Left, Mailbox
from .findings import Finding, missing, there
from .trial_mail import trial_mail

SENDS, COPY = "a test mail goes out", "its copy comes into our mailbox"
BETWEEN, LONGEST = 2.0, 120.0
SKEW = timedelta(hours=1)


class Untracked:
    """A `Sending` of which nothing is kept: nobody comes after a crash."""

    left = Left()

    def drafting(self) -> None: ...

    def drafted(self, draft: str, message_id: str) -> None: ...

    def sending(self) -> None: ...


async def sent_by_server(
    mailbox: Mailbox, to: str, now: datetime, wait: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> AsyncIterator[Finding]:
    """`wait` lets that many seconds pass."""
    try:
        posted = await asyncio.to_thread(mailbox.send, trial_mail(to, now), Untracked())
        yield there(SENDS, f"to {to}")
        waited = 0.0
        while posted.message_id not in await asyncio.to_thread(mailbox.gone_out, now - SKEW):
            if waited >= LONGEST:
                yield missing(COPY, f"not within {LONGEST:.0f} seconds", "Let the server deliver our own mail to us.")
                return
            await wait(BETWEEN)
            waited += BETWEEN
        yield there(COPY, f"after {waited:.0f} seconds")
    except DoorTrouble as trouble:
        yield missing(SENDS, str(trouble), "Ask whoever runs the mail server whether this account may send to you.")
