"""What happens beside the ladder: more time, passing on, cover, warnings, spoken answers, Cafcass, digests, silence."""

from datetime import datetime

import pytest

from escalation.case import Outcome, Silence, Task
from tests.office import TestOffice

STAGE_1 = {
    "start_at": "stage_1",
    "skipping_because": "It was raised at the last review as well.",
    "consulted": "quentin",
    "consulted_on": "2026-03-02",
}


@pytest.fixture
def at_stage_1(office: TestOffice) -> TestOffice:
    """Tom Reid is asked to answer by Monday 9 March."""
    office.ines.raises(**STAGE_1)
    for actor in office.actors.values():
        actor.expects_anything()
    return office


def test_more_time_is_asked_for_and_agreed_and_only_the_stage_clock_moves(at_stage_1: TestOffice) -> None:
    office = at_stage_1
    office.tom.presses("Ask for more time", until="2026-03-11", reason="The panel meets on 10 March.")
    assert office.ines.received("Tom Reid asks for time until Wednesday 11 March")
    office.ines.received("time asked for until Wednesday 11 March")
    limit = _overall_limit(office)
    office.ines.presses("Agree")
    assert office.tom.received("You have until Wednesday 11 March")
    office.tom.received("answer by Wednesday 11 March")
    assert _overall_limit(office) == limit


def _overall_limit(office: TestOffice) -> datetime:
    return next(duty.due for duty in office.case().duties if duty.task is Task.OVERALL_LIMIT)


def test_more_time_is_asked_for_by_mail_and_refused(at_stage_1: TestOffice) -> None:
    office = at_stage_1
    office.tom.replies("More time until 11 March: the panel meets on 10 March")
    assert office.ines.received("Tom Reid asks for time until Wednesday 11 March")
    office.ines.received("time asked for until Wednesday 11 March")
    office.ines.presses("Refuse", reason="It has waited since January.")
    assert office.tom.received("The date stays Monday 9 March")
    office.tom.received("The date stays 9 March 2026")


def test_what_is_not_mine_goes_to_the_right_colleague_and_keeps_its_date(at_stage_1: TestOffice) -> None:
    office = at_stage_1
    office.tom.presses("Not mine, pass on", to="grace")
    assert office.grace.received("by Monday 9 March")
    assert office.ines.received("Grace Bello now answers for Tom Reid")
    office.tom.received("no longer")
    assert "Answer" not in office.tom.buttons
    office.grace.replies("A core group is set for 12 March.")
    assert office.ines.received("Grace Bello has answered")
    assert office.grace.received("Your answer has been received")


def test_a_command_passes_on_too(at_stage_1: TestOffice) -> None:
    office = at_stage_1
    assert "Grace Bello took over" in office.tom.says("pass LUT-26-0001 to Grace Bello")
    assert office.grace.received("by Monday 9 March")
    assert office.ines.received("Grace Bello now answers for Tom Reid")
    office.tom.received("no longer")


def test_whoever_it_was_passed_to_is_named_for_the_post_and_not_as_its_holder(at_stage_1: TestOffice) -> None:
    office = at_stage_1
    office.tom.says("pass LUT-26-0001 to Sara Patel")
    assert office.ines.received("Sara Patel now answers for Tom Reid")
    assert office.ines.sees("Sara Patel for Tom Reid, Team Manager")
    for shown in (office.ines.says("LUT-26-0001"), office.ines.writes("LUT-26-0001"), office.sara.says("LUT-26-0001")):
        assert "Sara Patel for Tom Reid, Team Manager" in shown
        assert "Sara Patel, Team Manager" not in shown
    office.sara.presses("Not mine, pass on", to="helen")
    assert "Helen Marsh for Tom Reid, Team Manager" in office.ines.says("LUT-26-0001")
    for actor in office.actors.values():
        actor.expects_anything()


def test_a_colleague_of_the_same_post_is_named_with_it(at_stage_1: TestOffice) -> None:
    office = at_stage_1
    office.tom.says("pass LUT-26-0001 to Grace Bello")
    assert "Grace Bello, Team Manager" in office.ines.says("LUT-26-0001")
    for actor in office.actors.values():
        actor.expects_anything()


def test_after_a_warning_the_card_still_takes_the_answer(at_stage_1: TestOffice) -> None:
    office = at_stage_1
    office.tom.presses("This will not be met", reason="Two workers are ill.")
    assert office.ines.received("the answer will not come by Monday 9 March")
    assert office.sara.received("an answer may not come by Monday 9 March")
    office.ines.received("an answer may not come")
    office.tom.presses("Answer", answer="It worked out after all.")
    assert office.ines.received("It worked out after all.")
    office.ines.received("an answer has come")
    assert office.tom.received("Your answer has been received")


