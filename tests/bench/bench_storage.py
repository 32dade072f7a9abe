"""How long storage takes on a SQLite file, with the cases of one year and of ten, and what does not grow with them."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from escalation.actions import ReachDeadline
from escalation.case import CaseRef
from escalation.decide import decide
from storage.database import Database, migrate, open_database
from storage.reports import CaseFilter
from tests.people import SARA, TOM, at, situation
from tests.storage.casebook import message, raising, waking

SIZES = (2_000, 20_000)
PER_TRANSACTION = 200
LAPSES = 300
SAMPLES = 200
LATER = at("2026-12-01")
LEASE = timedelta(minutes=2)


def main() -> None:
    print(f"{machine()}; medians")
    with TemporaryDirectory() as folder:
        measured = {size: measure(Path(folder) / f"{size}.db", size) for size in SIZES}
    small, large = SIZES
    print(f"{'':<44}{small:>10,} cases{large:>10,} cases    growth")
    for name, first in measured[small].items():
        second = measured[large][name]
        print(f"{name:<44}{first:>13.3f} ms{second:>13.3f} ms{second / first:>9.1f}")


def machine() -> str:
    cores = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}"
    return f"{cores}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"


def measure(file: Path, size: int) -> dict[str, float]:
    database = opened(file)
    start = perf_counter()
    fill(database, size)
    filled = perf_counter() - start
    grown = sum(one.stat().st_size for one in file.parent.glob(f"{file.name}*"))
    print(f"{size:,} cases raised and sent in {filled:.0f} s, {grown / size / 1024:.1f} KB each with log and messages")
    found = {name: median_of(call) for name, call in questions(database, size).items()}
    found["a whole lapse: load, decide, record, commit"] = lapse(database)
    found["claim 50 messages, settle them, commit"] = claim(database)
    database.engine.dispose()
    return found


def opened(file: Path) -> Database:
    engine = open_database(f"sqlite:///{file}")
    migrate(engine)
    return Database(engine)


def fill(database: Database, size: int) -> None:
    for first in range(1, size + 1, PER_TRANSACTION):
        with database.write() as uow:
            for number in range(first, min(first + PER_TRANSACTION, size + 1)):
                raised = raising(numbered(number), now=at("2026-03-02") + timedelta(minutes=number % 400))
                sent = waking(raised.case)
                uow.record(sent, uow.record(raised, None))
                uow.outbox.put([message(f"message {number}", case=numbered(number))])
            uow.commit()


def numbered(number: int) -> CaseRef:
    return CaseRef(f"LUT-26-{number:05d}")


def questions(database: Database, size: int) -> dict[str, Callable[[], object]]:
    """One call for each thing that is asked again and again."""
    middle, text = numbered(size // 2), f"LUT-26-{size // 3:05d}"
    with database.read() as reading:
        quiet = reading.duties.next_wake()
    assert quiet is not None

    def ask(question: Callable[..., object]) -> Callable[[], object]:
        def asked() -> object:
            with database.read() as reading:
                return question(reading)

        return asked

    return {
        "load a case": ask(lambda reading: reading.cases.load(middle)),
        "a sweep that finds nothing": ask(lambda reading: reading.duties.due(quiet)),
        "a sweep that finds 500": ask(lambda reading: reading.duties.due(LATER)),
        "the next wake": ask(lambda reading: reading.duties.next_wake()),
        "what somebody owes (nothing)": ask(lambda reading: reading.duties.owed_by(SARA)),
        "the log of a case": ask(lambda reading: reading.log.entries(middle)),
        "verify a case's chain": ask(lambda reading: reading.log.verify(middle)),
        "a page of 50 open cases": ask(lambda reading: reading.reports.cases(CaseFilter(open=True))),
        "a page of 50 overdue cases": ask(lambda reading: reading.reports.cases(CaseFilter(overdue_at=LATER))),
        "free text that finds one case": ask(lambda reading: reading.reports.cases(CaseFilter(text=text))),
        "free text that finds all": ask(lambda reading: reading.reports.cases(CaseFilter(text="health"))),
        "somebody's cases, a page of 50": ask(
            lambda reading: reading.reports.cases(CaseFilter(involving=frozenset({TOM})))
        ),
    }


def lapse(database: Database) -> float:
    with database.read() as reading:
        due = reading.duties.due(LATER, limit=LAPSES)
    taken = []
    for one in due:
        start = perf_counter()
        with database.write() as uow:
            stored = uow.cases.load(one.ref)
            assert stored is not None
            action = ReachDeadline(one.number, one.wake)
            decision = decide(stored.case, action, situation(one.wake + timedelta(seconds=1)))
            uow.record(decision, stored.version)
            uow.commit()
        taken.append(perf_counter() - start)
    return median(taken) * 1000


def claim(database: Database) -> float:
    taken = []
    for _ in range(20):
        start = perf_counter()
        with database.write() as uow:
            claimed = uow.outbox.claim(LATER, "bench", 50, LEASE)
            uow.commit()
        with database.write() as uow:
            for one in claimed:
                uow.outbox.sent(one.message.id, one.attempt, one.message.id, LATER)
            uow.commit()
        taken.append(perf_counter() - start)
    return median(taken) * 1000


def median_of(call: Callable[[], object]) -> float:
    """Milliseconds; slow questions are asked less often."""
    taken: list[float] = []
    while (len(taken) < SAMPLES and sum(taken) < 1) or len(taken) < 3:
        start = perf_counter()
        call()
        taken.append(perf_counter() - start)
    return median(taken) * 1000


if __name__ == "__main__":
    main()
