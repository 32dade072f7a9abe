"""Who owes the answer of a stage: all, either, both sides, the raiser, a person named; never who answered before."""

from __future__ import annotations

import pytest

from escalation import actions as act
from escalation.case import Entered, PersonId, RoleId, Silence, StageId, Task, Verdict, Words
from escalation.case_log import StageEntered, StageSkipped
from escalation.errors import ChoiceNeeded, DetailNeeded, NotYours, ReasonNeeded
from escalation.holders.tiers import role_above
from escalation.notices import Meaning
from escalation.people import Person, Post
from escalation.permissions import Step, steps_open
from tests.escalation.pack_texts import every_stage
from tests.escalation.story import Story, concern, escalate, moving_up, not_satisfied, said, satisfied
from tests.escalation.story import at_stage as formally
from tests.people import AMIR, BEA, DANA, GRACE, HELEN, INES, OLGA, SARA, TOM

HEALTH, NURSE = PersonId("hana"), PersonId("nils")
TRIED = Words("We spoke twice.")


def at_stage(stage: str, **changes: object) -> Story:
    raised = concern(start_at=StageId(stage), skipping_because=TRIED, **changes)
    return Story.under(every_stage(), raised)


def asked(story: Story) -> list[PersonId]:
    return [n.person for n in story.visit.asked]


def owing(story: Story) -> list[list[PersonId]]:
    return [[n.person for n in d.owed_by] for d in story.case.duties if d.task is Task.ANSWER]


# all of, any of


def test_where_all_must_answer_each_owes_it_and_the_raiser_judges_when_the_last_has_answered() -> None:
    story = at_stage("both")
    assert owing(story) == [[TOM], [SARA]]
    story.answer(TOM)
    assert not story.owes(Task.JUDGE)
    story.answer(SARA)
    assert story.owes(Task.JUDGE)


def test_whoever_has_not_answered_is_reminded_though_another_has() -> None:
    story = at_stage("both")
    story.answer(TOM)
    story.on("2026-03-06", "09:30")
    assert story.who_was_told(Meaning.REMINDER) == [SARA]


def test_silence_of_one_does_not_move_a_case_up_on_which_the_other_has_answered() -> None:
    story = Story.under(every_stage(), moving_up(concern(start_at=StageId("both"), skipping_because=TRIED)))
    story.answer(TOM)
    story.on("2026-03-09", "17:01")
    assert (story.stage, story.owes(Task.JUDGE)) == ("both", True)
    assert Meaning.YOUR_VIEW_AWAITED in story.meanings_for(INES)


def test_one_who_passes_it_on_leaves_the_others_what_they_owe() -> None:
    story = at_stage("both")
    story.does(act.PassOn(said(TOM), story.visit.number, GRACE))
    assert owing(story) == [[GRACE], [SARA]]


# both sides


def test_each_side_of_a_pair_answers_once_whoever_of_the_side_it_is() -> None:
    story = at_stage("talk")
    story.joins(Person(HEALTH, "Hana Iqbal", "hana@health.example"), Post(HEALTH, RoleId("health")))
    story.joins(Person(NURSE, "Nils Berg", "nils@health.example"), Post(NURSE, RoleId("health")))
    story.does(escalate(story, to="pair", reason="It is theirs as well."))
    assert owing(story) == [[SARA], [HEALTH, NURSE]]
    story.answer(NURSE)
    assert (owing(story), story.owes(Task.JUDGE)) == ([[SARA]], False)
    story.answer(SARA)
    assert story.owes(Task.JUDGE)


def test_where_the_register_knows_nobody_outside_the_last_resort_stands_for_that_side() -> None:
    assert owing(at_stage("pair")) == [[SARA], [BEA]]


# the raiser


def test_a_stage_can_ask_the_raiser_who_answers_and_then_judges() -> None:
    story = at_stage("own")
    assert asked(story) == [INES]
    assert Step.ANSWER in steps_open(story.case, INES, story.situation)
    story.answer(INES)
    assert story.owes(Task.JUDGE)
    story.does(satisfied(story))
    assert story.case.closed is not None


def test_the_raiser_answers_nowhere_else() -> None:
    story = at_stage("both")
    with pytest.raises(NotYours):
        story.answer(INES)


# a person who is named


def test_a_stage_that_leaves_it_open_asks_whom_the_raiser_names() -> None:
    story = at_stage("named", asking=OLGA)
    assert [(n.person, n.role) for n in story.visit.asked] == [(OLGA, "qa_improvement_lead")]
    assert story.who_was_told(Meaning.ANSWER_ASKED) == [OLGA]


def test_nobody_can_open_it_without_saying_whom_to_ask() -> None:
    story = at_stage("talk")
    with pytest.raises(ChoiceNeeded, match="whom_to_ask"):
        story.does(escalate(story, to="named", reason="It cannot wait."))
    with pytest.raises(ChoiceNeeded, match="whom_to_ask"):
        at_stage("named")


