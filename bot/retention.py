"""Emptying people's words once a retention rule says so: shown first, then done case by case."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time

from escalation.case import CaseRef
from escalation.working_days import LONDON
from storage.database import Database

LONGEST_RULE = 200


class NothingEmptied(Exception):
    """Nothing was changed. Says why, and what can be done."""


@dataclass(frozen=True, slots=True)
class Due:
    """Closed cases whose words are due, oldest first, and how many mails and forms of that age belong to no case."""

    cases: tuple[CaseRef, ...]
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


def empty(database: Database, rule: str, closed_before: date, now: datetime) -> Emptied:
    """Each case in a transaction of its own: what was begun and broken off is finished by doing it again.

    `rule` is kept with every entry that lost its words. Raises NothingEmptied.
    """
    name = rule.strip()
    if not name or len(name) > LONGEST_RULE or not name.isprintable():
        raise NothingEmptied(f"Name the rule in at most {LONGEST_RULE} characters: it is kept with what was emptied.")
    today = now.astimezone(LONDON).date()
    before, entries = _midnight(closed_before, today), Counter[CaseRef]()
    broken: list[CaseRef] = []
    for ref in due(database, closed_before, today).cases:
        with database.write() as uow:
            entries[ref] = uow.retention.empty_words(ref, name, before, now)
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
