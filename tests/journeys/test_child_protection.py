"""A child on a child protection plan: no Cafcass, the team manager first, the rule for conferences."""

from tests.office import CONCERN, TestOffice

PLAN = CONCERN | {"category": "visits_or_core_groups"}


def test_the_team_manager_alone_is_asked_first_and_the_social_worker_is_told(office: TestOffice) -> None:
    office.colin.raises(**PLAN)
    assert office.tom.received("by Monday 16 March")
    assert office.amir.received("for information")
    assert office.colin.received("Tom Reid is asked to settle it by Monday 16 March")
    assert office.bea.received("copy, answer by Monday 16 March")
    assert "Refer to Cafcass" not in office.colin.buttons


def test_a_conference_leaves_two_working_days(office: TestOffice) -> None:
    office.colin.raises(**(PLAN | {"source": "conference", "conference_on": "2026-03-02"}))
    assert office.tom.received("by Wednesday 4 March")
    assert office.amir.received("for information")
    assert office.colin.received("by Wednesday 4 March")
    assert office.bea.received("copy, answer by Wednesday 4 March")


def test_concerns_that_were_raised_before_go_to_stage_1(office: TestOffice) -> None:
    office.colin.raises(**PLAN, earlier_concerns="true", consulted="quentin", consulted_on="2026-03-02")
    assert office.tom.received("stage 1: LUT-26-0001, answer by Monday 9 March")
    assert office.tom.received("Your answer is asked for by Monday 9 March")
    assert office.colin.received("Tom Reid is asked to answer by Monday 9 March")
    for told in (office.amir, office.quentin):
        assert told.received("stage 1: LUT-26-0001, for information")
    assert office.bea.received("stage 1: LUT-26-0001, copy")


def test_an_answer_that_satisfies_closes_the_case_with_the_difference_made(office: TestOffice) -> None:
    office.colin.raises(**PLAN)
    for person in (office.tom, office.amir, office.colin, office.bea):
        person.expects_anything()
    office.tom.replies("The core group met on Friday, and the dates until July are set.")
    assert office.colin.received("Tom Reid has answered")
    assert office.tom.received("Your answer has been received")
    office.colin.presses("Satisfied", difference="The family knows who comes when.")
    for told in (office.tom, office.amir, office.bea):
        assert told.received("resolved")
    assert office.colin.received("Resolved")
    assert "resolved, 2 March 2026" in office.bea.says("log")


def test_another_agency_has_to_be_named_where_the_theme_asks_for_it(office: TestOffice) -> None:
    office.colin.says("raise")
    answer = office.colin.presses("Next: who is told", **(PLAN | {"category": "others_did_not_act"}))
    assert "needs another look" in answer
    answer = office.colin.presses(
        "Next: who is told", **(PLAN | {"category": "others_did_not_act", "named": "Housing"})
    )
    assert "Nothing has been sent yet" in answer