def test_nominated_cover_is_asked_while_somebody_is_away(office: TestOffice) -> None:
    assert "Grace Bello answers meanwhile" in office.bea.says(
        "cover Tom Reid with Grace Bello from 2 March to 10 March"
    )
    office.ines.raises(**STAGE_1)
    assert office.grace.received("You answer for Tom Reid from 2 March 2026 to 10 March 2026")
    assert office.tom.received("Bea Thornton noted that you are away")
    assert office.grace.received("Your answer is asked for by Monday 9 March")
    office.grace.received("answer by Monday 9 March")
    assert office.tom.received("while you are away") and not office.tom.chat
    assert office.ines.received("Grace Bello is asked to answer")
    for told in (office.amir, office.quentin, office.bea):
        told.expects_anything()
    office.restart()
    office.grace.presses("Answer", answer="In Tom's place: the date is set.")
    assert office.ines.received("Grace Bello has answered") and office.ines.sees("for Tom Reid")
    assert office.grace.received("Your answer has been received")
    office.ines.raises(**(STAGE_1 | {"record": "10443"}))
    assert office.grace.received("LUT-26-0002") and not office.tom.chat, "cover is known after a restart, too"
    for actor in office.actors.values():
        actor.expects_anything()


def test_only_oneself_a_manager_or_the_keeper_of_the_list_names_cover(office: TestOffice) -> None:
    line = "cover Tom Reid with Grace Bello from 2 March to 10 March"
    assert "Cover is noted" in office.sara.says(line), "the line manager"
    assert "Cover is noted" in office.tom.says("away from 12 March to 13 March with Grace Bello")
    assert "You can name cover for yourself" in office.ines.says(line)
    assert "Nobody can cover for themselves" in office.bea.says("cover Tom Reid with Tom Reid from 2 March to 10 March")
    assert "Nobody here is called" in office.bea.says("cover Tom Reed with Grace Bello from 2 March to 10 March")
    assert office.grace.received("You answer for Tom Reid") and office.tom.received("Your absence is noted")


def test_whoever_is_named_or_no_longer_needed_is_told_and_may_say_that_it_cannot_be(office: TestOffice) -> None:
    office.tom.says("away from 2 March to 10 March with Grace Bello")
    assert office.grace.received("If you cannot, please tell Tom Reid")
    assert not office.tom.received("Your absence is noted"), "who noted it knows"
    office.tom.says("away from 2 March to 10 March with Sara Patel")
    assert office.sara.received("You answer for Tom Reid from 2 March 2026 to 10 March 2026")
    assert office.grace.received("The cover for Tom Reid has changed") and office.grace.received("Sara Patel answers")


def test_who_is_back_early_is_asked_again_and_the_cover_is_thanked(office: TestOffice) -> None:
    office.tom.says("away from 2 March to 10 March with Grace Bello")
    office.grace.received("You answer for Tom Reid from")
    office.until("2026-03-04")
    assert "Tom Reid is back on 4 March 2026" in office.tom.says("I'm back")
    assert office.grace.received("You need not answer for Tom Reid any more") and office.grace.received("Thank you.")
    office.ines.raises(**STAGE_1)
    assert office.tom.received("Your answer is asked for by") and not office.grace.sees("LUT-26-0001")
    assert "No absence of Tom Reid is noted" in office.tom.says("back")
    for actor in office.actors.values():
        actor.expects_anything()


def test_an_absence_that_somebody_else_ends_or_that_had_not_begun_is_told_too(office: TestOffice) -> None:
    office.bea.says("cover Tom Reid with Grace Bello from 10 March to 20 March")
    office.grace.received("You answer for Tom Reid from")
    office.tom.received("Your absence is noted")
    assert "Nobody here is called" in office.sara.says("end cover for Tom Reed")
    assert "You can name cover for yourself" in office.ines.says("end cover for Tom Reid")
    assert "is not away from 10 March 2026 to 20 March 2026" in office.sara.says("end cover for Tom Reid")
    assert office.tom.received("Sara Patel noted it.") and office.grace.received("You need not answer for Tom Reid")
    office.bea.says("cover Tom Reid with Grace Bello from 10 March to 20 March")
    assert "is back on 16 March 2026" in office.bea.says("Tom Reid is back on 16 March")
    for actor in (office.tom, office.grace):
        actor.expects_anything()


def test_at_the_last_stage_not_satisfied_is_noted_and_the_case_waits_for_what_comes_next(office: TestOffice) -> None:
    office.ines.raises(start_at="stage_4", skipping_because="Urgent", passed_over_because="Urgent")
    office.dana.replies("We will look at it again in May.")
    shown = office.ines.presses("Not satisfied", reason="AB cannot wait until May.")
    assert "Check before it is noted" in shown and "This is the last stage" in shown and "Dana Whitfield" in shown
    assert "An answer by" not in shown
    assert "Ines Okafor is not satisfied with the answer at Stage 4" in office.ines.presses("Note it")
    assert "Dana Whitfield has answered, and it is not settled: you decide what comes next" in office.ines.says(
        "LUT-26-0001"
    )
    assert office.dana.received("your answer has been read") and office.dana.received("AB cannot wait until May.")
    assert "Refer to Cafcass" in office.ines.buttons and office.case().is_open
    for actor in office.actors.values():
        actor.expects_anything()


