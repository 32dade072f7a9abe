"""Reviews and conferences from a CSV file: one row for each, every fault named by its line, nothing taken with one.

OccasionsFileRefused      the file cannot be used as it is; nothing of it is
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time

from escalation.actions import Said
from escalation.case import Occasion, OccasionKind, PersonId, Which
from escalation.decision import Situation
from escalation.initials import initials_of
from escalation.packs.faults import Fault
from escalation.working_days import DateOutsideCalendar

from ..people.text import MOST_FAULTS, Layout, Row, TextRefused, read_table
from ..spoken_dates import DateCannotBe, read_full_date, shortened
from .recording import ToRecord

LAYOUT = Layout(
    "reviews and conferences",
    ("record", "initials", "kind", "on", "which", "ends", "instead of", "raiser"),
    ("record", "initials", "kind", "on"),
)
_DATE_REMEDY = "Write it like 2026-05-05 or 5/5/2026"
_NO_NAME = "Use the number from the case system and one to four initials: a full name cannot be stored"


class OccasionsFileRefused(Exception):
    """`faults` in the order of the lines."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        shown = [str(fault) for fault in faults[:MOST_FAULTS]]
        if len(faults) > MOST_FAULTS:
            shown.append(f"... and {len(faults) - MOST_FAULTS} more.")
        super().__init__("\n".join(shown))


@dataclass(frozen=True, slots=True)
class Known:
    """What the register has already: the days of each child's reviews and conferences."""

    days: Mapping[tuple[str, OccasionKind], Collection[date]]

    def has(self, record: str, kind: OccasionKind, day: date) -> bool:
        return day in self.days.get((record, kind), ())


def read_occasions(
    content: str | bytes, file: str, said: Said, situation: Situation, known: Known
) -> tuple[ToRecord, ...]:
    """What the file says, in its order. Raises OccasionsFileRefused with all faults."""
    try:
        table = read_table(content, file, LAYOUT)
    except TextRefused as refused:
        raise OccasionsFileRefused(refused.faults) from None
    reading = _Reading(file, said, situation, known, list(table.faults))
    found = [reading.row(row) for row in table.rows]
    if not table.rows and not reading.faults:
        reading.fault(1, "", "there is nothing in the file", "Write a row for each review or conference")
    if reading.faults:
        raise OccasionsFileRefused(tuple(sorted(reading.faults, key=lambda fault: fault.line)))
    return tuple(asked for asked in found if asked is not None)


@dataclass
class _Reading:
    """One reading of the rows: gathers the faults as it goes."""

    file: str
    said: Said
    situation: Situation
    known: Known
    faults: list[Fault]

    def __post_init__(self) -> None:
        self.lines: dict[tuple[str, OccasionKind, date], int] = {}

    def fault(self, line: int, column: str, problem: str, remedy: str) -> None:
        self.faults.append(Fault(self.file, line, column, problem, remedy))

    def row(self, row: Row) -> ToRecord | None:
        before = len(self.faults)
        record, initials = self.child(row)
        kind, on = self.kind(row), self.day(row, "on", needed=True)
        which, ends, raiser = self.which(row, kind), self.ends(row), self.raiser(row)
        instead_of = self.day(row, "instead of")
        if kind is not None and on is not None:
            self.once(row, record, kind, on)
            self.moved(row, record, kind, on, instead_of)
        if kind is None or on is None or len(self.faults) > before:
            return None
        return ToRecord(self.said, record, initials, Occasion(kind, on, which, ends), instead_of, raiser)

    def child(self, row: Row) -> tuple[str, str]:
        record, initials = row.cells["record"], row.cells["initials"]
        pattern = self.situation.procedure.reference.record_number
        if not re.fullmatch(pattern, record):
            problem = "is empty" if not record else "is not a record number of this authority"
            self.fault(row.line, "record", problem, _NO_NAME)
        kept = initials_of(initials)
        if kept is None:
            problem = "is empty" if not initials else "is not one to four letters in capitals"
            self.fault(row.line, "initials", problem, _NO_NAME)
        return record, kept or ""

    def kind(self, row: Row) -> OccasionKind | None:
        written = row.cells["kind"].lower()
        if written in set(OccasionKind):
            return OccasionKind(written)
        self.fault(row.line, "kind", f'"{shortened(written)}" is neither', "Write review or conference")
        return None

    def which(self, row: Row, kind: OccasionKind | None) -> Which | None:
        written = row.cells["which"].lower()
        if not written:
            return None
        if written not in set(Which):
            self.fault(row.line, "which", f'"{shortened(written)}" is not known', f"Write {', '.join(Which)}")
            return None
        if kind is OccasionKind.REVIEW:
            self.fault(row.line, "which", "only conferences are numbered in a row", "Leave it empty for a review")
        return Which(written)

    def ends(self, row: Row) -> time | None:
        written = row.cells["ends"]
        if not written:
            return None
        if re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", written, re.ASCII):
            return time.fromisoformat(written.zfill(len("14:30")))
        self.fault(row.line, "ends", f'"{shortened(written)}" is not a time', "Write it like 14:30")
        return None

    def day(self, row: Row, column: str, needed: bool = False) -> date | None:
        written = row.cells[column]
        if not written and not needed:
            return None
        try:
            day = read_full_date(written)
            self.situation.calendar.is_working_day(day)
        except DateCannotBe as wrong:
            self.fault(row.line, column, str(wrong) if written else "is empty", _DATE_REMEDY)
        except DateOutsideCalendar:
            self.fault(row.line, column, "lies too far away", "Check the year")
        else:
            return day
        return None

    def raiser(self, row: Row) -> PersonId | None:
        written = row.cells["raiser"].lower()
        if not written:
            return None
        people = self.situation.roster.people
        found = [id for id, person in people.items() if written in (id, person.email.lower())]
        if not found:
            problem = f'"{shortened(written)}" is not on the list of people'
            self.fault(row.line, "raiser", problem, "Write an id or an e-mail address from the list, or leave it empty")
        return found[0] if found else None

    def once(self, row: Row, record: str, kind: OccasionKind, on: date) -> None:
        first = self.lines.setdefault((record, kind, on), row.line)
        if first != row.line:
            self.fault(row.line, "on", f"line {first} says the same of this child", "Keep one of the two rows")

    def moved(self, row: Row, record: str, kind: OccasionKind, on: date, instead_of: date | None) -> None:
        if instead_of is None:
            return
        if instead_of == on:
            self.fault(row.line, "instead of", "is the same day", "Leave it empty, or write the day it was to be")
        elif not self.known.has(record, kind, instead_of):
            problem = f"no {kind} of this child is known on that day"
            self.fault(row.line, "instead of", problem, "Leave it empty for a new one")
