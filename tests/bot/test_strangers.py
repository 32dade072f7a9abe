"""Two procedures that strangers to the code wrote from published texts: they load, read back and rehearse as kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.people.file import read_people
from bot.procedures.packs import library, text_of
from bot.rehearsal import RehearsalStopped, rehearse_file
from bot.world import World
from escalation.packs.explaining.pack import explain_pack
from escalation.packs.reading import check_pack
from tests.sources import ROOT

from .test_timelines import compare_with_the_kept

STRANGERS = ROOT / "tests" / "strangers"
PACKS = sorted(file for file in STRANGERS.glob("*.yaml") if not file.stem.endswith("scenario"))
SCENARIOS = sorted(STRANGERS.glob("*-scenario.yaml"))


def named(file: Path) -> str:
    return file.stem


@pytest.mark.parametrize("file", PACKS, ids=named)
def test_it_loads_without_a_fault(file: Path) -> None:
    text, name = text_of(str(file))
    assert check_pack(text, name, library()) == ()


@pytest.mark.parametrize("file", PACKS, ids=named)
def test_it_reads_back_every_stage_and_every_gap(file: Path) -> None:
    pack = World().read(*text_of(str(file)))
    said = " ".join(explain_pack(pack).split())
    stages = [stage.title for track in pack.procedure.tracks.values() for stage in track.stages.values()]
    assert [words for words in (*stages, *pack.procedure.gaps) if words not in said] == []


@pytest.mark.parametrize("file", PACKS, ids=named)
def test_its_people_hold_its_posts(file: Path) -> None:
    people = STRANGERS / f"{file.stem.removesuffix('-variant')}-people.csv"
    read = read_people(people.read_bytes(), people.name, World().read(*text_of(str(file))).procedure)
    assert read.remarks == ()


@pytest.mark.parametrize("file", SCENARIOS, ids=named)
def test_its_case_plays_as_it_is_written_down(file: Path) -> None:
    lines: list[str] = []
    rehearse_file(file, False, lines.append)
    compare_with_the_kept("".join(lines), STRANGERS / f"{file.stem}.txt")


def test_whoever_is_named_on_the_case_is_not_left_out(tmp_path: Path) -> None:
    for file in ("sefton-variant.yaml", "sefton-people.csv"):
        (tmp_path / file).write_bytes((STRANGERS / file).read_bytes())
    scenario = tmp_path / "scenario.yaml"
    text = (STRANGERS / "sefton-variant-scenario.yaml").read_text("utf-8")
    scenario.write_text(text.replace("social worker: prac, ", ""), "utf-8")
    lines: list[str] = []
    with pytest.raises(RehearsalStopped, match="Name the Practitioner"):
        rehearse_file(scenario, False, lines.append)
    assert "Bo Unit" not in "".join(lines)
