"""What the service needs to know from its surroundings, read once; everything missing or wrong is told together.

SettingsWrong      carries one sentence for each thing to mend, none of which repeats a secret
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "IRO_BOT_"
HERE = "127.0.0.1"
PORT = 3978
HIGHEST_PORT = 65_535
LONGEST_SECRET = 4_096
DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")

_PACK_ID = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_THUMBPRINT = re.compile(r"[0-9A-Fa-f]{40}")
_CHANNEL = re.compile(r"19:[A-Za-z0-9_.-]+@thread\.(tacv2|skype)")


class Mode(StrEnum):
    """The try-out gets along with nothing set; a service has to be told where its things are."""

    TRYOUT = "tryout"
    SERVE = "serve"


class SettingsWrong(Exception):
    """`faults` names everything there is to mend."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True, slots=True)
class TeamsSettings:
    """The door to Microsoft Teams. `app_id` and `tenant` are GUIDs; exactly one of the four credentials is set.

    `certificate` is a PEM file with its private key, `thumbprint` its SHA-1; `assertion` a file that is written anew
    by whoever vouches for us; `managed_identity` says that the machine's own identity is the bot's. `channel` is the
    channel in which each case has a thread.
    """

    app_id: str
    tenant: str
    secret: str = field(default="", repr=False)
    certificate: Path | None = None
    thumbprint: str = ""
    assertion: Path | None = None
    managed_identity: bool = False
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """`pack` is the id of a pack that comes with the product, or a file.

    None: the try-out's own choice; for a service, what the database says that its teams work under.

    `folder` holds what the try-out keeps. The database's URL is left out of what is printed: it may hold a password.
    """

    database_url: str = field(repr=False)
    host: str
    port: int
    pack: str | Path | None
    people: Path | None
    bank_holidays: Path | None
    folder: Path
    teams: TeamsSettings | None = None


def read_settings(environ: Mapping[str, str], mode: Mode) -> Settings:
    """Raises SettingsWrong with all that is missing or wrong."""
    reading = _Reading(environ, mode)
    folder = Path(reading.text("FOLDER", ".tryout"))
    settings = Settings(
        database_url=reading.database_url(folder),
        host=reading.text("HOST", HERE),
        port=reading.port(),
        pack=reading.pack(),
        people=reading.file("PEOPLE", "the CSV file of people, posts and cover", mode is Mode.SERVE),
        bank_holidays=reading.file("BANK_HOLIDAYS", "GOV.UK's bank-holidays.json", is_needed=False),
        folder=folder,
        teams=reading.teams() if mode is Mode.SERVE else None,
    )
    reading.look_for_slips()
    if reading.faults:
        raise SettingsWrong(tuple(reading.faults))
    return settings


