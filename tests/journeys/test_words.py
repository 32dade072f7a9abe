"""What a newcomer reads after a typed line: help, undo and a move after the fact, the choices of the form."""

from __future__ import annotations

from tests.office import TestOffice


def test_the_examples_of_help_carry_the_authoritys_own_reference(office: TestOffice) -> None:
    said = office.ines.says("help")
    assert "LUT-26-0001" in said and "ABC" not in said


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


def _let_all_be_told(office: TestOffice) -> None:
    for actor in office.actors.values():
        actor.expects_anything()
