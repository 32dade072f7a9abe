"""Times that a procedure leaves to the raiser: suggested, bounded, or to be set before anybody can be late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from escalation import actions as act
from escalation.case import CategoryId, StageId, Task, Words
from escalation.case_log import DateSet
from escalation.errors import DetailNeeded, NothingOwed
from escalation.notices import Meaning
from escalation.permissions import Step, steps_open
from tests.escalation.story import CONCERN, SECOND, Story, concern, escalate, not_satisfied, said
from tests.ladders import pack
from tests.people import GRACE, INES, PETRA, QUENTIN, TOM, at

WALSALL = pack("walsall")
DELAY = replace(CONCERN, category=CategoryId("delay"))


def dispute(**changes: object) -> act.RaiseConcern:
    return concern(concerns=(DELAY,), **changes)


def at_an_undated_stage(**changes: object) -> Story:
    start = {"start_at": StageId("stage_3"), "skipping_because": Words("It cannot wait.")}
    return Story.under(pack("southwark"), concern(**start, **changes))


def test_the_suggestion_holds_where_the_raiser_sets_nothing() -> None:
    assert Story.under(WALSALL, dispute()).due() == date(2026, 3, 5)


def test_the_time_that_the_raiser_sets_holds_for_that_stage_only() -> None:
    story = Story.under(WALSALL, dispute(answer_within=6))
    assert story.due() == date(2026, 3, 10)
    story.answer(GRACE)
    story.does(not_satisfied(story))
    assert story.due() == date(2026, 3, 5)


def test_each_move_can_set_the_time_of_the_stage_it_enters() -> None:
    story = Story.under(WALSALL, dispute()).on("2026-03-06")
    story.does(escalate(story, answer_within=1))
    assert (story.stage, story.due()) == ("stage_2", date(2026, 3, 9))


@pytest.mark.parametrize("days", [21, 0, 10**7])
def test_no_time_is_taken_beyond_what_the_procedure_allows(days: int) -> None:
    with pytest.raises(DetailNeeded):
        Story.under(WALSALL, dispute(answer_within=days))


def test_a_time_ends_at_the_latest_with_the_overall_limit() -> None:
    story = Story.under(WALSALL, dispute(answer_within=15)).on("2026-03-24", "09:30")
    with pytest.raises(DetailNeeded) as refused:
        story.does(escalate(story, answer_within=5))
    assert refused.value.facts == {"most": "4"}
    story.does(escalate(story, answer_within=4))
    assert story.due() == date(2026, 3, 30)


def test_the_suggestion_too_ends_with_the_overall_limit_and_leaves_a_day_at_least() -> None:
    story = Story.under(WALSALL, dispute(answer_within=18)).on("2026-03-27")
    story.does(escalate(story))
    assert story.due() == date(2026, 3, 30)
    late = Story.under(WALSALL, dispute(answer_within=20)).on("2026-04-01")
    late.does(escalate(late))
    assert late.due() == date(2026, 4, 2)


def test_where_no_date_is_said_nobody_is_late_and_the_raiser_owes_the_date() -> None:
    story = at_an_undated_stage()
    assert story.owes(Task.SET_A_DATE) and not story.owes(Task.ANSWER)
    assert {n.to: n.meaning for n in story.told if n.to == INES} == {INES: Meaning.STAGE_OPENED}
    assert Step.SET_DATE in steps_open(story.case, INES, story.situation)
    assert Step.ANSWER in steps_open(story.case, story.visit.asked[0].person, story.situation)


def test_a_date_that_is_set_is_owed_and_told_to_whoever_is_asked() -> None:
    story = at_an_undated_stage()
    story.does(act.SetDate(said(INES), 1, date(2026, 3, 11)))
    assert story.due() == date(2026, 3, 11)
    assert not story.owes(Task.SET_A_DATE)
    assert story.who_was_told(Meaning.DATE_SET) == [n.person for n in story.visit.asked]
    assert len(story.logged(DateSet)) == 1
    with pytest.raises(NothingOwed):
        story.does(act.SetDate(said(INES), 1, date(2026, 3, 12)))


def test_a_date_on_a_day_that_is_not_worked_is_the_next_working_day() -> None:
    story = at_an_undated_stage()
    story.does(act.SetDate(said(INES), 1, date(2026, 4, 3)))  # Good Friday
    assert story.due() == date(2026, 4, 7)


def test_a_date_that_is_past_is_not_taken() -> None:
    story = at_an_undated_stage()
    with pytest.raises(DetailNeeded):
        story.does(act.SetDate(said(INES), 1, date(2026, 2, 27)))


def test_a_raiser_who_sets_no_date_is_asked_again_then_cover_then_supervisor() -> None:
    story = at_an_undated_stage().on("2026-03-06", "09:30")
    asked = [e.facts.person for e in story.entries if type(e.facts).__name__ == "AskedAgain"]
    assert asked == [INES, PETRA, QUENTIN, QUENTIN]
    story.does(act.SetDate(said(QUENTIN), 1, date(2026, 3, 13)))
    assert story.due() == date(2026, 3, 13)


def test_the_days_can_be_given_with_the_raise() -> None:
    assert at_an_undated_stage(answer_within=4).due() == date(2026, 3, 6)


def test_an_answer_that_comes_before_any_date_is_the_raiser_s_to_judge_and_is_not_late() -> None:
    story = at_an_undated_stage()
    story.answer(story.visit.asked[0].person)
    assert not story.visit.answers[0].late
    assert story.owes(Task.JUDGE) and not story.owes(Task.SET_A_DATE)


def test_a_date_that_passes_in_silence_asks_the_raiser() -> None:
    story = at_an_undated_stage()
    story.does(act.SetDate(said(INES), 1, date(2026, 3, 4)))
    story.on("2026-03-04", "17:00")
    assert story.who_was_told(Meaning.NOBODY_ANSWERED) == []
    story.now += SECOND
    story.on("2026-03-04", "17:05")
    assert story.who_was_told(Meaning.NOBODY_ANSWERED) == [INES]


def test_what_waits_for_a_date_can_be_passed_to_a_colleague() -> None:
    story = at_an_undated_stage()
    holder = story.visit.asked[0].person
    story.does(act.PassOn(said(holder), 1, TOM))
    story.does(act.SetDate(said(INES), 1, date(2026, 3, 11)))
    assert [n.person for n in story.duty(Task.ANSWER).owed_by] == [TOM]


def test_calling_a_meeting_sets_the_date_by_which_it_is_held() -> None:
    story = Story.under(pack("knowsley"), concern(concerns=(replace(CONCERN, category=CategoryId("permanence")),)))
    story.does(escalate(story, to="resolution_meeting", reason="A talk of all.", chair="service_manager"))
    chair = story.visit.asked[0].person
    story.does(act.ConveneMeeting(said(chair), 2, at("2026-03-12", "14:00"), Words("Room 2")))
    assert story.due(Task.HOLD) == date(2026, 3, 12)
    assert not story.owes(Task.SET_A_DATE)
