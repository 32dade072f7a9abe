"""Everything by mail: an IRO and managers who never open a chat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from escalation.case_log import Raised
from tests.office import TestOffice

RAISE = """Record number: 10442
Child's initials: AB
Team: North
Social worker: Amir Haddad
Theme: 2
What is wrong: The plan agreed on 12 January has not been carried out.
Why it matters for the child:
AB has asked twice when contact with a sister will begin.

It is urgent for AB.
What is asked: A date for the core group, and the updated care plan.
Where it arose: review
What this process is for: yes

Kind regards
Ines"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[TestOffice]:
    """What a chat shows besides is not looked at here."""
    office = TestOffice(tmp_path)
    yield office
    office.office.close()


@pytest.fixture
def raised(office: TestOffice) -> TestOffice:
    """From the first line to the sending."""
    assert "Raise an alert" in office.ines.writes("raise")
    assert "Who gets what" in office.ines.answers(RAISE)
    assert "Until then it can be undone" in office.ines.answers("Send")
    assert "The alert was sent" in office.ines.answers("Send now")
    return office


def test_a_concern_is_raised_by_three_replies_and_the_log_says_that_it_was_by_mail(raised: TestOffice) -> None:
    concern = raised.case().concerns[0]
    assert concern.why_it_matters == "AB has asked twice when contact with a sister will begin.\n\nIt is urgent for AB."
    with raised.office.desk.database.read() as reading:
        entries = reading.log.entries(raised.case().ref)
    assert {entry.via.value for entry in entries if entry.by == "ines"} == {"email"}
    assert any(isinstance(entry.facts, Raised) for entry in entries)
    assert raised.tom.received("answer by Monday 16 March")


def test_the_same_reply_twice_raises_one_concern(raised: TestOffice) -> None:
    raised.ines.replies("Send", "Check before you raise")
    assert raised.ines.received("This was sent already")
    with pytest.raises(AssertionError, match="no case"):
        raised.case("LUT-26-0002")


def test_what_is_missing_comes_back_with_all_that_was_written(office: TestOffice) -> None:
    office.ines.writes("raise")
    answer = office.ines.answers("Record number: 10442\nWhat is wrong: *Nothing* <b>moves</b>.\nTheme: something else")
    assert "Theme is none of the choices" in answer or "Theme" in answer
    assert "Record number: 10442" in answer and "Nothing* <b>moves</b>." in answer and "Theme: something else" in answer
    assert "What is asked is empty" in answer
