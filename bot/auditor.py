"""Proves that nobody is forgotten: every open case has a dated duty with a named holder, and every log is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from escalation.case import Case, CaseRef
from escalation.decide import is_watched
from escalation.decision import Entry
from escalation.replay import replay
from storage.errors import StorageError
from storage.unit_of_work import Reading

from .casework import NEVER, Desk

GRACE = timedelta(minutes=15)
"""How late the sweep may be before that is a trouble of its own."""
AUDIT_EVERY = timedelta(minutes=15)
"""How old the last look at every case may be."""
NOBODY_OWES = "nobody owes anything by any date"
SHOWN = 20
"""How many troubles are named; the count is always whole."""


@dataclass(frozen=True, slots=True)
class Health:
    """`troubles` name references only, never words about a child. `audited` is when every case was last looked at.

    `read_up_to` is until when the mailbox has been read: None without a mailbox, NEVER before the first reading.
    """

    open_cases: int
    waiting: int
    troubles: tuple[str, ...]
    audited: datetime
    read_up_to: datetime | None = None

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
            "every_case_audited_at": self.audited.isoformat(timespec="seconds"),
            **({} if self.read_up_to is None else {"mailbox_read_until": _moment(self.read_up_to)}),
        }


def _moment(read_up_to: datetime) -> str | None:
    return None if read_up_to == NEVER else read_up_to.isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Looked:
    """What the look at every case found, and when it was taken."""

    troubles: tuple[str, ...]
    at: datetime


class Auditor:
    """The health of the desk, as often as it is asked for: every case now and then, what must never be each time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = Lock()
        self._looked: Looked | None = None

    def audit(self) -> Health:
        """Look at every case, every log and every message."""
        self._looked = looked = _look(self._desk)
        return _health(self._desk, looked)

    def health(self) -> Health:
        """What stands out now, and what the last look at every case found; it is taken anew when it has grown old."""
        if self._is_old():
            with self._lock:  # whoever asks meanwhile waits for the one look
                if self._is_old():
                    return self.audit()
        assert self._looked is not None, "what is missing is old"
        return _health(self._desk, self._looked)

    def _is_old(self) -> bool:
        looked = self._looked
        return looked is None or not looked.at <= self._desk.clock.now() < looked.at + AUDIT_EVERY


def audit(desk: Desk) -> Health:
    return _health(desk, _look(desk))


def _look(desk: Desk) -> Looked:
    with desk.database.read() as reading:
        return Looked(tuple(_case_by_case(reading)), desk.clock.now())


def _health(desk: Desk, looked: Looked) -> Health:
    """What stands out now passes at once when it is mended; what was found case by case, with the next look."""
    with desk.database.read() as reading:
        troubles = dict.fromkeys((*_at_a_glance(desk, reading), *looked.troubles))
        open_cases, waiting = reading.cases.count_open(), reading.outbox.waiting()
        return Health(open_cases, waiting, tuple(troubles), looked.at, desk.read_up_to(reading))


def _at_a_glance(desk: Desk, reading: Reading) -> Iterator[str]:
    """What a few questions to the database bring to light, however many cases there are."""
    for ref in reading.cases.unwatched(SHOWN):
        yield f"{ref}: {NOBODY_OWES}"
    before, read_up_to = desk.clock.now() - GRACE, desk.read_up_to(reading)
    if read_up_to is not None and read_up_to < before:
        yield _unread(read_up_to)
    for late in reading.duties.due(before, SHOWN, desk.heard(reading)):
        yield f"{late.ref}: duty {late.number} was due to wake at {late.wake:%Y-%m-%d %H:%M} UTC and has not"
    for failing in reading.duties.postponed():
        yield f"{failing.ref}: duty {failing.number} could not be handled, {failing.times} times so far"
    for dead in reading.outbox.dead_letters():
        yield f"{dead.message.case}: a message could not be sent"
    for back in reading.outbox.came_back():
        yield f"{back.message.case}: a mail came back, and somebody may not know what they are asked"


def _unread(read_up_to: datetime) -> str:
    since = "yet" if read_up_to == NEVER else f"since {read_up_to:%Y-%m-%d %H:%M} UTC"
    return f"the mailbox has not been read {since}: answers may lie there, so that no silence is noticed meanwhile"


def _case_by_case(reading: Reading) -> Iterator[str]:
    for looked_at in reading.log.verify_all():
        if not looked_at.ok:
            yield f"{looked_at.ref}: its log does not verify from entry {looked_at.broken_at} on"
        yield from _troubles_of(reading, looked_at.ref)


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
        yield f"{ref}: {NOBODY_OWES}"
    if reading.duties.wakes(ref) != {duty.number: duty.wake for duty in case.duties}:
        yield f"{ref}: the rows that the sweep wakes by are not those of the case"
    if not _is_as_logged(case, entries):
        yield f"{ref}: the case is not what its log says"


def _is_as_logged(case: Case, entries: tuple[Entry, ...]) -> bool:
    """Words that retention emptied are missing on both sides alike."""
    return replay(entries) == case
