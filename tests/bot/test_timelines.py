"""The whole ladder of each procedure, as a timeline that can be read and is kept beside the test.

After a change that is meant: UPDATE_TIMELINES=1 pytest tests/bot/test_timelines.py, and read what has changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.procedures.packs import shipped
from bot.rehearsal import rehearse_file
from bot.rehearsal.playing import Player
from bot.rehearsal.reading import read_scenario_file
from bot.rehearsal.running import open_for
from escalation.case import Task, Verdict
from escalation.case_log import Judged, Lapsed, Responded, StageEntered
from escalation.decision import Entry
from storage.reports import CaseFilter
from tests.sources import ROOT

TIMELINES = Path(__file__).parent / "timelines"
PLAYED = [ROOT / "bot/tryout/scenarios" / f"{name}.yaml" for name in shipped()]


def compare_with_the_kept(story: str, kept: Path) -> None:
    if os.environ.get("UPDATE_TIMELINES"):
        kept.write_text(story, "utf-8")
    assert story == kept.read_text("utf-8")


def meets(file: Path, folder: Path) -> set[str]:
    """Which of the four trials of a ladder a scenario plays, by what its cases' logs say."""
    script = read_scenario_file(file)
    office = open_for(script, folder)
    for _ in Player(office, script).play():
        pass
    with office.desk.database.read() as reading:
        logs = [reading.log.entries(row.ref) for row in reading.reports.cases(CaseFilter())]
    office.close()
    return {trial for log in logs for trial in _trials(log)}


def _trials(log: tuple[Entry, ...]) -> Iterator[str]:
    lapsed: set[int] = set()
    answered = {entry.facts.visit for entry in log if isinstance(entry.facts, Responded)}
    for entry in log:
        match entry.facts:
            case Lapsed(duty=duty) if duty.task in (Task.ANSWER, Task.SETTLE) and duty.visit is not None:
                lapsed.add(duty.visit)
            case Responded(visit=visit) if visit in lapsed:
                yield "late answer"
            case Judged(verdict=Verdict.NOT_SATISFIED):
                yield "unsatisfactory answer"
            case StageEntered(passed_over=(_, *_)):
                yield "bypass"
    if lapsed - answered:
        yield "silence"


@pytest.mark.parametrize("file", PLAYED, ids=lambda file: file.stem)
def test_the_ladder_plays_as_it_is_written_down(file: Path) -> None:
    lines: list[str] = []
    rehearse_file(file, False, lines.append)
    compare_with_the_kept("".join(lines), TIMELINES / f"{file.stem}.txt")


@pytest.mark.parametrize("file", PLAYED, ids=lambda file: file.stem)
def test_the_ladder_meets_silence_an_unsatisfactory_answer_a_late_one_and_a_bypass(file: Path, tmp_path: Path) -> None:
    assert meets(file, tmp_path) == {"silence", "unsatisfactory answer", "late answer", "bypass"}


def test_every_timeline_that_is_kept_is_played() -> None:
    assert {kept.stem for kept in TIMELINES.glob("*.txt")} == {file.stem for file in PLAYED}
