"""What the service needs to know from its surroundings, read once; everything missing or wrong is told together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from .settings.mail import MailSettings, read_mail
from .settings.pem import fault_of_authority
from .settings.reading import PREFIX, Reading, SettingsWrong
from .settings.teams import TeamsSettings, read_teams

HERE = "127.0.0.1"
PORT = 3978
DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")

_PACK_ID = re.compile(r"[a-z][a-z0-9_-]{0,63}")


class Mode(StrEnum):
    """The try-out gets along with nothing set; a service has to be told where its things are."""

    TRYOUT = "tryout"
    SERVE = "serve"


@dataclass(frozen=True, slots=True)
class Settings:
    """`pack` is the id of a pack that comes with the product, or a file.

    None: the try-out's own choice; for a service, what the database says that its teams work under.

    `folder` holds what the try-out keeps. The database's URL is left out of what is printed: it may hold a password.
    `authority` is a PEM file with a certificate authority of the council's own, beside those that the machine trusts.
    `governance` is the address of whoever is told when information about a child has gone astray.
    """

    database_url: str = field(repr=False)
    host: str
    port: int
    pack: str | Path | None
    people: Path | None
    bank_holidays: Path | None
    folder: Path
    teams: TeamsSettings | None = None
    mail: MailSettings | None = None
    authority: Path | None = None
    governance: str = field(default="", repr=False)


def read_settings(environ: Mapping[str, str], mode: Mode) -> Settings:
    """Raises SettingsWrong with all that is missing or wrong."""
    reading, serves = Reading(environ), mode is Mode.SERVE
    folder = Path(reading.text("FOLDER", ".tryout"))
    settings = Settings(
        database_url=_database_url(reading, mode, folder),
        host=reading.text("HOST", HERE),
        port=reading.port("PORT", PORT),
        pack=_pack(reading),
        people=reading.file("PEOPLE", "the CSV file of people, posts and cover", serves),
        bank_holidays=reading.file("BANK_HOLIDAYS", "GOV.UK's bank-holidays.json", is_needed=False),
        folder=folder,
        teams=read_teams(reading) if serves else None,
        mail=read_mail(reading) if serves else None,
        authority=_authority(reading) if serves else None,
        governance=reading.address("GOVERNANCE", "who is told when information goes astray", is_needed=False),
    )
    reading.look_for_slips()
    if reading.faults:
        raise SettingsWrong(
            tuple(dict.fromkeys(reading.faults)), frozenset(reading.gaps)
        )  # two doors may ask for the same
    return settings


def _database_url(reading: Reading, mode: Mode, folder: Path) -> str:
    before = len(reading.faults)
    url = reading.secret("DATABASE_URL")
    if not url:
        if mode is Mode.TRYOUT:
            return f"sqlite:///{folder / 'iro-bot.db'}"
        if len(reading.faults) == before:
            reading.missing("DATABASE_URL", "the database, for example postgresql://name@host/database")
        return ""
    if _scheme(url) not in DATABASES:
        reading.faults.append(
            f"{PREFIX}DATABASE_URL is not a database that can be used. "
            "It begins with sqlite:/// and a file, or with postgresql:// and a server."
        )
    return url


def _pack(reading: Reading) -> str | Path | None:
    written = reading.text("PACK")
    if not written:
        return None
    if _PACK_ID.fullmatch(written):
        return written
    return reading.file("PACK", "the file of a procedure", is_needed=False)


def _authority(reading: Reading) -> Path | None:
    file = reading.file("CA", "the PEM file of your own certificate authority", is_needed=False)
    if file is not None and file.exists() and (fault := fault_of_authority(file)):
        reading.faults.append(f"{PREFIX}CA names {file}, which {fault}")
    return file


def _scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme
    except ValueError:
        return ""
