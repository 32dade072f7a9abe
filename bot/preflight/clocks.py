"""Does this machine's clock go as Microsoft's does? Deadlines, tokens and the times of mails depend on it."""

from __future__ import annotations

import ssl
from datetime import timedelta

from graph.errors import GraphTrouble
from graph.their_clock import time_at

from ..clock import Clock
from .findings import Finding, not_checked, there, wrong

CLOCK = "this machine's clock"
MOST_SKEW = timedelta(seconds=30)
"""A token is good for minutes, and a mail's time decides whether it came in time."""


async def clock_beside(url: str, trust: ssl.SSLContext, clock: Clock) -> Finding:
    try:
        skew = abs(clock.now() - await time_at(url, trust))
    except GraphTrouble as trouble:
        return not_checked(CLOCK, trouble.why)
    if skew > MOST_SKEW:
        mend = "Let the machine keep its time by NTP, for example: timedatectl set-ntp true"
        return wrong(CLOCK, f"it is {skew.total_seconds():.0f} seconds away from Microsoft's", mend)
    return there(CLOCK, f"within {MOST_SKEW.total_seconds():.0f} seconds of Microsoft's")
