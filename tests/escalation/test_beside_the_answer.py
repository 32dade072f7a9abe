"""What is owed at a stage beside its answer, from whatever it is counted, and what each silence means."""

from __future__ import annotations

from datetime import date

import pytest

from escalation import actions as act
from escalation.case import Silence, StageId, Task, Verdict
from escalation.case_log import ClockBegan, ClockStopped, Lapsed, RightEnded, StepTaken
from escalation.errors import ActionRefused, NothingOwed, NotYours, StageHasMoved, TooLate
from escalation.notices import Meaning
from escalation.packs.explaining.pack import explain_pack
from escalation.packs.reading import read_pack
from escalation.permissions import Step, steps_open
from tests.escalation.pack_texts import EVERY_STAGE, LIBRARY
from tests.escalation.story import Story, concern, escalate, not_satisfied, promised, said, satisfied, words
from tests.escalation.test_other_shapes import STAGES, pack_with, story_under
from tests.ladders import pack
from tests.people import AMIR, BEA, DANA, GRACE, INES, QUENTIN, SARA, TOM, at

PACK = pack("every_clock")
STARTED = {"skipping_because": words("It cannot wait.")}


def at_(stage: str, clock: str = "10:00", day: str = "2026-03-02", **changes: object) -> Story:
    start = {} if stage == "talk" else {"start_at": StageId(stage), **STARTED}
    return Story.under(PACK, concern(**start, **changes), day, clock)


def steps(story: Story, person: object) -> set[Step]:
    return set(steps_open(story.case, person, story.situation))  # type: ignore[arg-type]


# acknowledging


def test_an_acknowledgement_ends_its_own_clock_and_nothing_else() -> None:
    story = at_("plan")
    story.does(act.Acknowledge(said(TOM), 1))
    assert not story.owes(Task.ACKNOWLEDGE) and story.owes(Task.ANSWER)
    assert story.who_was_told(Meaning.STEP_TAKEN) == [INES]
    assert Step.ACKNOWLEDGE not in steps(story, TOM)
    with pytest.raises(NothingOwed):
        story.does(act.Acknowledge(said(TOM), 1))


def test_an_answer_says_that_it_was_received() -> None:
    story = at_("plan")
    story.answer(TOM)
    assert not story.owes(Task.ACKNOWLEDGE) and not story.logged(StepTaken)


def test_nobody_acknowledges_for_somebody_else_but_their_cover_does() -> None:
    story = at_("plan")
    for other in (INES, SARA, AMIR):
        assert Step.ACKNOWLEDGE not in steps(story, other)
        with pytest.raises(ActionRefused):
            story.does(act.Acknowledge(said(other), 1))
    story.is_away(TOM, "2026-03-02", "2026-03-04", GRACE)
    story.does(act.Acknowledge(said(GRACE), 1))
    assert (story.visit.done[0].by, story.visit.done[0].on_behalf_of) == (GRACE, TOM)


def test_one_that_comes_after_its_time_is_late_and_counts() -> None:
    story = at_("plan").on("2026-03-02", "12:00")
    assert story.who_was_told(Meaning.STEP_NOT_TAKEN) == [INES]
    assert story.who_was_told(Meaning.ANSWER_OVERDUE) == [TOM]
    story.does(act.Acknowledge(said(TOM), 1))
    assert story.visit.done[0].late


def test_immediately_is_the_end_of_the_next_working_hour() -> None:
    assert at_("plan", "16:30").duty(Task.ACKNOWLEDGE).due == at("2026-03-03", "09:30")


# counted from being told


def test_what_arrives_in_the_evening_is_told_in_the_morning_and_its_hours_count_from_then() -> None:
    assert at_("talk", "10:00").duty(Task.ACKNOWLEDGE).due == at("2026-03-03", "10:00")
    assert at_("talk", "20:00").duty(Task.ACKNOWLEDGE).due == at("2026-03-04", "09:00")


def test_hours_that_end_at_night_are_noted_with_their_time_and_told_of_in_the_morning() -> None:
    story = at_("last", "20:00")  # 72 hours: Thursday evening
    story.on("2026-03-06", "08:59")
    assert not story.logged(Lapsed)
    story.on("2026-03-06", "09:01")
    lapsed = [e for e in story.logged(Lapsed) if isinstance(e.facts, Lapsed) and e.facts.duty.task is Task.ANSWER]
    assert [e.happened for e in lapsed] == [at("2026-03-05", "20:00")]


