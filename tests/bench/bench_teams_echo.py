"""Turns a second of an echo bot in Teams: our seam beside stock botbuilder and Microsoft's Agents SDK.

Everything runs on this machine: three bots, each a process of its own, which check the caller's token and fetch their
own; one process that plays Microsoft; and this one, which plays Teams. Rounds are interleaved, so that a busy moment
meets all three. `--memory` instead runs our bot for 50,000 turns and compares its memory early and late.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from time import perf_counter, time

import jwt
from aiohttp import ClientSession, TCPConnector
from cryptography.hazmat.primitives.asymmetric import rsa

APP, TENANT, KEY_ID = "00000000-0000-0000-0000-0000000000aa", "00000000-0000-0000-0000-0000000000bb", "bench"
BOTS = ("stock", "agents", "ours")
NAMES = {"stock": "stock botbuilder", "agents": "Agents SDK", "ours": "ours"}
CONCURRENCY = (1, 16, 64)
ROUNDS = 3
SECONDS = 2.5
WARM_UP = 30
TIMES_STOCK = 8
TIMES_AGENTS = 1
MEMORY_TURNS = 50_000
MOST_GROWTH = 0.05
CONVERSATIONS = 200


@dataclass
class Figures:
    """Of one bot at one concurrency, over all rounds."""

    per_second: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # milliseconds a turn

    @property
    def p99(self) -> float:
        return sorted(self.milliseconds)[int(len(self.milliseconds) * 0.99)]


@dataclass
class Teams:
    """Whoever types: speaks to the bots, and knows where their answers go."""

    session: ClientSession
    services: str
    token: str
    bots: dict[str, str] = field(default_factory=dict)
    typed: int = 0

    async def turn(self, bot: str) -> float:
        """Milliseconds until the bot has answered."""
        self.typed += 1
        start = perf_counter()
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.session.post(
            f"{self.bots[bot]}/api/messages", json=activity(self.services, self.typed), headers=headers
        ) as answer:
            if answer.status not in (200, 201, 202):
                raise SystemExit(f"{bot} answered {answer.status}: {(await answer.text())[:500]}")
        return (perf_counter() - start) * 1_000

    async def ask(self, url: str) -> dict[str, float]:
        async with self.session.get(url) as answer:
            found: dict[str, float] = await answer.json()
            return found

    async def turns(self, bot: str, at_once: int, many: int) -> list[float]:
        """So many turns, some of them at once."""
        left = iter(range(many))

        async def person() -> list[float]:
            return [await self.turn(bot) for _ in left]

        return [one for found in await asyncio.gather(*(person() for _ in range(at_once))) for one in found]

    async def turns_for(self, bot: str, at_once: int, seconds: float) -> list[float]:
        end = perf_counter() + seconds

        async def person() -> list[float]:
            taken = []
            while perf_counter() < end:
                taken.append(await self.turn(bot))
            return taken

        return [one for found in await asyncio.gather(*(person() for _ in range(at_once))) for one in found]


def main() -> None:
    sys.exit(asyncio.run(memory() if "--memory" in sys.argv else race()))


async def race() -> bool:
    """True where one of the bars is missed."""
    print(f"{machine()}; {ROUNDS} rounds of {SECONDS} s each, medians; tokens checked and fetched by all three")
    found = {(bot, at_once): Figures() for at_once in CONCURRENCY for bot in BOTS}
    async with teams(BOTS) as playing:
        for _ in range(ROUNDS):
            for bot, at_once in found:
                await measure(playing, bot, at_once, found[bot, at_once])
        answered = (await playing.ask(f"{playing.services}/answered"))["answered"]
    if answered != playing.typed:
        raise SystemExit(f"{playing.typed:,} turns, but {answered:,} answers")
    show(found)
    return any(list(misses(found)))


async def measure(playing: Teams, bot: str, at_once: int, figures: Figures) -> None:
    before = (await playing.ask(f"{playing.bots[bot]}/vitals"))["cpu"]
    start = perf_counter()
    taken = await playing.turns_for(bot, at_once, SECONDS)
    figures.per_second.append(len(taken) / (perf_counter() - start))
    after = (await playing.ask(f"{playing.bots[bot]}/vitals"))["cpu"]
    figures.cpu.append((after - before) / len(taken) * 1_000)
    figures.milliseconds += taken


def show(found: dict[tuple[str, int], Figures]) -> None:
    print(f"{'at once':>8}  {'bot':<18}{'turns/s':>9}{'p99 ms':>9}{'CPU ms/turn':>13}")
    for (bot, at_once), figures in found.items():
        cells = f"{median(figures.per_second):>9.0f}{figures.p99:>9.1f}{median(figures.cpu):>13.2f}"
        print(f"{at_once:>8}  {NAMES[bot]:<18}{cells}")
    for at_once in CONCURRENCY:
        ratios = (f"{ratio(found, bot, at_once):.1f} times {NAMES[bot]}" for bot in ("stock", "agents"))
        print(f"{at_once:>8}  ours: {', '.join(ratios)}")
    for miss in misses(found):
        print(miss)


def misses(found: dict[tuple[str, int], Figures]) -> list[str]:
    bars = {"stock": TIMES_STOCK, "agents": TIMES_AGENTS}
    return [
        f"TOO SLOW at {at_once} at once: less than {bar} times {NAMES[bot]}"
        for at_once in CONCURRENCY
        for bot, bar in bars.items()
        if ratio(found, bot, at_once) < bar
    ]


def ratio(found: dict[tuple[str, int], Figures], bot: str, at_once: int) -> float:
    return median(found["ours", at_once].per_second) / median(found[bot, at_once].per_second)


async def memory() -> bool:
    """True where memory grew too much between the first tenth and the last."""
    print(f"{machine()}; {MEMORY_TURNS:,} turns of our bot, 16 at once")
    held: list[list[float]] = []
    async with teams(("ours",)) as playing:
        for _ in range(10):
            tenth = []
            for _ in range(5):
                await playing.turns("ours", 16, MEMORY_TURNS // 50)
                tenth.append((await playing.ask(f"{playing.bots['ours']}/vitals"))["memory"])
            held.append(tenth)
    growth = mean(held[-1]) / mean(held[0]) - 1
    print("MB, by tenths: " + " ".join(f"{mean(tenth):.1f}" for tenth in held))
    print(f"growth {growth:+.1%} (of {MOST_GROWTH:.0%} at most){': TOO MUCH' if growth > MOST_GROWTH else ''}")
    return growth > MOST_GROWTH


@asynccontextmanager
async def teams(bots: tuple[str, ...]) -> AsyncIterator[Teams]:
    """Starts everything, warms it up, and ends what it started."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    setup = {
        "app": APP,
        "tenant": TENANT,
        "key": {**public, "kid": KEY_ID, "alg": "RS256", "endorsements": ["msteams"]},
    }
    async with AsyncExitStack() as stack:
        file = Path(stack.enter_context(TemporaryDirectory())) / "setup.json"
        file.write_text(json.dumps(setup))
        services = await stack.enter_async_context(started("teams_services", str(file)))
        file.write_text(json.dumps({**setup, "services": services}))
        session = await stack.enter_async_context(ClientSession(connector=TCPConnector(limit=0)))
        playing = Teams(session, services, minted(key, services))
        for bot in bots:
            playing.bots[bot] = await stack.enter_async_context(started("teams_echoes", bot, str(file)))
            await playing.turns(bot, 4, WARM_UP)
        yield playing


