"""Proves that nobody is forgotten: every open case has a dated duty with a named holder, and every log is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from escalation.case import Case, CaseRef
from escalation.decide import is_watched
from escalation.decision import Entry
from escalation.replay import replay
from storage.errors import StorageError
from storage.unit_of_work import Reading

from .casework import Desk

GRACE = timedelta(minutes=15)
"""How late the sweep may be before that is a trouble of its own."""
SHOWN = 20
"""How many troubles are named; the count is always whole."""


@dataclass(frozen=True, slots=True)
class Health:
    """`troubles` name references only, never words about a child."""

    open_cases: int
    waiting: int
    troubles: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.troubles

    def as_json(self) -> dict[str, object]:
        return {
            "ok": self.ok,
            "open_cases": self.open_cases,
            "messages_waiting": self.waiting,
            "troubles": len(self.troubles),
            "first_troubles": list(self.troubles[:SHOWN]),
        }


def audit(desk: Desk) -> Health:
    with desk.database.read() as reading:
        refs = reading.cases.open_refs()
        waiting = reading.outbox.waiting()
        troubles = tuple(_troubles(desk, reading))
    return Health(len(refs), waiting, troubles)


def _troubles(desk: Desk, reading: Reading) -> Iterator[str]:
    for looked_at in reading.log.verify_all():
        if not looked_at.ok:
            yield f"{looked_at.ref}: its log does not verify from entry {looked_at.broken_at} on"
        yield from _troubles_of(reading, looked_at.ref)
    for late in reading.duties.due(desk.clock.now() - GRACE, limit=SHOWN):
        yield f"{late.ref}: duty {late.number} was due to wake at {late.wake:%Y-%m-%d %H:%M} UTC and has not"
    for failing in reading.duties.postponed():
        yield f"{failing.ref}: duty {failing.number} could not be handled, {failing.times} times so far"
    for dead in reading.outbox.dead_letters():
        yield f"{dead.message.case}: a message could not be sent"


def _troubles_of(reading: Reading, ref: CaseRef) -> Iterator[str]:
    """One case that cannot be read must not hide what is wrong with others."""
    try:
        stored = reading.cases.load(ref)
        entries = reading.log.entries(ref)
    except (StorageError, ValueError):
        yield f"{ref}: it cannot be read"
        return
    if stored is None or not entries:
        yield f"{ref}: its log or its body is missing"
        return
    case = stored.case
    if case.is_open and not any(is_watched(duty) for duty in case.duties):
        yield f"{ref}: nobody owes anything by any date"
    if reading.duties.wakes(ref) != {duty.number: duty.wake for duty in case.duties}:
        yield f"{ref}: the rows that the sweep wakes by are not those of the case"
    if not _is_as_logged(case, entries):
        yield f"{ref}: the case is not what its log says"


def _is_as_logged(case: Case, entries: tuple[Entry, ...]) -> bool:
    """Words that retention emptied are missing on both sides alike."""
    return replay(entries) == case
