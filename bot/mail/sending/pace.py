"""How fast one mailbox sends: 25 mails a minute and four at a time, where Exchange takes 30 and refuses more.

Limits: https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from ...doors import TryLater
from ...pacing import Limit, RunningTime, Sent, Stopwatch

LIMITS = (Limit(25, 60), Limit(5, 12))
"""The second spreads the first, so that an urgent mail never waits for a whole minute's worth of others."""
LONGEST_WAIT = 20.0
AT_ONCE = 4
BATCH = 8
"""What one claim takes: urgent mails come first in each, so that none waits for longer than these take."""
PATIENCE = timedelta(seconds=20)
LEASE = timedelta(minutes=5)
"""Longer than patience, a turn and six calls of half a minute: what is on its way is nobody else's."""


class MailPace:
    """One for the mailbox, used from one event loop. Whoever waits for a turn holds nothing else up."""

    def __init__(self, time: Stopwatch | None = None, limits: Sequence[Limit] = LIMITS) -> None:
        self._time = time or RunningTime()
        self._sent = Sent(limits)

    async def turn(self) -> None:
        """Returns when one more may go, and counts it. Raises TryLater where that would take too long."""
        waited = 0.0
        while (wait := self._sent.free_at(self._time.now()) - self._time.now()) > 0:
            waited += wait
            if waited > LONGEST_WAIT:
                raise TryLater("The mailbox has sent as many mails as it may for now", after=wait)
            await self._time.wait(wait)
        self._sent.note(self._time.now())
