"""The command `iro-bot`: try it out, check and sign off a procedure, rehearse it, serve."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer
from rich.console import Console

from escalation.case import PersonId
from escalation.packs.explaining.pack import explain_pack
from escalation.packs.explaining.shared import explain_shared
from escalation.packs.faults import PackRefused
from escalation.packs.reading import Pack

from .clock import WallClock
from .config import Mode, Settings, read_settings
from .packs import library, shipped, text_of
from .settings.reading import SettingsWrong
from .world import World

app = typer.Typer(
    name="iro-bot",
    help="Runs the dispute procedures of Independent Reviewing Officers: counts the days and does the chasing.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out, err = Console(highlight=False), Console(stderr=True, highlight=False)
PackArgument = Annotated[str, typer.Argument(help="The id of a procedure that comes with IRO Bot, or a YAML file.")]
Read = TypeVar("Read")
UPLOAD_IT = (
    "Upload it in the Teams admin centre, https://admin.teams.microsoft.com: Teams apps, Manage apps, Actions, Upload "
    "new app. Teams takes a package in place of one that is there only if its --version is higher."
)
PUBLISHER = "IRO Bot contributors"


def main() -> None:
    app()


@app.command()
def version() -> None:
    """Print the version."""
    out.print(installed_version("iro-bot"))


@app.command()
def tryout() -> None:
    """Play a procedure in the browser: no tenant, no mail server, nothing to set up."""
    from .tryout.run import run_tryout

    settings = _settings(Mode.TRYOUT)
    try:
        run_tryout(settings, lambda url: out.print(f"The try-out answers at [bold]{url}[/bold]  (Ctrl+C ends it)"))
    except (PackRefused, OSError) as trouble:
        _fail(trouble)


@app.command()
def serve() -> None:
    """Run the service: count the days, open the doors that are switched on. A procedure that is a draft is refused."""
    from .people.file import PeopleFileRefused
    from .service import ServiceRefused, run_service

    settings = _settings(Mode.SERVE)
    try:
        run_service(settings, lambda url: out.print(f"Serving {url}/healthz"))
    except (ServiceRefused, PackRefused, PeopleFileRefused, OSError) as trouble:
        _fail(trouble)


@app.command("check-pack")
def check_pack(pack: PackArgument) -> None:
    """Say everything that is wrong with a procedure file: file, line, key, and what to do."""
    if _read_back(pack):
        out.print(f"{pack} can be read; it is only there to be extended.", style="bold", markup=False)
        return
    read = _read(pack)
    out.print(f"{read.procedure.title} ({read.pin.id} {read.pin.version}) can be read.", style="bold", markup=False)
    for line in read.not_played:
        said = f"IRO Bot does not act on this yet, and cases run without it: {line}"
        out.print(said, markup=False, soft_wrap=True)


@app.command("explain-pack")
def explain(pack: PackArgument) -> None:
    """Read a procedure back in plain English, with what we assumed and what is missing; or what `defaults` brings."""
    sys.stdout.write((_read_back(pack) or explain_pack(_read(pack))) + "\n")


@app.command("check-people")
def check_people(
    people: Annotated[Path | None, typer.Argument(help="A CSV file. Without one, its columns are explained.")] = None,
    pack: Annotated[str, typer.Option("--pack", help="The procedure, by id or file, whose posts they hold.")] = "",
) -> None:
    """Say everything that is wrong with a people file, or what its columns are and which rows a procedure needs."""
    from .people.words import people_columns, rows_needed

    if people is None:
        for line in (*people_columns(), *(rows_needed(_read(pack).procedure) if pack else ())):
            out.print(line, markup=False, soft_wrap=True)
    elif not pack:
        err.print("Say whose posts they hold: --pack and a procedure's id or file.")
        raise typer.Exit(2)
    else:
        _check_people(people, _read(pack))


def _check_people(path: Path, pack: Pack) -> None:
    from .people.file import PeopleFileRefused, read_people

    try:
        file = read_people(path.read_bytes(), path.name, pack.procedure)
    except (PeopleFileRefused, OSError) as trouble:
        _fail(trouble)
    for remark in file.remarks:
        out.print(str(remark), markup=False, soft_wrap=True)
    out.print(f"{path.name} can be read: {len(file.people)} people, {len(file.posts)} posts.", markup=False)


@app.command("sign-off")
def sign_off(
    pack: PackArgument,
    by: Annotated[str, typer.Option("--by", help="Who signs it off: a name that the authority stands behind.")],
) -> None:
    """Sign off this very text of a procedure, so that it may be served."""
    from .signing import keep_sign_off

    read = _read(pack)
    if not by.strip():
        err.print("Say who signs it off: --by NAME.")
        raise typer.Exit(2)
    settings = _settings(Mode.TRYOUT)
    signed = keep_sign_off(settings.database_url, read, by.strip(), WallClock().now())
    where = "the database that IRO_BOT_DATABASE_URL names"
    if not _names_a_database():
        where = f"the try-out's database in {settings.folder} (set IRO_BOT_DATABASE_URL for another)"
    out.print(
        f"{read.pin.id} {read.pin.version} is signed off by {signed.by}, in {where}.", markup=False, soft_wrap=True
    )
    out.print(f"Digest {read.pin.digest}", markup=False, soft_wrap=True)


@app.command("assign-pack")
def assign_pack(
    pack: Annotated[str, typer.Argument(help="A procedure's id or YAML file. Left out: who works under what.")] = "",
    team: Annotated[
        list[str] | None, typer.Option("--team", help="Whose; may be said again. Left out: all others.")
    ] = None,
    own: Annotated[bool, typer.Option("--own/--as-others", help="Or no procedure of their own any more.")] = True,
) -> None:
    """Say under which procedure new cases of a team run. Open cases keep the text they were opened under."""
    from .assigning import NotAssigned, assign, assignments, take_back

    url, teams = _settings(Mode.TRYOUT).database_url, tuple(team or ())
    try:
        if not own:
            take_back(url, teams)
        elif pack:
            assign(url, _read(pack), teams, WallClock().now(), drafts_too=not _names_a_database())
        elif teams:
            raise NotAssigned("Say which procedure: iro-bot assign-pack PACK --team South")
    except NotAssigned as trouble:
        _fail(trouble)
    for line in assignments(url):
        out.print(line, markup=False, soft_wrap=True)


def _names_a_database() -> bool:
    """Else it is the try-out's, where drafts are tried out."""
    return "IRO_BOT_DATABASE_URL" in os.environ or "IRO_BOT_DATABASE_URL_FILE" in os.environ


