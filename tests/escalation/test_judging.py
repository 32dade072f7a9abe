"""The raiser's judgement: satisfied, partly, not satisfied, and moving on after a silence."""

from __future__ import annotations

from datetime import date

import pytest

from escalation import actions as act
from escalation.case import Entered, Outcome, Task, Told, Verdict
from escalation.case_log import ChildTold, Judged, StageEntered
from escalation.errors import (
    ActionRefused,
    CaseIsClosed,
    ChoiceNeeded,
    DetailNeeded,
    NoSuchStage,
    NothingOwed,
    NotYours,
    ReasonNeeded,
)
from escalation.notices import Capacity, Meaning
from escalation.packs.reading import read_pack
from tests.escalation.pack_texts import LIBRARY, LUTON
from tests.escalation.story import (
    CONCERN,
    NO_VISITS,
    URGENT,
    Story,
    at_stage,
    concern,
    escalate,
    not_satisfied,
    promised,
    said,
    satisfied,
    words,
)
from tests.people import AMIR, BEA, GRACE, HELEN, INES, NORTH, QUENTIN, SARA, TOM, at


def answered(stage: str = "stage_1") -> Story:
    story = Story.of(at_stage(stage)) if stage != "informal" else Story.of(concern())
    story.on("2026-03-04").answer(story.visit.asked[0].person)
    return story


def test_satisfied_closes_the_case_with_the_difference_made() -> None:
    story = answered()
    story.does(satisfied(story))
    closed = story.case.closed
    assert closed is not None
    assert (closed.outcome, closed.by, closed.stage) == (Outcome.RESOLVED, INES, "stage_1")
    assert closed.difference == "AB is visited every week."
    assert story.case.duties == () and story.visit.verdict is Verdict.SATISFIED
    assert all(c.settled for c in story.case.concerns)
    assert {n.to: (n.meaning, n.capacity) for n in story.told} == {
        INES: (Meaning.CLOSED, Capacity.RAISER),
        TOM: (Meaning.CLOSED, Capacity.TOLD),
        AMIR: (Meaning.CLOSED, Capacity.TOLD),
        BEA: (Meaning.CLOSED, Capacity.COPIED),
    }


def test_satisfied_needs_the_difference_made_and_may_come_before_any_answer() -> None:
    story = Story.of(concern())
    with pytest.raises(DetailNeeded, match="difference_needed"):
        story.does(act.JudgeSatisfied(said(INES), 1, words("")))
    story.does(satisfied(story))
    assert not story.case.is_open


def test_satisfied_says_whether_the_child_was_told() -> None:
    story = answered()
    with pytest.raises(ReasonNeeded, match="why_child_not_told"):
        story.does(act.JudgeSatisfied(said(INES), 1, words("Seen."), Told.NOT_APPROPRIATE))
    story.does(act.JudgeSatisfied(said(INES), 1, words("Seen."), Told.TOLD))
    assert story.case.child_view.told is Told.TOLD and len(story.logged(ChildTold)) == 1


def test_not_satisfied_goes_to_the_next_stage_and_says_why() -> None:
    story = answered()
    story.does(not_satisfied(story))
    assert (story.stage, story.visit.reason) == ("stage_2", Entered.NOT_SATISFIED)
    assert story.case.visits[0].verdict is Verdict.NOT_SATISFIED
    assert {n.to: n.meaning for n in story.told} == {
        SARA: Meaning.ANSWER_ASKED,
        INES: Meaning.STAGE_OPENED,
        TOM: Meaning.JUDGED,
        AMIR: Meaning.STAGE_TOLD,
        QUENTIN: Meaning.STAGE_TOLD,
        BEA: Meaning.STAGE_COPIED,
    }
    moved = story.logged(StageEntered)[-1].facts
    assert isinstance(moved, StageEntered) and moved.why == "It names no date."


def test_there_is_nothing_to_judge_before_an_answer() -> None:
    story = Story.of(at_stage("stage_1"))
    with pytest.raises(NothingOwed):
        story.does(not_satisfied(story))
    with pytest.raises(NothingOwed):
        story.does(act.JudgePartly(said(INES), 1, words("Some of it.")))


