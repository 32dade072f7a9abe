"""What a pack's reading says of times that a reader would otherwise learn only from a case."""

from __future__ import annotations

import pytest

from escalation.packs.explaining.pack import explain_pack
from escalation.packs.reading import read_pack
from tests.escalation.pack_texts import FAIR, LIBRARY, fair_with

ANSWER = "clocks: {answer: {within: 5 working days, if silent: move up}}"


def read_aloud(text: str) -> str:
    return " ".join(explain_pack(read_pack(text, "fair.yaml", LIBRARY)).split())


@pytest.mark.parametrize(
    ("within", "said"),
    [
        ("1 week", 'In "1 week" every day counts: the last may be a weekend or a holiday, and is not put off'),
        ("48 hours", 'In "48 hours" every hour counts, at night, at weekends and on holidays too'),
    ],
)
def test_what_runs_through_weekends_is_said(within: str, said: str) -> None:
    assert said in read_aloud(fair_with(ANSWER, ANSWER.replace("5 working days", within)))
    assert said not in read_aloud(FAIR)


def test_a_stage_that_silence_opens_in_the_evening_has_that_day_as_its_first() -> None:
    said = "silence opens when the working day ends has that very day as {}, though it may be read only on the next"
    assert said.format("day 0") in read_aloud(FAIR)
    counted = FAIR.replace('  day ends: "17:00"\n', '  day ends: "17:00"\n  day of issue: counted\n', 1)
    assert said.format("day 1") in read_aloud(counted)


def test_what_others_owe_is_said_in_english() -> None:
    confirm = ANSWER.replace("}}", "}, confirm: {within: 2 working days, from: answered, owed by: head}}")
    assert "is to be confirmed in writing by the Head of Service within 2 working days" in read_aloud(
        fair_with(ANSWER, confirm)
    )


def test_a_stage_that_only_tells_says_whose_time_its_clock_is() -> None:
    tells = "        kind: notify\n        tells: [lead, worker, everyone asked before]\n"
    text = FAIR.replace("        asks: lead\n        tells: [worker, everyone asked before]\n", tells, 1)
    assert "nobody owes an answer here" in read_aloud(text).lower()


def test_any_child_is_read_as_such() -> None:
    assert "For any child; raised by" in read_aloud(fair_with("children: [looked_after]", "children: any child"))
    listed = read_aloud(fair_with("children: [looked_after]", "children: [looked_after, other]"))
    assert "For looked-after children and other children" in listed


def test_whoever_opens_a_stage_is_said_with_what_silence_means() -> None:
    text = fair_with("        asks: lead\n", "        opened by: head\n        asks: lead\n")
    assert (
        "Opened by the Head of Service, also where silence moves the case up; if they say nothing for a working day, "
        "the Reviewing Officer may open it" in read_aloud(text)
    )
