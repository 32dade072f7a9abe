"""Every quirk that has been seen in a procedure can be written down; what is not acted on yet is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalation.packs.explaining.pack import explain_pack
from escalation.packs.reading import Pack, read_pack

from .pack_texts import FAIR, LIBRARY

QUIRKS = Path(__file__).parent / "packs" / "quirks"


def quirky(name: str) -> Pack:
    text = (QUIRKS / f"{name}.yaml").read_text("utf-8")
    return read_pack(text, f"{name}.yaml", {**LIBRARY, "fairshire": FAIR})


QUIRKY_PACKS = ("clocks", "people", "ladders", "beside")


def test_what_runs_beside_the_ladder_is_listed_with_its_line() -> None:
    listed = [line.split(", ") for line in quirky("beside").not_played]
    assert [(file, key) for file, _, key in listed] == [
        ("beside.yaml", "reports"),
        ("beside.yaml", "events"),
        ("beside.yaml", "side workflows"),
    ]


@pytest.mark.parametrize("name", QUIRKY_PACKS)
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