@app.command("import-reviews")
def import_reviews(
    file: Annotated[Path, typer.Argument(help="A CSV file: record,initials,kind,on and, if known, which,ends.")],
    by: Annotated[str, typer.Option("--by", help="Your id on the list of people: who raises, or keeps the log.")],
) -> None:
    """Record reviews and conferences from a CSV file. With a fault in any line, nothing is recorded."""
    from .occasions.file import OccasionsFileRefused
    from .occasions.importing import ImportRefused, clock_of, import_occasions

    settings = _settings(Mode.TRYOUT)
    try:
        kept = import_occasions(file, PersonId(by.strip().lower()), settings.database_url, clock_of(settings))
    except (OccasionsFileRefused, ImportRefused, OSError) as trouble:
        _fail(trouble)
    news = sum(one.is_news for one in kept)
    cases = len({ref for one in kept for ref in one.cases})
    drafts = sum(one.drafts for one in kept)
    out.print(f"{news} recorded, {len(kept) - news} known already. {cases} open cases follow, {drafts} drafts wait.")


@app.command()
def rehearse(
    scenario: Annotated[Path | None, typer.Argument(help="A scenario file. Without one, --load is needed.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the timeline for machines.")] = False,
    load: Annotated[int, typer.Option("--load", help="Play this many generated cases through twelve months.")] = 0,
    pack: Annotated[str, typer.Option("--pack", help="The procedure for --load; left out: the example's.")] = "",
    seed: Annotated[int, typer.Option("--seed", help="The same seed plays the same cases.")] = 1,
    keep: Annotated[Path | None, typer.Option("--keep", help="Keep the database of --load as this file.")] = None,
) -> None:
    """Play a scripted case through a procedure without a browser and print the timeline."""
    from .rehearsal import RehearsalStopped, ScenarioRefused, rehearse_file
    from .tryout.example import procedure_of_the_example

    if load < 0:
        err.print("--load needs the number of cases to play, for example --load 200.")
        raise typer.Exit(2)
    try:
        if load:
            _play_load(load, pack or procedure_of_the_example(), seed, keep)
        elif scenario is None:
            err.print("Name a scenario file, or say --load 200 for generated cases.")
            raise typer.Exit(2)
        else:
            rehearse_file(scenario, as_json, sys.stdout.write)
    except RehearsalStopped:
        raise typer.Exit(1) from None  # the story has told why
    except (ScenarioRefused, PackRefused, OSError) as trouble:
        _fail(trouble)


def _play_load(cases: int, pack: str, seed: int, keep: Path | None) -> None:
    from rich.progress import Progress

    from .rehearsal.load import Load, rehearse_load

    with Progress(console=out, transient=True) as bar:
        playing = bar.add_task("", total=1.0)
        figures = rehearse_load(
            Load(cases, _read(pack), seed, keep),
            lambda part, words: bar.update(playing, completed=part, description=words),
        )
    for line in figures.lines():
        out.print(line, markup=False, soft_wrap=True)
    if not figures.sound:
        raise typer.Exit(1)


