"""What the people file holds, column by column, and which rows a procedure needs: said before it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from escalation.procedure import Found, Procedure, Role

from .text import COLUMNS, HEADER, NEEDED

COLUMN_MEANINGS: Mapping[str, str] = {
    "person": "a short id, unlike anybody else's: tom",
    "name": "the name as colleagues know it: Tom Reid",
    "email": "the address that mails go to and come from, unlike anybody else's",
    "role": "the post of this row, as the procedure calls it: team_manager, or Team Manager; empty for none",
    "team": "the team in which the post is held: North; empty where it is held once for the authority",
    "from": "first day in the post: 2026-04-01; empty: since ever",
    "until": "last day in the post; empty: no end is known",
    "line manager": "the id of the person's line manager",
    "cover": "the id of the colleague who answers when the person is away",
    "answers for": "ids of people for whom this person may answer, such as a director's assistant; semicolons between",
    "away": "weekdays not worked and days away: Friday; 2026-04-01 to 2026-04-10",
    "account": "the person's Object ID in Microsoft Entra: with it Teams reaches them before they first write there",
}
_WHERE = {
    Found.BY_TEAM: "a row for each team",
    Found.BY_AUTHORITY: "one row, the team left empty",
    Found.ON_THE_CASE: "a row for everybody who may be named on a case",
    Found.OUTSIDE: "no row: it is outside the authority",
}


def people_columns() -> Iterator[str]:
    yield "A CSV file (UTF-8), one row for each post. Its first line names the columns:"
    yield HEADER
    for column in COLUMNS:
        needed = "" if column in NEEDED else " (may be left out)"
        yield f"  {column}: {COLUMN_MEANINGS[column]}{needed}"
    yield "Somebody with two posts has two rows; what is theirs and not the post's stands in the first of them."


def rows_needed(procedure: Procedure) -> Iterator[str]:
    """What to write for each role of a procedure."""
    raising = {role for track in procedure.tracks.values() for role in track.raised_by}
    yield f"For {procedure.title}:"
    for key, role in procedure.roles.items():
        yield f"  {key} ({role.title}): {_row_for(role, key in raising)}"


def _row_for(role: Role, raises: bool) -> str:
    return "a row for everybody who raises" if raises else _WHERE[role.found]
