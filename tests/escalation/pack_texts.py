"""Texts of packs for the tests: the product's own, and a small council's that single slips are made in."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import escalation
from escalation.packs.reading import Pack, read_pack

PROCEDURES = Path(escalation.__file__).parent / "procedures"
LIBRARY = {"defaults": (PROCEDURES / "defaults.yaml").read_text("utf-8")}
LUTON = (PROCEDURES / "luton.yaml").read_text("utf-8")
EVERY_STAGE = (Path(__file__).parent / "packs" / "every_stage.yaml").read_text("utf-8")
FAIR = (Path(__file__).parent / "packs" / "fair.yaml").read_text("utf-8")


@cache
def every_stage() -> Pack:
    """A ladder with every kind of stage, for the cast of the tests."""
    return read_pack(EVERY_STAGE, "every_stage.yaml", LIBRARY)


def every_stage_with(old: str, new: str) -> Pack:
    """The same with one passage changed; `old` has to stand there exactly once."""
    assert EVERY_STAGE.count(old) == 1, f"{old!r} stands in every_stage.yaml {EVERY_STAGE.count(old)} times"
    return read_pack(EVERY_STAGE.replace(old, new), "every_stage.yaml", LIBRARY)


def fair_with(old: str, new: str) -> str:
    """The small council's pack with one passage changed; `old` has to stand there exactly once."""
    assert FAIR.count(old) == 1, f"{old!r} stands in fair.yaml {FAIR.count(old)} times"
    return FAIR.replace(old, new)
