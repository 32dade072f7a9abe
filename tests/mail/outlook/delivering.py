"""A process of its own that delivers an office's mail until nothing waits, or until it is killed on the way."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from bot.auditor import audit
from bot.casework import Desk
from bot.clock import SteppedClock
from bot.mail.outlook.mailbox import OutlookMailbox
from bot.mail.sending.pace import AT_ONCE, BATCH, LEASE, MailPace
from bot.on_the_loop import OnTheLoop
from bot.outbox.delivery import Delivery
from bot.world import World
from graph.client import GraphClient
from graph.mailbox import GraphMailbox
from storage.connections import open_database
from storage.database import Database
from storage.outgoing import Channel
from tests.mail.houses import OURS, ClockedTime
from tests.numbered_tokens import NumberedTokens
from tests.office import MONDAY


async def main(folder: Path, url: str, minutes: int) -> None:
    """So long after the office was opened: what one that was killed had in hand is free again by then."""
    clock = SteppedClock(MONDAY + timedelta(minutes=minutes))
    desk = Desk(Database(open_database(f"sqlite:///{folder / 'iro-bot.db'}")), World(), clock)
    client = GraphClient(url, NumberedTokens())
    loop = OnTheLoop(asyncio.get_running_loop())
    mailbox = OutlookMailbox(GraphMailbox(client, OURS), loop, clock, MailPace(ClockedTime(clock)))
    delivery = Delivery(desk, None, mailbox, lease=LEASE, at_once=AT_ONCE, batch=BATCH, through=(Channel.EMAIL,))
    while audit(desk).waiting:
        await asyncio.to_thread(delivery.deliver)
        clock.advance(timedelta(minutes=1))
    await client.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
