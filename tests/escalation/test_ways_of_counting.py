"""Other ways of counting: months, the day of issue as day 1, limits of every kind, and further time with bounds."""

from __future__ import annotations

from datetime import date, time

import pytest

from escalation import actions as act
from escalation.case import Task
from escalation.case_log import LimitPutOff, LimitReached
from escalation.durations import read_within
from escalation.duties import after
from escalation.errors import DetailNeeded, NothingOwed
from escalation.notices import Meaning
from escalation.permissions import Step, steps_open
from escalation.working_days import DayHours, build_calendar
from tests.escalation.story import Story, at_stage, concern, escalate, said, satisfied, words
from tests.escalation.test_other_shapes import STAGES, pack_with, story_under
from tests.people import INES, TOM, at, calendar, roster

COUNTED = build_calendar(hours=DayHours(time(9), time(17)), day_of_issue_counts=True)
LIMITS = "tracks > looked_after > overall limits"
FURTHER = "further time"


@pytest.mark.parametrize(
    ("start", "within", "due"),
    [
        ("2026-01-31", "1 month", "2026-02-28"),
        ("2026-03-02", "1 month", "2026-04-02"),
        ("2026-11-30", "3 months", "2027-02-28"),
        ("2027-12-15", "14 months", "2029-02-15"),
        ("2026-03-02", "2 weeks", "2026-03-16"),
        ("2026-03-02", "14 calendar days", "2026-03-16"),
    ],
)
def test_months_weeks_and_calendar_days_end_at_the_end_of_their_last_day(start: str, within: str, due: str) -> None:
    assert after(read_within(within), at(start), calendar()) == at(due, "17:00")


@pytest.mark.parametrize(
    ("raised", "clock", "within", "due"),
    [
        ("2026-03-02", "10:00", "1 working day", "2026-03-02"),  # a Monday
        ("2026-03-02", "17:00", "5 working days", "2026-03-06"),
        ("2026-03-02", "17:01", "5 working days", "2026-03-09"),  # Monday was over: it cannot be counted
        ("2026-02-28", "10:00", "1 working day", "2026-03-02"),  # a Saturday is not worked
        ("2026-03-02", "10:00", "20 working days", "2026-03-27"),
        ("2026-03-02", "10:00", "14 calendar days", "2026-03-15"),
        ("2026-03-02", "10:00", "1 month", "2026-04-01"),
    ],
)
def test_where_the_day_of_issue_counts_it_is_day_1(raised: str, clock: str, within: str, due: str) -> None:
    assert after(read_within(within), at(raised, clock), COUNTED) == at(due, "17:00")


def test_hours_run_on_through_the_night_unless_they_are_counted_as_working_days() -> None:
    friday = at("2026-03-06", "15:00")
    assert after(read_within("48 hours"), friday, calendar()) == at("2026-03-08", "15:00")
    assert after(read_within("48 hours (counted as 2 working days)"), friday, calendar()) == at("2026-03-10", "17:00")


def test_a_case_under_such_a_calendar_counts_its_first_day() -> None:
    story = Story(at("2026-03-02"), roster(), calendar=COUNTED).begins(at_stage("stage_1"))
    assert story.due() == date(2026, 3, 6)
    assert story.due(Task.OVERALL_LIMIT) == date(2026, 3, 27)


def test_what_is_owed_after_the_end_of_a_day_is_never_due_already() -> None:
    clock = {"answer": {"within": "1 working day"}}
    pack = pack_with({f"{STAGES} > stage_1 > clocks": clock})
    story = Story(at("2026-03-02", "18:00"), roster(), pack=pack, calendar=COUNTED).begins(at_stage("stage_1"))
    assert story.due() == date(2026, 3, 3)


# overall limits


def limited(*limits: dict[str, object], **changes: object) -> Story:
    return story_under({LIMITS: list(limits)}, concern(**changes))


