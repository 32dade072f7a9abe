"""Bank holidays change while cases are open: what was counted in working days moves with them, later only."""

from __future__ import annotations

from datetime import date, time

from escalation import actions as act
from escalation.case import Task
from escalation.case_log import DaysCountedAnew
from escalation.decide import decide
from escalation.notices import Meaning
from escalation.replay import replay
from escalation.working_days import DayHours, build_calendar
from tests.escalation.story import Story, at_stage, concern, said, words
from tests.escalation.test_other_shapes import STAGES, story_under
from tests.people import INES, TOM, at

CLOSED = build_calendar(hours=DayHours(time(9), time(17)), closed=[date(2026, 3, 5)])


def counted_anew(story: Story) -> Story:
    story.calendar = CLOSED
    decision = decide(story.case, act.CountAnew(), story.situation)
    story._keep(decision)
    story.told = list(decision.notices)
    return story


def test_a_bank_holiday_on_the_way_makes_the_answer_and_the_limit_due_a_day_later() -> None:
    story = Story.of(at_stage("stage_1"))
    assert (story.due(), story.due(Task.OVERALL_LIMIT)) == (date(2026, 3, 9), date(2026, 3, 30))
    counted_anew(story)
    assert (story.due(), story.due(Task.OVERALL_LIMIT)) == (date(2026, 3, 10), date(2026, 3, 31))
    assert story.who_was_told(Meaning.DAYS_COUNTED_ANEW) == [INES, TOM]
    assert len(story.logged(DaysCountedAnew)) == 1 and replay(story.entries) == story.case
    assert story.on("2026-03-09", "17:01").who_was_told(Meaning.NOBODY_ANSWERED) == []
    assert story.on("2026-03-10", "17:01").who_was_told(Meaning.NOBODY_ANSWERED) == [INES]


def test_counting_again_changes_nothing_where_nothing_has_changed() -> None:
    story = counted_anew(Story.of(at_stage("stage_1")))
    again = decide(story.case, act.CountAnew(), story.situation)
    assert again.case is story.case and not again.entries


def test_a_day_that_was_promised_is_not_taken_back() -> None:
    story = Story(at("2026-03-02"), calendar=CLOSED).begins(at_stage("stage_1"))
    assert story.due() == date(2026, 3, 10)
    story.calendar = Story.of(at_stage("stage_1")).calendar
    assert decide(story.case, act.CountAnew(), story.situation).case is story.case


def test_days_that_somebody_named_stay_where_they_are() -> None:
    story = Story.of(at_stage("stage_1"))
    story.does(act.AgreeFurtherTime(said(INES), 1, date(2026, 3, 12)))
    story.answer(TOM, act.ActionProposed(words("To panel"), date(2026, 3, 6)))
    due = {d.number: d.due for d in story.case.duties if d.task is not Task.OVERALL_LIMIT}
    counted_anew(story)
    assert {d.number: d.due for d in story.case.duties if d.task is not Task.OVERALL_LIMIT} == due


def test_calendar_days_hours_and_what_is_late_already_stay_too() -> None:
    clocks = {"answer": {"within": "5 calendar days"}, "acknowledge": {"within": "72 hours"}}
    story = story_under({f"{STAGES} > stage_1 > clocks": clocks}, at_stage("stage_1"))
    before = {d.number: d.due for d in story.case.duties if d.task is not Task.OVERALL_LIMIT}
    counted_anew(story)
    assert {d.number: d.due for d in story.case.duties if d.task is not Task.OVERALL_LIMIT} == before
    late = Story.of(at_stage("stage_1")).on("2026-03-09", "17:01")
    counted_anew(late)
    assert late.due(Task.ANSWER) == date(2026, 3, 9)


def test_a_case_that_is_not_sent_yet_or_closed_is_left_alone() -> None:
    story = Story(at("2026-03-02"))
    story.does(concern())
    assert decide(story.case, act.CountAnew(), story.situation).case is story.case
    story.does(act.UndoRaise(said(INES)))
    assert decide(story.case, act.CountAnew(), story.situation).case is story.case