# a plan


def test_a_plan_is_agreed_in_words_or_as_actions_and_actions_are_followed() -> None:
    story = at_("plan")
    story.does(act.AgreePlan(said(TOM), 1, words("A new worker."), (promised("Name one", "2026-03-06"),)))
    assert not story.owes(Task.AGREE_A_PLAN)
    assert story.duty(Task.ACT).owed_by[0].person == TOM
    assert story.who_was_told(Meaning.STEP_TAKEN) == [INES]


def test_the_raiser_may_write_down_a_plan_that_was_agreed_in_talking() -> None:
    story = at_("plan")
    assert Step.AGREE_A_PLAN in steps(story, INES)
    story.does(act.AgreePlan(said(INES), 1, words("A new worker by Friday.")))
    assert not story.owes(Task.AGREE_A_PLAN) and story.who_was_told(Meaning.STEP_TAKEN) == [TOM]


def test_an_answer_with_actions_is_a_plan_and_one_without_is_not() -> None:
    without = at_("plan")
    without.answer(TOM)
    assert without.owes(Task.AGREE_A_PLAN)
    story = at_("plan")
    story.answer(TOM, promised("Name one", "2026-03-06"))
    assert not story.owes(Task.AGREE_A_PLAN)


def test_silence_about_it_tells_the_line_manager_and_moves_nothing() -> None:
    story = at_("plan")
    story.does(act.Acknowledge(said(TOM), 1))
    story.on("2026-03-04", "17:01")
    assert story.who_was_told(Meaning.TEAM_SILENT) == [SARA]
    assert not story.owes(Task.JUDGE) and story.stage == "plan"


# silence that binds


def test_silence_stands_as_agreement_and_leaves_the_concern_open_for_the_raiser() -> None:
    story = at_("plan").on("2026-03-09", "17:01")
    answer = story.visit.answers[0]
    assert answer.assumed_from_silence and answer.by == TOM and answer.at == at("2026-03-09", "17:00")
    assert story.case.is_open and story.owes(Task.JUDGE) and not story.case.concerns[0].settled
    assert {INES, TOM} <= set(story.who_was_told(Meaning.ACCEPTED_BY_SILENCE))


def test_after_it_the_raiser_judges_as_after_any_answer() -> None:
    story = at_("plan").on("2026-03-10")
    story.does(not_satisfied(story))
    assert (story.stage, story.case.visits[0].verdict) == ("review", Verdict.NOT_SATISFIED)
    other = at_("plan").on("2026-03-10")
    other.does(satisfied(other))
    assert other.case.closed is not None


def test_an_answer_after_it_is_taken_and_shown_as_late() -> None:
    story = at_("plan").on("2026-03-10")
    assert Step.ANSWER in steps(story, TOM)
    story.answer(TOM)
    assert [a.late for a in story.visit.answers] == [False, True]


def test_nothing_follows_from_some_silences_but_the_raiser_keeps_the_case_in_hand() -> None:
    story = at_("last").on("2026-03-06", "09:01")  # a morning after the time was over, and the last reminder
    assert story.who_was_told(Meaning.NOBODY_ANSWERED) == []
    judge = story.duty(Task.JUDGE)
    assert [n.person for n in judge.owed_by] == [INES] and judge.due == at("2026-03-10", "17:00")


def test_what_comes_after_a_target_in_hours_is_not_late() -> None:
    story = at_("last").on("2026-03-06")
    story.answer(DANA)
    assert not story.visit.answers[0].late


# counted from the answer, and from another clock


def test_a_time_that_counts_from_the_answer_begins_with_it_and_its_holder_is_told() -> None:
    story = at_("plan")
    assert not story.owes(Task.CONFIRM) and Step.CONFIRM not in steps(story, SARA)
    story.on("2026-03-04").answer(TOM)
    assert story.duty(Task.CONFIRM).due == at("2026-03-06", "17:00")
    assert story.who_was_told(Meaning.STEP_OWED) == [SARA] and len(story.logged(ClockBegan)) == 1
    story.does(act.Confirm(said(SARA), 1, words("Agreed.")))
    assert not story.owes(Task.CONFIRM) and story.owes(Task.JUDGE)
    story.answer(TOM)
    assert not story.owes(Task.CONFIRM), "a second answer begins nothing anew"


