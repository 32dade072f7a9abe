"""Emptying people's words once a retention rule says so: shown first, then done case by case."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time

from escalation.case import CaseRef
from escalation.working_days import LONDON
from storage.database import Database

LONGEST_NAME = 200


class NothingEmptied(Exception):
    """Nothing was changed. Says why, and what can be done."""


@dataclass(frozen=True, slots=True)
class Due:
    """Closed cases whose words are due, with when they were closed, oldest first; and how many mails and forms of that
    age belong to no case."""

    cases: tuple[tuple[CaseRef, datetime], ...]
    loose: int


@dataclass(frozen=True, slots=True)
class Emptied:
    """`broken` are those cases whose log does not verify: it did not before, whatever was emptied."""

    cases: int
    entries: int
    loose: int
    broken: tuple[CaseRef, ...] = ()


def due(database: Database, closed_before: date, today: date) -> Due:
    """Raises NothingEmptied for a day that has not been."""
    before = _midnight(closed_before, today)
    with database.write() as uow:  # only who writes has that room; nothing is written
        return Due(uow.retention.due(before), uow.retention.loose(before))


def empty(database: Database, shown: int, rule: str, by: str, closed_before: date, now: datetime) -> Emptied:
    """Each case in a transaction of its own: what was begun and broken off is finished by doing it again.

    `shown` is how many cases somebody has just looked at; `rule` and `by` are kept with every entry that lost its
    words. Raises NothingEmptied.
    """
    under, today = f"{_named(rule, 'the rule')}, by {_named(by, 'who does it')}", now.astimezone(LONDON).date()
    found = due(database, closed_before, today)
    if len(found.cases) != shown:
        raise NothingEmptied(
            f"Cases that are due: {len(found.cases)}, not {shown}. Nothing was emptied: look once more."
        )
    before, entries = _midnight(closed_before, today), Counter[CaseRef]()
    broken: list[CaseRef] = []
    for ref, _ in found.cases:
        with database.write() as uow:
            entries[ref] = uow.retention.empty_words(ref, under, before, now)
            broken += [] if uow.log.verify(ref).ok else [ref]
            uow.commit()
    with database.write() as uow:
        loose = uow.retention.drop_loose(before)
        uow.commit()
    return Emptied(len(+entries), entries.total(), loose, tuple(broken))


def _midnight(day: date, today: date) -> datetime:
    if day > today:
        raise NothingEmptied("That day has not been yet: choose the day before which the cases were closed.")
    return datetime.combine(day, time.min, LONDON)


def _named(given: str, what: str) -> str:
    name = given.strip()
    if not name or name.startswith("-") or len(name) > LONGEST_NAME or not name.isprintable():
        raise NothingEmptied(f"Name {what}, in at most {LONGEST_NAME} characters: it is kept with what was emptied.")
    return name
