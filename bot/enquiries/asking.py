"""Every read: my cases, one case, the log. Who may see it is asked here, for every door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cards.card import card_of
from cards.case_list import CaseRow as Line
from cards.case_list import case_list_card
from cards.log.table import LOG_ROWS, LogPage, log_table_card
from cards.messages.by_meaning import message
from cards.wording import weekday_date
from escalation.case import Case, CaseRef, Duty, PersonId, RoleId, Task
from escalation.decision import Situation
from escalation.packs.reading import Pack
from escalation.permissions import Step, may_see, steps_open
from escalation.procedure import Right
from storage.reports import CaseFilter, CaseRow
from storage.unit_of_work import Reading

from ..casework import Desk
from ..commands.kinds import LogQuery, Misunderstood
from ..commands.reading import read_command
from ..doors import About
from ..rendering.held import held_of, telling_of, token_of
from ..talk.faces import Face, NotTaken
from .log_criteria import criteria_of, in_words
from .log_rows import log_lines

NO_SUCH_CASE = "There is no case {ref} that you can see. Check the reference, or write “my cases”."
MANY = 500


class Enquiries:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def load(self, person: PersonId, ref: CaseRef) -> Case:
        """Raises NotTaken, in the same words for a case that is not there and one that this person may not see."""
        with self._desk.database.read() as reading:
            return self.seen(reading, person, ref)

    def seen(self, reading: Reading, person: PersonId, ref: CaseRef) -> Case:
        """As `load`, at the moment of the reading."""
        stored = reading.cases.load(ref)
        if stored is None or not may_see(stored.case, person, self._desk.situation_of(reading, stored.case)):
            raise NotTaken(NO_SUCH_CASE.format(ref=ref))
        return stored.case

    def check_may_see(self, person: PersonId, ref: CaseRef) -> None:
        self.load(person, ref)

    def case(self, person: PersonId, ref: CaseRef) -> Face:
        """The case card, as this person may see it."""
        self.load(person, ref)
        with self._desk.database.read() as reading:
            held = held_of(self._desk, reading, ref)
            telling = telling_of(held, person, None)
            card = card_of(message(telling), telling, token_of(f"case {person}", held))
        return Face(card=card, about=About(ref, None))

    def my_cases(self, person: PersonId, after: str = "") -> Face:
        """What waits for this person first, then the open cases they raised."""
        with self._desk.database.read() as reading:
            owed = dict.fromkeys(ref for ref, _ in reading.duties.owed_by(person))
            raised = [row.ref for row in reading.reports.cases(CaseFilter(open=True, raiser=person, limit=MANY))]
            lines = [self._line(reading, ref, person) for ref in (*owed, *(r for r in raised if r not in owed))]
        start = next((i + 1 for i, line in enumerate(lines) if line.ref == after), 0)
        shown = lines[start : start + LOG_ROWS]
        more = shown[-1].ref if start + LOG_ROWS < len(lines) else ""
        nothing = "Nothing is waiting for you."
        return Face(card=case_list_card("My cases", shown, nothing, more))

    def newest_open_of(self, person: PersonId) -> CaseRef | None:
        """The newest open case in which this person has a part, for an example that can be tried."""
        with self._desk.database.read() as reading:
            rows = reading.reports.cases(CaseFilter(open=True, involving=frozenset({person}), limit=1))
        return rows[0].ref if rows else None

    def cases_open_to(self, person: PersonId, step: Step) -> list[Case]:
        """The open cases on which this person can take a step now."""
        with self._desk.database.read() as reading:
            owed = [ref for ref, _ in reading.duties.owed_by(person)]
            raised = [row.ref for row in reading.reports.cases(CaseFilter(open=True, raiser=person, limit=MANY))]
            found = []
            for ref in dict.fromkeys([*owed, *raised]):
                stored = reading.cases.load(ref)
                if stored and step in steps_open(stored.case, person, self._desk.situation_of(reading, stored.case)):
                    found.append(stored.case)
        return found

    def log(self, person: PersonId, asked: LogQuery, after: str = "", words: str = "log") -> Face:
        """Cases as rows, for those who keep or may read the log; everybody else sees the cases they had a part in.

        Under several procedures, each row is in the words of its own, and whoever may read all does so under theirs.
        """
        with self._desk.database.read() as reading:
            packs = self._desk.packs_in_use(reading)
            roster = reading.people.roster()
            whole = frozenset(p.pin.digest for p in packs if self._may_read_all(reading, person, p))
            mine = None if len(whole) == len(packs) else frozenset({person})
            criteria = replace(criteria_of(asked, packs, roster, self._desk.clock.now(), mine), or_under=whole)
            narrowed = in_words(asked, criteria, packs, roster)
            found = reading.reports.count(criteria)
            rows = reading.reports.cases(replace(_from(criteria, after, reading), limit=LOG_ROWS + 1))
            shown = rows[:LOG_ROWS]
            columns, lines = log_lines(self._cases_of(reading, shown), len({pack.pin.id for pack in packs}) > 1)
        last = shown[-1].ref if len(rows) > LOG_ROWS else ""
        title = f"The log: {narrowed}" if narrowed else "The log"
        return Face(card=log_table_card(LogPage(title, columns, lines, words, last, found)))

    def find(self, person: PersonId, words: str, limit: int) -> list[tuple[Case, Situation]]:
        """The newest cases with these words in them, in their reference or record number, that this person may see."""
        with self._desk.database.read() as reading:
            packs = self._desk.packs_in_use(reading)
            whole = frozenset(p.pin.digest for p in packs if self._may_read_all(reading, person, p))
            asked = CaseFilter(text=words, involving=frozenset({person}), or_under=whole, limit=limit)
            found = self._cases_of(reading, reading.reports.cases(asked))
        return [(case, situation) for case, situation in found if may_see(case, person, situation)]

    def _cases_of(self, reading: Reading, rows: Sequence[CaseRow]) -> list[tuple[Case, Situation]]:
        found = (reading.cases.load(row.ref) for row in rows)
        return [(stored.case, self._desk.situation_of(reading, stored.case)) for stored in found if stored is not None]

    def log_page(self, person: PersonId, asked: str, after: str) -> Face:
        """The next rows of a log that was asked for in these words."""
        command = read_command(asked or "log", self._desk.today())
        if isinstance(command, Misunderstood):
            raise NotTaken(command.hint)
        if not isinstance(command, LogQuery):
            raise NotTaken("That log cannot be shown again. Write the command anew.")
        return self.log(person, command, after, asked)

    def _line(self, reading: Reading, ref: CaseRef, person: PersonId) -> Line:
        held = held_of(self._desk, reading, ref)
        said = message(telling_of(held, person, None))
        mine = [d for d in held.case.duties if any(n.person == person for n in d.owed_by) and _is_awaited(d, held.case)]
        when = _when(mine, held.situation)
        return Line(ref, said.title, "" if said.title.endswith(when) else when, said.band, said.tone)

    def _may_read_all(self, reading: Reading, person: PersonId, pack: Pack) -> bool:
        roles = roles_under(self._desk, reading, person, pack)
        keeps = bool(roles & {pack.procedure.log.kept_for, pack.procedure.supervisor})
        return keeps or Right.READ_ALL in rights_under(self._desk, reading, person, pack)


def roles_under(desk: Desk, reading: Reading, person: PersonId, pack: Pack) -> frozenset[RoleId]:
    """What somebody is, in the eyes of a case under this pack."""
    return desk.situation_under(reading, pack).roster.roles_of(person, desk.today())


def rights_under(desk: Desk, reading: Reading, person: PersonId, pack: Pack) -> frozenset[Right]:
    known = pack.procedure.roles
    roles = roles_under(desk, reading, person, pack)
    return frozenset(right for role in roles if role in known for right in known[role].may)


def _is_awaited(duty: Duty, case: Case) -> bool:
    """What the line of a case is about: not the note on the child's record, and no settling that was answered."""
    answered = case.visit is not None and bool(case.visit.answers)
    return duty.task is not Task.PUT_ON_RECORD and not (duty.task is Task.SETTLE and answered)


def _when(mine: list[Duty], situation: Situation) -> str:
    if not mine:
        return ""
    due = min(duty.due for duty in mine)
    today = situation.today
    day = weekday_date(situation.calendar.local_date(due), today)
    return f"was due {day}" if due < situation.now else f"by {day}"


def _from(criteria: CaseFilter, after: str, reading: Reading) -> CaseFilter:
    if not after:
        return criteria
    found = reading.reports.cases(CaseFilter(text=after, limit=MANY))
    last = next((row for row in found if row.ref == after), None)
    return replace(criteria, after=last)