def test_a_time_counts_from_another_at_a_stage_before_from_when_that_was_done() -> None:
    story = at_("plan").on("2026-03-03")
    story.does(act.AgreePlan(said(TOM), 1, words("A new worker.")))
    assert len(story.logged(ClockStopped)) == 1
    story.does(escalate(story, reason="It cannot wait."))
    assert story.stage == "review" and story.due(Task.ANSWER) == date(2026, 3, 6)


def test_or_from_when_its_time_was_over() -> None:
    story = at_("plan").on("2026-03-04", "17:01")
    story.does(escalate(story, reason="It cannot wait."))
    assert story.due(Task.ANSWER) == date(2026, 3, 9)  # 3 working days from Wednesday 4 March


def test_or_from_the_opening_where_the_case_never_came_to_it() -> None:
    assert at_("review").due(Task.ANSWER) == date(2026, 3, 5)


def test_a_date_that_is_past_when_its_clock_begins_becomes_the_next_working_day() -> None:
    story = at_("plan")
    story.does(act.AgreePlan(said(TOM), 1, words("A new worker.")))
    story.on("2026-03-09", "12:00").does(escalate(story, reason="It has not come."))
    assert story.due(Task.ANSWER) == date(2026, 3, 10)


# contesting


def test_whoever_is_asked_may_contest_in_time_and_it_goes_to_the_raiser() -> None:
    story = at_("review")
    story.does(act.Contest(said(SARA), 1, words("The plan is right.")))
    assert story.visit.answers[0].contests and Meaning.ANSWER_CAME in story.meanings_for(INES)
    assert [d.owed_by[0].person for d in story.case.duties if d.task is Task.CONTEST] == [TOM]
    assert not any(d.task is Task.ANSWER and d.owed_by[0].person == SARA for d in story.case.duties)


def test_after_the_time_the_right_is_over_and_the_concern_is_not_touched() -> None:
    story = at_("review").on("2026-03-04", "17:01")
    assert {e.facts.clock for e in story.logged(RightEnded) if isinstance(e.facts, RightEnded)} == {"contest"}
    assert Step.CONTEST not in steps(story, SARA)
    with pytest.raises(TooLate, match="right_to_dissent_ended"):
        story.does(act.Contest(said(SARA), 1, words("The plan is right.")))
    assert story.case.is_open and not any(c.settled for c in story.case.concerns)
    assert {a.by for a in story.visit.answers if a.assumed_from_silence} == {SARA, TOM}
    story.does(not_satisfied(story, chair="ad_family_support"))
    assert story.stage == "meeting"


def test_nobody_contests_where_nothing_can_be_contested() -> None:
    with pytest.raises(ActionRefused):
        at_("plan").does(act.Contest(said(TOM), 1, words("No.")))


# no time


def test_where_there_is_no_time_nobody_is_late_and_the_raiser_keeps_it_in_hand() -> None:
    story = at_("talk")
    settle = story.duty(Task.SETTLE)
    assert not settle.has_time and settle.wake is None
    assert {Step.ANSWER, Step.PASS_ON} <= steps(story, TOM) and Step.ASK_FURTHER_TIME not in steps(story, TOM)
    story.does(act.Acknowledge(said(TOM), 1))
    assert story.duty(Task.JUDGE).due == at("2026-03-04", "17:00")
    story.on("2026-06-01")
    assert not any(e.facts.duty.task is Task.SETTLE for e in story.logged(Lapsed) if isinstance(e.facts, Lapsed))
    story.answer(TOM)
    assert not story.visit.answers[0].late


def test_the_raiser_may_set_a_day_where_there_is_no_time() -> None:
    story = at_("talk")
    assert Step.SET_DATE in steps(story, INES)
    story.does(act.SetDate(said(INES), 1, date(2026, 3, 11)))
    assert story.due(Task.SETTLE) == date(2026, 3, 11) and not story.owes(Task.JUDGE)
    assert story.on("2026-03-11", "17:01").who_was_told(Meaning.NOBODY_ANSWERED) == [INES]


# the record and sending round


