"""Proves that nobody is forgotten: every open case has a dated duty with a named holder, and every log is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from escalation.decide import is_watched

from .casework import Desk

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
        troubles = tuple(_troubles(desk))
    return Health(len(refs), waiting, troubles)


def _troubles(desk: Desk) -> Iterator[str]:
    with desk.database.read() as reading:
        for ref in reading.cases.open_refs():
            stored = reading.cases.load(ref)
            if stored is not None and not any(is_watched(duty) for duty in stored.case.duties):
                yield f"{ref}: nobody owes anything by any date"
        for looked_at in reading.log.verify_all():
            if not looked_at.ok:
                yield f"{looked_at.ref}: its log does not verify from entry {looked_at.broken_at} on"
        for failing in reading.duties.postponed():
            yield f"{failing.ref}: duty {failing.number} could not be handled, {failing.times} times so far"
        for dead in reading.outbox.dead_letters():
            yield f"{dead.message.case}: a message could not be sent"
