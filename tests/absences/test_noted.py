"""What was said and found of absences outlives a new reading of the people file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.people.noted import with_noted
from escalation.case import PersonId
from escalation.people import Absence, Roster, Source

TOM = PersonId("tom")
WRITTEN = Absence(TOM, date(2026, 3, 2), date(2026, 3, 6))
SAID = Absence(TOM, date(2026, 3, 5), date(2026, 3, 9), PersonId("grace"), Source.SAID)
FOUND = Absence(TOM, date(2026, 3, 6), date(2026, 3, 6), source=Source.FOUND)
LATER = replace(WRITTEN, since=date(2026, 5, 1), until=date(2026, 5, 2))


@pytest.mark.parametrize(
    ("of_file", "known", "left"),
    [
        ((WRITTEN,), (), (WRITTEN,)),
        ((LATER,), (WRITTEN, SAID), (LATER, SAID)),
        ((WRITTEN, LATER), (SAID,), (LATER, SAID)),
        ((WRITTEN,), (FOUND,), (WRITTEN,)),
        ((LATER,), (FOUND,), (LATER, FOUND)),
        ((), (SAID, FOUND), (SAID,)),
        ((), (replace(SAID, person=PersonId("left")),), ()),
    ],
    ids=[
        "only the file", "what was said stays", "said counts more than written", "written counts more than found",
        "what was found stays", "said counts more than found", "who is in the file no more is forgotten",
    ],
)  # fmt: skip
def test_of_absences_known_from_several_sides(
    of_file: tuple[Absence, ...], known: tuple[Absence, ...], left: tuple[Absence, ...]
) -> None:
    assert with_noted(of_file, Roster({}, (), known), {TOM}) == left