@pytest.mark.parametrize(
    "judged",
    [
        act.JudgeNotSatisfied(said(INES), 1, words("")),
        act.JudgePartly(said(INES), 1, words("")),
        act.EscalateTo(said(INES), 1),
    ],
)
def test_each_judgement_but_satisfied_gives_its_reason(judged: act.HumanAction) -> None:
    with pytest.raises(ReasonNeeded):
        answered().does(judged)


def test_at_a_fork_the_raiser_chooses() -> None:
    story = answered("stage_3")
    with pytest.raises(ChoiceNeeded) as refusal:
        story.does(not_satisfied(story))
    assert refusal.value.facts == {"stages": "meeting, stage_4"}
    story.does(not_satisfied(story, to="stage_4"))
    assert (story.stage, story.visit.reason) == ("stage_4", Entered.NOT_SATISFIED)
    assert not story.who_was_told(Meaning.PASSED_OVER)


def test_at_the_end_of_the_ladder_not_satisfied_is_a_verdict_of_its_own_and_the_raiser_stays_asked() -> None:
    story = answered("stage_4")
    story.does(not_satisfied(story))
    assert (story.stage, story.visit.verdict) == ("stage_4", Verdict.NOT_SATISFIED)
    assert story.case.is_open and story.owes(Task.JUDGE)
    assert story.who_was_told(Meaning.JUDGED)
    story.does(not_satisfied(story, to="stage_2"))
    assert story.stage == "stage_2"


def test_partly_satisfied_asks_the_same_stage_again_under_the_old_limit() -> None:
    story = Story.of(at_stage("stage_1", concerns=(CONCERN, NO_VISITS)))
    limit = story.duty(Task.OVERALL_LIMIT)
    story.on("2026-03-05").answer(TOM)
    story.does(act.JudgePartly(said(INES), 1, words("The visits are not."), settled=(1, 7)))
    assert (story.stage, story.visit.number, story.visit.reason) == ("stage_1", 2, Entered.PARTLY_SATISFIED)
    assert story.due() == date(2026, 3, 12)
    assert story.duty(Task.OVERALL_LIMIT) == limit
    assert [c.settled for c in story.case.concerns] == [True, False]
    judged = story.logged(Judged)[0].facts
    assert isinstance(judged, Judged) and judged.settled == (1,)
    assert story.meanings_for(TOM) == [Meaning.ANSWER_ASKED]
    story.answer(TOM)
    with pytest.raises(ChoiceNeeded, match="all_settled_means_satisfied"):
        story.does(act.JudgePartly(said(INES), 2, words("Nothing is left."), settled=(2,)))


def test_partly_satisfied_asks_the_colleague_to_whom_it_was_passed_on() -> None:
    story = Story.of(at_stage("stage_1"))
    story.does(act.PassOn(said(TOM), 1, GRACE))
    story.answer(GRACE)
    story.does(act.JudgePartly(said(INES), 1, words("Half of it.")))
    assert [n.person for n in story.visit.asked] == [GRACE]


def test_partly_satisfied_asks_the_holder_again_once_they_are_back() -> None:
    story = Story.of(at_stage("stage_1"))
    story.is_away(TOM, "2026-03-03", "2026-03-10")
    story.on("2026-03-04").does(escalate(story, to="informal", reason="They want to talk first."))
    assert GRACE in [n.person for n in story.visit.asked]
    story.answer(GRACE)
    story.on("2026-03-12").does(act.JudgePartly(said(INES), 2, words("Half of it.")))
    assert [n.person for n in story.visit.asked] == [AMIR, TOM]


def test_satisfied_with_agreed_actions_waits_for_them() -> None:
    story = Story.of(at_stage("stage_1"))
    story.answer(TOM, promised("Visit AB", "2026-03-20"))
    story.does(satisfied(story))
    assert story.case.is_open and story.visit.verdict is Verdict.SATISFIED
    assert {d.task for d in story.case.duties} == {Task.ACT, Task.OVERALL_LIMIT, Task.PUT_ON_RECORD}
    assert story.duty(Task.OVERALL_LIMIT).wake is None
    assert story.who_was_told(Meaning.JUDGED) == [TOM]
    assert not story.case.concerns[0].settled
    with pytest.raises(NothingOwed, match="satisfied_already"):
        story.does(satisfied(story))