@pytest.mark.parametrize(
    ("within", "due"),
    [("2 months", "2026-05-02"), ("30 calendar days", "2026-04-01"), ("3 weeks", "2026-03-23")],
)
def test_an_overall_limit_may_be_given_in_any_unit(within: str, due: str) -> None:
    story = limited({"id": "all", "within": within, "covers": ["informal"]})
    assert story.due(Task.OVERALL_LIMIT) == date.fromisoformat(due)


def test_an_overall_limit_in_hours_ends_at_its_hour_and_is_told_of() -> None:
    story = limited({"id": "all", "within": "72 hours", "covers": ["informal"]})
    assert story.duty(Task.OVERALL_LIMIT).due == at("2026-03-05", "10:00")
    assert INES in story.on("2026-03-05", "10:01").who_was_told(Meaning.LIMIT_REACHED)


def test_an_overall_limit_may_count_from_the_day_that_it_was_noticed() -> None:
    limit = {"id": "all", "within": "5 working days", "covers": ["informal"], "from": "identified"}
    assert limited(limit, identified_on=date(2026, 2, 26)).due(Task.OVERALL_LIMIT) == date(2026, 3, 5)
    assert limited(limit).due(Task.OVERALL_LIMIT) == date(2026, 3, 9)  # nobody said when: from the sending


def test_several_limits_are_each_told_of_once() -> None:
    story = limited(
        {"id": "all", "within": "3 working days", "covers": ["informal"], "from": "raised"},
        {"id": "talk", "within": "5 calendar days", "covers": ["informal"], "if reached": "tell the raiser"},
    )
    story.on("2026-03-30")
    reached = [e.facts.limit for e in story.logged(LimitReached) if isinstance(e.facts, LimitReached)]
    assert reached == ["all", "talk"]


# further time


def bounded(**rules: object) -> Story:
    said_so = {"asked by": "whoever is asked", "agreed by": "raiser", **rules}
    return story_under({FURTHER: said_so}, at_stage("stage_1"))


def ask(story: Story, until: str) -> None:
    story.does(act.AskFurtherTime(said(TOM), 1, date.fromisoformat(until), words("The worker is new.")))


def test_no_more_can_be_asked_for_or_agreed_at_once_than_the_pack_allows() -> None:
    story = bounded(**{"at most": "5 working days"})  # due on Monday 9 March
    with pytest.raises(DetailNeeded, match="further_time_at_most"):
        ask(story, "2026-03-17")
    ask(story, "2026-03-16")
    with pytest.raises(DetailNeeded, match="further_time_at_most"):
        story.does(act.AgreeFurtherTime(said(INES), 1, date(2026, 3, 17)))
    story.does(act.AgreeFurtherTime(said(INES), 1))
    assert story.due() == date(2026, 3, 16)


def test_it_is_given_as_often_as_the_pack_allows_and_then_not_offered() -> None:
    story = bounded(times=1)
    ask(story, "2026-03-11")
    story.does(act.AgreeFurtherTime(said(INES), 1))
    assert Step.ASK_FURTHER_TIME not in steps_open(story.case, TOM, story.situation)
    with pytest.raises(NothingOwed, match="further_time_used_up"):
        ask(story, "2026-03-13")


def test_where_it_is_not_given_it_is_not_offered() -> None:
    story = bounded(**{"asked by": "nobody"})
    assert Step.ASK_FURTHER_TIME not in steps_open(story.case, TOM, story.situation)
    assert Step.ASK_FURTHER_TIME in steps_open((other := bounded()).case, TOM, other.situation)


