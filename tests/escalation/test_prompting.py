"""The raiser's own silence: it comes back, then it climbs to cover and supervisor, and absent people are skipped."""

from __future__ import annotations

import pytest

from escalation import actions as act
from escalation.case import Entered, PersonId, Task
from escalation.case_log import AskedAgain, Lapsed, StageEntered
from escalation.errors import NothingOwed, NotYours
from escalation.notices import Capacity, Meaning
from tests.escalation.story import Story, at_stage, escalate, not_satisfied, said, satisfied
from tests.escalation.test_other_shapes import pack_with
from tests.people import BEA, INES, OLGA, PETRA, QUENTIN, TOM, at


def silent() -> Story:
    """Stage 1 has been silent since Monday 9 March, 5pm."""
    return Story.of(at_stage("stage_1")).on("2026-03-09", "17:01")


def asked_on(story: Story, day: str) -> list[PersonId]:
    """Who is asked that morning what to do about it."""
    story.on(day, "08:59")
    return story.on(day, "09:30").who_was_told(Meaning.YOUR_VIEW_AWAITED)


def test_after_a_silence_the_raiser_then_cover_then_the_supervisor_for_good() -> None:
    story = silent()
    mornings = ["2026-03-10", "2026-03-11", "2026-03-12", "2026-03-13", "2026-03-16", "2026-03-17"]
    assert [asked_on(story, day) for day in mornings] == [[INES], [PETRA], [QUENTIN], [QUENTIN], [QUENTIN], [QUENTIN]]
    assert [n.person for n in story.duty(Task.JUDGE).owed_by] == [INES, PETRA, QUENTIN]


def test_the_raisers_own_silence_is_logged_once_and_each_question_after_it() -> None:
    story = silent().on("2026-03-13", "12:00")
    judge = story.duty(Task.JUDGE).number
    assert [e.happened for e in story.logged(Lapsed) if e.facts.duty.number == judge] == [at("2026-03-10", "09:00")]  # type: ignore[attr-defined]
    assert len([e for e in story.logged(AskedAgain) if e.facts.duty.number == judge]) == 4  # type: ignore[attr-defined]


def test_after_an_answer_the_raiser_has_two_working_days_before_it_begins() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-05")
    story.answer(TOM)
    mornings = ["2026-03-06", "2026-03-09", "2026-03-10", "2026-03-11", "2026-03-12"]
    assert [asked_on(story, day) for day in mornings] == [[], [], [INES], [PETRA], [QUENTIN]]


def test_mornings_are_working_mornings_also_after_the_clocks_went_forward() -> None:
    story = Story.of(at_stage("stage_1"), "2026-03-25").on("2026-04-02", "12:00")
    assert story.on("2026-04-07", "08:59").told == []
    assert asked_on(story, "2026-04-07") == [PETRA]
    assert story.logged(AskedAgain)[0].happened == at("2026-04-02", "09:00:01")


def test_where_only_the_raiser_is_ever_asked_and_has_left_somebody_acts_instead() -> None:
    prompts = {"after an answer": "2 working days", "after a silence": "next morning"}
    asks_the_raiser_only = pack_with({"prompts": {**prompts, "then each working day": ["raiser"]}})
    story = Story.under(asks_the_raiser_only, at_stage("stage_1")).on("2026-03-09", "17:01")
    story.leaves(INES)
    assert asked_on(story, "2026-03-10") == [PETRA]
    story.leaves(PETRA)
    assert asked_on(story, "2026-03-11") == [QUENTIN]


def test_absent_people_are_skipped() -> None:
    story = silent()
    story.is_away(INES, "2026-03-10", "2026-03-20")
    story.is_away(PETRA, "2026-03-11", "2026-03-20", cover=PersonId("colin"))
    assert asked_on(story, "2026-03-10") == [PETRA]
    assert asked_on(story, "2026-03-11") == [QUENTIN]


def test_a_supervisor_who_is_away_is_covered() -> None:
    story = silent()
    story.is_away(QUENTIN, "2026-03-01", "2026-03-31")
    story.on("2026-03-12", "08:00")
    assert asked_on(story, "2026-03-12") == [OLGA]


def test_covers_who_cover_each_other_do_not_go_round_in_circles() -> None:
    story = silent()
    story.is_away(INES, "2026-03-09", "2026-03-31", cover=PETRA)
    story.is_away(PETRA, "2026-03-09", "2026-03-31", cover=INES)
    assert asked_on(story, "2026-03-10") == [QUENTIN]


