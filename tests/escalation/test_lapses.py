"""What happens when a time passes: reminders before, the silence itself, nudges after, and the overall limit."""

from __future__ import annotations

from datetime import date

import pytest

from escalation import actions as act
from escalation.case import Entered, Silence, Task
from escalation.case_log import Lapsed, LimitReached, Reminded
from escalation.decide import decide
from escalation.notices import Capacity, Meaning
from escalation.people import Absence
from tests.escalation.story import Story, at_stage, concern, escalate, moving_up, promised, said, satisfied
from tests.people import AMIR, BEA, DANA, FAISAL, GRACE, HELEN, INES, OLGA, QUENTIN, SARA, TOM, at


def test_a_manager_is_reminded_the_morning_before_and_on_the_day() -> None:
    story = Story.of(at_stage("stage_1"))
    assert story.on("2026-03-06", "08:59").told == []
    assert story.on("2026-03-06", "12:00").who_was_told(Meaning.REMINDER) == [TOM]
    assert story.on("2026-03-09", "12:00").who_was_told(Meaning.REMINDER) == [TOM]
    assert story.on("2026-03-09", "16:59").told == []


def test_silence_asks_the_raiser_and_nudges_the_manager() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-09", "12:00").on("2026-03-09", "17:01")
    assert {n.to: (n.meaning, n.capacity) for n in story.told} == {
        INES: (Meaning.NOBODY_ANSWERED, Capacity.RAISER),
        TOM: (Meaning.ANSWER_OVERDUE, Capacity.ASKED),
    }
    assert story.stage == "stage_1"
    assert story.owes(Task.ANSWER) and story.duty(Task.ANSWER).lapsed == at("2026-03-09", "17:00")
    story.on("2026-03-10", "08:59").on("2026-03-10", "09:01")
    assert story.who_was_told(Meaning.ANSWER_OVERDUE) == [TOM]


def test_where_the_raiser_chose_it_silence_moves_the_case_up_by_itself() -> None:
    story = Story.of(moving_up(at_stage("stage_1"))).on("2026-03-09", "12:00").on("2026-03-09", "17:01")
    assert {n.to: (n.meaning, n.capacity) for n in story.told} == {
        SARA: (Meaning.ANSWER_ASKED, Capacity.ASKED),
        INES: (Meaning.MOVED_UP_BY_ITSELF, Capacity.RAISER),
        AMIR: (Meaning.STAGE_TOLD, Capacity.TOLD),
        QUENTIN: (Meaning.STAGE_TOLD, Capacity.TOLD),
        TOM: (Meaning.STAGE_TOLD, Capacity.TOLD),
        BEA: (Meaning.STAGE_COPIED, Capacity.COPIED),
    }
    assert story.visit.reason is Entered.SILENCE


def test_the_choice_can_be_changed_on_the_case() -> None:
    story = Story.of(at_stage("stage_1"))
    story.does(act.ChooseWhenSilent(said(INES), Silence.MOVE_UP))
    assert story.on("2026-03-10", "12:00").stage == "stage_2"
    story.does(act.ChooseWhenSilent(said(INES), Silence.ASK_THE_RAISER))
    assert story.on("2026-03-17", "12:00").stage == "stage_2"
    unchanged = story.does(act.ChooseWhenSilent(said(INES), Silence.ASK_THE_RAISER))
    assert unchanged.case is story.case and unchanged.entries == ()


def test_moving_up_by_itself_tells_whoever_should_have_been_consulted() -> None:
    story = Story.of(moving_up(concern())).on("2026-03-16", "12:00").on("2026-03-16", "17:01")
    assert story.stage == "stage_1"
    assert story.meanings_for(QUENTIN) == [Meaning.CONSULTED_AFTER]


def test_an_answer_that_nobody_has_judged_is_not_silence() -> None:
    story = Story.of(moving_up(concern())).on("2026-03-16", "12:00")
    story.answer(TOM)
    story.on("2026-03-16", "17:01")
    assert story.stage == "informal"
    assert story.meanings_for(INES) == [Meaning.YOUR_VIEW_AWAITED]
    assert Meaning.ANSWER_OVERDUE not in story.meanings_for(TOM)
    assert [d.wake for d in story.case.duties if d.task is Task.JUDGE] == [at("2026-03-17", "09:00")]


