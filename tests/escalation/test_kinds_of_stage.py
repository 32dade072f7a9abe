"""Stages that only tell, that may be passed over, that are the last word; and what follows where it was not done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from escalation import actions as act
from escalation.case import CategoryId, Entered, StageId, Task, TrackId, Words
from escalation.case_log import DecisionMade, StageEntered
from escalation.errors import NoSuchStage, NothingOwed, ReasonNeeded
from escalation.notices import Meaning
from escalation.packs.faults import PackRefused
from escalation.packs.reading import Pack, read_pack
from escalation.permissions import Step, steps_open
from tests.escalation.pack_texts import EVERY_STAGE, LIBRARY
from tests.escalation.story import CONCERN, Story, concern, escalate, not_satisfied, promised, said, satisfied
from tests.ladders import pack
from tests.people import AMIR, DANA, FAISAL, GRACE, INES, OLGA, QUENTIN, SARA, TOM

SKIPPING = Words("It cannot wait.")


def about(category: str, **changes: object) -> act.RaiseConcern:
    return concern(concerns=(replace(CONCERN, category=CategoryId(category)),), **changes)


def challenge(start: str = "ic1", **changes: object) -> Story:
    raised = about(
        "drift", start_at=StageId(start), skipping_because=SKIPPING, identified_on=date(2026, 3, 2), **changes
    )
    return Story.under(pack("challenge_and_dispute"), raised)


def resolution(start: str = "informal", **changes: object) -> Story:
    raised = about("permanence", start_at=StageId(start), skipping_because=SKIPPING, **changes)
    return Story.under(pack("knowsley"), raised)


def made_aware() -> Story:
    story = challenge()
    story.on("2026-03-03", "17:01")
    story.does(escalate(story, to="ic2"))
    return story


# stages that only tell


def test_whoever_is_only_told_owes_nothing_and_the_day_is_the_raiser_s() -> None:
    story = made_aware()
    assert [n.person for n in story.visit.asked] == [TOM]
    assert story.due(Task.JUDGE) == date(2026, 3, 9)
    assert [n.person for n in story.duty(Task.JUDGE).owed_by] == [INES]
    assert not any(n.person == TOM for duty in story.case.duties for n in duty.owed_by)
    assert story.meanings_for(TOM) == [Meaning.ANSWER_ASKED]


def test_whoever_is_only_told_may_answer_and_the_raiser_has_the_full_time_to_judge() -> None:
    story = made_aware().on("2026-03-05", "11:00")
    assert Step.ANSWER in steps_open(story.case, TOM, story.situation)
    story.answer(TOM)
    assert not story.visit.answers[0].late
    assert story.due(Task.JUDGE) == date(2026, 3, 9)


def test_nobody_who_is_only_told_is_chased() -> None:
    story = made_aware().on("2026-03-11", "12:00")
    assert Meaning.REMINDER not in story.meanings_for(TOM)
    assert Meaning.ANSWER_OVERDUE not in story.meanings_for(TOM)
    assert Meaning.YOUR_VIEW_AWAITED in story.meanings_for(INES)


def test_from_a_stage_that_only_tells_the_raiser_moves_on_without_a_reason() -> None:
    story = made_aware().on("2026-03-04", "12:00")
    story.does(escalate(story))
    assert (story.stage, story.visit.reason) == ("dr1", Entered.NOT_SETTLED)


def test_what_is_told_by_theme_goes_to_the_posts_that_the_theme_names() -> None:
    raised = about("threats", track=TrackId("between_reviews"))
    story = Story.under(pack("southwark"), raised)
    assert story.visit.asked == ()
    assert set(story.who_was_told(Meaning.STAGE_TOLD)) == {GRACE, TOM}
    assert story.owes(Task.JUDGE)
    story.does(satisfied(story))
    assert story.case.closed is not None


# stages that may be passed over


def test_a_stage_that_may_be_passed_over_is_no_bypass_and_nobody_is_told() -> None:
    story = challenge()
    story.answer(AMIR)
    story.does(not_satisfied(story, to="dr1"))
    assert story.visit.reason is Entered.NOT_SATISFIED
    assert Meaning.PASSED_OVER not in [n.meaning for n in story.told]


def test_what_lies_behind_a_stage_that_may_be_passed_over_needs_no_reason_of_its_own() -> None:
    story = resolution("stage_2")
    story.answer(SARA)
    story.does(not_satisfied(story, to="stage_3"))
    entered = [e.facts for e in story.logged(StageEntered) if isinstance(e.facts, StageEntered)][-1]
    assert (entered.visit.reason, entered.passed_over) == (Entered.NOT_SATISFIED, ())


def test_a_jump_does_not_count_a_stage_that_may_be_passed_over_among_those_left_out() -> None:
    story = resolution("stage_2")
    story.does(escalate(story, to="stage_4", reason="It cannot wait."))
    entered = [e.facts for e in story.logged(StageEntered) if isinstance(e.facts, StageEntered)][-1]
    assert entered.passed_over == ("stage_3",)


# the authority's last word


def decided() -> Story:
    story = resolution("stage_4")
    held = act.RecordMeeting(said(DANA), 1, date(2026, 3, 2), Words("Long-term fostering."), Words("All."))
    story.does(held)
    return story


def test_the_last_word_is_logged_and_the_raiser_accepts_or_takes_it_outside() -> None:
    story = decided()
    assert len(story.logged(DecisionMade)) == 1
    open_to = steps_open(story.case, INES, story.situation)
    assert {Step.SATISFIED, Step.REFER_TO_CAFCASS} <= open_to
    assert Step.NOT_SATISFIED not in open_to
    with pytest.raises(NoSuchStage):
        story.does(not_satisfied(story))
    story.does(satisfied(story))
    assert story.case.closed is not None


def test_a_referral_after_the_last_word_leaves_the_case_open_for_the_raiser() -> None:
    story = decided()
    story.does(act.ReferToCafcass(said(INES), Words("The delay harms AB.")))
    assert story.case.closed is None and story.owes(Task.JUDGE)


# what was agreed and not done


def agreed_and_not_done() -> Story:
    story = resolution("stage_2")
    story.answer(SARA, promised("To panel", "2026-03-04", AMIR))
    return story.on("2026-03-04", "17:01")


def test_what_was_not_done_by_its_day_opens_the_next_stage_in_one_press() -> None:
    story = agreed_and_not_done()
    assert story.stage == "stage_2"
    assert Step.MOVE_UP in steps_open(story.case, INES, story.situation)
    story.does(escalate(story))
    assert (story.stage, story.visit.reason) == ("stage_3", Entered.NOT_DONE)


def test_what_the_raiser_found_not_done_opens_it_too() -> None:
    story = resolution("stage_2")
    story.answer(SARA, promised("To panel", "2026-03-06", AMIR))
    story.does(act.ActionNotDone(said(INES), 1, date(2026, 3, 12), Words("It is not on the list.")))
    story.does(escalate(story))
    assert story.visit.reason is Entered.NOT_DONE


def test_while_its_day_is_ahead_an_action_opens_nothing() -> None:
    story = resolution("stage_2")
    story.answer(SARA, promised("To panel", "2026-03-06", AMIR))
    assert Step.MOVE_UP not in steps_open(story.case, INES, story.situation)
    with pytest.raises(ReasonNeeded):
        story.does(escalate(story, to="stage_3"))


# limits over some stages, targets, themes


def test_a_limit_over_the_informal_stages_ends_when_they_are_left() -> None:
    story = challenge()
    assert [d.clock for d in story.case.duties if d.task is Task.OVERALL_LIMIT] == ["informal_five_days", "twenty_days"]
    story.answer(AMIR)
    story.does(not_satisfied(story, to="dr1"))
    assert [d.clock for d in story.case.duties if d.task is Task.OVERALL_LIMIT] == ["twenty_days"]
    assert story.on("2026-03-10").who_was_told(Meaning.LIMIT_REACHED) == []


def test_a_limit_that_comes_back_has_its_first_date() -> None:
    story = resolution("stage_1")
    first = story.duty(Task.OVERALL_LIMIT).due
    story.on("2026-03-04").does(escalate(story, to="informal", reason="A talk may help."))
    assert not story.owes(Task.OVERALL_LIMIT)
    story.on("2026-03-06").does(escalate(story, to="stage_1", reason="It did not."))
    assert story.duty(Task.OVERALL_LIMIT).due == first


def test_what_comes_after_a_target_does_not_count_as_late() -> None:
    story = challenge("dr1").on("2026-03-17", "12:00")
    assert Meaning.NOBODY_ANSWERED in story.meanings_for(INES)
    story.answer(SARA)
    assert not story.visit.answers[0].late


def test_all_days_of_the_ladder_count_from_the_day_of_raising() -> None:
    story = challenge()
    assert story.due() == date(2026, 3, 3)
    for stage, by, due in (("dr1", AMIR, date(2026, 3, 16)), ("dr2", SARA, date(2026, 3, 23))):
        story.answer(by)
        story.does(not_satisfied(story, to=stage))
        assert story.due() == due
    story.answer(FAISAL)
    story.does(not_satisfied(story))
    assert (story.stage, story.due()) == ("dr3", date(2026, 3, 30))


def test_nobody_can_judge_what_was_only_told_as_partly_settled_before_an_answer() -> None:
    story = made_aware()
    with pytest.raises(NothingOwed):
        story.does(act.JudgePartly(said(INES), story.visit.number, Words("Half of it.")))


def test_the_raiser_s_supervisor_may_move_on_what_the_raiser_leaves() -> None:
    story = made_aware().on("2026-03-16", "12:00")
    story.does(escalate(story, by=QUENTIN))
    assert story.stage == "dr1"


# partly satisfied, where the pack leads to another stage


def partly(to: str) -> Pack:
    ways = "{not satisfied: [opened, signed], silent: [opened, signed]"
    return read_pack(EVERY_STAGE.replace(ways, ways + f", partly: {to}"), "partly.yaml", LIBRARY)


def half_settled(to: str) -> Story:
    story = Story.under(partly(to), concern(track=TrackId("shared"), concerns=(CONCERN, CONCERN)))
    story.answer(TOM)
    story.does(act.JudgePartly(said(INES), 1, Words("One is settled."), (1,)))
    return story


def test_whoever_signs_before_a_stage_is_asked_too_where_only_a_part_goes_there() -> None:
    story = half_settled("signed")
    assert (story.stage, [n.person for n in story.duty(Task.OPEN).owed_by]) == ("first", [OLGA])
    story.does(act.OpenStage(said(OLGA), 1))
    assert (story.stage, story.visit.reason) == ("signed", Entered.PARTLY_SATISFIED)
    assert [c.settled for c in story.case.concerns] == [True, False]


def test_whoever_takes_the_case_to_a_stage_is_asked_where_only_a_part_goes_there() -> None:
    assert [n.person for n in half_settled("opened").duty(Task.OPEN).owed_by] == [QUENTIN]


def test_what_is_left_cannot_go_where_nobody_says_who_is_asked() -> None:
    way = "next: {not satisfied: [pair, advice], silent: pair"
    with pytest.raises(PackRefused, match="nobody would be asked there"):
        read_pack(EVERY_STAGE.replace(way, way + ", partly: named"), "partly.yaml", LIBRARY)