def test_where_no_supervisor_is_in_post_the_business_manager_is_asked() -> None:
    story = silent()
    story.leaves(QUENTIN)
    story.on("2026-03-12", "08:00")
    assert asked_on(story, "2026-03-12") == [BEA]


def test_somebody_who_was_asked_is_no_cover_for_the_raiser() -> None:
    story = silent()
    story.is_away(INES, "2026-03-09", "2026-03-31", cover=TOM)
    assert asked_on(story, "2026-03-10") == [QUENTIN]
    with pytest.raises(NotYours):
        story.does(satisfied(story, TOM))


def test_the_cover_who_was_asked_may_settle_it_on_the_raisers_behalf() -> None:
    story = silent()
    with pytest.raises(NotYours):
        story.does(satisfied(story, PETRA))
    story.on("2026-03-11", "09:30")
    story.does(satisfied(story, PETRA))
    assert story.case.closed is not None and story.case.closed.by == PETRA
    assert story.entries[-1].on_behalf_of == INES


def test_the_supervisor_who_was_asked_may_move_up_or_wait_and_never_settle() -> None:
    story = silent()
    for too_early in (escalate(story, QUENTIN), act.Wait(said(QUENTIN), 1)):
        with pytest.raises(NotYours):
            story.does(too_early)
    story.on("2026-03-12", "09:30")
    for never in (
        satisfied(story, QUENTIN),
        act.Close(said(QUENTIN), act.Outcome.WITHDRAWN, act.Words("No.")),
        act.JudgePartly(said(QUENTIN), 1, act.Words("Some.")),
        act.ReferToCafcass(said(QUENTIN), act.Words("It drifts.")),
    ):
        with pytest.raises(NotYours):
            story.does(never)
    story.does(act.Wait(said(QUENTIN), 1))
    assert asked_on(story, "2026-03-13") == [INES]
    story.on("2026-03-17", "09:30")
    story.does(escalate(story, QUENTIN))
    assert story.stage == "stage_2"
    assert story.meanings_for(INES) == [Meaning.STAGE_OPENED]
    assert story.logged(StageEntered)[-1].by == QUENTIN


def test_waiting_brings_the_question_back_the_next_working_morning_and_the_answer_stays_late() -> None:
    story = silent().on("2026-03-10", "10:00")
    due = story.duty(Task.ANSWER).due
    story.does(act.Wait(said(INES), 1))
    assert story.duty(Task.ANSWER).due == due
    assert story.on("2026-03-11", "08:59").told == []
    assert asked_on(story, "2026-03-11") == [INES]
    assert asked_on(story, "2026-03-12") == [PETRA]


def test_waiting_on_a_friday_brings_it_back_on_monday() -> None:
    story = Story.of(at_stage("stage_1"), "2026-03-06").on("2026-03-20", "10:00")
    story.does(act.Wait(said(INES), 1))
    assert story.on("2026-03-23", "08:59").told == []
    assert asked_on(story, "2026-03-23") == [INES]


def test_waiting_after_an_answer_does_not_shorten_the_time_to_judge_it() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-05")
    story.answer(TOM)
    story.does(act.Wait(said(INES), 1))
    assert story.duty(Task.JUDGE).due == at("2026-03-09", "17:00")
    assert asked_on(story, "2026-03-06") == []


def test_where_nothing_is_to_be_judged_there_is_nothing_to_wait_for() -> None:
    story = Story.of(at_stage("stage_1"))
    with pytest.raises(NothingOwed):
        story.does(act.Wait(said(INES), 1))


def test_a_new_answer_replaces_the_question_and_gives_the_full_time() -> None:
    story = silent().on("2026-03-12", "10:00")
    story.answer(TOM)
    assert [(d.due, [n.person for n in d.owed_by]) for d in story.case.duties if d.task is Task.JUDGE] == [
        (at("2026-03-16", "17:00"), [INES])
    ]


def test_what_the_raisers_side_is_told_says_in_which_capacity() -> None:
    story = silent()
    story.on("2026-03-12", "09:30")
    prompts = [(n.to, n.capacity) for n in story.told if n.meaning is Meaning.YOUR_VIEW_AWAITED]
    assert prompts == [(INES, Capacity.RAISER), (PETRA, Capacity.RAISER), (QUENTIN, Capacity.SUPERVISOR)]


def test_news_for_a_raiser_who_has_left_goes_to_whoever_is_in_their_place() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-05")
    story.leaves(INES)
    story.answer(TOM)
    assert story.who_was_told(Meaning.ANSWER_CAME) == [PETRA]
    story.does(not_satisfied(story, QUENTIN))
    assert (story.stage, story.visit.reason) == ("stage_2", Entered.NOT_SATISFIED)