def test_whoever_has_replied_is_not_reminded_while_the_raiser_thinks() -> None:
    story = Story.of(concern()).on("2026-03-12")
    story.answer(TOM)
    story.on("2026-03-18", "12:00")
    assert not story.who_was_told(Meaning.REMINDER, Meaning.ANSWER_OVERDUE)


def test_at_a_fork_and_at_the_last_stage_moving_up_asks() -> None:
    for stage in ("stage_3", "stage_4"):
        story = Story.of(moving_up(at_stage(stage))).on("2026-03-09", "12:00").on("2026-03-09", "17:01")
        assert story.stage == stage
        assert story.who_was_told(Meaning.NOBODY_ANSWERED) == [INES]


def test_one_person_in_two_posts_is_passed_over_by_silence() -> None:
    story = Story.of(moving_up(at_stage("stage_1")))
    story.takes(TOM, "service_manager")
    story.on("2026-03-10", "12:00")
    assert (story.stage, [n.person for n in story.visit.asked]) == ("stage_3", [HELEN])
    assert "StageSkipped" in [type(e.facts).__name__ for e in story.entries]


def test_one_person_in_two_posts_is_offered_where_the_raiser_is_not_satisfied() -> None:
    story = Story.of(at_stage("stage_1"))
    story.takes(TOM, "service_manager")
    story.answer(TOM)
    story.does(act.JudgeNotSatisfied(said(INES), 1, act.Words("It names no date.")))
    assert (story.stage, [n.person for n in story.visit.asked]) == ("stage_2", [TOM])


def test_having_been_asked_informally_does_not_pass_a_formal_stage_over() -> None:
    story = Story.of(moving_up(concern()))
    story.takes(AMIR, "team_manager")
    assert story.on("2026-03-17", "12:00").stage == "stage_1"


def test_a_meeting_that_is_not_called_is_told_to_the_chairs_manager() -> None:
    story = Story.of(at_stage("meeting")).on("2026-03-03", "12:00").on("2026-03-03", "17:01")
    chair = story.visit.asked[0].person
    assert chair == OLGA
    assert story.who_was_told(Meaning.TEAM_SILENT) == [DANA]
    assert story.who_was_told(Meaning.ANSWER_OVERDUE) == [chair]
    assert not story.owes(Task.JUDGE)


def test_a_meeting_that_is_not_held_asks_the_raiser_or_moves_up() -> None:
    asked = Story.of(at_stage("meeting")).on("2026-03-10", "12:00")
    assert asked.stage == "meeting" and asked.who_was_told(Meaning.NOBODY_ANSWERED) == [INES]
    moved = Story.of(moving_up(at_stage("meeting"))).on("2026-03-10", "12:00")
    assert moved.stage == "stage_4"


def test_the_overall_limit_informs_everyone_and_stops_nothing() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-06", "12:00")
    story.does(escalate(story, to="stage_4", reason="The child cannot wait."))
    story.answer(DANA)
    story.on("2026-03-30", "17:00").on("2026-03-30", "17:01")
    assert {n.to: n.capacity for n in story.told if n.meaning is Meaning.LIMIT_REACHED} == {
        INES: Capacity.RAISER,
        TOM: Capacity.TOLD,
        DANA: Capacity.TOLD,
        AMIR: Capacity.TOLD,
        QUENTIN: Capacity.TOLD,
    }
    assert story.case.limits_reached == ("twenty_days",)
    assert story.case.is_open and story.owes(Task.JUDGE)
    assert len(story.on("2026-05-01").logged(LimitReached)) == 1