def test_the_worker_s_record_and_the_raiser_s_are_one_record_and_two_questions() -> None:
    story = at_("plan")
    assert story.duty(Task.ENTER_ON_RECORD).due == at("2026-04-02", "17:00")
    story.does(act.EnterOnRecord(said(AMIR), 1, date(2026, 3, 2)))
    assert [r.visit for r in story.case.on_record] == [1]
    assert not story.owes(Task.ENTER_ON_RECORD) and story.owes(Task.PUT_ON_RECORD)  # has the child been told?
    other = at_("plan")
    other.does(act.ConfirmOnRecord(said(INES), 1, date(2026, 3, 2), act.Told.TOLD))
    assert not other.owes(Task.ENTER_ON_RECORD)


def test_where_the_raiser_owes_it_the_clock_says_by_when_they_are_asked() -> None:
    assert at_("talk").duty(Task.PUT_ON_RECORD).due == at("2026-03-03", "17:00")
    assert at_("plan").duty(Task.PUT_ON_RECORD).due == at("2026-03-09", "17:00")
    assert not at_("talk").owes(Task.ENTER_ON_RECORD)


def test_paperwork_is_still_owed_when_the_case_has_moved_on_and_moves_nothing_itself() -> None:
    story = at_("plan")
    story.does(escalate(story, reason="It cannot wait."))
    assert story.owes(Task.ENTER_ON_RECORD) and Step.ENTER_ON_RECORD in steps(story, AMIR)
    story.does(act.EnterOnRecord(said(AMIR), story.visit.number, date(2026, 3, 2)))
    assert [r.visit for r in story.case.on_record] == [1]


def call(story: Story, day: str) -> None:
    story.does(act.ConveneMeeting(said(story.visit.asked[0].person), 1, at(day), words("Room 3")))


def test_what_is_owed_before_a_meeting_begins_when_it_is_called_and_moves_with_it() -> None:
    story = at_("meeting", chair="ad_family_support")
    assert not story.owes(Task.CONFIRM)
    call(story, "2026-03-12")
    assert story.duty(Task.CONFIRM).due == at("2026-03-10", "17:00")
    assert story.who_was_told(Meaning.STEP_OWED) == [story.visit.asked[0].person]
    call(story, "2026-03-18")
    assert story.duty(Task.CONFIRM).due == at("2026-03-16", "17:00")


def test_minutes_are_sent_round_by_whoever_owes_it_or_noted_by_the_raiser() -> None:
    story = at_("meeting", chair="ad_family_support")
    chair = story.visit.asked[0].person
    assert Step.CONVENE_MEETING in steps(story, BEA), "the post that is to call the meeting"
    story.does(act.RecordMeeting(said(chair), 1, date(2026, 3, 2), words("Panel in May."), words("All.")))
    assert story.duty(Task.DISTRIBUTE).due == at("2026-03-09", "17:00")
    assert {Step.DISTRIBUTE} <= steps(story, chair) & steps(story, INES)
    with pytest.raises(ActionRefused, match="before_the_stage"):
        story.does(act.Distribute(said(chair), 1, date(2026, 2, 27), words("Everybody")))
    story.does(act.Distribute(said(INES), 1, date(2026, 3, 2), words("Everybody who was there")))
    assert not story.owes(Task.DISTRIBUTE)


def test_paperwork_that_is_late_is_told_of_and_asked_for_again() -> None:
    story = at_("meeting", chair="ad_family_support")
    chair = story.visit.asked[0].person
    story.does(act.RecordMeeting(said(chair), 1, date(2026, 3, 2), words("Panel in May."), words("All.")))
    story.on("2026-03-10", "09:01")
    assert Meaning.STEP_NOT_TAKEN in story.meanings_for(INES)
    assert story.who_was_told(Meaning.ANSWER_OVERDUE).count(chair) == 2  # as it lapses, and the morning after


def test_a_day_that_is_left_open_for_paperwork_is_the_raiser_s_to_set() -> None:
    story = at_("plan")
    assert story.duty(Task.SET_A_DATE).clock == "distribute"
    story.answer(TOM)
    assert story.owes(Task.SET_A_DATE) and story.owes(Task.JUDGE)
    story.does(act.SetDate(said(INES), 1, date(2026, 3, 6)))
    assert story.due(Task.DISTRIBUTE) == date(2026, 3, 6) and story.who_was_told(Meaning.STEP_OWED) == [BEA]