class _Reading:
    """One reading of the environment: gathers the faults as it goes."""

    def __init__(self, environ: Mapping[str, str], mode: Mode) -> None:
        self.environ = environ
        self.mode = mode
        self.asked: set[str] = set()
        self.faults: list[str] = []

    def text(self, name: str, otherwise: str = "") -> str:
        self.asked.add(PREFIX + name)
        return self.environ.get(PREFIX + name, "").strip() or otherwise

    def secret(self, name: str) -> str:
        """From NAME, or from the file that NAME_FILE names; a secret is never repeated in a fault."""
        value, file = self.text(name), self.text(f"{name}_FILE")
        variable = PREFIX + name
        if value and file:
            self.faults.append(f"{variable} and {variable}_FILE are both set. Keep one of them.")
        if value or not file:
            return value
        try:
            content = Path(file).read_bytes()[: LONGEST_SECRET + 1].decode("utf-8").strip()
        except (OSError, ValueError):
            self.faults.append(
                f"{variable}_FILE names {file}, which cannot be read. Check the path and who may read the file."
            )
            return ""
        if not content or len(content) >= LONGEST_SECRET:
            what = "is empty" if not content else "is too long for a secret"
            self.faults.append(f"{variable}_FILE names {file}, which {what}. Write the value into it and nothing else.")
            return ""
        return content

    def database_url(self, folder: Path) -> str:
        before = len(self.faults)
        url = self.secret("DATABASE_URL")
        if not url:
            if self.mode is Mode.TRYOUT:
                return f"sqlite:///{folder / 'iro-bot.db'}"
            if len(self.faults) == before:
                self.missing("DATABASE_URL", "the database, for example postgresql://name@host/database")
            return ""
        if _scheme(url) not in DATABASES:
            self.faults.append(
                f"{PREFIX}DATABASE_URL is not a database that can be used. "
                "It begins with sqlite:/// and a file, or with postgresql:// and a server."
            )
        return url

    def port(self) -> int:
        """0 lets the machine choose a free one."""
        written = self.text("PORT", str(PORT))
        if written.isascii() and written.isdigit() and len(written) <= len(str(HIGHEST_PORT)):
            port = int(written)
            if port <= HIGHEST_PORT:
                return port
        self.faults.append(
            f'{PREFIX}PORT is "{written}". Write a whole number up to {HIGHEST_PORT}, for example {PORT}.'
        )
        return PORT

    def pack(self) -> str | Path | None:
        written = self.text("PACK")
        if not written:
            return None
        if _PACK_ID.fullmatch(written):
            return written
        return self.file("PACK", "the file of a procedure", is_needed=False)

    def file(self, name: str, what: str, is_needed: bool) -> Path | None:
        written = self.text(name)
        if not written:
            if is_needed:
                self.missing(name, what)
            return None
        path = Path(written)
        if not _is_file(path):
            self.faults.append(f"{PREFIX}{name} names {written}, and there is no such file. It is to name {what}.")
        return path

    def is_on(self, name: str) -> bool:
        written = self.text(name, "off").lower()
        if written not in ("on", "off"):
            self.faults.append(f'{PREFIX}{name} is "{written}". Write on or off.')
        return written == "on"

    def teams(self) -> TeamsSettings | None:
        """None where the door is closed. One that is open needs everything: nobody may come in unchecked."""
        is_open = self.is_on("TEAMS")
        settings = TeamsSettings(
            app_id=self.guid("TEAMS_APP_ID", "the bot's app registration", is_open),
            tenant=self.guid("TEAMS_TENANT", "the authority's tenant", is_open),
            secret=self.secret("TEAMS_SECRET"),
            certificate=self.file("TEAMS_CERTIFICATE", "the PEM file of the bot's certificate", is_needed=False),
            thumbprint=self.text("TEAMS_THUMBPRINT"),
            assertion=self.file("TEAMS_ASSERTION", "the file with the federated assertion", is_needed=False),
            managed_identity=self.is_on("TEAMS_MANAGED_IDENTITY"),
            channel=self.text("TEAMS_CHANNEL"),
        )
        if is_open:
            self.faults += _teams_faults(settings)
        return settings if is_open else None

    def guid(self, name: str, what: str, is_needed: bool) -> str:
        written = self.text(name).lower()
        if not written and is_needed:
            self.missing(name, f"the id of {what}, a GUID")
        if written and not _GUID.fullmatch(written):
            self.faults.append(
                f"{PREFIX}{name} is no GUID. It is the id of {what}, as in 12345678-90ab-cdef-1234-567890abcdef."
            )
        return written

    def missing(self, name: str, what: str) -> None:
        self.faults.append(f"{PREFIX}{name} is not set. It names {what}.")

    def look_for_slips(self) -> None:
        """A name that nearly is one of ours was meant to be it."""
        for name in sorted(set(self.environ) - self.asked):
            near = get_close_matches(name, sorted(self.asked), n=1, cutoff=0.85)
            if name.startswith(PREFIX) and near:
                self.faults.append(f"{name} means nothing here. Perhaps {near[0]} is meant.")


def _teams_faults(teams: TeamsSettings) -> Iterator[str]:
    """What the door to Teams lacks to prove who the bot is, and to find the channel."""
    shown = [bool(teams.secret), teams.certificate is not None, teams.assertion is not None, teams.managed_identity]
    if sum(shown) != 1:
        yield (
            f"{PREFIX}TEAMS is on, and the bot has {'no' if not any(shown) else 'more than one'} way to prove who it "
            f"is. Set one of {PREFIX}TEAMS_SECRET (or TEAMS_SECRET_FILE), TEAMS_CERTIFICATE, TEAMS_ASSERTION, or "
            "TEAMS_MANAGED_IDENTITY=on."
        )
    if teams.certificate is not None and not _THUMBPRINT.fullmatch(teams.thumbprint):
        yield f"{PREFIX}TEAMS_THUMBPRINT is to be the certificate's SHA-1, 40 hexadecimal digits, as Entra shows it."
    if teams.channel and not _CHANNEL.fullmatch(teams.channel):
        yield f"{PREFIX}TEAMS_CHANNEL is no channel's id. It begins with 19: and ends with @thread.tacv2."


def _scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme
    except ValueError:
        return ""


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False
