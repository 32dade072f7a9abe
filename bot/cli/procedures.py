"""`iro-bot check-pack`, `explain-pack`, `check-people`, `sign-off`, `assign-pack`, `schema`: what precedes a case."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from escalation.packs.explaining.pack import explain_pack
from escalation.packs.reading import Pack

from ..clock import WallClock
from ..config import Mode
from ..procedures.packs import library
from .console import app, err, fail, names_a_database, out, settings_for
from .pack_files import PackArgument, read, read_back


@app.command("check-pack")
def check_pack(pack: PackArgument) -> None:
    """Say everything that is wrong with a procedure file: file, line, key, and what to do."""
    if read_back(pack):
        out.print(f"{pack} can be read; it is only there to be extended.", style="bold", markup=False)
        return
    found = read(pack)
    out.print(f"{found.procedure.title} ({found.pin.id} {found.pin.version}) can be read.", style="bold", markup=False)
    for line in found.not_played:
        said = f"IRO Bot does not act on this yet, and cases run without it: {line}"
        out.print(said, markup=False, soft_wrap=True)


@app.command("explain-pack")
def explain(pack: PackArgument) -> None:
    """Read a procedure back in plain English, with what we assumed and what is missing; or what `defaults` brings."""
    sys.stdout.write((read_back(pack) or explain_pack(read(pack))) + "\n")


@app.command("check-people")
def check_people(
    people: Annotated[Path | None, typer.Argument(help="A CSV file. Without one, its columns are explained.")] = None,
    pack: Annotated[str, typer.Option("--pack", help="The procedure, by id or file, whose posts they hold.")] = "",
) -> None:
    """Say everything that is wrong with a people file, or what its columns are and which rows a procedure needs."""
    from ..people.words import people_columns, rows_needed

    if people is None:
        for line in (*people_columns(), *(rows_needed(read(pack).procedure) if pack else ())):
            out.print(line, markup=False, soft_wrap=True)
    elif not pack:
        err.print("Say whose posts they hold: --pack and a procedure's id or file.")
        raise typer.Exit(2)
    else:
        _check_people(people, read(pack))


def _check_people(path: Path, pack: Pack) -> None:
    from ..people.file import PeopleFileRefused, read_people

    try:
        file = read_people(path.read_bytes(), path.name, pack.procedure)
    except (PeopleFileRefused, OSError) as trouble:
        fail(trouble)
    for remark in file.remarks:
        out.print(str(remark), markup=False, soft_wrap=True)
    out.print(f"{path.name} can be read: {len(file.people)} people, {len(file.posts)} posts.", markup=False)


@app.command("sign-off")
def sign_off(
    pack: PackArgument,
    by: Annotated[str, typer.Option("--by", help="Who signs it off: a name that the authority stands behind.")],
) -> None:
    """Sign off this very text of a procedure, so that it may be served."""
    from ..procedures.signing import keep_sign_off

    found = read(pack)
    if not by.strip():
        err.print("Say who signs it off: --by NAME.")
        raise typer.Exit(2)
    settings = settings_for(Mode.TRYOUT)
    signed = keep_sign_off(settings.database_url, found, by.strip(), WallClock().now())
    where = "the database that IRO_BOT_DATABASE_URL names"
    if not names_a_database():
        where = f"the try-out's database in {settings.folder} (set IRO_BOT_DATABASE_URL for another)"
    out.print(
        f"{found.pin.id} {found.pin.version} is signed off by {signed.by}, in {where}.", markup=False, soft_wrap=True
    )
    out.print(f"Digest {found.pin.digest}", markup=False, soft_wrap=True)


@app.command("assign-pack")
def assign_pack(
    pack: Annotated[str, typer.Argument(help="A procedure's id or YAML file. Left out: who works under what.")] = "",
    team: Annotated[
        list[str] | None, typer.Option("--team", help="Whose; may be said again. Left out: all others.")
    ] = None,
    own: Annotated[bool, typer.Option("--own/--as-others", help="Or no procedure of their own any more.")] = True,
) -> None:
    """Say under which procedure new cases of a team run. Open cases keep the text they were opened under."""
    from ..procedures.assigning import NotAssigned, assign, assignments, take_back

    url, teams = settings_for(Mode.TRYOUT).database_url, tuple(team or ())
    try:
        if not own:
            take_back(url, teams)
        elif pack:
            assign(url, read(pack), teams, WallClock().now(), drafts_too=not names_a_database())
        elif teams:
            raise NotAssigned("Say which procedure: iro-bot assign-pack PACK --team South")
    except NotAssigned as trouble:
        fail(trouble)
    for line in assignments(url):
        out.print(line, markup=False, soft_wrap=True)


@app.command("schema")
def schema(what: Annotated[str, typer.Argument(help='"procedure" or "scenario"')] = "procedure") -> None:
    """Print the JSON Schema of procedure files or scenario files, for editors."""
    from escalation.packs.schema import pack_schema

    from ..rehearsal import scenario_schema

    if what not in ("procedure", "scenario"):
        err.print('There is a schema for "procedure" and one for "scenario".')
        raise typer.Exit(2)
    sys.stdout.write(pack_schema(library()) if what == "procedure" else scenario_schema())