# the rest


def test_the_raiser_s_choice_about_silence_is_about_answers_alone() -> None:
    story = at_("plan", when_silent=Silence.MOVE_UP).on("2026-03-03")
    assert story.stage == "plan" and story.who_was_told(Meaning.STEP_NOT_TAKEN) == [INES]


def test_a_step_on_a_stage_that_was_left_is_told_that_it_has_moved() -> None:
    story = at_("plan")
    story.does(escalate(story, reason="It cannot wait."))
    with pytest.raises(StageHasMoved):
        story.does(act.Acknowledge(said(TOM), 1))


def test_an_outsider_and_the_supervisor_take_none_of_these_steps() -> None:
    story = at_("plan")
    for step in (act.Acknowledge(said(QUENTIN), 1), act.EnterOnRecord(said(QUENTIN), 1, date(2026, 3, 2))):
        with pytest.raises(NotYours):
            story.does(step)


def test_not_mine_takes_what_is_owed_beside_the_answer_along() -> None:
    story = at_("plan")
    story.does(act.PassOn(said(TOM), 1, GRACE))
    assert story.duty(Task.AGREE_A_PLAN).owed_by[0].person == GRACE
    story.does(act.Acknowledge(said(GRACE), 1))


def test_each_of_several_acknowledges_for_themselves() -> None:
    clocks = {"acknowledge": {"within": "1 working day"}, "answer": {"within": "5 working days"}}
    both: dict[str, object] = {
        f"{STAGES} > informal > asks": {"all of": ["social_worker", "team_manager"]},
        f"{STAGES} > informal > clocks": clocks,
    }
    story = story_under(both, concern())
    story.does(act.Acknowledge(said(TOM), 1))
    assert [d.owed_by[0].person for d in story.case.duties if d.task is Task.ACKNOWLEDGE] == [AMIR]


@pytest.mark.parametrize(
    ("clocks", "what"),
    [
        ({"convene": {"within": "1 working day", "if silent": "accept"}}, "silence cannot accept"),
        ({"acknowledge": {"within": "1 working day", "owed by": "raiser"}}, "the raiser cannot"),
        ({"answer": {"within": "1 working day", "owed by": "director"}}, "is not asked at this stage"),
        ({"confirm": {"within": "1 working day", "due": "before the meeting"}}, "this stage has no meeting"),
        ({"confirm": {"within": "1 working day", "if late": "the right to dissent ends"}}, "no right to dissent"),
    ],
)
def test_a_clock_that_nobody_could_keep_is_a_fault_of_the_pack(clocks: dict[str, object], what: str) -> None:
    with pytest.raises(Exception, match=what):
        pack_with({f"{STAGES} > stage_1 > clocks": {"answer": {"within": "5 working days"}, **clocks}})


def test_the_pack_is_read_back_with_every_clock_in_words() -> None:
    text = " ".join(explain_pack(PACK).split())
    for said_so in (
        "It is to be acknowledged within 24 hours, counted from when they are told",
        "It is to be settled with no time limit",
        "confirmed in writing by the Service Manager within 2 working days, counted from the answer",
        'within 3 working days, counted from when "agree a plan" at Plan is done or its time is over',
        "what is asked stands as agreed, and the concern stays open",
        "It can be contested within 2 calendar days (if late, the right to dissent ends)",
        "take no more than 2 months, counted from the day it is sent",
    ):
        assert said_so in text


def test_an_answer_in_time_is_not_late_because_the_recommendation_stands_by_silence_already() -> None:
    """The time for contesting ends first; the answer has a time of its own."""
    both = "contest: {within: 2 working days, if silent: accept}"
    old = "asks: director\n        clocks: {answer: {within: 10 working days}"
    text = EVERY_STAGE.replace(old, old.removesuffix("}") + "}, " + both)
    assert text != EVERY_STAGE
    raised = concern(start_at=StageId("starred"), **STARTED)
    story = Story.under(read_pack(text, "contest.yaml", LIBRARY), raised).on("2026-03-06")
    assert [a.assumed_from_silence for a in story.visit.answers] == [True]
    story.answer(DANA)
    assert [a.late for a in story.visit.answers] == [False, False]
