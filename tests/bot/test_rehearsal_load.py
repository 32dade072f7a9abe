"""A load is sound: everything is sent, nobody is forgotten, every log verifies, and a seed plays the same year."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.procedures.packs import text_of
from bot.rehearsal.load import Figures, Load, rehearse_load
from bot.world import World
from storage.database import Database, open_database

CASES = 12


def played(seed: int, cores: int = 1, keep: Path | None = None) -> Figures:
    pack = World().read(*text_of("luton"))
    return rehearse_load(Load(CASES, pack, seed, keep, cores), lambda part, words: None)


@pytest.fixture(scope="module")
def figures() -> Figures:
    return played(seed=3)


def test_a_load_is_sound(figures: Figures) -> None:
    assert figures.sound
    assert figures.cases == CASES
    assert figures.fewest_entries >= 12
    assert figures.lapses > 0
    assert figures.cards and figures.mails and figures.letters


def test_the_figures_are_printed_with_what_they_are(figures: Figures) -> None:
    said = "\n".join(figures.lines())
    assert f"{CASES} cases" in said
    assert f"{CASES} of {CASES} log chains verify" in said


def test_two_processes_write_what_one_writes(figures: Figures) -> None:
    shared = played(seed=3, cores=2)
    assert (shared.entries, shared.cards, shared.mails) == (figures.entries, figures.cards, figures.mails)


def test_another_seed_plays_another_year(figures: Figures) -> None:
    assert played(seed=4).entries != figures.entries


def test_the_database_of_a_load_can_be_kept(tmp_path: Path) -> None:
    played(seed=3, keep=tmp_path / "kept.db")
    with Database(open_database(f"sqlite:///{tmp_path / 'kept.db'}")).read() as reading:
        assert all(one.ok for one in reading.log.verify_all())


def test_a_broken_chain_is_not_sound() -> None:
    assert not Figures(broken=1).sound
    assert not Figures(unsent=1).sound
    assert not Figures(nobody=1).sound
