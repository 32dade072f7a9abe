"""The rows of the log, each in the columns and words of the procedure that its case was opened under."""

from __future__ import annotations

from collections.abc import Sequence

from cards.log.columns import log_cells
from cards.wording import capital
from escalation.case import Case
from escalation.decision import Situation
from escalation.procedure import Procedure

CASE, PROCEDURE = "Case", "Procedure"

Lines = tuple[tuple[str, ...], ...]


def log_lines(cases: Sequence[tuple[Case, Situation]], several: bool) -> tuple[tuple[str, ...], Lines]:
    """The columns and the rows. With `several` procedures, which one a case is under stands beside it."""
    rows = [_row(case, situation, several) for case, situation in cases]
    columns = tuple(dict.fromkeys(title for row in rows for title in row)) or (CASE,)
    return columns, tuple(tuple(row.get(title, "") for title in columns) for row in rows)


def name_of(procedure: Procedure) -> str:
    return f"{procedure.authority}: {procedure.title}"


def _row(case: Case, situation: Situation, several: bool) -> dict[str, str]:
    under = {PROCEDURE: name_of(situation.procedure)} if several else {}
    cells = {capital(title): text for title, text in log_cells(case, situation)}
    return {CASE: case.ref, **under, **cells}
