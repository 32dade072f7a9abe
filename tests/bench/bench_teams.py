"""Turns a second in Teams: our seam beside stock botbuilder and Microsoft's Agents SDK, and the whole product.

Everything runs on this machine: four bots, each a process of its own, which check the caller's token and fetch their
own; one process that plays Microsoft; and this one, which plays Teams. Three bots are the same echo. The fourth is the
product: every turn of it is another case's answer by its manager, kept in a SQLite file with duties, log and outbox,
while the card that takes the place of the old one is drawn, answered and put into the chat. A turn is over once its
reply is at the connector. What other people are told waits in the outbox, whose beat does not run here. Rounds are
interleaved, so that a busy moment meets all.

Microsoft's services are reached over TLS, as they are everywhere: whoever opens a connection for each call pays for it.
`--plain` leaves TLS out.

`--memory` instead runs our echo and the product for 50,000 turns each, and compares their memory early and late.
"""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from dataclasses import dataclass, field
from statistics import mean, median
from time import perf_counter

from tests.bench.teams_played import Teams, teams

NAMES = {
    "stock": "stock botbuilder",
    "agents": "Agents SDK",
    "ours": "our echo",
    "invoke": "full turn, invoke",
    "message": "full turn, message",
}
CONCURRENCY = (1, 16, 64)
ROUNDS = 3
SECONDS = 2.5
MOST_PER_SECOND = 800
"""So many cases are ready before the whole product's turn comes."""
BARS = {("ours", "stock"): 8, ("ours", "agents"): 1, ("invoke", "stock"): 5, ("message", "stock"): 5}
"""How many times as fast the one has to be as the other."""
SLOWEST, AT_ONCE_FOR_SLOWEST = 300, 16
"""Milliseconds in which an invoke is answered, at the 99th percentile."""
MEMORY_TURNS = 50_000
MOST_GROWTH = 0.05


@dataclass
class Figures:
    """Of one bot at one concurrency, over all rounds."""

    per_second: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # milliseconds a turn

    @property
    def p99(self) -> float:
        return sorted(self.milliseconds)[int(len(self.milliseconds) * 0.99)]


Found = dict[tuple[str, int], Figures]


def main() -> None:
    sys.exit(asyncio.run(memory() if "--memory" in sys.argv else race(plain="--plain" in sys.argv)))


async def race(plain: bool) -> bool:
    """True where one of the bars is missed."""
    way = "without TLS" if plain else "over TLS"
    print(f"{machine()}; {ROUNDS} rounds of {SECONDS} s each, medians; tokens checked and fetched by all, {way}")
    found = {(name, at_once): Figures() for at_once in CONCURRENCY for name in NAMES}
    async with teams(*NAMES, plain=plain) as playing:
        for _ in range(ROUNDS):
            for name, at_once in found:
                await measure(playing, name, at_once, found[name, at_once])
    show(found)
    return any(misses(found))


async def measure(playing: Teams, name: str, at_once: int, figures: Figures) -> None:
    playing.office.prepare(name, int(SECONDS * MOST_PER_SECOND))
    before = (await playing.vitals(name))["cpu"]
    start = perf_counter()
    taken = await playing.turns_for(name, at_once, SECONDS)
    await playing.all_replied()
    figures.per_second.append(len(taken) / (perf_counter() - start))
    after = (await playing.vitals(name))["cpu"]
    figures.cpu.append((after - before) / len(taken) * 1_000)
    figures.milliseconds += taken


def show(found: Found) -> None:
    print(f"{'at once':>8}  {'bot':<20}{'turns/s':>9}{'p99 ms':>9}{'CPU ms/turn':>13}")
    for (name, at_once), figures in found.items():
        cells = f"{median(figures.per_second):>9.0f}{figures.p99:>9.1f}{median(figures.cpu):>13.2f}"
        print(f"{at_once:>8}  {NAMES[name]:<20}{cells}")
    print(f"{'at once':>8}  {' / '.join(map(str, CONCURRENCY))}")
    for (one, other), bar in BARS.items():
        ratios = " / ".join(f"{ratio(found, one, other, at_once):.1f}" for at_once in CONCURRENCY)
        print(f"{'':>8}  {NAMES[one]}: {ratios} times {NAMES[other]} (at least {bar})")
    for miss in misses(found):
        print(miss)


def misses(found: Found) -> list[str]:
    slow = [
        f"TOO SLOW at {at_once} at once: {NAMES[one]} is less than {bar} times {NAMES[other]}"
        for at_once in CONCURRENCY
        for (one, other), bar in BARS.items()
        if ratio(found, one, other, at_once) < bar
    ]
    late = found["invoke", AT_ONCE_FOR_SLOWEST].p99 > SLOWEST
    return [*slow, f"TOO LATE: an invoke is answered after more than {SLOWEST} ms"] if late else slow


def ratio(found: Found, one: str, other: str, at_once: int) -> float:
    return median(found[one, at_once].per_second) / median(found[other, at_once].per_second)


async def memory() -> bool:
    """True where memory grew too much between the first tenth and the last."""
    print(f"{machine()}; {MEMORY_TURNS:,} turns of each, 16 at once")
    return any([await grows_too_much("ours"), await grows_too_much("invoke", "message")])


async def grows_too_much(*names: str) -> bool:
    """Of one process; with several names, their turns are taken by turns."""
    held: list[list[float]] = []
    async with teams(*names) as playing:
        for _ in range(10):
            held.append([await held_after(playing, names) for _ in range(5)])
    growth = mean(held[-1]) / mean(held[0]) - 1
    print(f"{', '.join(NAMES[name] for name in names)}: MB by tenths", *(f"{mean(tenth):.1f}" for tenth in held))
    print(f"growth {growth:+.1%} (of {MOST_GROWTH:.0%} at most){': TOO MUCH' if growth > MOST_GROWTH else ''}")
    return growth > MOST_GROWTH


async def held_after(playing: Teams, names: tuple[str, ...]) -> float:
    """Megabytes, after a fiftieth of all turns."""
    for name in names:
        many = MEMORY_TURNS // 50 // len(names)
        playing.office.prepare(name, many)
        await playing.turns(name, 16, many)
    await playing.all_replied()
    return (await playing.vitals(names[0]))["memory"]


def machine() -> str:
    cores = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}"
    return f"{cores}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main()
