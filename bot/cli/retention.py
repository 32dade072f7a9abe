"""`iro-bot retention`: whose time has come under the authority's retention rule, and emptying their words."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

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
        datetime, typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="Cases closed before this day, 2020-04-01.")
    ],
    rule: Annotated[
        str, typer.Option("--empty-under", metavar="RULE", help="Empty them, under the rule so named.")
    ] = "",
) -> None:
    """Show which closed cases have reached the end of their time, or empty people's words in them, for good.

    The log keeps every entry, says how many lost their words and under which rule, and still verifies.
    """
    url, now = settings_for(Mode.TRYOUT).database_url, WallClock().now()
    before = closed_before.date()
    try:
        database = Database(open_existing(url))
        found = due(database, before, now.astimezone(LONDON).date())
        emptied = empty(database, rule, before, now) if rule else None
    except NothingEmptied as trouble:
        fail(trouble)
    except DatabaseNotReady as trouble:
        fail(NothingEmptied(f"{without_a_database(trouble)} Nothing was emptied."))
    out.print(_done(emptied) if emptied is not None else _shown(found), markup=False, soft_wrap=True)
    out.print(f"This is the database {name_of(url)}.", markup=False, soft_wrap=True)


def _shown(found: Due) -> str:
    if not found.cases and not found.loose:
        return "Nothing has reached the end of its time."
    which = f", from {found.cases[0]} to {found.cases[-1]}" if len(found.cases) > 1 else ""
    which = f", {found.cases[0]}" if len(found.cases) == 1 else which
    return (
        f"Cases whose words are due: {len(found.cases)}{which}. "
        f"Mails and forms of that age that belong to no case: {found.loose}. Nothing was emptied. "
        "To empty them for good, add --empty-under with the name of your rule."
    )


def _done(emptied: Emptied) -> str:
    log = "The log still verifies."
    if emptied.broken:
        log = (
            f"The log of {', '.join(emptied.broken)} does not verify, and did not before: see what /healthz says of it."
        )
    return (
        f"Cases emptied: {emptied.cases}, with {emptied.entries} entries. "
        f"Mails and forms dropped that belonged to no case: {emptied.loose}. {log}"
    )
