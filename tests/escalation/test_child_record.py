"""The child's record and the child: asked once for each stage, dated, chased, and told or not for a reason."""

from __future__ import annotations

from datetime import date

import pytest

from escalation import actions as act
from escalation.case import OnRecord, Task, Told
from escalation.case_log import ChildTold, PutOnRecord
from escalation.errors import ActionRefused, NothingOwed, NotYours, ReasonNeeded, StageHasMoved
from escalation.notices import Meaning
from escalation.permissions import Step, steps_open
from tests.escalation.story import Story, at_stage, concern, escalate, moving_up, said, satisfied, words
from tests.people import BEA, INES, PETRA, QUENTIN, TOM


def on_record(visit: int = 1, on: str = "2026-03-02", told: Told = Told.TOLD, because: str = "") -> act.ConfirmOnRecord:
    return act.ConfirmOnRecord(
        said(INES), visit, date.fromisoformat(on), told, words(because), words("AB wants to stay.")
    )


def asked_for_record(story: Story, day: str) -> list[str]:
    story.on(day, "08:59")
    return list(story.on(day, "09:30").who_was_told(Meaning.PUT_ON_RECORD))


def test_it_is_dated_and_asked_once_for_each_stage() -> None:
    story = Story.of(at_stage("stage_1"))
    story.does(on_record())
    assert story.case.on_record == (OnRecord(1, date(2026, 3, 2)),)
    assert not story.owes(Task.PUT_ON_RECORD)
    with pytest.raises(NothingOwed):
        story.does(on_record())
    story.does(escalate(story, reason="AB cannot wait."))
    assert story.duty(Task.PUT_ON_RECORD).visit == 2


def test_the_childs_views_and_that_the_child_was_told_are_kept() -> None:
    story = Story.of(concern(child_view=act.ChildView(words("I want to move."), words("It is not safe."))))
    story.does(on_record())
    view = story.case.child_view
    assert (view.views, view.against_because, view.told) == ("AB wants to stay.", "It is not safe.", Told.TOLD)


def test_a_child_who_is_not_told_needs_a_reason() -> None:
    story = Story.of(at_stage("stage_1"))
    with pytest.raises(ReasonNeeded):
        story.does(on_record(told=Told.NOT_APPROPRIATE))
    story.does(on_record(told=Told.NOT_APPROPRIATE, because="AB is a baby."))
    assert story.case.child_view.not_told_because == "AB is a baby."
    assert not story.owes(Task.PUT_ON_RECORD)


def test_a_child_who_is_not_told_yet_is_asked_about_again() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-05")
    story.does(on_record(told=Told.NOT_YET))
    assert Step.PUT_ON_RECORD in steps_open(story.case, INES, story.situation)
    assert asked_for_record(story, "2026-03-10") == []
    assert asked_for_record(story, "2026-03-13") == [INES]
    story.does(on_record(on="2026-03-13"))
    assert len(story.logged(PutOnRecord)) == 1 and len(story.logged(ChildTold)) == 2
    assert not story.owes(Task.PUT_ON_RECORD)
    assert story.case.on_record == (OnRecord(1, date(2026, 3, 2)),)


def test_the_next_stage_asks_about_the_child_anew() -> None:
    story = Story.of(at_stage("stage_1"))
    story.does(on_record(told=Told.NOT_YET))
    story.does(escalate(story, reason="AB cannot wait."))
    assert [d.visit for d in story.case.duties if d.task is Task.PUT_ON_RECORD] == [2]


def test_it_is_chased_at_its_own_slow_pace_and_climbs() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-09", "23:00")
    story.does(act.Wait(said(INES), 1))
    asked = [(n.to, n.visit) for n in story.on("2026-04-20").told if n.meaning is Meaning.PUT_ON_RECORD]
    assert asked[:3] == [(INES, 1), (PETRA, 1), (QUENTIN, 1)]
    assert len(asked) == 5


def test_what_is_overdue_for_several_stages_comes_back_on_one_morning() -> None:
    story = Story.of(moving_up(at_stage("stage_1"))).on("2026-03-24", "12:00")
    assert story.stage == "stage_3"
    overdue = [d for d in story.case.duties if d.task is Task.PUT_ON_RECORD and d.lapsed is not None]
    assert [d.visit for d in overdue] == [1, 2, 3] and len({d.wake for d in overdue}) == 1


def test_each_question_is_about_its_own_stage() -> None:
    story = Story.of(moving_up(at_stage("stage_1"))).on("2026-03-10", "08:00").on("2026-03-10", "12:00")
    assert [(n.visit, n.to) for n in story.told if n.meaning is Meaning.PUT_ON_RECORD] == [(1, INES)]
    assert story.visit.number == 2


def test_a_stage_that_was_left_and_a_case_that_is_closed_can_still_be_put_on_record() -> None:
    story = Story.of(moving_up(at_stage("stage_1"))).on("2026-03-10", "12:00")
    story.does(on_record(1, "2026-03-10", Told.NOT_YET))
    assert [d.visit for d in story.case.duties if d.task is Task.PUT_ON_RECORD] == [2]
    story.does(satisfied(story))
    story.does(on_record(2, "2026-03-10"))
    assert {r.visit for r in story.case.on_record} == {1, 2}


def test_it_says_a_day_that_has_been_and_a_stage_that_was() -> None:
    story = Story.of(at_stage("stage_1"))
    with pytest.raises(ActionRefused, match="date_ahead"):
        story.does(on_record(on="2026-03-03"))
    with pytest.raises(StageHasMoved):
        story.does(on_record(2))


def test_only_the_raisers_side_says_so() -> None:
    story = Story.of(at_stage("stage_1"))
    for person in (TOM, BEA, QUENTIN):
        with pytest.raises(NotYours):
            story.does(act.ConfirmOnRecord(said(person), 1, date(2026, 3, 2), Told.TOLD))


def test_it_keeps_no_case_alive_by_itself() -> None:
    story = Story.of(at_stage("stage_1"))
    story.does(on_record())
    story.answer(TOM)
    assert {d.task for d in story.case.duties} == {Task.JUDGE, Task.OVERALL_LIMIT}
