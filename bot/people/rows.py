"""Rows of the people file as people, posts and absences: what each row says by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cards.wording import WEEKDAYS, full_date, listed
from escalation.case import PersonId, RoleId, TeamId
from escalation.packs.faults import Fault
from escalation.people import Absence, Person, Post

from ..spoken_dates import DateCannotBe, read_full_date, shortened
from .text import Row, Table

OWN = ("name", "email", "line manager", "cover", "answers for", "away", "account")
LONGEST = 200

_ID = re.compile(r"[a-z0-9][a-z0-9._@-]{0,99}")
_EMAIL = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\".]+")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WEEKDAYS = re.compile(r"(?:every )?(mon|tues|wednes|thurs|fri|satur|sun)days?", re.IGNORECASE)
_DATE_REMEDY = "Write it like 2026-04-01 or 1/4/2026"
_AWAY_REMEDY = 'Write weekdays, dates and ranges with semicolons between: "Friday; 2026-04-01 to 2026-04-10"'


@dataclass(frozen=True, slots=True)
class PostRow:
    line: int
    post: Post


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with all their rows; `line` is the first, `lines` says where each own column was written."""

    line: int
    lines: dict[str, int]
    person: Person
    posts: tuple[PostRow, ...]
    absences: tuple[Absence, ...]
    account: str = ""

    def line_of(self, column: str) -> int:
        return self.lines.get(column, self.line)


def read_rows(table: Table) -> tuple[tuple[PersonRow, ...], tuple[Fault, ...]]:
    """Everybody in the file, in its order, and what is wrong in single rows."""
    reading = _Reading(table)
    by_person: dict[PersonId, list[Row]] = {}
    for row in table.rows:
        if person := reading.person_id(row):
            by_person.setdefault(person, []).append(row)
    people = tuple(reading.person(person, rows) for person, rows in by_person.items())
    if not people and not reading.faults:
        reading.fault(1, "", "there is nobody in the file", "Write a row for each person and post below the first line")
    return people, tuple(reading.faults)


