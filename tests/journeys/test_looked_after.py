"""A looked-after child under Luton's procedure: from informal to the meeting, by answers and by silence."""

from escalation.case import Outcome
from tests.office import TestOffice


def test_a_concern_that_nobody_can_settle_goes_up_to_a_meeting_and_is_resolved(office: TestOffice) -> None:
    _raised(office)
    _nobody_settles_it(office)
    _stage_1_is_silent(office)
    _the_service_manager_answers_by_mail(office)
    _the_assistant_director_answers_on_the_card(office)
    _a_meeting_is_held(office)
    _what_was_agreed_is_done(office)
    assert office.case().closed is not None
    assert office.case().closed.outcome is Outcome.RESOLVED
    office.pass_working_days(60)


def _raised(office: TestOffice) -> None:
    office.ines.raises()
    assert office.ines.received("are asked to settle it by Monday 16 March")
    assert office.amir.received("by Monday 16 March") and office.tom.received("by Monday 16 March")
    assert office.bea.received("copy, answer by Monday 16 March")
    office.nothing_else()


def _nobody_settles_it(office: TestOffice) -> None:
    """Reminders the day before and on the day; when the time is over the raiser is asked what next."""
    office.until("2026-03-12", "17:30")
    assert office.ines.received("Is the informal resolution on AB’s record?")
    office.ines.presses("On the child’s record", on="2026-03-12", child_told="told")
    office.nothing_else()
    office.until("2026-03-16", "16:59")
    for asked in (office.amir, office.tom):
        assert asked.received("A reminder: you are asked to help settle this")
    office.nothing_else()
    office.until("2026-03-16", "17:05")
    assert office.ines.received("What next?")
    for asked in (office.amir, office.tom):
        assert asked.received("answer was asked for by Monday 16 March")
        asked.received("still welcome")
    office.nothing_else()
    office.ines.presses("Move up", consulted="quentin", consulted_on="2026-03-16")
    office.ines.presses("Move it")
    assert office.tom.received("Your answer is asked for by Monday 23 March")
    assert office.tom.received("Dispute Resolution, stage 1: LUT-26-0001, answer by Monday 23 March")
    assert office.ines.received("Tom Reid is asked to answer by Monday 23 March")
    for told in (office.amir, office.quentin):
        assert told.received("stage 1: LUT-26-0001, for information")
    assert office.bea.received("stage 1: LUT-26-0001, copy")
    office.nothing_else()


def _stage_1_is_silent(office: TestOffice) -> None:
    office.until("2026-03-23", "16:59")
    assert office.tom.received("A reminder: your answer is asked for")
    office.until("2026-03-23", "17:05")
    assert office.tom.received("answer was asked for by Monday 23 March")
    assert office.tom.received("Your answer is still welcome")
    assert office.ines.received("No answer came. What next?")
    assert office.ines.sees("15 working days left of 20")
    office.ines.received("Is Stage 1 on AB’s record?")
    office.nothing_else()
    office.ines.presses("Move up")
    assert office.sara.received("Dispute Resolution, stage 2: LUT-26-0001, answer by Monday 30 March")
    assert office.sara.received("Your answer is asked for by Monday 30 March")
    assert office.ines.received("Sara Patel is asked to answer")
    for told in (office.amir, office.quentin, office.tom):
        assert told.received("stage 2: LUT-26-0001, for information")
    assert office.bea.received("stage 2: LUT-26-0001, copy")
    office.nothing_else()


def _the_service_manager_answers_by_mail(office: TestOffice) -> None:
    office.sara.replies("A worker is allocated from Monday, and a core group is being arranged.")
    assert office.ines.received("Sara Patel has answered")
    assert office.ines.received("A worker is allocated from Monday")
    assert office.sara.received("Your answer has been received")
    office.nothing_else()
    office.ines.presses("Not satisfied", reason="No day is named.")
    office.ines.presses("Move it")
    assert office.sara.received("your answer has been read")
    assert office.helen.received("stage 3: LUT-26-0001, answer by Monday 30 March")
    assert office.helen.received("Your answer is asked for by Monday 30 March")
    assert office.ines.received("Helen Marsh is asked to answer")
    for told in (office.amir, office.quentin, office.tom):
        assert told.received("stage 3: LUT-26-0001, for information")
    assert office.bea.received("stage 3: LUT-26-0001, copy")
    office.nothing_else()


def _the_assistant_director_answers_on_the_card(office: TestOffice) -> None:
    office.helen.presses("Answer", answer="The plan will be updated by Friday.")
    assert office.ines.received("Helen Marsh has answered")
    assert office.helen.received("Your answer has been received")
    office.ines.presses("Not satisfied", reason="It was promised before.", to="meeting", chair="ad_family_support")
    office.ines.presses("Move it")
    assert office.helen.received("your answer has been read")
    assert office.faisal.received("You are asked to call a meeting by Tuesday 24 March")
    assert office.faisal.received("meeting: LUT-26-0001, call the meeting by Tuesday 24 March")
    assert office.ines.received("Faisal Rahman is asked to hold a meeting by Monday 30 March")
    for told in (office.amir, office.quentin, office.tom, office.sara):
        assert told.received("meeting: LUT-26-0001, for information")
    assert office.bea.received("meeting: LUT-26-0001, copy")
    office.nothing_else()


def _a_meeting_is_held(office: TestOffice) -> None:
    office.faisal.presses("Call the meeting", on="2026-03-30", time="10:00", place="Room 4")
    everyone = (office.ines, office.amir, office.tom, office.sara, office.helen)
    for invited in everyone:
        assert invited.received("meeting on Monday 30 March")
    office.nothing_else()
    office.until("2026-03-30", "11:00")
    assert office.faisal.received("You are asked to hold a meeting by")
    for stage in ("Stage 1", "Stage 2", "Stage 3"):
        office.ines.received(f"Is {stage} on AB’s record?")
    office.nothing_else()
    office.faisal.presses(
        "Record the meeting",
        held="2026-03-30",
        outcome="Contact begins next week.",
        present="Ines Okafor, Helen Marsh",
        action_1="Hold a core group",
        action_who_1="Tom Reid",
        action_by_1="2026-04-10",
    )
    for told in (*everyone, office.faisal):
        assert told.received("the meeting has been recorded")
    assert office.ines.received("The meeting was held on")
    assert office.tom.received("An action is agreed for you by Friday 10 April")
    assert office.tom.received("action by Friday 10 April")
    office.nothing_else()


def _what_was_agreed_is_done(office: TestOffice) -> None:
    office.ines.presses("Satisfied", difference="AB sees her sister every week.", child_told="told")
    assert office.faisal.received("your answer has been read")
    assert office.case().is_open, "the agreed action is still awaited"
    office.nothing_else()
    office.tom.presses("Say it is done", on="2026-03-30")
    assert office.ines.received("Tom Reid says that an agreed action is done")
    office.ines.presses("Confirm done")
    for told in (office.ines, office.amir, office.tom, office.sara, office.helen, office.faisal, office.bea):
        assert told.received("LUT-26-0001, resolved")
    assert office.ines.received("Resolved") and office.ines.received("AB sees her sister every week.")