@asynccontextmanager
async def started(module: str, *arguments: str) -> AsyncIterator[str]:
    """A process of its own; gives its address."""
    command = (sys.executable, "-m", f"tests.bench.{module}", *arguments)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        port = (await asyncio.wait_for(process.stdout.readline(), 60)).strip().decode()
        if not port:
            raise SystemExit(f"{module} {' '.join(arguments[:-1])} did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def minted(key: rsa.RSAPrivateKey, services: str) -> str:
    now = int(time())
    claims = {"iss": "https://api.botframework.com", "aud": APP, "nbf": now, "exp": now + 3_600, "serviceurl": services}
    return jwt.encode(claims, key, "RS256", {"kid": KEY_ID})


def activity(services: str, number: int) -> dict[str, object]:
    return {
        "type": "message",
        "id": str(number),
        "timestamp": "2026-03-02T09:00:00.1234567Z",
        "localTimestamp": "2026-03-02T09:00:00.1234567+00:00",
        "serviceUrl": services,
        "channelId": "msteams",
        "from": {"id": "29:ines", "name": "Ines Okafor", "aadObjectId": "aad-ines"},
        "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": f"a:{number % CONVERSATIONS}"},
        "recipient": {"id": f"28:{APP}", "name": "IRO Bot"},
        "textFormat": "plain",
        "locale": "en-GB",
        "text": "my cases",
        "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"}],
        "channelData": {"tenant": {"id": TENANT}},
    }


def machine() -> str:
    cores = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}"
    return f"{cores}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main()
