"""Every quirk that has been seen in a procedure can be written down; what cannot be played yet is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalation.packs.explaining.pack import explain_pack
from escalation.packs.reading import Pack, read_pack

from .pack_texts import FAIR, LIBRARY

QUIRKS = Path(__file__).parent / "packs" / "quirks"
TALK, FIRST = "tracks > main > stages > talk", "tracks > main > stages > first"


def quirky(name: str) -> Pack:
    text = (QUIRKS / f"{name}.yaml").read_text("utf-8")
    return read_pack(text, f"{name}.yaml", {**LIBRARY, "fairshire": FAIR})


def places(lines: tuple[str, ...]) -> set[str]:
    """The way to each key, without file, line and value."""
    return {line.split(", ", 2)[2].split(":")[0] for line in lines}


PREVENTS_CASES = {
    "clocks": set(),
    "people": set(),
    "ladders": set(),
    "beside": set(),
}


@pytest.mark.parametrize("name", PREVENTS_CASES)
def test_a_pack_full_of_quirks_can_be_read_and_what_prevents_cases_is_named(name: str) -> None:
    pack = quirky(name)
    assert places(pack.cannot_open) == PREVENTS_CASES[name]
    assert pack.playable is not bool(PREVENTS_CASES[name])


def test_what_runs_beside_the_ladder_is_listed_and_prevents_no_case() -> None:
    pack = quirky("beside")
    assert places(pack.not_played) == {"reports", "events", "side workflows"}
    assert pack.playable


@pytest.mark.parametrize("name", PREVENTS_CASES)
def test_every_quirk_can_be_read_aloud(name: str) -> None:
    text = explain_pack(quirky(name))
    assert "Enum" not in text and "Literal" not in text and "None" not in text
    assert max(map(len, text.splitlines())) <= 120


def test_a_way_on_under_a_condition_stands_apart_from_the_plain_ways() -> None:
    ways = quirky("ladders").procedure.tracks["main"].stages["first"].next  # type: ignore[index]
    assert ways.not_satisfied == ("second",)
    assert ways.silent == ()
    assert [(way.outcome, way.stage, way.track) for way in ways.other_ways] == [
        ("not satisfied", "advice", None),
        ("not satisfied", None, "agency"),
        ("silent", "second", None),
    ]
