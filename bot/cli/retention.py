"""`iro-bot retention`: whose time has come under the authority's retention rule, and emptying their words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import typer

from cards.wording import full_date
from escalation.working_days import LONDON
from storage.database import Database, name_of, open_existing
from storage.errors import DatabaseNotReady

from ..clock import WallClock
from ..config import Mode
from ..retention import Due, Emptied, NothingEmptied, due, empty
from .console import app, fail, out, settings_for, without_a_database


@app.command("retention")
def retention(
    closed_before: Annotated[
        str, typer.Option(metavar="DATE", help="Look at cases that were closed before this day, written as 2020-04-30.")
    ],
    number: Annotated[
        int | None,
        typer.Option(
            "--empty", metavar="NUMBER", help="Empty them: as many as were just shown. Needs --rule and --by."
        ),
    ] = None,
    rule: Annotated[str, typer.Option(help="The name of your retention rule. It is kept with what was emptied.")] = "",
    by: Annotated[str, typer.Option(help="Who does that. It is kept too.")] = "",
) -> None:
    """Show the closed cases whose words are due to go. With --empty, people's words in them are emptied for good.

    The log keeps every entry, says which lost their words and under which rule, and still verifies.
    """
    url, now = settings_for(Mode.TRYOUT).database_url, WallClock().now()
    try:
        before, database = _day(closed_before), Database(open_existing(url))
        if number is None:
            lines = list(_shown(due(database, before, now.astimezone(LONDON).date())))
        else:
            lines = [_done(empty(database, number, rule, by, before, now))]
    except NothingEmptied as trouble:
        fail(trouble)
    except DatabaseNotReady as trouble:
        fail(NothingEmptied(f"{without_a_database(trouble)} Nothing was emptied."))
    for line in [*lines, f"This is the database {name_of(url)}."]:
        out.print(line, markup=False, soft_wrap=True)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise NothingEmptied("Write the day as 2020-04-30: year, month, day. Nothing was emptied.") from None


def _shown(found: Due) -> Iterator[str]:
    if not found.cases and not found.loose:
        yield "Nothing has reached the end of its time."
        return
    for ref, closed in found.cases:
        yield f"{ref}, closed on {full_date(closed.astimezone(LONDON).date())}"
    yield f"Cases whose words are due: {len(found.cases)}. Mails and forms of no case, of that age: {found.loose}."
    yield (
        f"Nothing was emptied. To empty them for good, add --empty {len(found.cases)} with --rule and --by: "
        "the name of your retention rule, and yours."
    )


def _done(emptied: Emptied) -> str:
    log = "The log still verifies."
    if emptied.broken:
        log = (
            f"The log of {', '.join(emptied.broken)} does not verify, and did not before: see what /healthz says of it."
        )
    return (
        f"Cases emptied: {emptied.cases}, with {emptied.entries} entries. "
        f"Mails and forms of no case that were dropped: {emptied.loose}. {log}"
    )