def test_it_moves_the_overall_limit_where_the_pack_says_so_also_when_its_stages_are_left_and_entered_again() -> None:
    story = bounded(**{"moves the overall limit": True})
    assert story.due(Task.OVERALL_LIMIT) == date(2026, 3, 30)
    ask(story, "2026-03-12")  # three working days more
    story.does(act.AgreeFurtherTime(said(INES), 1))
    assert story.due(Task.OVERALL_LIMIT) == date(2026, 4, 2) and len(story.logged(LimitPutOff)) == 1
    story.does(escalate(story, to="informal", reason="A talk may help."))
    assert not story.owes(Task.OVERALL_LIMIT)
    story.does(escalate(story, to="stage_1", reason="It did not."))
    assert story.due(Task.OVERALL_LIMIT) == date(2026, 4, 2)


def test_a_reopened_case_has_its_limit_without_what_was_added_before() -> None:
    story = bounded(**{"moves the overall limit": True})
    ask(story, "2026-03-12")
    story.does(act.AgreeFurtherTime(said(INES), 1))
    story.answer(TOM)
    story.does(satisfied(story))
    story.does(act.Reopen(said(INES), words("It came back.")))
    assert story.due(Task.OVERALL_LIMIT) == date(2026, 3, 30)


def test_a_meeting_can_be_put_off_by_consent_too() -> None:
    story = Story.of(at_stage("meeting"))
    chair = story.visit.asked[0].person
    story.does(act.AskFurtherTime(said(chair), 1, date(2026, 3, 12), words("The room is taken.")))
    story.does(act.AgreeFurtherTime(said(INES), 1))
    assert story.due(Task.HOLD) == date(2026, 3, 12)


# reminders


def test_reminders_go_out_before_on_and_after_the_day_in_the_morning_of_a_working_day() -> None:
    clock = {"within": "5 working days", "reminders": ["2 working days before", "on the day", "1 working day after"]}
    story = story_under({f"{STAGES} > stage_1 > clocks": {"answer": clock}}, at_stage("stage_1"))
    chases = (Meaning.REMINDER, Meaning.ANSWER_OVERDUE)
    told = {}
    for day in range(3, 14):
        story.on(f"2026-03-{day:02}", "08:59")
        assert TOM not in story.who_was_told(*chases) or day == 10, "nothing goes out at night but the lapse"
        told[day] = story.on(f"2026-03-{day:02}", "09:01").who_was_told(*chases).count(TOM)
    assert {day for day, count in told.items() if count} == {5, 9, 10}
    assert set(told.values()) == {0, 1}


def test_what_falls_due_at_a_weekend_is_reminded_of_once_on_the_friday() -> None:
    clock = {"within": "120 hours", "reminders": ["1 working day before", "on the day"]}
    story = story_under({f"{STAGES} > stage_1 > clocks": {"answer": clock}}, at_stage("stage_1"))
    assert story.duty(Task.ANSWER).due == at("2026-03-07", "10:00")  # a Saturday
    story.on("2026-03-06", "08:59")
    assert story.who_was_told(Meaning.REMINDER) == []
    assert story.on("2026-03-07", "09:59").who_was_told(Meaning.REMINDER) == [TOM]


def test_a_meeting_that_is_overdue_is_asked_for_once_more() -> None:
    story = Story.of(at_stage("meeting")).on("2026-03-09", "17:01")
    chair = story.visit.asked[0].person
    assert story.on("2026-03-10", "12:00").who_was_told(Meaning.ANSWER_OVERDUE) == [chair]
    assert not story.on("2026-03-13").who_was_told(Meaning.ANSWER_OVERDUE)


def test_an_answer_can_come_before_its_time_has_begun() -> None:
    """It is counted from the acknowledgement; whoever answers at once need not acknowledge first."""
    clocks = {
        "acknowledge": {"within": "1 working day"},
        "answer": {"within": "5 working days", "from": "stage_1.acknowledge"},
    }
    story = story_under({f"{STAGES} > stage_1 > clocks": clocks}, at_stage("stage_1"))
    assert Step.ANSWER in steps_open(story.case, TOM, story.situation)
    story.answer(TOM)
    assert Step.ANSWER not in steps_open(story.case, TOM, story.situation)
    assert Step.SATISFIED in steps_open(story.case, INES, story.situation)
