"""How a pack says lengths of time."""

from __future__ import annotations

import re

import pytest

from escalation.durations import PATTERN, Unit, Within, read_within

LENGTHS = {
    "5 working days": Within(Unit.WORKING_DAYS, 5),
    "1 working day": Within(Unit.WORKING_DAYS, 1),
    "2 calendar days": Within(Unit.CALENDAR_DAYS, 2),
    "1 week": Within(Unit.WEEKS, 1),
    "6 months": Within(Unit.MONTHS, 6),
    "72 hours": Within(Unit.HOURS, 72),
    "2 minutes": Within(Unit.MINUTES, 2),
    "48 hours (counted as 2 working days)": Within(Unit.HOURS, 48, counted_as=2),
    "immediately": Within(Unit.IMMEDIATELY),
    "none": Within(Unit.NONE),
    "unset": Within(Unit.UNSET),
    "set by the raiser": Within(Unit.SET_BY_THE_RAISER),
    "set by the raiser (3 working days suggested)": Within(Unit.SET_BY_THE_RAISER, 3),
    "set by the raiser (10 at most)": Within(Unit.SET_BY_THE_RAISER, at_most=10),
    "set by the raiser (3 working days suggested, 10 at most)": Within(Unit.SET_BY_THE_RAISER, 3, 10),
}
NOT_LENGTHS = [
    "",
    "5",
    "5 days",
    "five working days",
    "0 working days",
    "-1 working days",
    "1.5 hours",
    "5  working days",
    " 5 working days",
    "5 working days\n",
    "1000 working days",
    "٥ working days",
    "48 hours (counted as 0 working days)",
    "set by the raiser ()",
    "set by the raiser (, 5 at most)",
    "set by the raiser (9 working days suggested, 5 at most)",
    "None",
    "Immediately",
]


@pytest.mark.parametrize(("text", "meant"), LENGTHS.items(), ids=LENGTHS)
def test_a_length_is_read_and_written_in_the_same_words(text: str, meant: Within) -> None:
    assert read_within(text) == meant
    assert str(meant) == text
    assert re.search(PATTERN, text)


@pytest.mark.parametrize("text", NOT_LENGTHS)
def test_anything_else_is_refused_with_what_can_be_written(text: str) -> None:
    with pytest.raises(ValueError, match=": write "):
        read_within(text)
