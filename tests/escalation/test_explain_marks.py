"""Marks that a pack's notes use among themselves are no riddle to whoever signs it off."""

from __future__ import annotations

import re

import pytest

from escalation.packs.explaining.marks import meanings_of, without_marks
from escalation.packs.explaining.pack import explain_pack
from escalation.packs.reading import read_pack

from .pack_texts import LIBRARY, PROCEDURES

PACKS = ("luton", "challenge_and_dispute", "knowsley", "walsall", "southwark")


def read_aloud(name: str) -> str:
    return explain_pack(read_pack((PROCEDURES / f"{name}.yaml").read_text("utf-8"), f"{name}.yaml", LIBRARY))


@pytest.mark.parametrize("name", PACKS)
def test_no_mark_is_read_aloud(name: str) -> None:
    assert re.findall(r"\b[A-Z][0-9]{1,2}\b", read_aloud(name).replace("SHA-256", "")) == []


def test_a_note_that_is_only_a_mark_says_what_it_stands_for() -> None:
    said = " ".join(read_aloud("luton").split())
    assert "Stage 2, Stage 3 and Stage 4 (every track), answer: the raiser may proceed" in said
    assert "Our choices where the text is silent or can be read in two ways" in said


@pytest.mark.parametrize(
    ("remark", "said"),
    [
        ("A1: the days are working days", "the days are working days"),
        ("A1, A2: both clocks run. A3: the first ends it", "both clocks run. The first ends it"),
        ("the same steps and times; A1", "the same steps and times; the days are working days"),
        ("counted from the first; see A2 as well", "counted from the first"),
        ("no mark at all", "no mark at all"),
        ("A9", "A9"),
    ],
)
def test_marks_are_put_into_words(remark: str, said: str) -> None:
    assert without_marks(remark, meanings_of(["A1: the days are working days"])) == said
