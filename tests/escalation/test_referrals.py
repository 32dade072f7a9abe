"""Cafcass at any time and only for a looked-after child by the IRO; other ways that run beside the ladder."""

from __future__ import annotations

from datetime import date

import pytest

from escalation import actions as act
from escalation.case import ChildStatus, Outcome, ReferralKind, Task
from escalation.errors import ActionRefused, CafcassNotOpen, NothingOwed, NotYours, ReasonNeeded
from escalation.notices import Capacity, Meaning
from escalation.permissions import Step, steps_open
from tests.escalation.story import Story, at_stage, concern, conference_concern, moving_up, said, satisfied, words
from tests.people import AMIR, BEA, COLIN, DANA, INES, PETRA, QUENTIN, SARA, TOM

WHY = words("Eight months without a plan.")


def refer(by: act.PersonId = INES, ends_here: bool = False) -> act.ReferToCafcass:
    return act.ReferToCafcass(said(by), WHY, ends_here)


@pytest.mark.parametrize("stage", ["informal", "stage_1", "stage_2", "stage_3", "meeting", "stage_4"])
def test_it_is_open_at_every_stage_and_stops_no_clock(stage: str) -> None:
    story = Story.of(concern() if stage == "informal" else at_stage(stage))
    duties = story.case.duties
    story.does(refer())
    assert story.case.duties == duties and story.stage == stage
    assert [(r.kind, r.by, r.on) for r in story.case.referrals] == [(ReferralKind.CAFCASS, INES, story.today)]


def test_it_is_open_after_the_end_too() -> None:
    story = Story.of(at_stage("stage_1"))
    story.does(satisfied(story))
    story.does(refer())
    assert len(story.case.referrals) == 1


def test_everyone_on_the_case_hears_of_it_once() -> None:
    story = Story.of(moving_up(at_stage("stage_1"))).on("2026-03-10")
    story.does(refer())
    assert {n.to: (n.meaning, n.capacity) for n in story.told} == {
        INES: (Meaning.CAFCASS, Capacity.RAISER),
        TOM: (Meaning.CAFCASS, Capacity.TOLD),
        SARA: (Meaning.CAFCASS, Capacity.TOLD),
        AMIR: (Meaning.CAFCASS, Capacity.TOLD),
        QUENTIN: (Meaning.CAFCASS, Capacity.TOLD),
    }


def test_the_iro_may_end_the_local_steps_with_it() -> None:
    story = Story.of(at_stage("stage_4"))
    story.does(refer(ends_here=True))
    assert story.case.closed is not None and story.case.closed.outcome is Outcome.WITH_CAFCASS
    assert story.meanings_for(DANA) == [Meaning.CLOSED] and story.meanings_for(QUENTIN) == [Meaning.CAFCASS]


def test_it_needs_a_reason() -> None:
    with pytest.raises(ReasonNeeded):
        Story.of(at_stage("stage_1")).does(act.ReferToCafcass(said(INES), words("")))


def test_only_the_iro_refers_and_no_cover_delegate_or_supervisor() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-12")  # cover and supervisor have been asked
    for person in (PETRA, QUENTIN, TOM, BEA, AMIR):
        with pytest.raises(NotYours):
            story.does(refer(person))
        assert Step.REFER_TO_CAFCASS not in steps_open(story.case, person, story.situation)
    assert Step.REFER_TO_CAFCASS in steps_open(story.case, INES, story.situation)


def test_it_is_hidden_where_the_child_is_not_looked_after() -> None:
    story = Story.of(conference_concern())
    with pytest.raises(CafcassNotOpen):
        story.does(refer(COLIN))
    assert Step.REFER_TO_CAFCASS not in steps_open(story.case, COLIN, story.situation)


def test_it_follows_the_childs_status() -> None:
    story = Story.of(at_stage("stage_1"))
    story.does(act.ChangeChildStatus(said(INES), ChildStatus.CARE_LEAVER))
    with pytest.raises(CafcassNotOpen):
        story.does(refer())
    assert Step.REFER_TO_CAFCASS not in steps_open(story.case, INES, story.situation)
    story.does(act.ChangeChildStatus(said(BEA), ChildStatus.LOOKED_AFTER))
    story.does(refer())
    unchanged = story.does(act.ChangeChildStatus(said(INES), ChildStatus.LOOKED_AFTER))
    assert unchanged.entries == ()


def test_who_is_asked_does_not_say_what_the_child_is() -> None:
    with pytest.raises(NotYours):
        Story.of(at_stage("stage_1")).does(act.ChangeChildStatus(said(TOM), ChildStatus.NONE))


@pytest.mark.parametrize("kind", [k for k in ReferralKind if k is not ReferralKind.CAFCASS])
def test_other_ways_are_recorded_with_their_day_and_outcome(kind: ReferralKind) -> None:
    story = Story.of(at_stage("stage_1"))
    duties = story.case.duties
    story.does(act.RecordReferral(said(INES), kind, date(2026, 2, 27), words("AB asked for it.")))
    story.on("2026-03-05").does(act.RecordReferralOutcome(said(INES), 1, date(2026, 3, 4), words("Advice was given.")))
    (referral,) = story.case.referrals
    assert (referral.kind, referral.outcome, referral.outcome_on) == (kind, "Advice was given.", date(2026, 3, 4))
    assert [d.task for d in story.case.duties] == [d.task for d in duties]
    assert story.owes(Task.ANSWER)


@pytest.mark.parametrize(
    ("action", "key"),
    [
        (act.RecordReferral(said(INES), ReferralKind.CAFCASS, date(2026, 3, 2), WHY), "cafcass_has_its_own_step"),
        (act.RecordReferral(said(INES), ReferralKind.COMPLAINT, date(2026, 3, 3), WHY), "date_ahead"),
        (act.RecordReferralOutcome(said(INES), 1, date(2026, 3, 3), WHY), "date_ahead"),
        (act.RecordReferralOutcome(said(INES), 1, date(2026, 3, 2), words("")), "outcome_needs_words"),
        (act.RecordReferralOutcome(said(INES), 2, date(2026, 3, 2), WHY), "no_such_referral"),
    ],
)
def test_what_cannot_be_recorded_is_refused(action: act.HumanAction, key: str) -> None:
    story = Story.of(at_stage("stage_1"))
    story.does(act.RecordReferral(said(INES), ReferralKind.ADVOCACY, date(2026, 3, 2), WHY))
    with pytest.raises(ActionRefused, match=key):
        story.does(action)


def test_a_held_raise_is_not_referred_yet() -> None:
    story = Story(Story.of(concern()).now)
    story.does(concern())
    with pytest.raises((CafcassNotOpen, NothingOwed)):
        story.does(refer())
