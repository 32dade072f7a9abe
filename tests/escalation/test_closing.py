"""How a case ends, how it begins again, and that silence and those asked never end it."""

from __future__ import annotations

from datetime import date

import pytest

from escalation import actions as act
from escalation.case import Entered, Outcome, RoleId, Task
from escalation.case_log import CaseClosed, DutyEnded, DutyOwed, LimitReached, StageEntered
from escalation.errors import (
    ActionRefused,
    CaseIsClosed,
    ChoiceNeeded,
    NothingOwed,
    NotYours,
    ReasonNeeded,
    TooLate,
)
from escalation.notices import Capacity, Meaning
from tests.escalation.story import (
    CONCERN,
    NO_VISITS,
    Story,
    at_stage,
    concern,
    moving_up,
    promised,
    said,
    satisfied,
    words,
)
from tests.people import AMIR, BEA, HELEN, INES, MINA, PETRA, QUENTIN, SARA, TOM, at

CHOSEN = (Outcome.WITHDRAWN, Outcome.SUPERSEDED, Outcome.CHILD_LEFT, Outcome.TRANSFERRED)


def closed(stage: str = "stage_1", **changes: object) -> Story:
    story = Story.of(at_stage(stage, **changes)).on("2026-03-04")
    story.does(satisfied(story))
    return story


