"""What a newcomer reads after a typed line: help, undo and a move after the fact, the choices of the form."""

from __future__ import annotations

from tests.office import CONCERN, TestOffice


def test_the_examples_of_help_carry_a_reference_that_there_is(office: TestOffice) -> None:
    assert "case (its reference)" in office.ines.says("help")
    office.ines.raises()
    said = office.ines.says("help")
    assert "LUT-26-0001" in said and "ABC" not in said
    _let_all_be_told(office)


def test_undo_right_after_the_sending_says_that_it_can_be_withdrawn(office: TestOffice) -> None:
    office.ines.raises()
    said = "It has been sent and cannot be undone; you can withdraw it"
    assert said in office.ines.says("undo") and said in office.ines.says("undo LUT-26-0001")
    _let_all_be_told(office)


def test_a_move_of_a_closed_case_says_who_closed_it_and_that_it_can_be_opened_again(office: TestOffice) -> None:
    office.ines.raises()
    office.ines.says("withdraw LUT-26-0001 because the placement has changed")
    office.ines.presses("Close the case", outcome="withdrawn", reason="The placement has changed.")
    said = office.ines.says("escalate LUT-26-0001")
    assert "The case is closed. Ines Okafor closed it on Monday 2 March." in said
    assert "You can open it again: write “reopen LUT-26-0001”." in said
    _let_all_be_told(office)


def test_the_form_says_of_which_team_a_social_worker_is_and_who_chairs(office: TestOffice) -> None:
    said = office.ines.says("raise")
    titles = [c["title"] for box in office.ines.finds("Next: who is told").inputs() for c in box.get("choices", ())]
    assert "Amir Haddad, North" in titles
    assert any("Faisal Rahman" in title for title in titles)
    assert "One of these two is needed then: who was consulted and when, or why nobody was." in said


def test_a_button_says_what_it_does_where_there_is_nothing_to_fill_in(office: TestOffice) -> None:
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **CONCERN)
    office.ines.presses("Send")
    office.ines.says("send now")
    assert office.ines.buttons == ["Send now", "Back"]
    _let_all_be_told(office)


def test_my_cases_name_each_date_once(office: TestOffice) -> None:
    office.ines.raises()
    assert office.tom.says("my cases").count("Monday 16 March") == 1
    _let_all_be_told(office)


def test_nobody_is_shown_as_asked_who_only_stands_in_where_nobody_is(office: TestOffice) -> None:
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **(CONCERN | {"social_worker": ""}))
    office.ines.presses("Send")
    assert office.ines.sees("Will be asked Tom Reid, Team Manager")
    _let_all_be_told(office)


def test_whoever_has_answered_reads_what_has_become_of_it(office: TestOffice) -> None:
    office.ines.raises()
    office.tom.presses("Answer", answer="The core group is on 12 March.")
    assert office.tom.sees("Ines Okafor is reading it.")
    office.ines.presses("Not satisfied", reason="That is no plan.", passed_over_because="It is urgent.")
    office.ines.presses("Move it")
    assert not office.tom.sees("is reading it")
    assert office.tom.sees("The case is at Stage 1: Tom Reid is asked to answer by Monday 9 March.")
    office.ines.presses("Satisfied", difference="AB knows the plan.")
    assert office.tom.sees("The case was closed on Monday 2 March.")
    _let_all_be_told(office)


def _let_all_be_told(office: TestOffice) -> None:
    for actor in office.actors.values():
        actor.expects_anything()
