"""Stages that others open, sign or agree to: they are asked, and their silence gives the step back to the raiser."""

from __future__ import annotations

from datetime import date

import pytest

from escalation import actions as act
from escalation.case import Consulted, Entered, PersonId, StageId, Task, TrackId, Words
from escalation.case_log import GateConsulted, OpeningDeclined, OpeningGivenBack, OpeningTakenBack, StageEntered
from escalation.errors import NothingOwed, NotYours, ReasonNeeded
from escalation.notices import Meaning
from escalation.permissions import Step, steps_open
from tests.escalation.pack_texts import every_stage
from tests.escalation.story import Story, concern, escalate, moving_up, not_satisfied, said, satisfied
from tests.people import HELEN, INES, OLGA, QUENTIN, SARA, TOM

WHY = "It names no date."
URGENT = Consulted(passed_over_because=Words("AB moves on Friday."))


def shared(stage: str = "first", **changes: object) -> Story:
    start = {"start_at": StageId(stage), "skipping_because": Words(WHY)} if stage != "first" else {}
    return Story.under(every_stage(), concern(track=TrackId("shared"), **start, **changes))


def asked_for(to: str) -> Story:
    """The answer does not settle it, and the case is to move on."""
    story = shared()
    story.answer(TOM)
    story.does(not_satisfied(story, to=to, consulted=None))
    return story


def opens(by: PersonId, story: Story) -> act.OpenStage:
    return act.OpenStage(said(by), story.visit.number)


def declines(by: PersonId, story: Story, reason: str = "It is settled already.") -> act.DeclineToOpen:
    return act.DeclineToOpen(said(by), story.visit.number, Words(reason))


# opened by others


def test_a_stage_that_others_open_waits_for_them_and_is_theirs_by_the_next_working_day() -> None:
    story = asked_for("opened")
    assert (story.stage, [n.person for n in story.duty(Task.OPEN).owed_by]) == ("first", [QUENTIN])
    assert story.due(Task.OPEN) == date(2026, 3, 3)
    assert story.who_was_told(Meaning.TO_OPEN) == [QUENTIN]
    assert story.who_was_told(Meaning.OPENING_AWAITED) == [INES]
    assert SARA not in story.who_was_told(*Meaning)


def test_once_they_open_it_the_case_moves_as_the_raiser_had_asked() -> None:
    story = asked_for("opened")
    story.does(opens(QUENTIN, story))
    assert (story.stage, story.visit.reason) == ("opened", Entered.NOT_SATISFIED)
    entry = story.logged(StageEntered)[-1]
    assert (entry.by, story.case.waiting, story.owes(Task.OPEN)) == (QUENTIN, None, False)


def test_nobody_else_can_open_it_and_nobody_without_having_been_asked() -> None:
    story = shared()
    assert Step.OPEN_STAGE not in steps_open(story.case, QUENTIN, story.situation)
    story = asked_for("opened")
    with pytest.raises(NotYours):
        story.does(opens(TOM, story))
    with pytest.raises(NotYours):
        story.does(opens(INES, story))


def test_an_opener_who_is_silent_for_a_working_day_gives_the_step_back_to_the_raiser() -> None:
    story = asked_for("opened").on("2026-03-04", "12:00")
    assert [e.facts for e in story.logged(OpeningGivenBack)] == [OpeningGivenBack(StageId("opened"))]
    assert Meaning.NOT_OPENED in story.meanings_for(INES)
    assert story.owes(Task.JUDGE)
    with pytest.raises(ReasonNeeded):
        story.does(escalate(story, to="opened"))
    story.does(escalate(story, to="opened", reason=WHY))
    assert story.stage == "opened"


def test_one_who_will_not_open_it_says_why_and_the_raiser_may_go_there_all_the_same() -> None:
    story = asked_for("opened")
    with pytest.raises(ReasonNeeded):
        story.does(declines(QUENTIN, story, ""))
    story.does(declines(QUENTIN, story))
    assert isinstance(story.logged(OpeningDeclined)[0].facts, OpeningDeclined)
    assert (story.who_was_told(Meaning.NOT_OPENED), story.owes(Task.JUDGE)) == ([INES], True)
    story.does(escalate(story, to="opened", reason=WHY))
    assert story.stage == "opened"


def test_while_it_waits_the_raiser_can_be_satisfied_withdraw_or_go_elsewhere() -> None:
    story = asked_for("opened")
    story.does(escalate(story, to="signed", reason=WHY, consulted=URGENT))
    assert (story.stage, story.case.waiting) == ("signed", None)
    story = asked_for("opened")
    assert {Step.SATISFIED, Step.CLOSE, Step.REFER_TO_CAFCASS} <= steps_open(story.case, INES, story.situation)


def test_whoever_opens_a_stage_may_move_the_case_there_themselves_and_nowhere_else() -> None:
    story = shared()
    assert Step.MOVE_UP in steps_open(story.case, QUENTIN, story.situation)
    story.does(escalate(story, by=QUENTIN, to="opened", reason=WHY))
    assert story.stage == "opened"
    story = shared()
    with pytest.raises(NotYours):
        story.does(escalate(story, by=QUENTIN, to="agreed", reason=WHY))