@app.command("teams-package")
def teams_package(
    app_id: Annotated[
        str, typer.Option("--app-id", envvar="IRO_BOT_TEAMS_APP_ID", help="The client id of the bot in Entra, a GUID.")
    ] = "",
    file: Annotated[Path, typer.Option("--out", help="The zip file to write.")] = Path("iro-bot-teams.zip"),
    name: Annotated[str, typer.Option("--name", help="What the bot is called in Teams.")] = "IRO Bot",
    publisher: Annotated[str, typer.Option("--publisher", help="Whose app it is, as Teams says.")] = PUBLISHER,
    website: Annotated[str, typer.Option("--website", help="The https address of a page about the bot.")] = "",
    privacy: Annotated[str, typer.Option("--privacy", help="The https address of the privacy notice.")] = "",
    terms: Annotated[str, typer.Option("--terms", help="The https address of the terms of use.")] = "",
    newer: Annotated[
        str, typer.Option("--version", help="The package's, such as 1.0.1; left out: the product's.")
    ] = "",
) -> None:
    """Build the app package for Microsoft Teams, which an administrator of the tenant uploads."""
    from .teams.package import AppDetails, PackageRefused, three_numbers, write_package

    details = AppDetails(
        app_id=app_id.strip(),
        name=name.strip(),
        publisher=publisher.strip(),
        website=website.strip(),
        privacy=privacy.strip(),
        terms=terms.strip(),
        version=newer.strip() or three_numbers(installed_version("iro-bot")),
    )
    try:
        written = write_package(details, file)
    except PackageRefused as refused:
        _fail(refused)
    out.print(f"{file} holds the Teams app {written.id}, version {written.version}.", markup=False, soft_wrap=True)
    out.print(UPLOAD_IT, markup=False, soft_wrap=True)


@app.command("check-database")
def check_database() -> None:
    """Say where the tables and the migrations differ. Developers run this before they commit."""
    from storage.database import migrate, open_database, schema_drift

    engine = open_database("sqlite://")
    migrate(engine)
    drift = schema_drift(engine)
    for line in drift:
        err.print(line, markup=False)
    if drift:
        raise typer.Exit(1)
    out.print("The migrations make the tables that the code expects.")


@app.command("schema")
def schema(what: Annotated[str, typer.Argument(help='"procedure" or "scenario"')] = "procedure") -> None:
    """Print the JSON Schema of procedure files or scenario files, for editors."""
    from escalation.packs.schema import pack_schema

    from .rehearsal import scenario_schema

    if what not in ("procedure", "scenario"):
        err.print('There is a schema for "procedure" and one for "scenario".')
        raise typer.Exit(2)
    sys.stdout.write(pack_schema(library()) if what == "procedure" else scenario_schema())


def _settings(mode: Mode) -> Settings:
    try:
        return read_settings(os.environ, mode)
    except SettingsWrong as wrong:
        _fail(wrong)


def _read_back(pack: str) -> str | None:
    """What a pack brings that is only there to be extended; None for a procedure of its own."""
    return _reading(pack, lambda text, file: explain_shared(text, file, library()))


def _read(pack: str) -> Pack:
    return _reading(pack, World().read)


def _reading(pack: str, read: Callable[[str, str], Read]) -> Read:
    try:
        return read(*text_of(pack))
    except PackRefused as refused:
        _fail(refused)
    except (OSError, ValueError) as trouble:
        err.print(_cannot_be_opened(pack, trouble), markup=False, soft_wrap=True)
        raise typer.Exit(2) from None


def _cannot_be_opened(pack: str, trouble: Exception) -> str:
    if Path(pack).is_dir():
        return f'"{pack}" is a folder. Name a procedure file in it.'
    if isinstance(trouble, PermissionError):
        return f'"{pack}" may not be read. Ask whoever keeps the file to let you read it.'
    known = ", ".join(shipped())
    return f'There is no procedure "{pack}" and no such file. Those that come with IRO Bot: {known}.'


def _fail(trouble: Exception) -> NoReturn:
    err.print(_in_words(trouble), markup=False, soft_wrap=True)
    raise typer.Exit(1)


def _in_words(trouble: Exception) -> str:
    if isinstance(trouble, FileNotFoundError):
        return f"There is no file {trouble.filename}."
    if isinstance(trouble, OSError) and trouble.errno == errno.EADDRINUSE:
        return "That port is taken by another program. Set another one, for example IRO_BOT_PORT=3979, and start again."
    return str(trouble)
