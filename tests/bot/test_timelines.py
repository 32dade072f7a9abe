"""The whole ladder of each procedure, as a timeline that can be read and is kept beside the test.

After a change that is meant: UPDATE_TIMELINES=1 pytest tests/bot/test_timelines.py, and read what has changed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.packs import shipped
from bot.rehearsal import rehearse_file
from tests.sources import ROOT

TIMELINES = Path(__file__).parent / "timelines"
LADDERS = [ROOT / "bot/tryout/scenarios" / f"{name}.yaml" for name in shipped()]
PLAYED = [file for file in LADDERS if file.exists()]


def compare_with_the_kept(story: str, kept: Path) -> None:
    if os.environ.get("UPDATE_TIMELINES"):
        kept.write_text(story, "utf-8")
    assert story == kept.read_text("utf-8")


@pytest.mark.parametrize("file", PLAYED, ids=lambda file: file.stem)
def test_the_ladder_plays_as_it_is_written_down(file: Path) -> None:
    lines: list[str] = []
    rehearse_file(file, False, lines.append)
    compare_with_the_kept("".join(lines), TIMELINES / f"{file.stem}.txt")


def test_every_timeline_that_is_kept_is_played() -> None:
    assert {kept.stem for kept in TIMELINES.glob("*.txt")} == {file.stem for file in PLAYED}
