"""A test mail through any mail server to the person who runs it, and when its copy comes into our mailbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from uuid import uuid4

from ..doors import DoorTrouble, Refused
from ..mail.door import Left, Mailbox
from ..mail.servers.post_office import PostOffice
from .findings import Finding, missing, not_checked, there, wrong
from .trial_mail import trial_mail

SENDS, COPY = "a test mail goes out", "its copy comes into our mailbox"
VOUCHES = "a sender cannot vouch for himself"
TAKE_AWAY = (
    "Let the mail server remove every Authentication-Results line that bears its own name from what comes in, from its "
    "own users too (RFC 8601, section 5). Until then anybody can answer in the name of another."
)
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
        yield wrong(SENDS, str(trouble), "Ask whoever runs the mail server whether this account may send to you.")


async def vouched_for_by_server(
    mailbox: PostOffice, ours: str, wait: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> Finding:
    """Can somebody who writes to us vouch for himself? The server has to take away what is written in its name."""
    message_id, waited = f"{uuid4().hex}@{ours.rpartition('@')[2]}", 0.0
    try:
        await asyncio.to_thread(mailbox.forge, message_id)
        while (believed := await asyncio.to_thread(mailbox.believes, message_id)) is None:
            if waited >= LONGEST:
                return there(VOUCHES, f"such a mail did not come in within {LONGEST:.0f} seconds")
            await wait(BETWEEN)
            waited += BETWEEN
    except Refused as trouble:
        return there(VOUCHES, f"such a mail is refused: {trouble}")
    except DoorTrouble as trouble:
        return not_checked(VOUCHES, str(trouble))
    return wrong(VOUCHES, "such a mail would be believed", TAKE_AWAY) if believed else there(VOUCHES, "not believed")