def test_a_spoken_answer_is_written_down_and_put_right_by_whoever_gave_it(at_stage_1: TestOffice) -> None:
    office = at_stage_1
    office.ines.presses("Record a spoken answer", by="tom", on="2026-03-02", answer="The core group is next week.")
    assert office.tom.received("Is this what you said?")
    assert office.ines.received("Tom Reid has answered")
    office.tom.presses("Correct this", answer="The core group is in two weeks.")
    assert office.ines.sees("The core group is in two weeks.")
    office.ines.received("an answer has come")
    office.ines.received("Tom Reid has answered")


def test_a_referral_to_cafcass_stops_nothing(at_stage_1: TestOffice) -> None:
    office = at_stage_1
    before = {duty.due for duty in office.case().duties}
    office.ines.presses("Refer to Cafcass", reason="The plan has drifted for a year.")
    for told in (office.ines, office.tom, office.amir, office.quentin):
        assert told.received("referred to Cafcass")
    office.ines.received("has referred this to Cafcass")
    assert before <= {duty.due for duty in office.case().duties}
    office.tom.presses("Answer", answer="A date is set.")
    assert office.ines.received("Tom Reid has answered")
    assert office.tom.received("Your answer has been received")


def test_silence_moves_the_case_to_the_service_manager_where_the_raiser_chose_so(at_stage_1: TestOffice) -> None:
    office = at_stage_1
    office.ines.presses("If nobody answers", when_silent=Silence.MOVE_UP)
    office.until("2026-03-09", "16:59")
    office.tom.expects_anything()
    office.ines.expects_anything()
    office.until("2026-03-09", "17:01")
    assert office.sara.received("stage 2: LUT-26-0001, answer by Monday 16 March")
    office.sara.received("Your answer is asked for by Monday 16 March")
    assert office.ines.received("The case has moved to Stage 2 by itself")
    office.ines.received("moved to Stage 2")
    for told in (office.tom, office.amir, office.quentin):
        assert told.received("stage 2: LUT-26-0001, for information")
    assert office.bea.received("stage 2: LUT-26-0001, copy")


def test_moved_up_by_itself_it_asks_at_the_fork(office: TestOffice) -> None:
    office.ines.raises(when_silent=Silence.MOVE_UP)
    stages = []
    for day in ("2026-03-16", "2026-03-23", "2026-03-30", "2026-04-08"):
        office.until(day, "17:01")
        stages.append(office.case().visit.stage if office.case().visit else None)
    assert stages == ["stage_1", "stage_2", "stage_3", "stage_3"]
    assert office.ines.sees("No answer came. What next?")
    for actor in office.actors.values():
        actor.expects_anything()


def test_the_raisers_own_silence_climbs_to_cover_and_supervisor_and_nobody_but_the_raiser_settles(
    at_stage_1: TestOffice,
) -> None:
    office = at_stage_1
    office.tom.presses("Answer", answer="We have done what we can.")
    office.until("2026-03-06")
    assert office.ines.received("Tom Reid has answered") and office.ines.received(
        "Your view of the answer is asked for"
    )
    office.ines.received("a decision is asked for")
    office.until("2026-03-13")
    assert office.petra.received("a decision is asked for")
    assert office.quentin.received("a decision is asked for")
    assert "Satisfied" not in office.quentin.buttons
    for actor in office.actors.values():
        actor.expects_anything()


def test_several_things_that_wait_come_as_one_digest(office: TestOffice) -> None:
    for record in ("10442", "10443", "10444"):
        office.ines.raises(**(STAGE_1 | {"record": record}))
    for actor in office.actors.values():
        actor.expects_anything()
    mails, cards = len(office.tom.mails), len(office.tom.chat)
    office.until("2026-03-06", "17:30")
    assert len(office.tom.mails) == mails + 1 and len(office.tom.chat) == cards + 1
    for ref in ("LUT-26-0001", "LUT-26-0002", "LUT-26-0003"):
        assert office.tom.received(ref)


def test_a_withdrawn_concern_ends_with_its_reason(at_stage_1: TestOffice) -> None:
    office = at_stage_1
    office.ines.presses("Close", outcome=Outcome.WITHDRAWN, reason="It was a misunderstanding.")
    assert "withdrawn, 2 March 2026" in office.bea.says("log closed")
    for told in (office.tom, office.amir, office.bea, office.ines):
        assert told.received("LUT-26-0001, withdrawn")
    office.ines.received("Withdrawn")


def test_a_closed_case_can_be_reopened_with_a_new_clock(at_stage_1: TestOffice) -> None:
    office = at_stage_1
    office.tom.presses("Answer", answer="The core group has met.")
    office.ines.presses("Satisfied", difference="AB sees her sister.")
    office.until("2026-03-16")
    for actor in office.actors.values():
        actor.expects_anything()
    office.ines.says("LUT-26-0001")
    office.ines.presses("Reopen", reason="It was cancelled again.")
    assert office.tom.received("Monday 23 March")
    assert office.case().is_open
    for actor in office.actors.values():
        actor.expects_anything()
