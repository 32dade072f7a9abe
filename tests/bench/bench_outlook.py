"""Many mails through the outbox and Outlook: what the process grows by, and for how long its event loop stands still.

`python -m tests.bench.bench_outlook 2000` sends fewer.
"""

from __future__ import annotations

import asyncio
import os
import platform
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from time import perf_counter, thread_time

from bot.clock import WallClock
from bot.mail.outlook.mailbox import OutlookMailbox
from bot.mail.sending.pace import AT_ONCE, BATCH, LEASE, MailPace
from bot.on_the_loop import OnTheLoop
from bot.outbox.delivery import Delivery
from bot.pacing import Limit
from bot.service.serving import leave_alone_what_stays
from escalation.case import PersonId
from graph.client import GraphClient
from graph.credentials import ClientSecret
from graph.mailbox import GraphMailbox
from graph.tokens import app_token
from storage.outgoing import Channel, Outgoing
from tests.graph.entra import Entra
from tests.office import TestOffice

MAILS = 20_000
TENTHS = 10
MOST_GROWTH = 0.05
LONGEST_BLOCK = 0.05
TICK = 0.005
OURS = "dispute@council.example"
NO_LIMIT = (Limit(1_000, 0.001),)


@dataclass
class Ticking:
    """For how long the event loop came to nothing else: seconds on the wall, and of work of its own.

    On a machine with other work the first says how long nobody let it run, too.
    """

    on_the_wall: float = 0
    own_work: float = 0
    blocks: list[float] = field(default_factory=list)

    async def run(self) -> None:
        while True:
            wall, work = perf_counter(), thread_time()
            await asyncio.sleep(TICK)
            late, worked = perf_counter() - wall - TICK, thread_time() - work
            self.on_the_wall, self.own_work = max(self.on_the_wall, late), max(self.own_work, worked)
            if late > LONGEST_BLOCK:
                self.blocks.append(late)


async def main(mails: int) -> bool:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, SQLite on a file;")
    print(f"{mails:,} mails, {AT_ONCE} at once, our own pace switched off; Graph is another process")
    with TemporaryDirectory() as folder, graph() as url:
        async with mailbox(url) as (outlook, ticking):
            held, took = await sent_through(outlook, Path(folder), mails)
    growth = mean(held[-1]) / mean(held[0]) - 1
    print("MB by tenths", *(f"{mean(tenth):.1f}" for tenth in held))
    print(f"growth {growth:+.1%} (of {MOST_GROWTH:.0%} at most); {mails / took:.0f} mails/s")
    print(
        f"longest work of the event loop at a stretch {ticking.own_work * 1000:.0f} ms (of {LONGEST_BLOCK * 1000:.0f})"
    )
    print(f"longest wait on the wall {ticking.on_the_wall * 1000:.0f} ms; {len(ticking.blocks)} longer than 50 ms")
    return growth <= MOST_GROWTH and ticking.own_work <= LONGEST_BLOCK


@contextmanager
def graph() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.bench.outlook_graph"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()


@asynccontextmanager
async def mailbox(url: str) -> AsyncIterator[tuple[OutlookMailbox, Ticking]]:
    """Warmed up as the service does it; then the loop is watched. Tokens end after twenty seconds."""
    token = app_token(
        ClientSecret("app", "tenant", "secret"), "https://graph.microsoft.com", WallClock(), http=Entra(20)
    )
    client = GraphClient(url, token)
    outlook = OutlookMailbox(
        GraphMailbox(client, OURS), OnTheLoop(asyncio.get_running_loop()), WallClock(), MailPace(None, NO_LIMIT)
    )
    await client.warm_up()
    await client.get(f"/users/{OURS}/mailFolders/inbox")
    leave_alone_what_stays()
    ticking = Ticking()
    watching = asyncio.create_task(ticking.run())
    yield outlook, ticking
    watching.cancel()
    await client.close()


async def sent_through(outlook: OutlookMailbox, folder: Path, mails: int) -> tuple[list[list[float]], float]:
    """Megabytes held, five times in each tenth, and how long it took."""
    office = await asyncio.to_thread(TestOffice, folder)
    desk, people = office.office.desk, sorted(office.actors)
    delivery = Delivery(desk, None, outlook, lease=LEASE, at_once=AT_ONCE, batch=BATCH, through=(Channel.EMAIL,))

    def send(first: int, count: int) -> None:
        now = desk.clock.now()
        with desk.database.write() as uow:
            uow.outbox.put(
                Outgoing(
                    f"row-{n}",
                    None,
                    PersonId(people[n % len(people)]),
                    Channel.EMAIL,
                    None,
                    f"Line {n}\nWords.",
                    False,
                    now,
                    now,
                )
                for n in range(first, first + count)
            )
            uow.commit()
        assert delivery.deliver().sent == count
        outlook.arrived(None)

    await asyncio.to_thread(send, 0, 200)
    start, part, held = perf_counter(), mails // TENTHS // 5, []
    for tenth in range(TENTHS):
        held.append([])
        for fifth in range(5):
            await asyncio.to_thread(send, 200 + (tenth * 5 + fifth) * part, part)
            held[-1].append(megabytes())
    return held, perf_counter() - start


def megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


if __name__ == "__main__":
    given = int(sys.argv[1]) if len(sys.argv) > 1 else MAILS
    sys.exit(0 if asyncio.run(main(given)) else 1)
