"""How long the working calendar takes: to build, and to add working days, beside numpy and a plain loop."""

import os
import platform
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from timeit import repeat

import holidays
import numpy as np

from escalation.bank_holidays import english_bank_holidays
from escalation.working_days import DayHours, WorkingCalendar, build_calendar

DAY_0 = date(2026, 3, 30)  # five working days over Easter
RAISED = datetime(2026, 3, 30, 10, tzinfo=UTC)
N = 5
ROUNDS = 5


def main() -> None:
    print(f"{machine()}; best of {ROUNDS} rounds")
    calendar = built()
    add = calendar.add_working_days
    ours = nanoseconds(lambda: add(DAY_0, N), calls=200_000)
    show("add_working_days, 5", ours)
    show("add_working_days, 20", nanoseconds(lambda: add(DAY_0, 20), calls=200_000))
    show("working_days_between", nanoseconds(lambda: calendar.working_days_between(DAY_0, LATER), calls=200_000))
    show("due", nanoseconds(lambda: calendar.due(RAISED, N), calls=20_000))
    show("bank_holidays_between", nanoseconds(lambda: calendar.bank_holidays_between(DAY_0, LATER), calls=20_000))
    show("numpy.busday_offset", nanoseconds(numpy_adds(calendar), calls=20_000), ours)
    show("a loop over `holidays`", nanoseconds(loop_adds(), calls=5_000), ours)


LATER = date(2026, 4, 8)


def machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def built() -> WorkingCalendar:
    """The first calendar of a process reads the bank holidays; those of further packs find them read."""
    hours = DayHours(time(9), time(17))
    english_bank_holidays.cache_clear()
    start = perf_counter()
    calendar = build_calendar(hours=hours)
    first = perf_counter() - start
    again = min(repeat(lambda: build_calendar(hours=hours), number=1, repeat=ROUNDS))
    print(f"{'building 2000 to 2100':<26}{first * 1000:>10.1f} ms, {again * 1000:.1f} ms for the next pack")
    return calendar


def nanoseconds(call: Callable[[], object], *, calls: int) -> float:
    return min(repeat(call, number=calls, repeat=ROUNDS)) / calls * 1e9


def show(name: str, taken: float, ours: float | None = None) -> None:
    ratio = f"  {taken / ours:.1f} times add_working_days" if ours else ""
    print(f"{name:<26}{taken:>10.0f} ns a call{ratio}")


def numpy_adds(calendar: WorkingCalendar) -> Callable[[], object]:
    """One date at a time, as a procedure asks, with the holidays prepared beforehand."""
    century = date(2000, 1, 1), date(2100, 12, 31)
    prepared = np.busdaycalendar(holidays=[day for day, _ in calendar.bank_holidays_between(*century)])
    return lambda: np.busday_offset(DAY_0, N, roll="backward", busdaycal=prepared).item()


def loop_adds() -> Callable[[], object]:
    known = holidays.country_holidays("GB", subdiv="ENG", years=range(2026, 2027))

    def step() -> date:
        day, left = DAY_0, N
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5 and day not in known
        return day

    return step


if __name__ == "__main__":
    main()