def test_an_answer_that_comes_while_a_silence_waits_to_be_opened_is_judged_first() -> None:
    """It was the silence alone that was to move the case on."""
    story = shared("opened").on("2026-03-10", "09:30")
    assert story.case.waiting is not None and story.duty(Task.OPEN).owed_by[0].person == OLGA
    story.answer(SARA)
    assert (story.stage, story.case.waiting, story.owes(Task.OPEN)) == ("opened", None, False)
    assert story.owes(Task.JUDGE)
    assert [e.facts for e in story.logged(OpeningTakenBack)] == [OpeningTakenBack(StageId("signed"))]
    assert Step.OPEN_STAGE not in steps_open(story.case, OLGA, story.situation)


def test_an_answer_does_not_take_back_what_the_raiser_asked_to_be_opened() -> None:
    story = asked_for("opened")
    story.does(act.Respond(said(TOM), story.visit.number, Words("One thing more.")))
    assert story.case.waiting is not None and story.owes(Task.OPEN)


# signed for, agreed to


def test_whoever_signs_for_a_stage_is_asked_and_the_signature_is_kept_with_its_day() -> None:
    story = asked_for("signed")
    assert [n.person for n in story.duty(Task.OPEN).owed_by] == [OLGA]
    story.does(opens(OLGA, story))
    assert story.stage == "signed"
    gate = story.logged(GateConsulted)[-1].facts
    assert gate == GateConsulted(StageId("signed"), Consulted(OLGA, date(2026, 3, 2)))


def test_a_soft_gate_is_passed_over_with_a_reason_and_whoever_would_have_signed_is_told() -> None:
    story = shared()
    story.answer(TOM)
    story.does(not_satisfied(story, to="signed", consulted=URGENT))
    assert (story.stage, story.who_was_told(Meaning.CONSULTED_AFTER)) == ("signed", [OLGA])


def test_a_hard_gate_is_not_passed_over() -> None:
    story = shared("signed", consulted=Consulted(OLGA, date(2026, 3, 2)))
    story.does(escalate(story, to="agreed", reason=WHY, consulted=URGENT))
    assert (story.stage, story.owes(Task.OPEN)) == ("signed", True)


def test_where_several_have_to_agree_it_opens_with_the_last_of_them() -> None:
    story = shared("signed", consulted=Consulted(OLGA, date(2026, 3, 2)))
    story.does(escalate(story, to="agreed", reason=WHY))
    story.does(opens(OLGA, story))
    assert story.stage == "signed"
    with pytest.raises((NothingOwed, NotYours)):
        story.does(opens(OLGA, story))
    story.does(opens(QUENTIN, story))
    assert story.stage == "agreed"


def test_silence_asks_for_the_signature_before_the_case_moves_up_by_itself() -> None:
    story = Story.under(
        every_stage(),
        moving_up(concern(track=TrackId("shared"), start_at=StageId("opened"), skipping_because=Words(WHY))),
    ).on("2026-03-09", "17:01")
    assert (story.stage, story.who_was_told(Meaning.TO_OPEN)) == ("opened", [OLGA])
    story.does(opens(OLGA, story))
    assert (story.stage, story.visit.reason) == ("signed", Entered.SILENCE)


# judged by others


def test_both_have_to_be_satisfied_before_a_case_that_two_judge_is_settled() -> None:
    story = shared()
    story.answer(TOM)
    assert [n.person for n in story.duty(Task.JUDGE).owed_by] == [INES, OLGA]
    assert OLGA in story.who_was_told(Meaning.YOUR_VIEW_AWAITED)
    story.does(satisfied(story))
    assert story.case.closed is None
    assert [n.person for n in story.duty(Task.JUDGE).owed_by] == [OLGA]
    story.does(satisfied(story, by=OLGA))
    assert story.case.closed is not None


def test_any_one_of_them_who_is_not_satisfied_moves_it_on() -> None:
    story = shared()
    story.answer(TOM)
    story.does(satisfied(story))
    story.does(not_satisfied(story, by=OLGA, to="signed", consulted=URGENT))
    assert story.stage == "signed"


def test_a_judge_who_stays_silent_leaves_it_to_the_raiser() -> None:
    story = shared()
    story.answer(TOM)
    story.does(satisfied(story))
    story.on("2026-03-06", "12:00")
    story.does(satisfied(story))
    assert story.case.closed is not None


def test_where_others_judge_instead_the_raiser_cannot_settle_it_before_they_had_their_time() -> None:
    story = shared("opened")
    story.answer(SARA)
    with pytest.raises(NotYours, match="others_judge"):
        story.does(satisfied(story))
    story.on("2026-03-06", "12:00")
    story.does(satisfied(story))
    assert story.case.closed is not None


def test_nobody_judges_what_they_were_asked_themselves() -> None:
    story = shared()
    story.takes(OLGA, "team_manager")
    story.does(escalate(story, to="signed", reason=WHY, consulted=URGENT))
    story.does(escalate(story, to="first", reason=WHY))
    assert [n.person for n in story.visit.asked] == [OLGA]
    story.answer(OLGA)
    assert [n.person for n in story.duty(Task.JUDGE).owed_by] != [INES, OLGA]
    story.does(satisfied(story))
    assert story.case.closed is not None or OLGA not in {n.person for n in story.duty(Task.JUDGE).owed_by}


def test_where_either_judges_one_of_them_is_enough() -> None:
    story = shared("signed", consulted=Consulted(OLGA, date(2026, 3, 2)))
    story.answer(HELEN)
    story.does(satisfied(story, by=QUENTIN))
    assert story.case.closed is not None and story.case.closed.by == QUENTIN