@pytest.mark.parametrize(
    ("person", "key"), [(INES, "not_to_the_raiser"), (PersonId("zed"), "holds_no_post"), (SARA, "answered_before")]
)
def test_the_raiser_strangers_and_those_who_answered_before_cannot_be_named(person: PersonId, key: str) -> None:
    story = at_stage("both")
    with pytest.raises(DetailNeeded, match=key):
        story.does(escalate(story, to="named", reason="It cannot wait.", asking=person))


def test_silence_alone_does_not_open_a_stage_at_which_somebody_has_to_be_named() -> None:
    raised = moving_up(concern(start_at=StageId("own"), skipping_because=TRIED))
    story = Story.under(every_stage(), raised).on("2026-03-05", "12:00")
    assert (story.stage, story.owes(Task.JUDGE)) == ("own", True)


def test_the_same_stage_again_asks_whom_it_asked_before() -> None:
    story = at_stage("named", asking=OLGA)
    story.answer(OLGA)
    story.does(act.JudgePartly(said(INES), story.visit.number, Words("It names no date.")))
    assert (story.visit.number, asked(story)) == (2, [OLGA])
    story.does(satisfied(story))
    story.does(act.Reopen(said(INES), Words("It has begun again.")))
    assert asked(story) == [OLGA]


# who answered before


def test_nobody_is_asked_about_what_they_answered_themselves() -> None:
    story = at_stage("named", asking=DANA)
    story.answer(DANA)
    story.does(not_satisfied(story))
    entered = story.logged(StageEntered)[-1].facts
    assert isinstance(entered, StageEntered)
    assert (story.stage, asked(story), entered.not_asked) == ("decision", [HELEN], (DANA,))


def test_whoever_holds_two_of_the_posts_that_must_answer_is_asked_once() -> None:
    story = at_stage("talk")
    story.takes(TOM, "service_manager")
    story.does(escalate(story, to="both", reason="It cannot wait."))
    assert owing(story) == [[TOM]]


def test_where_every_holder_answered_before_it_falls_to_whoever_covers_them() -> None:
    story = at_stage("named", asking=HELEN)
    story.takes(HELEN, "director")
    story.answer(HELEN)
    story.does(not_satisfied(story))
    assert asked(story) == [DANA]


# who covers


def test_whoever_is_away_is_covered_by_the_post_of_the_next_tier() -> None:
    story = at_stage("advice")
    story.is_away(TOM, "2026-03-01", "2026-03-20")
    story.does(escalate(story, to="talk", reason="It can be settled."))
    assert [(n.person, n.covering) for n in story.visit.asked if n.role == "team_manager"] == [(SARA, TOM)]


def test_the_next_tier_of_the_top_post_is_nobody_s() -> None:
    procedure = every_stage().procedure
    assert role_above(procedure, RoleId("team_manager")) == "service_manager"
    assert role_above(procedure, RoleId("ad_family_support")) is None


def test_a_post_on_duty_covers_where_the_pack_says_so() -> None:
    story = at_stage("talk")
    story.is_away(SARA, "2026-03-01", "2026-03-20")
    story.does(escalate(story, to="both", reason="It cannot wait."))
    assert [(n.person, n.covering) for n in story.visit.asked if n.role == "service_manager"] == [(DANA, SARA)]


# kinds of stage


def test_where_nobody_is_asked_the_time_is_the_raiser_s_and_others_hear_of_it() -> None:
    story = at_stage("advice")
    assert (asked(story), story.who_was_told(Meaning.STAGE_TOLD)) == ([], [OLGA])
    assert story.owes(Task.JUDGE)
    story.does(escalate(story))
    assert story.stage == "own"


def test_a_recommendation_is_answered_and_the_last_word_leads_there() -> None:
    story = at_stage("decision")
    story.answer(DANA)
    story.does(not_satisfied(story))
    assert (story.stage, asked(story)) == ("starred", [DANA])


def test_outside_the_authority_the_raiser_is_asked_whether_it_is_settled() -> None:
    story = at_stage("beyond")
    story.on("2026-03-05", "12:00")
    assert INES in story.who_was_told(Meaning.YOUR_VIEW_AWAITED)
    story.does(satisfied(story))
    assert story.visit.verdict is Verdict.SATISFIED


# the clock is never refused


def test_silence_asks_the_raiser_where_everybody_named_before_has_answered_since() -> None:
    """They answered at the stage that is disputed now, so somebody else has to be named."""
    story = at_stage("named", asking=SARA)
    story.answer(SARA)
    story.does(escalate(story, to="both", reason="Both have to say."))
    story.does(escalate(story, to="own", reason="It is ours to say first."))
    story = moved_by_silence(story, "own", "named")
    assert (story.stage, story.owes(Task.JUDGE)) == ("own", True)


def moved_by_silence(story: Story, stage: str, after: str) -> Story:
    """The raiser lets a silence move the case, and none speaks."""
    way = every_stage().procedure.stage(story.case.track, StageId(stage)).next.silent
    assert (story.stage, way) == (stage, (StageId(after),))
    story.does(act.ChooseWhenSilent(said(INES), Silence.MOVE_UP))
    return story.on("2026-03-12")


