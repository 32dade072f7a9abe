"""`iro-bot tryout`, `serve` and what is done beside a service: its version, its app for Teams, its reviews."""

from __future__ import annotations

import logging
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated

import typer

from escalation.bank_holidays import CalendarError
from escalation.case import PersonId
from escalation.packs.faults import PackRefused

from ..config import Mode
from .console import app, err, fail, out, settings_for

UPLOAD_IT = (
    "Upload it in the Teams admin centre, https://admin.teams.microsoft.com: Teams apps, Manage apps, Actions, Upload "
    "new app. Teams takes a package in place of one that is there only if its version is higher."
)
PUBLISHER = "IRO Bot contributors"


@app.command()
def version() -> None:
    """Print the version."""
    out.print(installed_version("iro-bot"))


@app.command()
def tryout() -> None:
    """Play a procedure in the browser: no tenant, no mail server, nothing to set up."""
    from ..tryout.run import run_tryout

    settings = settings_for(Mode.TRYOUT)
    try:
        run_tryout(settings, lambda url: out.print(f"The try-out answers at [bold]{url}[/bold]  (Ctrl+C ends it)"))
    except (PackRefused, CalendarError, OSError) as trouble:
        fail(trouble)


def log_with_the_time() -> None:
    """Each line says when, with its zone: what is read of a night in the morning."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s", datefmt="%Y-%m-%d %H:%M:%S %z")


@app.command()
def serve() -> None:
    """Run the service: count the days, open the doors that are switched on. A procedure that is a draft is refused."""
    from ..people.file import PeopleFileRefused
    from ..service.opening_desk import ServiceRefused
    from ..service.serving import run_service

    settings = settings_for(Mode.SERVE)
    log_with_the_time()
    try:
        run_service(settings, lambda url: out.print(f"Serving {url}/healthz"))
    except (ServiceRefused, PackRefused, PeopleFileRefused, CalendarError, OSError) as trouble:
        fail(trouble)


@app.command("import-reviews")
def import_reviews(
    file: Annotated[Path, typer.Argument(help="A CSV file: record,initials,kind,on and, if known, which,ends.")],
    by: Annotated[str, typer.Option("--by", help="Your id on the list of people: who raises, or keeps the log.")],
) -> None:
    """Record reviews and conferences from a CSV file. With a fault in any line, nothing is recorded."""
    from ..occasions.file import OccasionsFileRefused
    from ..occasions.importing import ImportRefused, clock_of, import_occasions

    settings = settings_for(Mode.TRYOUT)
    try:
        kept = import_occasions(file, PersonId(by.strip().lower()), settings.database_url, clock_of(settings))
    except (OccasionsFileRefused, ImportRefused, OSError) as trouble:
        fail(trouble)
    news = sum(one.is_news for one in kept)
    cases = len({ref for one in kept for ref in one.cases})
    drafts = sum(one.drafts for one in kept)
    out.print(f"{news} recorded, {len(kept) - news} known already. {cases} open cases follow, {drafts} drafts wait.")


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
    from ..teams.package import AppDetails, PackageRefused, three_numbers, write_package

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
        fail(refused)
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
