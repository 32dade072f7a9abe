"""Everything by mail: an IRO and managers who never open a chat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from escalation.case import Outcome
from escalation.case_log import Raised
from storage.outgoing import Channel
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
The right process: yes

Kind regards
Ines"""


MAIL_ALONE = frozenset({Channel.EMAIL})


@pytest.fixture
def office(tmp_path: Path) -> Iterator[TestOffice]:
    """A deployment that has no chat at all."""
    office = TestOffice(tmp_path, doors=MAIL_ALONE)
    yield office
    assert not any(actor.chat for actor in office.actors.values())
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


def test_a_concern_goes_up_to_a_meeting_and_is_resolved(raised: TestOffice) -> None:
    office = raised
    _silence_moves_it_up(office)
    _further_time_is_asked_and_agreed(office)
    _the_answer_does_not_settle_it(office)
    _the_next_tiers_answer(office)
    _a_meeting_is_called_and_held(office)
    _what_was_agreed_is_done(office)
    assert office.case().closed is not None and office.case().closed.outcome is Outcome.RESOLVED
    assert "LUT-26-0001" in office.bea.writes("log closed") and "LUT-26-0001" in office.ines.writes("log")
    assert "AB sees her sister every week." in office.ines.writes("", subject="LUT-26-0001")
    for actor in office.actors.values():
        assert not any("Teams" in mail.text or " card" in mail.text for mail in actor.mails)


def _silence_moves_it_up(office: TestOffice) -> None:
    office.until("2026-03-16", "17:05")
    assert office.ines.received("It is not settled yet. What next?")
    asked = office.ines.answers("Move up", "your decision is asked for")
    assert "who was consulted and when, or why nobody was" in asked
    shown = office.ines.answers("Safeguarding and Quality Assurance Manager consulted: 1\nConsulted on: today")
    assert "Tom Reid, Team Manager | asked to answer | email" in shown
    assert "Tom Reid is asked to answer by Monday 23 March" in office.ines.answers("Move it")
    assert office.tom.received("stage 1: LUT-26-0001, answer by Monday 23 March")


def _further_time_is_asked_and_agreed(office: TestOffice) -> None:
    office.tom.replies("More time until 25 March: the worker is off sick until then.", "stage 1")
    assert office.ines.received("Tom Reid asks for time until 25 March 2026")
    answer = office.ines.answers("Agree to more time", "time asked for")
    assert "Ines Okafor agreed to further time until 25 March 2026" in answer
    assert office.tom.received("More time is agreed") or office.tom.received("25 March")


def _the_answer_does_not_settle_it(office: TestOffice) -> None:
    office.until("2026-03-25", "12:00")
    office.tom.replies("The core group is on 14 April.\n\nKind regards\nTom", "stage 1: LUT-26-0001")
    assert office.tom.received("Your answer has been received")
    shown = office.ines.answers("Not satisfied: a date was given, and no plan.\nThat has to come first.", "has come")
    assert "Sara Patel, Service Manager | asked to answer | email" in shown
    assert "Sara Patel is asked to answer" in office.ines.answers("Move it")
    assert office.sara.received("a date was given, and no plan.\nThat has to come first.")


def _the_next_tiers_answer(office: TestOffice) -> None:
    office.sara.replies("A worker is allocated from Monday.", "stage 2")
    office.ines.answers("Not satisfied: no day is named.", "stage 2: LUT-26-0001, an answer has come")
    assert "Helen Marsh is asked to answer" in office.ines.answers("Move it")
    office.helen.replies("The plan will be updated by Friday.", "stage 3")
    asked = office.ines.answers("Not satisfied: it was promised before.", "stage 3: LUT-26-0001, an answer has come")
    assert "Move to" in asked and "it was promised before." in asked
    office.ines.answers("Move to: meeting\nWho chairs, if it is a meeting: Faisal Rahman")
    assert "Faisal Rahman is asked to hold a meeting" in office.ines.answers("Move it")


def _a_meeting_is_called_and_held(office: TestOffice) -> None:
    called = office.faisal.answers("Call the meeting\nDay: 30 March\nTime: 10am\nWhere: Room 4", "call the meeting by")
    assert "Faisal Rahman called a meeting for 30 March 2026, 10am" in called
    assert office.sara.received("There is a meeting on 30 March 2026 at 10am")
    office.until("2026-03-30", "11:00")
    minutes = """Record the meeting

Held on: today
What came of it: Contact begins next week.
Who else was there: Helen Marsh
Was Faisal Rahman there? (has to be): present
Was Ines Okafor there? (has to be): 1
Action: what will be done: Hold a core group
By whom: Tom Reid
By when: 10 April"""
    assert "The meeting was held on" in office.faisal.answers(minutes, "call the meeting by")
    assert office.tom.received("An action is agreed for you by 10 April 2026")


def _what_was_agreed_is_done(office: TestOffice) -> None:
    told = office.ines.answers("Satisfied: AB sees her sister every week.", "the meeting has been recorded")
    assert "satisfied" in told and office.case().is_open, "the agreed action is still awaited"
    assert "Done on" in office.tom.answers("Say it is done", "action by")
    office.tom.answers("Done on: 30 March")
    assert office.ines.received("Tom Reid says that an agreed action is done")
    assert "Ines Okafor confirmed th" in office.ines.answers("Confirm done", "action")
