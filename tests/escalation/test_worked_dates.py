"""The dates that were worked out by hand: what is due when, over weekends, bank holidays and both clock changes."""

from __future__ import annotations

from datetime import date

import pytest

from escalation.case import CategoryId, Entered, Source, Task
from escalation.case_log import Lapsed, LimitReached, StageEntered
from tests.escalation.story import (
    CONCERN,
    NO_VISITS,
    Story,
    at_stage,
    concern,
    conference_concern,
    escalate,
    moving_up,
)
from tests.people import INES, at


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("raised", "clock", "stage", "due"),
    [
        ("2026-03-02", "10:00", "stage_1", "2026-03-09"),
        ("2026-03-30", "10:00", "stage_1", "2026-04-08"),  # Easter
        ("2026-05-22", "10:00", "stage_1", "2026-06-01"),  # the spring bank holiday
        ("2026-03-28", "10:00", "stage_1", "2026-04-07"),  # a Saturday is day 0
        ("2026-03-02", "23:59", "stage_1", "2026-03-09"),  # so is the day on which it was late at night
        ("2026-12-18", "10:00", "informal", "2027-01-06"),  # Christmas, Boxing Day's substitute, New Year
        ("2026-03-02", "10:00", "informal", "2026-03-16"),
        ("2026-03-27", "10:00", "stage_1", "2026-04-07"),  # over the night on which the clocks go forward
        ("2026-10-23", "10:00", "stage_1", "2026-10-30"),  # and back
    ],
)
def test_an_answer_is_due_at_five_on_its_day(raised: str, clock: str, stage: str, due: str) -> None:
    story = Story.of(concern() if stage == "informal" else at_stage(stage), raised, clock)
    assert story.duty(Task.ANSWER, Task.SETTLE).due == at(due, "17:00")


def test_the_whole_ladder_of_silence_from_2_march_2026() -> None:
    story = Story.of(moving_up(at_stage("stage_1")))
    assert story.due() == day("2026-03-09")
    assert story.duty(Task.OVERALL_LIMIT).due == at("2026-03-30", "17:00")
    story.on("2026-03-10", "08:00")
    assert (story.stage, story.due()) == ("stage_2", day("2026-03-16"))
    story.on("2026-03-17", "08:00")
    assert (story.stage, story.due()) == ("stage_3", day("2026-03-23"))
    story.on("2026-03-23", "17:30")
    story.does(escalate(story, to="meeting", chair="qa_improvement_lead"))
    assert (story.due(Task.CONVENE), story.due(Task.HOLD)) == (day("2026-03-24"), day("2026-03-30"))
    story.on("2026-03-31", "08:00")
    assert (story.stage, story.due()) == ("stage_4", day("2026-04-08"))
    assert [e.facts.limit for e in story.logged(LimitReached)] == ["twenty_days"]  # type: ignore[attr-defined]


def test_every_move_shows_the_working_days_that_are_left_overall() -> None:
    story = Story.of(moving_up(concern()))
    story.on("2026-03-17", "08:00").on("2026-03-24", "08:00").on("2026-03-31", "08:00")
    story.does(escalate(story, to="stage_4", reason="The child cannot wait."))
    story.on("2026-04-15", "08:00")
    story.does(escalate(story, to="stage_1", reason="There is a new team manager."))
    story.on("2026-04-20", "08:00")
    story.does(escalate(story, to="stage_2", reason="There is none after all."))
    moves = [(e.facts.visit.stage, e.facts.days_left) for e in story.logged(StageEntered)]  # type: ignore[attr-defined]
    assert moves == [
        ("informal", None),
        ("stage_1", 20),
        ("stage_2", 15),
        ("stage_3", 10),
        ("stage_4", 9),
        ("stage_1", 0),
        ("stage_2", -3),
    ]


def test_the_informal_time_is_not_part_of_the_overall_limit() -> None:
    story = Story.of(moving_up(concern()))
    assert not story.owes(Task.OVERALL_LIMIT)
    story.on("2026-03-17", "08:00")
    assert story.stage == "stage_1"
    assert story.duty(Task.OVERALL_LIMIT).due == at("2026-04-15", "17:00")


@pytest.mark.parametrize(
    ("clock", "lapsed"), [("16:59:00", False), ("17:00:00", False), ("17:00:01", True), ("17:01:00", True)]
)
@pytest.mark.parametrize("raised", ["2026-03-27", "2026-10-23", "2026-06-01"])
def test_five_o_clock_itself_is_in_time(raised: str, clock: str, lapsed: bool) -> None:
    story = Story.of(at_stage("stage_1"), raised)
    due = story.due()
    story.on(due.isoformat(), clock)
    assert bool(story.logged(Lapsed)) is lapsed


@pytest.mark.parametrize("source", [Source.CONFERENCE])
@pytest.mark.parametrize(
    ("conference", "raised", "due"),
    [
        ("2026-03-02", "2026-03-02", "2026-03-04"),
        ("2026-04-02", "2026-04-02", "2026-04-08"),  # Easter
        ("2026-02-27", "2026-03-02", "2026-03-03"),  # counted from the conference, not from the raise
        ("2026-02-20", "2026-03-02", "2026-03-03"),  # past already: one working day is left
    ],
)
def test_a_concern_from_a_conference_has_two_working_days(
    source: Source, conference: str, raised: str, due: str
) -> None:
    for raise_it in (concern, conference_concern):
        story = Story.of(raise_it(source=source, conference_on=day(conference)), raised)
        assert story.duty(Task.SETTLE).due == at(due, "17:00")


def test_a_chairs_concern_that_is_not_from_a_conference_has_ten_working_days() -> None:
    assert Story.of(conference_concern()).due() == day("2026-03-16")


def test_the_raiser_may_shorten_the_informal_time_and_not_lengthen_it() -> None:
    assert Story.of(concern(answer_within=3)).due() == day("2026-03-05")
    assert Story.of(concern(answer_within=30)).due() == day("2026-03-16")


def test_a_shortened_time_is_for_the_first_stage_only() -> None:
    story = Story.of(moving_up(concern(answer_within=1))).on("2026-03-04")
    assert (story.stage, story.due()) == ("stage_1", day("2026-03-10"))


def test_a_late_sweep_finds_the_lapse_at_its_time_and_counts_the_next_stage_from_now() -> None:
    story = Story.of(moving_up(at_stage("stage_1"))).late_sweep("2026-03-12")
    assert [e.happened for e in story.logged(Lapsed)][:1] == [at("2026-03-09", "17:00")]
    assert (story.stage, story.due()) == ("stage_2", day("2026-03-19"))
    assert story.duty(Task.OVERALL_LIMIT).due == at("2026-03-30", "17:00")
    assert story.case.visits[0].left == story.visit.entered == at("2026-03-12")
    assert story.visit.reason is Entered.SILENCE


def test_two_concerns_of_one_child_run_on_one_clock() -> None:
    story = Story.of(concern(concerns=(CONCERN, NO_VISITS)))
    assert {c.category for c in story.case.concerns} == {CategoryId("drift"), CategoryId("visits")}
    assert [d.task for d in story.case.duties if d.task is Task.SETTLE] == [Task.SETTLE]
    assert story.case.raiser == INES
