"""The app package for Teams: what Microsoft's schema asks, what the bot understands, what an administrator needs."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from typer.testing import CliRunner

from bot.cli import app
from bot.commands.kinds import LogQuery, Misunderstood, MyCases, Praise, Raise
from bot.commands.reading import read_command
from bot.commands.sayings import SAYINGS
from bot.teams.package import ICONS, MANIFEST, AppDetails, filled_manifest, three_numbers
from tests.sources import ROOT

SCHEMA = json.loads((ROOT / "tests/schemas/teams-app-manifest-1.30.json").read_text("utf-8"))
GUID = "8f1c2d3e-1a2b-4c3d-9e8f-0123456789ab"
PAGES = {"--website": "https://fairshire.example/iro", "--privacy": "https://fairshire.example/privacy",
         "--terms": "https://fairshire.example/terms"}  # fmt: skip
DAY = date(2026, 3, 2)


def details(**other: str) -> AppDetails:
    usual = {
        "app_id": GUID,
        "name": "IRO Bot",
        "publisher": "Fairshire Council",
        "website": PAGES["--website"],
        "privacy": PAGES["--privacy"],
        "terms": PAGES["--terms"],
        "version": "0.1.0",
    }
    return AppDetails(**(usual | other))


def manifest(**other: str) -> dict[str, Any]:
    return filled_manifest(details(**other))


def words(**options: str) -> list[str]:
    """A whole command line; an option given as "" is left out."""
    told = {"--app-id": GUID} | PAGES | {f"--{name.replace('_', '-')}": value for name, value in options.items()}
    return ["teams-package", *(word for option, value in told.items() if value for word in (option, value))]


def run(*command: str, code: int = 0) -> str:
    """What is printed, in one line, where nothing is set in the environment."""
    result = CliRunner().invoke(app, list(command), env={"IRO_BOT_TEAMS_APP_ID": None})
    assert result.exit_code == code, result.output
    return " ".join((result.stdout + result.stderr).split())


def texts(part: object) -> Iterator[str]:
    match part:
        case str():
            yield part
        case dict():
            for value in part.values():
                yield from texts(value)
        case list():
            for value in part:
                yield from texts(value)


# --- the manifest


def test_microsofts_schema_finds_no_fault_in_the_manifest() -> None:
    validator = Draft4Validator(SCHEMA)
    assert [error.message for error in validator.iter_errors(manifest())] == []


def test_the_longest_names_and_addresses_that_are_taken_keep_to_the_schema() -> None:
    longest = manifest(name="N" * 30, publisher="P" * 32, website=f"https://fairshire.example/{'x' * 2022}")
    assert [error.message for error in Draft4Validator(SCHEMA).iter_errors(longest)] == []


def test_the_manifest_names_the_schema_that_it_keeps_to() -> None:
    ours = manifest()
    assert ours["manifestVersion"] == SCHEMA["properties"]["manifestVersion"]["const"]
    assert f"/v{ours['manifestVersion']}/" in ours["$schema"]


def test_every_placeholder_is_filled_in_and_quotes_and_dollars_stay_as_they_are() -> None:
    ours = manifest(name='IRO "Bot" $5 ${app_id}')
    assert ours["name"]["short"] == 'IRO "Bot" $5 ${app_id}'
    assert not [text for text in texts(manifest()) if "$" in text]


def test_the_app_its_bot_and_its_message_extension_have_one_id() -> None:
    ours = manifest(app_id=GUID.upper())
    assert [ours["id"], ours["bots"][0]["botId"], ours["composeExtensions"][0]["botId"]] == [GUID] * 3


def test_the_app_can_be_added_to_private_channels_and_asks_for_no_right_to_read_conversations() -> None:
    ours = manifest()
    assert ours["supportsChannelFeatures"] == "tier1"
    assert ours["bots"][0]["scopes"] == ["personal", "team", "groupChat"]
    assert ours["permissions"] == ["messageTeamMembers"]
    assert ours["validDomains"] == []
    assert not {"authorization", "webApplicationInfo", "devicePermissions"} & set(ours)


def test_a_concern_can_be_raised_from_a_message_and_a_case_found_from_the_box() -> None:
    raise_it, find_it = manifest()["composeExtensions"][0]["commands"]
    assert (raise_it["id"], raise_it["type"], raise_it["fetchTask"]) == ("raise", "action", True)
    assert raise_it["context"] == ["message", "compose", "commandBox"]
    assert (find_it["id"], find_it["type"], find_it["initialRun"]) == ("find", "query", True)
    assert [parameter["name"] for parameter in find_it["parameters"]] == ["words"]


def test_the_manifest_is_in_british_english_and_does_not_shout() -> None:
    ours = manifest()
    assert ours["localizationInfo"] == {"defaultLanguageTag": "en-gb"}
    assert not [text for text in texts(ours) if "!" in text or "please note" in text.lower()]


@pytest.mark.parametrize(
    ("python", "teams"),
    [("0.1.0", "0.1.0"), ("1.2", "1.2.0"), ("2", "2.0.0"), ("1.4.0rc1", "1.4.0"), ("3.10.2.post1", "3.10.2")],
)
def test_the_version_of_the_product_is_said_in_three_numbers(python: str, teams: str) -> None:
    assert three_numbers(python) == teams


# --- the commands that Teams offers


def commands(*scopes: str) -> list[dict[str, str]]:
    lists = manifest()["bots"][0]["commandLists"]
    return next(one["commands"] for one in lists if one["scopes"] == list(scopes))


OFFERED = [command for one in manifest()["bots"][0]["commandLists"] for command in one["commands"]]


@pytest.mark.parametrize("command", OFFERED, ids=lambda command: command["title"])
def test_whatever_teams_offers_is_understood(command: dict[str, str]) -> None:
    assert command["type"] == "prompt"
    for typed in (command["title"], command["prompt"], f"<at>IRO Bot</at> {command['prompt']}"):
        assert not isinstance(read_command(typed, DAY), Misunderstood)


def test_a_command_is_explained_as_help_explains_it() -> None:
    does = {begin: saying.does for saying in SAYINGS for begin in saying.begins}
    explained = {command["title"]: command["description"] for command in OFFERED}
    assert explained.pop("log overdue") == does["log"]
    assert explained == {typed: does[typed] for typed in explained}


def test_a_chat_with_the_bot_begins_with_what_is_wanted_most() -> None:
    offered = [command["title"] for command in commands("personal")]
    assert offered[:3] == ["raise", "my cases", "respond"]
    assert offered[-1] == "help"


def test_where_others_read_along_no_list_of_cases_and_no_new_case_is_offered() -> None:
    read = [read_command(command["prompt"], DAY) for command in commands("team", "groupChat")]
    assert not [command for command in read if isinstance(command, LogQuery | MyCases | Raise | Praise)]


# --- the icons


@dataclass(frozen=True)
class Picture:
    """A PNG of 8 bits a channel with red, green, blue and alpha; `pixels` row by row."""

    width: int
    height: int
    pixels: tuple[tuple[int, ...], ...]


def picture(content: bytes) -> Picture:
    """Reads no other PNG: depth, colour type and interlace are what Teams wants, or the test fails."""
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    parts = list(chunks(content[8:]))
    width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", parts[0][1])
    assert (depth, colour, interlace) == (8, 6, 0)
    data = zlib.decompress(b"".join(body for kind, body in parts if kind == b"IDAT"))
    flat = b"".join(rows(data, width * 4))
    return Picture(width, height, tuple(tuple(flat[at : at + 4]) for at in range(0, len(flat), 4)))


def chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    while content:
        length, kind = struct.unpack(">I4s", content[:8])
        yield kind, content[8 : 8 + length]
        content = content[12 + length :]


def rows(data: bytes, length: int) -> Iterator[bytes]:
    """The rows with their filters undone (https://www.w3.org/TR/png-3/#9Filters)."""
    above = bytes(length)
    for start in range(0, len(data), length + 1):
        row = bytearray(data[start + 1 : start + 1 + length])
        for at in range(length):
            left, corner = (row[at - 4], above[at - 4]) if at >= 4 else (0, 0)
            row[at] = (row[at] + predicted(data[start], left, above[at], corner)) % 256
        above = bytes(row)
        yield above


def predicted(kind: int, left: int, up: int, corner: int) -> int:
    nearest = min((left, up, corner), key=lambda value: abs(left + up - corner - value))
    return (0, left, up, (left + up) // 2, nearest)[kind]


def icon(name: str) -> Picture:
    return picture((ROOT / "deploy/teams-app" / name).read_bytes())


def test_the_icon_in_colour_fills_its_square_with_the_accent_colour() -> None:
    colour = icon("color.png")
    accent = tuple(bytes.fromhex(manifest()["accentColor"].removeprefix("#")))
    assert (colour.width, colour.height) == (192, 192)
    assert {pixel[3] for pixel in colour.pixels} == {255}
    assert colour.pixels[0] == colour.pixels[-1] == (*accent, 255)
    assert (255, 255, 255, 255) in colour.pixels


def test_the_outline_is_white_on_nothing() -> None:
    outline = icon("outline.png")
    assert (outline.width, outline.height) == (32, 32)
    assert {pixel[:3] for pixel in outline.pixels if pixel[3]} == {(255, 255, 255)}
    solid = sum(pixel[3] == 255 for pixel in outline.pixels)
    assert 60 < solid < len(outline.pixels) // 2


# --- the zip


def test_the_package_holds_the_manifest_and_the_icons_at_its_root(tmp_path: Path) -> None:
    to = tmp_path / "app.zip"
    run(*words(out=str(to), publisher="Fairshire Council"))
    with zipfile.ZipFile(to) as package:
        assert package.testzip() is None
        assert package.namelist() == [MANIFEST, *ICONS]
        assert json.loads(package.read(MANIFEST)) == manifest(version=version("iro-bot"))
        assert [package.read(name) for name in ICONS] == [
            (ROOT / "deploy/teams-app" / name).read_bytes() for name in ICONS
        ]


def test_the_manifest_names_the_icons_as_the_package_does() -> None:
    assert tuple(manifest()["icons"].values()) == ICONS


def test_the_same_details_make_the_same_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    run(*words(out=str(one)))
    run(*words(out=str(two)))
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as package:
        assert {(entry.date_time, entry.create_system) for entry in package.infolist()} == {((1980, 1, 1, 0, 0, 0), 3)}


def test_an_administrator_is_told_which_app_it_is_and_where_it_goes(tmp_path: Path) -> None:
    told = run(*words(out=str(tmp_path / "app.zip")))
    assert f"app.zip holds the Teams app {GUID}, version {version('iro-bot')}." in told
    assert "Teams admin centre, https://admin.teams.microsoft.com: Teams apps, Manage apps" in told


def test_a_package_that_takes_the_place_of_another_says_its_own_version(tmp_path: Path) -> None:
    assert f"the Teams app {GUID}, version 1.4.10." in run(*words(out=str(tmp_path / "app.zip"), version="1.4.10"))


def test_the_app_id_may_come_from_the_environment(tmp_path: Path) -> None:
    command = words(app_id="", out=str(tmp_path / "app.zip"))
    result = CliRunner().invoke(app, command, env={"IRO_BOT_TEAMS_APP_ID": GUID})
    assert result.exit_code == 0
    assert GUID in result.stdout


def test_a_wheel_carries_all_that_the_package_is_made_of(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    installed, made, ours = tmp_path / "installed", tmp_path / "made.zip", tmp_path / "ours.zip"
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(installed)
    start = f"import bot.cli; assert bot.cli.__file__.startswith({str(installed)!r}); bot.cli.main()"
    environment = os.environ | {"PYTHONPATH": str(installed)}
    subprocess.run([sys.executable, "-c", start, *words(out=str(made))], cwd=tmp_path, env=environment, check=True)
    run(*words(out=str(ours)))
    assert made.read_bytes() == ours.read_bytes()


# --- what is refused


def test_everything_that_is_missing_is_told_together(tmp_path: Path) -> None:
    told = run("teams-package", "--out", str(tmp_path / "nowhere" / "app.zip"), code=1)
    assert "The app id is not set." in told
    assert "--app-id, or set IRO_BOT_TEAMS_APP_ID" in told
    for option in PAGES:
        assert f"{option} is missing." in told
    assert "There is no folder" in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"app_id": "iro-bot"}, 'The app id is "iro-bot".'),
        ({"app_id": f"{{{GUID}}}"}, "The app id is"),
        ({"app_id": f"{GUID}0"}, "The app id is"),
        ({"website": "http://fairshire.example"}, 'begins with https://'),
        ({"privacy": "fairshire.example/privacy"}, '--privacy is "fairshire.example/privacy".'),
        ({"terms": "https://"}, '--terms is "https://".'),
        ({"terms": "https://[fairshire"}, "--terms is"),
        ({"terms": "https://fairshire.example/our terms"}, "--terms is"),
        ({"website": f"https://fairshire.example/{'x' * 2023}"}, "--website has 2049 letters"),
        ({"name": "N" * 31}, "The name has 31 letters, and Teams shows up to 30."),
        ({"name": " "}, "The name is empty."),
        ({"version": "2"}, '--version is "2". Write three numbers above those of the last package'),
        ({"version": "1.02.3"}, "Write three numbers"),
        ({"publisher": "P" * 33}, "The publisher has 33 letters, and Teams shows up to 32."),
    ],
)  # fmt: skip
def test_what_teams_would_not_take_is_refused_with_the_remedy(tmp_path: Path, wrong: dict[str, str], told: str) -> None:
    said = run(*words(out=str(tmp_path / "app.zip"), **wrong), code=1)
    assert told in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_file_to_write(tmp_path: Path) -> None:
    assert "is a folder. Name a file in it with --out." in run(*words(out=str(tmp_path)), code=1)


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    assert "cannot be written" in run(*words(out=str(tmp_path / ("x" * 300))), code=1)


def test_a_package_that_is_there_stays_when_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    to = tmp_path / "app.zip"
    to.write_bytes(b"the last one")
    (tmp_path / "app.zip.part").mkdir()
    assert "cannot be written" in run(*words(out=str(to)), code=1)
    assert to.read_bytes() == b"the last one"


def test_a_new_package_takes_the_place_of_the_last_one(tmp_path: Path) -> None:
    to = tmp_path / "app.zip"
    to.write_bytes(b"the last one")
    run(*words(out=str(to)))
    assert zipfile.is_zipfile(to)
    assert [file.name for file in tmp_path.iterdir()] == ["app.zip"]
