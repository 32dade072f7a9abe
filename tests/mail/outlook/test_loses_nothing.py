"""Every eighth call to Graph fails in one way or another, and the process ends at every step: each mail goes out once.

`make soak` plays 2,000 mails.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from signal import SIGKILL

import pytest
from aiohttp import web

from bot.mail.sending.composing import ROW_HEADER
from storage.outgoing import State
from tests.conftest import is_soak
from tests.graph.faults import after, answering, breaking_off, cut_short, ending_the_token
from tests.graph.mailboxes import Mailboxes
from tests.graph.server import Answer, Fault, GraphServer, Received, graph_server
from tests.mail.houses import OURS
from tests.mail.outlook.posted import PostedOffice, posted
from tests.sources import ROOT

KILLS = [
    ("POST messages", "before"),
    ("POST messages", "once it was done"),
    ("PATCH", "before"),
    ("POST send", "before"),
    ("POST send", "once it was done"),
]
FAULTY = 0.12
ENDS = 0.01
BEFORE = [
    answering(429, "ApplicationThrottled", Retry_After="7"), answering(429, "ApplicationThrottled"),
    answering(503, Retry_After="5"), answering(503), answering(504), answering(500), answering(502), ending_the_token,
    breaking_off,
]  # fmt: skip
AFTER = [after(answering(504)), after(answering(500)), after(answering(503)), after(breaking_off), cut_short]


def trouble(random: Random, council: PostedOffice) -> Fault | None:
    """As often before it was done as after. Ids of drafts change, too."""
    if random.random() < ENDS:
        for kept in council.tenant.in_folder(OURS, "drafts")[-1:]:
            council.tenant.move(OURS, kept, "drafts")
    if random.random() >= FAULTY:
        return None
    return random.choice(random.choice([BEFORE, AFTER]))


async def test_what_is_sent_again_late_is_waited_for_as_long_as_anything_else(tmp_path: Path) -> None:
    async with posted(tmp_path) as council:
        council.fill(1)
        council.tenant.lag = timedelta(minutes=3)
        council.server.plan = [None, None, answering(504)]
        await council.deliver()
        council.pass_time(timedelta(minutes=2))
        council.server.faults = lambda received: answering(503)
        for _ in range(20):
            await council.deliver()
            council.pass_time(timedelta(minutes=1))
        council.server.faults, council.server.plan = lambda received: None, [None, None, after(answering(504))]
        await council.deliver_everything()
        with council.desk.database.read() as reading:
            assert reading.outbox.counts() == {State.SENT: 1}
        assert set(council.left.values()) == {1}


@pytest.mark.soak
@pytest.mark.parametrize(("call", "killed"), KILLS)
async def test_a_process_that_is_killed_loses_no_mail_and_sends_none_twice(
    tmp_path: Path, call: str, killed: str
) -> None:
    if not is_soak() and (call, killed) != ("POST send", "once it was done"):
        pytest.skip("make soak kills at every call")
    tenant = Mailboxes()
    async with posted(tmp_path) as council:
        rows = council.fill(6)
    async with graph_server(tenant) as server:
        ended = [await delivered_until_killed(tmp_path, server, call, killed), await delivered(tmp_path, server)]
    assert ended == [-SIGKILL, 0]
    assert Counter(str(kept.message[ROW_HEADER]) for kept in tenant.sent) == dict.fromkeys(rows, 1)


async def delivered_until_killed(folder: Path, server: GraphServer, call: str, killed: str) -> int | None:
    """At the third such call of a process of its own. Returns how it ended."""
    process, calls = await started(folder, server, 1), count()

    async def kill(server: GraphServer, request: web.Request, answer: Answer) -> web.StreamResponse:
        if killed == "once it was done":
            await answer(request)
        process.kill()
        return await breaking_off(server, request, answer)

    server.faults = lambda received: kill if received.what.startswith(call) and next(calls) == 2 else None
    return await process.wait()


async def delivered(folder: Path, server: GraphServer) -> int | None:
    return await (await started(folder, server, 10)).wait()


async def started(folder: Path, server: GraphServer, minutes: int) -> asyncio.subprocess.Process:
    command = ("-m", "tests.mail.outlook.delivering", str(folder), server.url, str(minutes))
    return await asyncio.create_subprocess_exec(sys.executable, *command, cwd=ROOT)


@pytest.mark.soak
async def test_whatever_happens_each_mail_goes_out_and_once(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    random = Random(str(request.config.getoption("hypothesis_seed")))
    places, failed = Counter[str](), 0

    def ends(where: str) -> bool:
        found = random.random() < ENDS
        places[where] += found
        return found

    def faults(received: Received) -> Fault | None:
        nonlocal failed
        found = trouble(random, council)
        failed += found is not None
        return found

    async with posted(tmp_path) as council:
        rows = council.fill(2_000 if is_soak() else 200)
        council.tenant.lag = timedelta(minutes=3)
        council.server.faults, council.ends = faults, ends
        ended = await council.deliver_everything()
        assert council.given_up() == []
        assert {row: count for row in rows if (count := council.left[row]) != 1} == {}
        with council.desk.database.read() as reading:
            assert reading.outbox.counts() == {State.SENT: len(rows)}
    assert failed > len(rows) // 4 and ended > len(rows) // 100, "it was quiet on the way"
    print(f"{len(rows)} mails, {len(council.server.received)} calls, {failed} failed, ended {dict(places)}")
