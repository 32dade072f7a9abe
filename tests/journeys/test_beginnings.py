"""How a concern begins: held and undone, sent at once, settled in conversation, at a conference; and praise."""

from escalation.case import Outcome
from tests.office import CONCERN, TestOffice


def test_before_anything_is_sent_the_raiser_sees_who_gets_what_and_by_when(office: TestOffice) -> None:
    office.until("2026-03-30")
    office.ines.says("raise")
    shown = office.ines.presses("Next: who is told", **(CONCERN | {"start_at": "stage_1", "skipping_because": "Urgent",
        "consulted": "quentin", "consulted_on": "2026-03-30"}))  # fmt: skip
    for words in ("Tom Reid", "Quentin Moss", "Bea Thornton", "Wednesday 8 April", "Good Friday", "Easter Monday"):
        assert words in shown
    assert "Nothing has been sent yet" in shown
    assert not office.tom.chat and not office.tom.mails


def test_a_concern_can_be_undone_until_it_is_sent_and_the_undoing_stays_in_the_log(office: TestOffice) -> None:
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **CONCERN)
    office.ines.presses("Send")
    assert office.ines.received("will be sent at 9:32am")
    assert "undid it before it was sent" in office.ines.says("undo")
    office.ines.received("Undone")
    office.pass_working_days(3)
    assert office.case().closed is not None and office.case().closed.outcome is Outcome.UNDONE
    assert "undone, 2 March 2026" in office.bea.says("log")


def test_a_concern_that_is_not_undone_goes_out_after_two_minutes(office: TestOffice) -> None:
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **CONCERN)
    office.ines.presses("Send")
    assert office.ines.received("will be sent at 9:32am")
    office.until("2026-03-02", "09:31")
    office.nothing_else()
    office.until("2026-03-02", "09:33")
    assert office.tom.received("by Monday 16 March") and office.amir.received("by Monday 16 March")
    assert office.ines.received("are asked to settle it by Monday 16 March")
    assert office.bea.received("copy, answer by Monday 16 March")
    office.ines.presses("Open the case")
    assert "cannot be undone; you can withdraw it" in office.ines.says("undo")


def test_at_immediate_risk_it_is_sent_at_once_and_goes_to_stage_1(office: TestOffice) -> None:
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **(CONCERN | {"immediate_risk": "true", "passed_over_because": "No time"}))
    office.ines.presses("Send")
    assert office.tom.received("AB is at immediate risk")
    assert all(mail.urgent for mail in office.tom.mails)
    assert office.ines.received("Tom Reid is asked to answer by Monday 9 March")
    assert office.quentin.received("before speaking to you")
    assert office.amir.received("stage 1: LUT-26-0001, for information")
    assert office.bea.received("stage 1: LUT-26-0001, copy")


def test_what_was_settled_in_conversation_is_one_card_and_closed(office: TestOffice) -> None:
    office.ines.says("raise")
    settled = {"spoken": "settled", "spoken_with": "Tom Reid", "spoken_on": "2026-03-02"}
    said = {"spoken_said": "He has set a date.", "difference": "AB knows when she sees her sister."}
    office.ines.presses("Next: who is told", **(CONCERN | settled | said))
    assert "Settled in conversation" in office.ines.presses("Send")
    for told in (office.tom, office.amir, office.bea):
        assert told.received("settled in conversation")
    office.pass_working_days(30)
    assert office.case().closed is not None and office.case().closed.outcome is Outcome.SETTLED_IN_CONVERSATION


def test_a_concern_from_a_conference_is_to_be_settled_two_working_days_after_it(office: TestOffice) -> None:
    office.until("2026-04-02")
    office.ines.raises(source="conference", conference_on="2026-04-02")
    assert office.tom.received("by Wednesday 8 April") and office.amir.received("by Wednesday 8 April")
    assert office.ines.received("by Wednesday 8 April")
    assert office.bea.received("copy, answer by Wednesday 8 April")


def test_the_day_of_the_conference_is_asked_for(office: TestOffice) -> None:
    office.ines.says("raise")
    answer = office.ines.presses("Next: who is told", **(CONCERN | {"source": "conference"}))
    assert "Day of the conference" in answer
    assert CONCERN["what"] in str(office.ines.now(office.ines.chat[-1]).card), "what was typed is still there"


def test_praise_is_told_and_kept_beside_the_concerns(office: TestOffice) -> None:
    office.ines.says("praise")
    shown = office.ines.presses("Next: who is told", people="amir", team="North", text="AB says you always ring back.")
    assert "Check before you note good practice" in shown
    office.ines.presses("Send")
    assert office.amir.received("AB says you always ring back.")
    office.amir.received("good practice")
    for told in (office.tom, office.bea):
        told.received("good practice")
        told.received("thanks Amir Haddad")
    assert "praise, 2 March 2026" in office.bea.says("log")


def test_only_a_reviewing_officer_or_a_chair_can_raise(office: TestOffice) -> None:
    assert "Only the Child Protection Chair or the Independent Reviewing Officer can do this" in office.tom.says(
        "raise"
    )
