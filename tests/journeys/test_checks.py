"""What is looked at before anything is sent, and whether it still holds when it is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.test_by_mail import MAIL_ALONE, RAISE
from tests.office import TestOffice


@pytest.fixture
def office(tmp_path: Path) -> Iterator[TestOffice]:
    office = TestOffice(tmp_path)
    yield office
    office.office.close()


@pytest.fixture
def mailed(tmp_path: Path) -> Iterator[TestOffice]:
    office = TestOffice(tmp_path, doors=MAIL_ALONE)
    yield office
    office.office.close()


def _late(office: TestOffice) -> None:
    """The time of the first stage is over, and its raiser has looked at who would be told if it moved."""
    office.ines.raises()
    office.until("2026-03-16", "17:05")
    office.ines.presses("Move up", passed_over_because="It cannot wait.")


def test_by_mail_the_words_that_go_out_stand_below_who_gets_them(mailed: TestOffice) -> None:
    check = mailed.ines.writes(f"raise\n{RAISE}")
    assert "What you wrote" in check and check.index("Who gets what") < check.index("What you wrote")
    assert "What is wrong: The plan agreed on 12 January has not been carried out." in check
    assert "It is urgent for AB." in check
    assert "What is asked: A date for the core group, and the updated care plan." in check


def test_by_mail_the_reason_for_a_move_is_seen_before_it_moves(mailed: TestOffice) -> None:
    mailed.ines.writes(f"raise\n{RAISE}")
    for line in ("Send", "Send now"):
        mailed.ines.answers(line)
    mailed.tom.replies("The core group is on 14 April.", "answer by")
    mailed.ines.answers("Not satisfied: a date was given, and no plan.\nThat has to come first.", "has come")
    check = mailed.ines.answers("Safeguarding and Quality Assurance Manager consulted: 1\nConsulted on: today")
    assert "\nCheck before it moves\n" in check, "a title, and no sentence"
    assert "a date was given, and no plan." in check and "That has to come first." in check


def test_of_very_long_words_the_check_says_how_much_more_there_is(mailed: TestOffice) -> None:
    long = RAISE.replace("What is wrong: ", f"What is wrong: {'Nothing moves. ' * 400}")
    assert "characters more" not in mailed.ines.writes(f"raise\n{RAISE}")
    assert re.search(r"\n… and 3,0\d\d characters more\.", mailed.ines.writes(f"raise\n{long}"))


def test_what_was_checked_days_ago_is_checked_afresh_before_it_moves(office: TestOffice) -> None:
    _late(office)
    office.until("2026-03-19", "10:00")
    asked = office.ines.presses("Move it")
    assert "Since you looked at it" in asked and "Check before it moves" in asked
    assert len(office.case().visits) == 1, "nothing has moved yet"
    assert "is asked to answer by Thursday 26 March" in office.ines.presses("Move it")


def test_what_was_checked_the_same_day_moves_at_once(office: TestOffice) -> None:
    _late(office)
    office.pass_hours(2)
    assert "is asked to answer" in office.ines.presses("Move it")
    assert len(office.case().visits) == 2
