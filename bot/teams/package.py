"""The app package that a Teams administrator uploads: the manifest for one tenant's bot, and its icons.

PackageRefused     carries one sentence for each thing to mend
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from ..commands.sayings import SAYINGS, Saying

MANIFEST = "manifest.json"
ICONS = ("color.png", "outline.png")
IN_A_WHEEL = "app_package"
"""The folder beside this file into which a wheel puts deploy/teams-app."""

# The limits of Microsoft's manifest schema.
LONGEST_NAME = 30
LONGEST_PUBLISHER = 32
LONGEST_URL = 2_048

PERSONAL = (
    "raise", "my cases", "respond", "further time", "pass to", "not satisfied", "escalate", "resolve", "praise",
    "log overdue", "undo", "help",
)  # fmt: skip
"""What Teams offers in a chat with the bot, as it is typed. Without a reference, the only case open to it is meant."""
IN_COMPANY = ("respond", "further time", "pass to", "not satisfied", "escalate", "resolve", "help")
"""Where others read along, nothing is offered that would show them a list of cases or the form of a new concern."""

_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_VERSION = re.compile(r"(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){2}")
_RELEASE = re.compile(r"([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?")
_APP_ID = "the application (client) id of the bot's registration in Microsoft Entra"
_AT_REST = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can say: the same settings make the same bytes
_UNIX = 3
_READABLE = 0o100644 << 16


class PackageRefused(Exception):
    """`faults` names everything there is to mend."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True, slots=True)
class AppDetails:
    """What differs from tenant to tenant. `version` has three numbers."""

    app_id: str
    name: str
    publisher: str
    website: str
    privacy: str
    terms: str
    version: str


@dataclass(frozen=True, slots=True)
class Written:
    """What an administrator will see: the app's `id` and its `version`."""

    id: str
    version: str


def write_package(details: AppDetails, to: Path) -> Written:
    """Whole or not at all: a package that is there already stays until the new one is written.

    Raises PackageRefused.
    """
    if faults := (*_faults(details), *_faults_of_place(to)):
        raise PackageRefused(*faults)
    manifest = filled_manifest(details)
    unfinished = to.with_name(f"{to.name}.part")
    try:
        unfinished.write_bytes(_zipped(manifest))
        unfinished.replace(to)
    except OSError as trouble:
        with suppress(OSError):
            unfinished.unlink()
        raise PackageRefused(_cannot_be_written(to, trouble)) from None
    return Written(str(manifest["id"]), str(manifest["version"]))


def filled_manifest(details: AppDetails) -> dict[str, object]:
    """The manifest of deploy/teams-app with this tenant's details and the commands that the bot understands."""
    told = asdict(details) | {"app_id": details.app_id.lower()}
    text = (_folder() / MANIFEST).read_text(encoding="utf-8")
    manifest = json.loads(text, object_hook=lambda part: {key: _filled(value, told) for key, value in part.items()})
    manifest["bots"][0]["commandLists"] = [
        _command_list(PERSONAL, "personal"),
        _command_list(IN_COMPANY, "team", "groupChat"),
    ]
    return dict(manifest)


def _filled(value: object, told: Mapping[str, str]) -> object:
    return Template(value).substitute(told) if isinstance(value, str) else value


def _command_list(commands: tuple[str, ...], *scopes: str) -> dict[str, object]:
    """As prompts: Teams writes them into the box to type in, where they can be added to before they are sent."""
    listed = [
        {"title": typed, "description": _saying(typed).does, "type": "prompt", "prompt": typed} for typed in commands
    ]
    return {"scopes": list(scopes), "commands": listed}


def _saying(typed: str) -> Saying:
    return next(saying for saying in SAYINGS if f"{typed} ".startswith(f"{saying.begins[0]} "))


def three_numbers(version: str) -> str:
    """As Teams wants a version: 1.2.0 for Python's 1.2 and 1.2.0rc1."""
    release = _RELEASE.match(version)
    return ".".join(number or "0" for number in release.groups()) if release else "0.0.0"


def _zipped(manifest: Mapping[str, object]) -> bytes:
    """Not compressed, since what compressing makes differs from machine to machine."""
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    held = {MANIFEST: text.encode("utf-8")} | {icon: (_folder() / icon).read_bytes() for icon in ICONS}
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_STORED) as file:
        for name, content in held.items():
            entry = zipfile.ZipInfo(name, _AT_REST)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            file.writestr(entry, content)
    return package.getvalue()


def _folder() -> Traversable:
    """A wheel carries the folder beside this file; a source checkout has it where people look for it."""
    carried = files(__package__) / IN_A_WHEEL
    return carried if carried.is_dir() else Path(__file__).parents[2] / "deploy" / "teams-app"


def _faults(details: AppDetails) -> Iterator[str]:
    if not details.app_id:
        yield f"The app id is not set. It is {_APP_ID}: write --app-id, or set IRO_BOT_TEAMS_APP_ID."
    elif not _GUID.fullmatch(details.app_id):
        yield f'The app id is "{details.app_id}". It is {_APP_ID}, like 8f1c2d3e-1a2b-4c3d-9e8f-0123456789ab.'
    yield from _faults_of_name("name", details.name, LONGEST_NAME)
    yield from _faults_of_name("publisher", details.publisher, LONGEST_PUBLISHER)
    if not _VERSION.fullmatch(details.version):
        yield f'--version is "{details.version}". Write three numbers above those of the last package, such as 1.0.1.'
    yield from _faults_of_page("website", details.website, "the page that tells staff about the bot")
    yield from _faults_of_page("privacy", details.privacy, "the privacy notice")
    yield from _faults_of_page("terms", details.terms, "the terms of use")


def _faults_of_name(option: str, name: str, longest: int) -> Iterator[str]:
    if not name:
        yield f"The {option} is empty. Write --{option} and up to {longest} letters, or leave it out."
    elif len(name) > longest:
        yield f"The {option} has {len(name)} letters, and Teams shows up to {longest}. Write a shorter one."


def _faults_of_page(option: str, url: str, page: str) -> Iterator[str]:
    if not url:
        yield f"--{option} is missing. It is the address of {page}, and Teams asks for it."
    elif not _is_https(url):
        yield f'--{option} is "{url}". Write the whole address of {page}; it begins with https://'
    elif len(url) > LONGEST_URL:
        yield f"--{option} has {len(url)} letters, and Teams takes up to {LONGEST_URL}. Write a shorter address."


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not re.search(r"\s", url)


def _faults_of_place(to: Path) -> Iterator[str]:
    try:
        if to.is_dir():
            yield f'"{to}" is a folder. Name a file in it with --out.'
        elif not to.parent.is_dir():
            yield f'There is no folder "{to.parent}". Name a file in a folder that is there with --out.'
    except OSError as trouble:  # a name that no file can have
        yield _cannot_be_written(to, trouble)


def _cannot_be_written(to: Path, trouble: OSError) -> str:
    return f'"{to}" cannot be written: {trouble.strerror}. Name another file with --out.'