def test_the_overall_limit_sleeps_while_agreed_actions_are_done_and_returns_with_its_date() -> None:
    story = Story.of(at_stage("stage_1"))
    story.answer(TOM, promised("Find a placement", "2026-04-30"))
    story.does(satisfied(story))
    story.on("2026-04-10")
    assert not story.logged(LimitReached)
    story.does(escalate(story, reason="Nothing has been done."))
    assert story.stage == "stage_2"
    assert story.duty(Task.OVERALL_LIMIT).due == at("2026-03-30", "17:00")
    story.on("2026-04-10", "10:01")
    (reached,) = story.logged(LimitReached)
    assert (reached.happened, reached.recorded) == (at("2026-03-30", "17:00"), at("2026-04-10"))


def test_a_wake_up_that_is_stale_early_or_of_another_duty_changes_nothing() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-05")
    duty = story.duty(Task.ANSWER)
    assert duty.wake is not None
    for wake_up in (
        act.ReachDeadline(duty.number, duty.wake),
        act.ReachDeadline(duty.number, at("2026-03-05")),
        act.ReachDeadline(99, at("2026-03-05")),
    ):
        assert decide(story.case, wake_up, story.situation).case is story.case
    story.on("2026-03-09", "17:00")
    at_its_time = act.ReachDeadline(duty.number, at("2026-03-09", "17:00"))
    assert decide(story.case, at_its_time, story.situation).case is story.case


def test_a_wake_up_after_the_end_changes_nothing() -> None:
    story = Story.of(at_stage("stage_1"))
    duty = story.duty(Task.ANSWER)
    assert duty.wake is not None
    story.does(satisfied(story))
    story.now = at("2026-03-20")
    assert decide(story.case, act.ReachDeadline(duty.number, duty.wake), story.situation).case is story.case


def test_a_late_sweep_drops_the_reminders_that_are_stale() -> None:
    story = Story.of(at_stage("stage_1")).late_sweep("2026-03-12")
    assert not story.logged(Reminded)
    assert story.who_was_told(Meaning.NOBODY_ANSWERED) == [INES]
    assert story.logged(Lapsed)[0].happened == at("2026-03-09", "17:00")


def test_a_cover_for_an_absence_that_began_later_gets_the_reminders_and_may_answer() -> None:
    story = Story.of(at_stage("stage_1"))
    story.is_away(TOM, "2026-03-05", "2026-03-20")
    story.on("2026-03-06", "12:00")
    assert story.who_was_told(Meaning.REMINDER) == [TOM, GRACE]
    story.answer(GRACE)
    answer = story.visit.answers[0]
    assert (answer.by, answer.on_behalf_of) == (GRACE, TOM)
    assert not story.owes(Task.ANSWER)


def test_a_holder_who_comes_back_is_reminded_beside_the_cover() -> None:
    away = Absence(TOM, date(2026, 3, 2), date(2026, 3, 4))
    story = Story.of(at_stage("stage_1"), "2026-03-02", "10:00", away)
    assert [(n.person, n.covering) for n in story.visit.asked] == [(GRACE, TOM)]
    assert story.meanings_for(TOM) == [Meaning.STAGE_TOLD]
    story.on("2026-03-06", "12:00")
    assert story.who_was_told(Meaning.REMINDER) == [GRACE, TOM]
    story.answer(TOM)
    assert story.visit.answers[0].on_behalf_of is None


def test_where_whoever_is_asked_has_left_somebody_else_is_reminded() -> None:
    story = Story.of(at_stage("stage_2")).on("2026-03-05")
    story.leaves(SARA)
    story.on("2026-03-06", "12:00")
    assert story.who_was_told(Meaning.REMINDER) == [HELEN]
    story.answer(HELEN)
    assert story.visit.answers[0].on_behalf_of == SARA


@pytest.mark.parametrize("chair", ["ad_family_support", "qa_improvement_lead"])
def test_the_chosen_chair_is_asked_to_call_and_hold_the_meeting(chair: str) -> None:
    story = Story.of(at_stage("meeting", chair=chair))
    person = {"ad_family_support": FAISAL, "qa_improvement_lead": OLGA}[chair]
    assert story.who_was_told(Meaning.MEETING_TO_CONVENE) == [person]
    assert {d.task for d in story.case.duties if d.owed_by and d.owed_by[0].person == person} == {
        Task.CONVENE,
        Task.HOLD,
    }
