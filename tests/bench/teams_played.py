"""Teams as the bench plays it: everything started on this machine, what people type and press, and what it took."""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, time

import certifi
import jwt
from aiohttp import ClientSession, TCPConnector
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.bench.teams_activities import APP, BOTS, PRESSED, TENANT, Activity, typed
from tests.bench.teams_cases import Raising, Waiting, desk_on, furnish
from tests.mail.certificates import own_authority

KEY_ID = "bench"
PATIENCE = 60
WARM_UP = 30
NEW_CARD = b'"type": "application/vnd.microsoft.card.adaptive"'


@dataclass
class Teams:
    """Whoever types and presses, and what comes of it."""

    session: ClientSession
    services: str
    token: str
    office: Office
    bots: dict[str, str] = field(default_factory=dict)  # their addresses
    turns_taken: int = 0

    async def turn(self, name: str) -> float:
        """Milliseconds until the bot has answered."""
        self.turns_taken += 1
        url, activity = f"{self.bots[BOTS[name]]}/api/messages", self._next(name)
        start = perf_counter()
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.session.post(url, json=activity, headers=headers) as answer:
            body = await answer.read()
        if answer.status not in (200, 201, 202) or (name == "invoke" and NEW_CARD not in body):
            raise SystemExit(f"{name} answered {answer.status}: {body[:500].decode()}")
        return (perf_counter() - start) * 1_000

    def _next(self, name: str) -> Activity:
        if name in PRESSED:
            return PRESSED[name](self.services, self.turns_taken, self.office.next())
        return typed(self.services, self.turns_taken)

    async def turns(self, name: str, at_once: int, many: int) -> list[float]:
        """So many turns, some of them at once."""
        left = iter(range(many))

        async def person() -> list[float]:
            return [await self.turn(name) for _ in left]

        return [one for found in await asyncio.gather(*(person() for _ in range(at_once))) for one in found]

    async def turns_for(self, name: str, at_once: int, seconds: float) -> list[float]:
        end = perf_counter() + seconds

        async def person() -> list[float]:
            taken = []
            while perf_counter() < end:
                taken.append(await self.turn(name))
            return taken

        return [one for found in await asyncio.gather(*(person() for _ in range(at_once))) for one in found]

    async def all_replied(self) -> None:
        """Until every turn so far has its reply at the connector; some send it once the press has its answer."""
        end = perf_counter() + PATIENCE
        while (await self.ask(f"{self.services}/answered"))["answered"] < self.turns_taken:
            if perf_counter() > end:
                raise SystemExit(f"{self.turns_taken:,} turns, but fewer replies")
            await asyncio.sleep(0.002)

    async def vitals(self, name: str) -> Mapping[str, float]:
        """Of its bot's process."""
        return await self.ask(f"{self.bots[BOTS[name]]}/vitals")

    async def ask(self, url: str) -> Mapping[str, float]:
        async with self.session.get(url) as answer:
            found: Mapping[str, float] = await answer.json()
            return found


class Office:
    """The full bot's cases: raised before they are needed, so that nobody measures it, and checked in the end."""

    def __init__(self, database: str, service_url: str) -> None:
        desk = desk_on(database)
        furnish(desk, service_url)
        self._raising = Raising(desk)
        self._waiting: list[Waiting] = []
        self._pressed: list[Waiting] = []

    def prepare(self, name: str, many: int) -> None:
        """At least so many cases wait for an answer."""
        missing = many - len(self._waiting)
        if name in PRESSED and missing > 0:
            self._waiting += self._raising.cases(missing)

    def next(self) -> Waiting:
        if not self._waiting:
            raise SystemExit("more turns than there were cases: let more be raised")
        self._pressed.append(self._waiting.pop())
        return self._pressed[-1]

    def check(self) -> None:
        if (done := self._raising.answered(self._pressed)) != len(self._pressed):
            raise SystemExit(f"{len(self._pressed):,} presses, but {done:,} cases with an answer")


@asynccontextmanager
async def teams(*names: str, plain: bool = False) -> AsyncIterator[Teams]:
    """Starts everything that has to do with these lines, warms it up, and ends what it started.

    `plain`: Microsoft's services are reached without TLS, as they never are.
    """
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        authority, _ = own_authority(folder)
        setup = {
            "authority": str(authority),
            "certificate": "" if plain else str(folder / "server.pem"),
            "app": APP,
            "tenant": TENANT,
            "key": {**public, "kid": KEY_ID, "alg": "RS256", "endorsements": ["msteams"]},
            "database": f"sqlite:///{folder / 'iro-bot.db'}",
        }
        file = folder / "setup.json"
        file.write_text(json.dumps(setup))
        trust = folder / "trust.pem"  # what a machine trusts: the public authorities, and here our own
        trust.write_text(Path(certifi.where()).read_text() + authority.read_text())
        services = await stack.enter_async_context(started("teams_services", str(file), trust=trust))
        services = services if plain else services.replace("http:", "https:")
        file.write_text(json.dumps({**setup, "services": services}))
        connector = TCPConnector(limit=0, ssl=ssl.create_default_context(cafile=authority))
        session = await stack.enter_async_context(ClientSession(connector=connector))
        office = Office(str(setup["database"]), services)
        playing = Teams(session, services, minted(key, services), office)
        for bot in dict.fromkeys(BOTS[name] for name in names):
            playing.bots[bot] = await stack.enter_async_context(started("teams_bots", bot, str(file), trust=trust))
        for name in names:
            office.prepare(name, WARM_UP)
            await playing.turns(name, 4, WARM_UP)
        yield playing
        await playing.all_replied()
        office.check()


@asynccontextmanager
async def started(module: str, *arguments: str, trust: Path) -> AsyncIterator[str]:
    """A process of its own, which trusts whom that file names; gives its address."""
    command = (sys.executable, "-m", f"tests.bench.{module}", *arguments)
    surroundings = {**os.environ, "SSL_CERT_FILE": str(trust), "REQUESTS_CA_BUNDLE": str(trust)}
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, env=surroundings)
    assert process.stdout is not None
    try:
        port = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).strip().decode()
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