class _Reading:
    """One reading of the rows: gathers the faults as it goes."""

    def __init__(self, table: Table) -> None:
        self.file = table.file
        self.faults = list(table.faults)

    def fault(self, line: int, column: str, problem: str, remedy: str) -> None:
        self.faults.append(Fault(self.file, line, column, problem, remedy))

    def person_id(self, row: Row) -> PersonId | None:
        written = row.cells["person"].lower()
        if not written:
            self.fault(row.line, "person", "the row does not say whose it is", 'Give everybody a short id, e.g. "tom"')
        elif not _ID.fullmatch(written):
            problem = f'"{shortened(written)}" cannot be an id'
            self.fault(row.line, "person", problem, "Use letters a to z, digits and . _ - @, without spaces")
        else:
            return PersonId(written)
        return None

    def person(self, person: PersonId, rows: list[Row]) -> PersonRow:
        own, lines = self.own_columns(rows)
        days_off, absences = self.away(person, own.get("away", ""), lines.get("away", rows[0].line))
        return PersonRow(
            line=rows[0].line,
            lines=lines,
            person=Person(
                id=person,
                name=self.needed("name", own, rows[0], _is_name, "Write the name as colleagues know it, in one line"),
                email=self.needed("email", own, rows[0], _is_email, "Write it like tom.reid@example.org"),
                line_manager=_one(own.get("line manager", "")),
                cover=_one(own.get("cover", "")),
                days_off=days_off,
                answers_for=frozenset(map(PersonId, _items(own.get("answers for", "").lower()))),
            ),
            posts=tuple(self.posts(person, rows)),
            absences=absences,
            account=self.account(own.get("account", ""), lines.get("account", rows[0].line)),
        )

    def account(self, written: str, line: int) -> str:
        if written and not _GUID.fullmatch(written.lower()):
            problem = f'"{shortened(written)}" is no object id'
            remedy = "Write the person's Object ID as Microsoft Entra shows it, 36 characters, or nothing"
            self.fault(line, "account", problem, remedy)
        return written.lower()

    def own_columns(self, rows: list[Row]) -> tuple[dict[str, str], dict[str, int]]:
        """What is written of the person, and where. Written twice, it has to be the same."""
        own: dict[str, str] = {}
        lines: dict[str, int] = {}
        for row in rows:
            for column in OWN:
                written = row.cells[column]
                if written and own.setdefault(column, written) != written:
                    problem = f"line {lines[column]} says otherwise of the same person"
                    self.fault(row.line, column, problem, "Write it in one of the two rows")
                elif written:
                    lines.setdefault(column, row.line)
        return own, lines

    def needed(self, column: str, own: dict[str, str], row: Row, is_right: Callable[[str], bool], remedy: str) -> str:
        written = own.get(column, "")
        if not written:
            self.fault(row.line, column, f"{row.cells['person']} has none", remedy)
        elif not is_right(written):
            self.fault(row.line, column, f'"{shortened(written)}" is none that could be used', remedy)
        return written

    def posts(self, person: PersonId, rows: Iterable[Row]) -> Iterator[PostRow]:
        for row in rows:
            since, until = self.day(row, "from"), self.day(row, "until")
            role, team = row.cells["role"], row.cells["team"]
            if since and until and until < since:
                problem = f"the post ends on {full_date(until)}, before it begins on {full_date(since)}"
                self.fault(row.line, "until", problem, "Change one of the two dates")
            if role:
                post = Post(person, RoleId(_as_key(role)), TeamId(team) if team else None, since, until)
                yield PostRow(row.line, post)
            elif filled := [column for column in ("team", "from", "until") if row.cells[column]]:
                problem = f"{listed(filled)} without a role says nothing"
                self.fault(row.line, "role", problem, "Write the role, or leave these empty")

    def day(self, row: Row, column: str) -> date | None:
        written = row.cells[column]
        try:
            return read_full_date(written) if written else None
        except DateCannotBe as wrong:
            self.fault(row.line, column, str(wrong), _DATE_REMEDY)
            return None

    def away(self, person: PersonId, text: str, line: int) -> tuple[frozenset[int], tuple[Absence, ...]]:
        days_off: set[int] = set()
        absences: list[Absence] = []
        for item in _items(text):
            if weekday := _WEEKDAYS.fullmatch(item):
                days_off.add(_weekday(weekday[1]))
            elif absence := self.absence(person, item, line):
                absences.append(absence)
        if days_off.issuperset(range(len(WEEKDAYS) - 2)):
            self.fault(line, "away", "this is every working day of the week", "Leave at least one on which they work")
        return frozenset(days_off), tuple(absences)

    def absence(self, person: PersonId, item: str, line: int) -> Absence | None:
        first, _, last = item.partition(" to ")
        try:
            since = read_full_date(first)
            until = read_full_date(last) if last else since
        except DateCannotBe as wrong:
            self.fault(line, "away", str(wrong), _AWAY_REMEDY)
            return None
        if until < since:
            problem = f"{full_date(until)} is before {full_date(since)}"
            self.fault(line, "away", problem, "Write the first day, then the last")
            return None
        return Absence(person, since, until)


def _is_name(written: str) -> bool:
    return len(written) <= LONGEST and any(map(str.isalpha, written)) and all(map(str.isprintable, written))


def _is_email(written: str) -> bool:
    return len(written) <= LONGEST and _EMAIL.fullmatch(written) is not None


def _one(written: str) -> PersonId | None:
    return PersonId(written.lower()) if written else None


def _items(written: str) -> list[str]:
    return [item.strip() for item in written.split(";") if item.strip()]


def _as_key(role: str) -> str:
    """ "Team Manager" is the role team_manager."""
    return re.sub(r"[\s_]+", "_", role.lower())


def _weekday(start: str) -> int:
    return next(n for n, name in enumerate(WEEKDAYS) if name.lower().startswith(start.lower()))