def test_silence_asks_the_raiser_where_the_register_has_nobody_for_the_next_stage() -> None:
    """Not even a last resort: the case is not left waiting for a register that somebody mends."""
    story = at_stage("both")
    story.leaves(BEA)
    story.leaves(SARA)
    story.on("2026-03-12")
    assert (story.stage, story.owes(Task.JUDGE)) == ("both", True)
    assert not story.logged(StageSkipped)


def test_what_a_leaver_owed_lapses_though_nobody_is_left_to_be_told_of_it() -> None:
    story = at_stage("starred")
    for person in (BEA, HELEN, DANA):
        story.leaves(person)
    story.on("2026-03-18")
    assert story.owes(Task.JUDGE) and INES in story.who_was_told(*Meaning)


# one person in two posts


def held_twice(raised: act.RaiseConcern, *roles: str) -> Story:
    """Tom has answered at stage 1, and holds what follows too."""
    story = Story.of(raised)
    for role in roles:
        story.takes(TOM, role)
    story.answer(TOM)
    return story


def test_whoever_is_not_satisfied_may_pass_over_a_post_held_by_whom_was_asked_already() -> None:
    story = held_twice(formally("stage_1"), "service_manager")
    story.does(not_satisfied(story, to="stage_3"))
    (skipped,), entered = story.logged(StageSkipped), story.logged(StageEntered)[-1].facts
    assert skipped.facts == StageSkipped(StageId("stage_2"), TOM) and skipped.by == INES
    assert isinstance(entered, StageEntered)
    assert (entered.visit.stage, entered.visit.reason, entered.passed_over) == ("stage_3", Entered.NOT_SATISFIED, ())
    assert not story.who_was_told(Meaning.PASSED_OVER)


def test_without_saying_so_the_procedure_s_own_next_stage_is_asked() -> None:
    story = held_twice(formally("stage_1"), "service_manager")
    story.does(not_satisfied(story))
    assert (story.stage, asked(story), story.logged(StageSkipped)) == ("stage_2", [TOM], [])


def test_after_a_silence_it_may_be_passed_over_too_without_a_reason() -> None:
    story = Story.of(formally("stage_1"))
    story.takes(TOM, "service_manager")
    story.on("2026-03-10", "12:00")
    story.does(escalate(story, to="stage_3"))
    assert (story.stage, story.visit.reason) == ("stage_3", Entered.SILENCE)
    assert len(story.logged(StageSkipped)) == 1


def test_before_the_date_passing_it_over_takes_the_reason_that_any_move_takes() -> None:
    story = Story.of(formally("stage_1"))
    story.takes(TOM, "service_manager")
    with pytest.raises(ReasonNeeded, match="reason_before_date"):
        story.does(escalate(story, to="stage_3"))
    story.does(escalate(story, to="stage_3", reason="It cannot wait."))
    assert (story.stage, story.visit.reason) == ("stage_3", Entered.SILENCE)


@pytest.mark.parametrize("to", ["meeting", "stage_4"])
def test_two_such_posts_are_passed_over_together_to_either_way_of_the_fork_behind_them(to: str) -> None:
    story = held_twice(formally("stage_1"), "service_manager", "assistant_director")
    story.does(not_satisfied(story, to=to, chair=RoleId("qa_improvement_lead") if to == "meeting" else None))
    left_out = [entry.facts.stage for entry in story.logged(StageSkipped) if isinstance(entry.facts, StageSkipped)]
    assert (story.stage, story.visit.reason, left_out) == (to, Entered.NOT_SATISFIED, ["stage_2", "stage_3"])


@pytest.mark.parametrize(("held", "to"), [("service_manager", "stage_4"), ("director", "stage_3")])
def test_past_anybody_else_it_is_still_a_bypass(held: str, to: str) -> None:
    """Stage 4 lies behind Helen's stage 3; stage 3 behind Sara's stage 2, whatever Tom holds above."""
    story = held_twice(formally("stage_1"), held)
    story.does(not_satisfied(story, to=to))
    assert (story.visit.reason, story.logged(StageSkipped)) == (Entered.BYPASS, [])
    assert story.who_was_told(Meaning.PASSED_OVER)


def test_having_been_asked_informally_or_in_the_same_role_is_no_reason_to_pass_it_over() -> None:
    talk = Story.of(concern())
    talk.takes(AMIR, "team_manager")
    talk.answer(AMIR)
    talk.does(not_satisfied(talk, to="stage_2"))
    assert talk.visit.reason is Entered.BYPASS
    down = held_twice(formally("stage_1"))
    down.does(escalate(down, to="stage_2", reason="On."))
    down.does(escalate(down, to="stage_1", reason="Back."))
    assert (down.visit.reason, asked(down)) == (Entered.BYPASS, [TOM])


def test_where_the_register_has_nobody_for_the_next_stage_a_jump_past_it_is_taken_as_before() -> None:
    story = held_twice(formally("stage_1"))
    story.leaves(BEA)
    story.leaves(SARA)
    story.does(not_satisfied(story, to="stage_3"))
    assert (story.stage, story.visit.reason) == ("stage_3", Entered.BYPASS)