def test_a_raiser_who_was_satisfied_may_still_move_on_when_nothing_comes_of_it() -> None:
    story = Story.of(at_stage("stage_1"))
    story.answer(TOM, promised("Visit AB", "2026-03-20"))
    story.does(satisfied(story))
    story.does(not_satisfied(story))
    assert story.stage == "stage_2"
    assert story.owes(Task.ACT)


def test_before_the_date_moving_on_needs_a_reason_and_after_it_none() -> None:
    story = Story.of(at_stage("stage_1"))
    with pytest.raises(ReasonNeeded, match="reason_before_date"):
        story.does(escalate(story))
    story.on("2026-03-10")
    story.does(escalate(story))
    assert (story.stage, story.visit.reason) == ("stage_2", Entered.SILENCE)


def test_what_else_is_overdue_is_no_silence_of_the_manager() -> None:
    story = Story.of(at_stage("stage_1"))
    story.does(act.AgreeFurtherTime(said(INES), 1, date(2026, 3, 20)))
    story.on("2026-03-12")
    assert story.duty(Task.PUT_ON_RECORD).lapsed is not None
    with pytest.raises(ReasonNeeded, match="reason_before_date"):
        story.does(escalate(story))


def test_a_jump_needs_a_reason_and_tells_those_passed_over() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-10")
    with pytest.raises(ReasonNeeded, match="reason_for_jump"):
        story.does(escalate(story, to="stage_4"))
    story.does(escalate(story, to="stage_4", reason="The child cannot wait."))
    assert (story.stage, story.visit.reason) == ("stage_4", Entered.BYPASS)
    assert story.who_was_told(Meaning.PASSED_OVER) == [SARA, HELEN]
    assert story.meanings_for(TOM) == [Meaning.STAGE_TOLD]


def test_a_jump_down_passes_nobody_over() -> None:
    story = Story.of(at_stage("stage_3"))
    story.does(escalate(story, to="stage_1", reason="The team manager is new."))
    assert (story.stage, story.who_was_told(Meaning.PASSED_OVER)) == ("stage_1", [])


def test_the_stage_where_it_is_and_a_stage_of_no_track_are_no_way_on() -> None:
    story = Story.of(at_stage("stage_1"))
    for to, key in (("stage_1", "already_there"), ("stage_9", "no_such_stage")):
        with pytest.raises(NoSuchStage, match=key):
            story.does(escalate(story, to=to, reason="Anyway."))


def test_moving_up_to_stage_1_passes_the_gate() -> None:
    story = Story.of(concern()).on("2026-03-17")
    with pytest.raises(DetailNeeded, match="consult_first"):
        story.does(escalate(story, consulted=None))
    story.does(escalate(story, consulted=URGENT))
    assert story.meanings_for(QUENTIN) == [Meaning.CONSULTED_AFTER]


def test_a_gate_that_cannot_be_passed_over_asks_for_no_reason() -> None:
    over = "          may be passed over: urgent, told afterwards\n"
    why = "          assumed: {may be passed over: the text has no exception for urgency}\n"
    story = Story.under(read_pack(LUTON.replace(over, "").replace(why, ""), "luton.yaml", LIBRARY), concern())
    story.on("2026-03-17")
    for consulted in (None, URGENT):
        with pytest.raises(DetailNeeded, match="consult_cannot_be_passed_over"):
            story.does(escalate(story, consulted=consulted))


def test_only_the_raisers_side_judges() -> None:
    story = answered()
    for person in (TOM, SARA, HELEN, BEA, AMIR, QUENTIN):
        for judged in (
            satisfied(story, person),
            not_satisfied(story, person),
            act.JudgePartly(said(person), 1, words("Half.")),
            escalate(story, person, reason="Up."),
        ):
            with pytest.raises(NotYours):
                story.does(judged)


def test_every_verdict_stands_in_the_log_with_its_day() -> None:
    story = answered()
    story.does(not_satisfied(story))
    (judged,) = story.logged(Judged)
    assert (judged.by, judged.happened) == (INES, at("2026-03-04"))


def test_what_is_closed_is_judged_no_more() -> None:
    story = answered()
    story.does(satisfied(story))
    with pytest.raises(CaseIsClosed):
        story.does(not_satisfied(story))
    with pytest.raises(ActionRefused):
        story.does(act.ChooseWhenSilent(said(INES), act.Silence.MOVE_UP))
    assert story.case.team == NORTH
