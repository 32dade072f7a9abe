"""How long the guard takes over one activity, with the keys at hand: one that is admitted, and two that are not."""

from __future__ import annotations

import asyncio
import os
import platform
from contextlib import suppress
from statistics import median, quantiles
from time import perf_counter_ns

from bot.clock import SteppedClock
from bot.teams.guard import Guard, NotAdmitted
from tests.teams.issuer import MORNING, activity, bearer, claims, guard_with, issuer_and_keys, unsigned

CALLS = 5_000
WARM_UP = 200
ADMITTED = 1_000
"""Ceiling in microseconds."""


async def main() -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {CALLS} calls")
    clock = SteppedClock(MORNING)
    async with issuer_and_keys(clock) as (_, keys):
        await keys.load()
        guard = guard_with(keys, clock)
        await show("admitted", guard, bearer(), ADMITTED)
        await show("expired", guard, bearer(claims(exp=1)))
        await show("alg none", guard, unsigned(claims()))


async def show(name: str, guard: Guard, header: str, ceiling: int | None = None) -> None:
    taken = sorted([await microseconds(guard, header) for _ in range(WARM_UP + CALLS)][WARM_UP:])
    limit = f"  of {ceiling} at most{'' if median(taken) <= ceiling else ': TOO SLOW'}" if ceiling else ""
    print(f"{name:<12}median {median(taken):>7.1f} us, p99 {quantiles(taken, n=100)[98]:>7.1f} us{limit}")


async def microseconds(guard: Guard, header: str) -> float:
    message = activity()
    start = perf_counter_ns()
    with suppress(NotAdmitted):
        await guard.check(header, message)
    return (perf_counter_ns() - start) / 1000


if __name__ == "__main__":
    asyncio.run(main())
