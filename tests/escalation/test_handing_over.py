""" "Not mine", and handing over from above: clocks run on, both sides are told, nobody judges their own answer."""

from __future__ import annotations

import pytest

from escalation import actions as act
from escalation.case import PersonId, RoleId, Task
from escalation.errors import ActionRefused, NothingOwed, NotYours
from escalation.notices import Capacity, Meaning
from escalation.people import Person, Post
from tests.escalation.story import Story, at_stage, concern, escalate, not_satisfied, promised, said, satisfied, words
from tests.people import AMIR, BEA, COLIN, DANA, GRACE, HELEN, INES, MINA, OUTSIDER, PETRA, QUENTIN, SARA, TOM

WHY = words("Tom is ill.")


def test_not_mine_moves_all_that_is_owed_in_the_visit_and_no_date() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-04")
    due = story.duty(Task.ANSWER).due
    story.does(act.PassOn(said(TOM), 1, GRACE))
    assert [n.person for n in story.visit.asked] == [GRACE]
    assert [n.person for n in story.duty(Task.ANSWER).owed_by] == [GRACE] and story.duty(Task.ANSWER).due == due
    assert {n.to: (n.meaning, n.capacity) for n in story.told} == {
        GRACE: (Meaning.HANDED_TO_YOU, Capacity.ASKED),
        INES: (Meaning.PASSED_ON, Capacity.RAISER),
    }
    story.answer(GRACE)
    assert not story.owes(Task.ANSWER)


def test_a_chair_passes_on_both_the_calling_and_the_holding() -> None:
    story = Story.of(at_stage("meeting"))
    story.does(act.PassOn(said(PersonId("olga")), 1, HELEN))
    assert {d.task for d in story.case.duties if any(n.person == HELEN for n in d.owed_by)} == {
        Task.CONVENE,
        Task.HOLD,
    }


def test_a_delegate_and_a_cover_pass_on_for_the_holder() -> None:
    story = Story.of(at_stage("stage_4"))
    story.does(act.PassOn(said(MINA), 1, HELEN))
    assert [n.person for n in story.visit.asked] == [HELEN]
    assert story.entries[-1].on_behalf_of == DANA
    away = Story.of(at_stage("stage_1"))
    away.is_away(TOM, "2026-03-02", "2026-03-09")
    away.does(act.PassOn(said(GRACE), 1, SARA))
    assert [n.person for n in away.visit.asked] == [SARA]


@pytest.mark.parametrize("to", [TOM, INES, PersonId("nobody")])
def test_not_to_oneself_not_to_the_raiser_and_not_to_a_stranger(to: PersonId) -> None:
    story = Story.of(at_stage("stage_1"))
    with pytest.raises(ActionRefused):
        story.does(act.PassOn(said(TOM), 1, to))


def test_where_nothing_is_owed_nothing_is_passed_on() -> None:
    story = Story.of(at_stage("stage_1"))
    story.answer(TOM)
    with pytest.raises(NothingOwed):
        story.does(act.PassOn(said(TOM), 1, GRACE))


def test_only_whoever_is_asked_passes_on() -> None:
    story = Story.of(at_stage("stage_1"))
    for person in (SARA, INES, AMIR, OUTSIDER):
        with pytest.raises(NotYours):
            story.does(act.PassOn(said(person), 1, GRACE))


def test_a_responder_is_replaced_by_their_own_manager_or_the_keeper_of_the_log() -> None:
    for by in (SARA, BEA):
        story = Story.of(at_stage("stage_1"))
        story.does(act.Reassign(said(by), TOM, GRACE, WHY))
        assert [n.person for n in story.visit.asked] == [GRACE]
        assert {n.to: n.meaning for n in story.told} == {
            GRACE: Meaning.HANDED_TO_YOU,
            TOM: Meaning.NO_LONGER_ASKED,
            INES: Meaning.PASSED_ON,
        }


def test_nobody_else_replaces_a_responder() -> None:
    story = Story.of(at_stage("stage_1"))
    for by in (TOM, HELEN, INES, AMIR, QUENTIN, PETRA):
        with pytest.raises(NotYours):
            story.does(act.Reassign(said(by), TOM, GRACE, WHY))


