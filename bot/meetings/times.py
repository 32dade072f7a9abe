"""When several people are free together, inside a working day: a pure search, in half hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from escalation.working_days import WorkingCalendar

from ..absences.door import Span

STEP = timedelta(minutes=30)
MOST = 3


def free_times(
    taken: Iterable[Span], calendar: WorkingCalendar, begins: datetime, until: datetime, length: timedelta
) -> tuple[datetime, ...]:
    """Up to three, in order: the first of each day, then more of those days where there are too few days.

    All of it lies between the two moments, on working days, between the beginning and the end of the day's hours.
    """
    spans = tuple(taken)
    by_day: dict[date, list[datetime]] = {}
    for start in _starts(calendar, begins, until, length):
        if all(start + length <= a or start >= b for a, b in spans):
            by_day.setdefault(calendar.local_date(start), []).append(start)
    firsts = [starts[0] for starts in by_day.values()][:MOST]
    others = [start for starts in by_day.values() for start in starts[1:]]
    return tuple(sorted([*firsts, *_apart(others, firsts, length)[: MOST - len(firsts)]]))


def _starts(calendar: WorkingCalendar, begins: datetime, until: datetime, length: timedelta) -> Iterator[datetime]:
    day, last = calendar.local_date(begins), calendar.local_date(until)
    while day <= last:
        start = calendar.day_starts(day)
        while calendar.is_working_day(day) and start + length <= min(calendar.day_ends(day), until):
            if start >= begins:
                yield start
            start += STEP
        day += timedelta(days=1)


def _apart(others: Iterable[datetime], chosen: list[datetime], length: timedelta) -> list[datetime]:
    """Not half an hour beside another that is offered: that would be no choice."""
    kept: list[datetime] = []
    for start in others:
        if all(abs(start - one) >= length for one in (*chosen, *kept)):
            kept.append(start)
    return kept
