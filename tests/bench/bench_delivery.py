"""How many messages a second a delivery hands to Teams, one by one and several at once, and what a quiet beat costs."""

from __future__ import annotations

import asyncio
import os
import platform
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from aiohttp import ClientSession, web

from bot.outbox.delivery import Delivery
from bot.pacing import Limit
from bot.teams.chats import TeamsChats
from bot.teams.connector import Connector
from bot.teams.pace import PER_CONVERSATION, PER_TENANT, Pace
from bot.teams.redrawing import Redrawing
from bot.teams.service_urls import LOOPBACK, ServiceUrls
from escalation.case import CaseRef, PersonId
from escalation.notices import Capacity, Meaning, Notice
from storage.chats import Account
from storage.outgoing import Channel, Outgoing
from storage.shown_cards import ShownCard
from tests.numbered_tokens import NumberedTokens
from tests.teams.connector_server import Behaviour, ConnectorServer, Teams
from tests.teams.reached import Reached, reached

CASES, MESSAGES, PEOPLE, CARDS = 20, 600, 60, 20_000
AWAY = 0.15
"""Seconds that an answer of the real service takes, more or less."""
NO_LIMIT = Limit(1_000_000, 1)


async def main() -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, SQLite on a file;")
    print("the Teams that answers lives in the same process")
    for named, limits, away in (
        ("here, no limits", (NO_LIMIT,), 0.0),
        (f"{AWAY} s away, Teams' limits", PER_TENANT, AWAY),
    ):
        for at_once in (1, 8, 16, 32):
            with TemporaryDirectory() as folder:
                await measure(Path(folder), named, Pace(PER_CONVERSATION, limits), at_once, away)
    with TemporaryDirectory() as folder:
        await quiet_beats(Path(folder))


async def measure(folder: Path, named: str, pace: Pace, at_once: int, away: float) -> None:
    async with reached(folder) as council, ClientSession() as session:
        fill(council)
        council.server.usual = far(council.teams, away)
        connector = Connector(session, NumberedTokens(), ServiceUrls(on_this_machine=LOOPBACK), pace)
        chats = TeamsChats(council.desk, connector, council.loop, council.bot)
        delivery = Delivery(council.desk, chats, council.office.office.played.mailboxes, at_once=at_once)
        start = perf_counter()
        done = await asyncio.to_thread(delivery.deliver)
        took = perf_counter() - start
        print(f"{named:<28}{at_once:>3} at once: {done.sent / took:>7.1f} messages/s ({done.sent} in {took:.1f} s)")


def far(teams: Teams, seconds: float) -> Behaviour:
    async def behave(server: ConnectorServer, request: web.Request) -> web.StreamResponse:
        received = server.received[-1]
        await asyncio.sleep(seconds)
        return teams.take(received)

    return behave


def fill(council: Reached) -> None:
    """Cards to people who have accounts, a few cases' worth."""
    for number in range(CASES):
        council.raises(record=str(20_000 + number))
    now, refs = council.desk.clock.now(), cases_of(council)
    people = [PersonId(f"p{number}") for number in range(PEOPLE)]
    with council.desk.database.write() as uow:
        for claimed in uow.outbox.claim(now, "nobody", 10_000, now - now):
            uow.outbox.sent(claimed.message.id, claimed.attempt, "", now)
        for person in people:
            uow.chats.keep_account(Account(f"aad-{person}", person, f"29:{person}"), now)
        asked = Notice(people[0], Meaning.ANSWER_ASKED, Capacity.ASKED, visit=1)
        uow.outbox.put(
            Outgoing(f"m{n}", refs[n % CASES], to, Channel.TEAMS, replace(asked, to=to), None, False, now, now)
            for n, to in ((n, people[n % PEOPLE]) for n in range(MESSAGES))
        )
        uow.commit()


def cases_of(council: Reached) -> list[CaseRef]:
    with council.desk.database.read() as reading:
        return list(reading.cases.open_refs())


async def quiet_beats(folder: Path) -> None:
    async with reached(folder) as council:
        council.raises()
        now, ref = council.desk.clock.now(), council.case().ref
        with council.desk.database.write() as uow:
            for number in range(CARDS):
                uow.cards.put(ShownCard("a:1", str(number), PersonId("ines"), ref, None, "m", "drawn", now))
            uow.commit()
        redrawing = Redrawing(council.desk, council.connector, council.loop)
        print(f"what a decision pays where nothing shows its case: {cost(outdating(council), range(300)):.3f} ms")
        print(f"a beat with nothing to draw, {CARDS:,} live cards: {cost(redrawing.redraw, range(300)):.3f} ms")


def outdating(council: Reached) -> Callable[[], None]:
    def outdate() -> None:
        with council.desk.database.write() as uow:
            uow.cards.outdate(CaseRef("LUT-26-9999"), 2, council.desk.clock.now())

    return outdate


def cost(call: Callable[[], object], times: Iterable[int]) -> float:
    took = []
    for _ in times:
        start = perf_counter()
        call()
        took.append(perf_counter() - start)
    return median(took) * 1_000


if __name__ == "__main__":
    asyncio.run(main())
