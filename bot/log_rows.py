"""The rows of the log, each in the words of the procedure that its case was opened under."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cards.wording import full_date
from escalation.pack import Pack
from escalation.people import Roster
from escalation.working_days import LONDON
from storage.reports import CaseRow

COLUMNS = ("Case", "Stage", "Raised", "Themes", "Answer due", "Concluded", "Raised by")
PROCEDURE = "Procedure"

Lines = tuple[tuple[str, ...], ...]


def log_lines(rows: Sequence[CaseRow], packs: Sequence[Pack], roster: Roster) -> tuple[tuple[str, ...], Lines]:
    """The columns and the rows; where there are several procedures, which one a case is under stands beside it."""
    by_digest = {pack.pin.digest: pack for pack in packs}
    lines = tuple(_line(row, by_digest[row.pack], roster) for row in rows)
    if len({pack.pin.id for pack in packs}) < 2:
        return COLUMNS, lines
    columns = (COLUMNS[0], PROCEDURE, *COLUMNS[1:])
    named = ((line[0], name_of(by_digest[row.pack]), *line[1:]) for row, line in zip(rows, lines, strict=True))
    return columns, tuple(named)


def name_of(pack: Pack) -> str:
    return f"{pack.procedure.authority}: {pack.procedure.title}"


def _line(row: CaseRow, pack: Pack, roster: Roster) -> tuple[str, ...]:
    procedure = pack.procedure
    stage = procedure.tracks[row.track].stages[row.stage] if row.stage else None
    themes = ", ".join(procedure.categories[c].title for c in row.categories if c in procedure.categories)
    raiser = roster.people[row.raiser].name if row.raiser in roster.people else ""
    concluded = f"{row.outcome.value}, {_day(row.closed)}" if row.outcome else ""
    return (row.ref, stage.title if stage else "", _day(row.raised), themes, _day(row.answer_due), concluded, raiser)


def _day(at: datetime | None) -> str:
    return full_date(at.astimezone(LONDON).date()) if at else ""
