"""`iro-bot outbox`: what waits, what never went and what came back; one of them sent again or taken back."""

from __future__ import annotations

from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from storage.database import Database, name_of, open_existing
from storage.errors import DatabaseNotReady

from ..clock import WallClock
from ..config import Mode
from ..outbox.tending import SHORT, Line, NotDone, lines, mark_seen, send_again, take_back, to_see_to
from .console import app, err, fail, names_a_database, out, settings_for

HOW = (
    "Choose one of --replay, --stop and --seen, and say who does it: --by NAME. --yes-again goes with --replay.\n"
    "Without any of them, the list is shown."
)


@app.command("outbox")
def outbox(
    replay: Annotated[str, typer.Option("--replay", metavar="ID", help="Send this one again.")] = "",
    stop: Annotated[
        str, typer.Option("--stop", metavar="ID", help="Take this one back while it waits, or leave it unsent.")
    ] = "",
    seen: Annotated[str, typer.Option("--seen", metavar="ID", help="It was found among what was sent.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who does that: it is kept with the message.")] = "",
    yes_again: Annotated[bool, typer.Option("--yes-again", help="Also where its reader may have it.")] = False,
) -> None:
    """Show what has not gone out, came back, or was not seen among what was sent. Nobody's words are shown."""
    chosen = [one for one in (replay, stop, seen) if one]
    if len(chosen) > 1 or bool(chosen) != bool(by.strip()) or (yes_again and not replay):
        err.print(HOW)
        raise typer.Exit(2)
    url, now, who = settings_for(Mode.TRYOUT).database_url, WallClock().now(), by.strip()
    try:
        database = _database(url)
        if replay:
            out.print(send_again(database, replay, who, now, although_doubted=yes_again), markup=False)
        elif stop:
            out.print(take_back(database, stop, who), markup=False)
        elif seen:
            out.print(mark_seen(database, seen, who), markup=False)
        else:
            _show(*to_see_to(database, now))
        out.print(f"This is the database {name_of(url)}.", markup=False, soft_wrap=True)
    except NotDone as trouble:
        fail(trouble)
    except DatabaseNotReady as trouble:
        fail(NotDone(_not_there(trouble)))


def _database(url: str) -> Database:
    """Nothing is made and nothing brought up to date. Raises DatabaseNotReady."""
    database = Database(open_existing(url))
    database.check_ready()
    return database


def _not_there(trouble: DatabaseNotReady) -> str:
    """A look at another database than the service's must not pass for good news."""
    which = "Compare it with the service's own." if names_a_database() else "It is not set."
    said = str(trouble)
    return f"{said[:1].upper()}{said[1:]}. Nothing was looked at. IRO_BOT_DATABASE_URL says which database. {which}"


def _show(listed: tuple[Line, ...], number: int) -> None:
    if listed:
        out.print(_table(listed))
    for line in lines(listed, number):
        out.print(line, markup=False)


def _table(listed: tuple[Line, ...]) -> Table:
    """A narrow window breaks lines, and cuts nothing; what is copied from it stays whole."""
    table = Table("id", "about", "to", "by", "since", "state", box=box.SIMPLE_HEAD)
    for column in table.columns:
        column.overflow = "fold"
    table.columns[0].min_width = SHORT
    for one in listed:
        state = f"{one.state}: {one.reason}" if one.reason else one.state
        table.add_row(*(Text(cell) for cell in (one.id, one.about, one.to, one.by, one.since, state)))
    return table