@pytest.mark.parametrize(
    ("person", "to", "key"),
    [
        (TOM, INES, "not_to_the_raiser"),
        (TOM, TOM, "no_such_person"),
        (TOM, PersonId("nobody"), "no_such_person"),
        (HELEN, GRACE, "holds_nothing"),
    ],
)
def test_a_responder_is_replaced_by_somebody_who_can_answer(person: PersonId, to: PersonId, key: str) -> None:
    story = Story.of(at_stage("stage_1"))
    with pytest.raises(ActionRefused, match=key):
        story.does(act.Reassign(said(BEA), person, to, WHY))


def test_the_raiser_is_replaced_by_their_supervisor_and_keeps_all_rights() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-05")
    story.answer(TOM)
    due = story.duty(Task.JUDGE).due
    story.does(act.Reassign(said(QUENTIN), INES, PETRA, words("Ines is on leave.")))
    assert story.case.raiser == PETRA
    assert [n.person for n in story.duty(Task.JUDGE).owed_by] == [PETRA] and story.duty(Task.JUDGE).due == due
    assert {n.to: (n.meaning, n.capacity) for n in story.told} == {
        PETRA: (Meaning.HANDED_TO_YOU, Capacity.RAISER),
        INES: (Meaning.NO_LONGER_ASKED, Capacity.TOLD),
    }
    story.does(act.ReferToCafcass(said(PETRA), words("It drifts.")))
    with pytest.raises(NotYours):
        story.does(not_satisfied(story, INES))
    story.does(satisfied(story, PETRA))


def test_nobody_else_replaces_the_raiser() -> None:
    story = Story.of(at_stage("stage_1"))
    for by in (TOM, SARA, BEA, HELEN, INES, PETRA):
        with pytest.raises(NotYours):
            story.does(act.Reassign(said(by), INES, PETRA, WHY))


@pytest.mark.parametrize("to", [TOM, SARA, COLIN, AMIR])
def test_the_new_raiser_is_one_who_raises_and_was_not_asked(to: PersonId) -> None:
    story = Story.of(at_stage("stage_1"))
    with pytest.raises(ActionRefused, match="cannot_take_over_as_raiser"):
        story.does(act.Reassign(said(QUENTIN), INES, to, WHY))


def test_an_iro_who_was_asked_does_not_become_the_raiser() -> None:
    story = Story.of(at_stage("stage_1"))
    story.does(act.PassOn(said(TOM), 1, PETRA))
    story.answer(PETRA)
    with pytest.raises(ActionRefused, match="cannot_take_over_as_raiser"):
        story.does(act.Reassign(said(QUENTIN), INES, PETRA, WHY))
    nora = Person(PersonId("nora"), "Nora Quist", "nora@example.org")
    story.joins(nora, Post(nora.id, RoleId("iro")))
    story.does(act.Reassign(said(QUENTIN), INES, nora.id, WHY))
    assert story.case.raiser == nora.id


def test_where_the_raiser_and_the_supervisor_have_left_the_business_manager_hands_over() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-05")
    story.leaves(INES)
    story.leaves(QUENTIN)
    story.does(act.Reassign(said(BEA), INES, PETRA, words("Both have left.")))
    assert story.case.raiser == PETRA


def test_the_raiser_never_answers_their_own_concern_even_as_cover() -> None:
    story = Story.of(concern())
    story.is_away(SARA, "2026-03-01", "2026-03-31", cover=INES)
    story.on("2026-03-05").does(escalate(story, to="stage_2", reason="AB cannot wait."))
    assert [(n.person, n.covering) for n in story.visit.asked] == [(HELEN, SARA)]


def test_a_raiser_who_holds_the_post_that_is_asked_does_not_answer_either() -> None:
    story = Story.of(concern())
    story.takes(INES, "service_manager")
    story.on("2026-03-05").does(escalate(story, to="stage_2", reason="AB cannot wait."))
    assert [(n.person, n.covering) for n in story.visit.asked] == [(PETRA, None)]
    with pytest.raises(NotYours):
        story.does(act.Respond(said(INES), 2, words("I am satisfied.")))


def test_actions_go_with_the_person_who_hands_over() -> None:
    story = Story.of(at_stage("stage_1"))
    story.answer(TOM, promised("Visit AB", "2026-03-13"))
    story.does(act.Reassign(said(BEA), TOM, AMIR, WHY))
    assert story.case.actions[0].who == AMIR
