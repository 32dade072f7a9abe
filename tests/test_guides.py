"""What the guides tell an operator to set, to run and to read is there."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bot.auditor import Auditor
from bot.casework import Desk
from bot.cli import app
from bot.clock import SteppedClock
from bot.config import Mode, read_settings
from bot.settings.reading import SettingsWrong
from bot.world import World
from storage.database import Database, open_existing
from tests.office import TestOffice
from tests.sources import ROOT

GUIDES = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "deploy").rglob("*.md"))]
guides = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: str(guide.relative_to(ROOT)))


class Asked(dict[str, str]):
    """An environment that keeps what it was asked for."""

    def __init__(self, **given: str) -> None:
        super().__init__({f"IRO_BOT_{name}": value for name, value in given.items()})
        self.names: set[str] = set()

    def get(self, name: str, otherwise: str = "") -> str:  # type: ignore[override]
        self.names.add(name)
        return super().get(name, otherwise)


def settings() -> set[str]:
    """Every name that means something to `serve`, with either door to Microsoft holding the registration."""
    names: set[str] = set()
    for door in ("TEAMS", "OUTLOOK"):
        environ = Asked(TEAMS="on", MAIL="outlook", **{f"{door}_SECRET": "geheim"})
        with suppress(SettingsWrong):
            read_settings(environ, Mode.SERVE)
        names |= environ.names
    return names


def commands(text: str) -> Iterator[str]:
    yield from re.findall(r"(?:^|`|/|\bnpx )iro-bot ([a-z][a-z-]+)", text, re.MULTILINE)
    yield from re.findall(r"^iro ([a-z][a-z-]+)", text, re.MULTILINE)


@guides
def test_every_setting_of_a_guide_is_one(guide: Path) -> None:
    assert set(re.findall(r"IRO_BOT_[A-Z_]*[A-Z]", guide.read_text(encoding="utf-8"))) - settings() == set()


@guides
def test_every_command_of_a_guide_is_one(guide: Path) -> None:
    known = {one.name or (one.callback.__name__ if one.callback else "") for one in app.registered_commands}
    assert set(commands(guide.read_text(encoding="utf-8"))) - known == set()


@guides
def test_every_file_that_a_guide_points_to_is_there(guide: Path) -> None:
    pointed = re.findall(r"\]\((?!https?:)([^)#]+)", guide.read_text(encoding="utf-8"))
    assert [one for one in pointed if not (guide.parent / one).exists()] == []


def test_a_backup_that_is_taken_while_a_case_runs_can_be_served(office: TestOffice, tmp_path: Path) -> None:
    office.ines.raises()
    copy, desk = tmp_path / "backup.db", office.office.desk
    [words] = re.findall(r"(VACUUM INTO) '", (ROOT / "deploy/server/README.md").read_text(encoding="utf-8"))
    with closing(sqlite3.connect(str(desk.database.engine.url.database))) as beside:
        beside.execute(f"{words} '{copy}'")
    kept = Desk(Database(open_existing(f"sqlite:///{copy}")), World(), SteppedClock(desk.clock.now()))
    health = Auditor(kept).health()
    assert (health.open_cases, health.troubles) == (1, ())