def reopen(reason: str = "It began again.", **changes: object) -> act.Reopen:
    return act.Reopen(said(INES), words(reason), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("outcome", CHOSEN)
def test_the_raiser_may_end_it_with_a_reason(outcome: Outcome) -> None:
    story = Story.of(at_stage("stage_1"))
    with pytest.raises(ReasonNeeded):
        story.does(act.Close(said(INES), outcome, words("")))
    story.does(act.Close(said(INES), outcome, words("AB has moved to another authority.")))
    assert story.case.closed is not None
    assert (story.case.closed.outcome, story.case.closed.stage) == (outcome, "stage_1")
    assert story.who_was_told(Meaning.CLOSED) == [INES, TOM, AMIR, BEA]
    assert not story.case.concerns[0].settled


def test_the_end_ends_everything_that_was_owed() -> None:
    story = closed()
    owed = {e.facts.duty.number for e in story.logged(DutyOwed)}  # type: ignore[attr-defined]
    ended = {e.facts.duty for e in story.logged(DutyEnded)}  # type: ignore[attr-defined]
    assert owed == ended and len(owed) == 4


@pytest.mark.parametrize("outcome", [o for o in Outcome if o not in CHOSEN])
def test_the_other_ends_follow_from_what_they_are(outcome: Outcome) -> None:
    story = Story.of(at_stage("stage_1"))
    with pytest.raises(ActionRefused, match="choose_how_it_ends"):
        story.does(act.Close(said(INES), outcome, words("So be it.")))


def test_nobody_but_the_raiser_ends_it_so() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-12")  # cover and supervisor have been asked
    for person in (TOM, SARA, PETRA, QUENTIN, BEA, MINA, AMIR, HELEN):
        with pytest.raises(NotYours):
            story.does(act.Close(said(person), Outcome.WITHDRAWN, words("Enough.")))


def test_a_year_of_silence_closes_nothing() -> None:
    for when_silent in (moving_up, lambda raised: raised):
        story = Story.of(when_silent(concern())).on("2027-03-01")
        assert story.case.is_open and story.owes(Task.JUDGE)
        assert not story.logged(CaseClosed)


def test_those_whose_stage_was_left_and_those_who_were_covered_hear_the_end_too() -> None:
    story = Story.of(moving_up(at_stage("stage_1")))
    story.is_away(SARA, "2026-03-09", "2026-03-20")
    story.on("2026-03-10")
    assert [(n.person, n.covering) for n in story.visit.asked] == [(HELEN, SARA)]
    story.does(satisfied(story))
    assert {n.to: n.capacity for n in story.told} == {
        INES: Capacity.RAISER,
        TOM: Capacity.TOLD,
        HELEN: Capacity.TOLD,
        SARA: Capacity.TOLD,
        AMIR: Capacity.TOLD,
        BEA: Capacity.COPIED,
    }


def test_reopened_is_a_new_run_with_a_new_limit_where_it_ended() -> None:
    story = closed("stage_2", concerns=(CONCERN, NO_VISITS)).on("2026-05-01")
    story.does(reopen())
    assert (story.stage, story.visit.reason, story.case.run) == ("stage_2", Entered.REOPENED, 2)
    assert story.duty(Task.OVERALL_LIMIT).due == at("2026-06-02", "17:00")
    assert not any(c.settled for c in story.case.concerns)
    assert story.case.visits[0].left == at("2026-03-04")
    assert {n.to: n.meaning for n in story.told} == {
        SARA: Meaning.ANSWER_ASKED,
        INES: Meaning.STAGE_OPENED,
        AMIR: Meaning.STAGE_TOLD,
        QUENTIN: Meaning.STAGE_TOLD,
        BEA: Meaning.STAGE_COPIED,
    }


def test_whoever_was_asked_before_hears_that_it_is_open_again() -> None:
    story = closed("stage_1")
    story.does(reopen(at="stage_4"))
    assert story.stage == "stage_4" and story.meanings_for(TOM) == [Meaning.STAGE_TOLD]
    informal = closed("stage_1")
    informal.does(reopen(at="informal"))
    assert informal.meanings_for(QUENTIN) == [] and informal.meanings_for(TOM) == [Meaning.ANSWER_ASKED]


def test_a_limit_that_was_reached_is_reached_again_in_the_new_run() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-31")
    story.does(satisfied(story))
    story.on("2026-04-01").does(reopen())
    assert story.case.limits_reached == ()
    assert len(story.on("2026-05-05").logged(LimitReached)) == 2


@pytest.mark.parametrize(
    ("day", "late"), [("2026-09-03", False), ("2026-09-04", False), ("2026-09-05", True), ("2026-11-01", True)]
)
def test_six_months_later_it_is_too_late_to_reopen(day: str, late: bool) -> None:
    story = closed().on(day)
    if late:
        with pytest.raises(TooLate):
            story.does(reopen())
    else:
        story.does(reopen())
        assert story.case.is_open


def test_reopening_needs_a_reason_a_stage_of_the_track_and_a_closed_case() -> None:
    story = closed()
    with pytest.raises(ReasonNeeded):
        story.does(reopen(""))
    with pytest.raises(ActionRefused, match="no_such_stage"):
        story.does(reopen(at="stage_9"))
    story.does(reopen())
    with pytest.raises(NothingOwed, match="not_closed"):
        story.does(reopen())


def test_only_the_raisers_side_reopens() -> None:
    story = closed()
    for person in (TOM, SARA, BEA, QUENTIN):
        with pytest.raises(NotYours):
            story.does(act.Reopen(said(person), words("Again.")))


def test_what_was_never_sent_cannot_be_reopened() -> None:
    story = Story(at("2026-03-02"))
    story.does(concern())
    story.does(act.UndoRaise(said(INES)))
    with pytest.raises(NothingOwed, match="never_sent"):
        story.does(reopen())


def test_reopened_at_the_meeting_the_same_post_chairs_unless_another_is_chosen() -> None:
    for chair, person in ((None, "olga"), (RoleId("ad_family_support"), "faisal")):
        story = closed("meeting")
        story.does(reopen(chair=chair))
        assert [n.person for n in story.visit.asked] == [person]
    elsewhere = closed("stage_1")
    with pytest.raises(ChoiceNeeded):
        elsewhere.does(reopen(at="meeting"))


def test_actions_that_were_open_at_the_end_are_owed_again() -> None:
    story = Story.of(at_stage("stage_1"))
    story.answer(TOM, promised("Visit AB", "2026-03-13"), promised("Write", "2026-03-13"))
    story.does(act.ActionDone(said(TOM), 2, date(2026, 3, 2)))
    story.does(act.Close(said(INES), Outcome.WITHDRAWN, words("AB has moved.")))
    story.on("2026-03-20").does(reopen())
    assert {(d.task, d.about) for d in story.case.duties if d.about} == {(Task.ACT, 1), (Task.VERIFY, 2)}
    assert story.on("2026-03-20", "10:01").who_was_told(Meaning.ACTION_OVERDUE) == [INES]


def test_what_is_closed_takes_no_further_steps_but_those_that_look_back() -> None:
    story = closed()
    for step in (
        act.Wait(said(INES), 1),
        act.PassOn(said(TOM), 1, AMIR),
        act.Reassign(said(BEA), TOM, AMIR, words("Ill.")),
        act.ChangeChildStatus(said(INES), act.ChildStatus.CARE_LEAVER),
    ):
        with pytest.raises(CaseIsClosed):
            story.does(step)
    story.does(act.RecordReferral(said(INES), act.ReferralKind.COMPLAINT, date(2026, 3, 4), words("AB complains.")))
    story.does(act.ConfirmOnRecord(said(INES), 1, date(2026, 3, 4), act.Told.TOLD))


def test_the_log_shows_every_stage_of_every_run() -> None:
    story = closed()
    story.does(reopen())
    moves = [e.facts for e in story.logged(StageEntered)]
    assert [(m.visit.number, m.visit.run, m.from_stage) for m in moves if isinstance(m, StageEntered)] == [
        (1, 1, None),
        (2, 2, "stage_1"),
    ]
