"""Three procedures that no authority has written: they load, read back, and play their whole ladders as kept.

Everything set by the raiser; calendar days, hours and a loop; eight stages, three meetings, two limits and no Cafcass.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.people.file import read_people
from bot.procedures.packs import library, text_of
from bot.rehearsal import rehearse_file
from bot.world import World
from escalation.durations import Unit
from escalation.packs.explaining.pack import explain_pack
from escalation.packs.reading import check_pack
from escalation.procedure import Procedure
from tests.sources import ROOT

from .test_timelines import compare_with_the_kept, meets

STRESS = ROOT / "tests/escalation/packs/stress"
SCENARIOS = sorted(STRESS.glob("*-scenario.yaml"))
NAMES = [file.stem.removesuffix("-scenario") for file in SCENARIOS]


def procedure(name: str) -> Procedure:
    return World().read(*text_of(str(STRESS / f"{name}.yaml"))).procedure


def units(name: str) -> set[Unit]:
    stages = (stage for track in procedure(name).tracks.values() for stage in track.stages.values())
    return {clock.within.unit for stage in stages for row in stage.clocks.values() for clock in row}


@pytest.mark.parametrize("name", NAMES)
def test_it_loads_and_reads_back_with_people_in_every_post(name: str) -> None:
    text, file = text_of(str(STRESS / f"{name}.yaml"))
    assert check_pack(text, file, library()) == ()
    pack = World().read(text, file)
    said = " ".join(explain_pack(pack).split())
    titles = [stage.title for track in pack.procedure.tracks.values() for stage in track.stages.values()]
    assert [title for title in titles if title not in said] == []
    assert read_people((STRESS / "people.csv").read_bytes(), "people.csv", pack.procedure).remarks == ()


@pytest.mark.parametrize("file", SCENARIOS, ids=NAMES)
def test_its_ladder_plays_as_it_is_written_down(file: Path) -> None:
    lines: list[str] = []
    rehearse_file(file, False, lines.append)
    compare_with_the_kept("".join(lines), STRESS / f"{file.stem.removesuffix('-scenario')}.txt")


@pytest.mark.parametrize("file", SCENARIOS, ids=NAMES)
def test_its_ladder_meets_silence_an_unsatisfactory_answer_a_late_one_and_a_bypass(file: Path, tmp_path: Path) -> None:
    assert meets(file, tmp_path) == {"silence", "unsatisfactory answer", "late answer", "bypass"}


def test_each_is_what_it_is_there_for() -> None:
    assert NAMES == ["days_and_a_loop", "eight_stages", "raiser_sets"]
    assert units("raiser_sets") == {Unit.SET_BY_THE_RAISER, Unit.UNSET}
    assert units("days_and_a_loop") == {Unit.CALENDAR_DAYS, Unit.HOURS, Unit.IMMEDIATELY}
    (track,) = procedure("eight_stages").tracks.values()
    meetings = [stage for stage in track.stages.values() if stage.meeting is not None]
    assert (len(track.stages), len(meetings), len(track.overall_limits)) == (8, 3, 2)
    assert track.cafcass != "at any time"
