"""Rights as a table: what each person is to a case, and the steps they are offered while it goes its way."""

from __future__ import annotations

from datetime import date

import pytest

from escalation import actions as act
from escalation.case import Told
from escalation.decide import RULES
from escalation.permissions import MAY, Standing, Step, may_see, standing, steps_open
from tests.escalation.story import Story, at_stage, concern, conference_concern, moving_up, promised, said, satisfied
from tests.people import (
    AMIR,
    BEA,
    COLIN,
    DANA,
    FAISAL,
    GRACE,
    HELEN,
    INES,
    MINA,
    OUTSIDER,
    PETRA,
    QUENTIN,
    SARA,
    TOM,
    at,
)

RAISERS = {
    Step.CLOSE,
    Step.CHOOSE_WHEN_SILENT,
    Step.CHANGE_CHILD_STATUS,
    Step.ANOTHER_STAGE,
    Step.RECORD_SPOKEN_ANSWER,
    Step.SATISFIED,
    Step.MOVE_UP,
    Step.PUT_ON_RECORD,
    Step.RECORD_REFERRAL,
    Step.REFER_TO_CAFCASS,
    Step.READ,
}
"""What a raiser can do while an answer is owed."""
ANSWERING = {Step.ANSWER, Step.FOREWARN, Step.PASS_ON, Step.ASK_FURTHER_TIME, Step.READ}


def steps(story: Story, person: act.PersonId) -> set[Step]:
    return set(steps_open(story.case, person, story.situation))


def stands(story: Story, person: act.PersonId) -> set[Standing]:
    return set(standing(story.case, person, story.situation))


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (INES, {Standing.RAISER}),
        (PETRA, set()),
        (TOM, {Standing.ASKED, Standing.READER, Standing.LINE_MANAGER}),  # and Amir's manager
        (AMIR, {Standing.ASKED, Standing.SOCIAL_WORKER}),
        (GRACE, set()),
        (SARA, {Standing.LINE_MANAGER}),
        (HELEN, {Standing.READER}),
        (DANA, {Standing.READER}),
        (MINA, set()),
        (QUENTIN, {Standing.SUPERVISOR, Standing.READER}),
        (BEA, {Standing.LOG_KEEPER, Standing.READER}),
        (COLIN, set()),
        (OUTSIDER, set()),
        (act.PersonId("nobody"), set()),
    ],
)
def test_what_each_person_is_to_an_informal_concern(person: act.PersonId, expected: set[Standing]) -> None:
    story = Story.of(concern())
    assert stands(story, person) == expected
    assert may_see(story.case, person, story.situation) is bool(expected)


@pytest.mark.parametrize(
    ("person", "offered"),
    [
        (INES, RAISERS),
        (TOM, ANSWERING),
        (PETRA, set()),
        (GRACE, set()),
        (SARA, {Step.READ, Step.REASSIGN}),
        (QUENTIN, {Step.READ, Step.REASSIGN, Step.CHANGE_CHILD_STATUS}),
        (BEA, {Step.READ, Step.REASSIGN, Step.CHANGE_CHILD_STATUS}),
        (AMIR, {Step.READ}),
        (HELEN, {Step.READ}),
        (OUTSIDER, set()),
    ],
)
def test_what_each_person_is_offered_while_an_answer_is_owed(person: act.PersonId, offered: set[Step]) -> None:
    assert steps(Story.of(at_stage("stage_1")), person) == offered


def test_what_is_offered_follows_the_state_of_the_case() -> None:
    story = Story(at("2026-03-02"))
    story.does(concern())
    assert steps(story, INES) == {Step.UNDO, Step.SEND_NOW, Step.READ}
    assert TOM not in {p for p in (TOM, AMIR) if steps(story, p) - {Step.READ}}
    story.does(act.SendNow(said(INES)))
    story.does(act.AskFurtherTime(said(TOM), 1, date(2026, 3, 20), act.Words("Please.")))
    assert {Step.AGREE_FURTHER_TIME, Step.REFUSE_FURTHER_TIME} <= steps(story, INES)
    assert Step.ASK_FURTHER_TIME not in steps(story, TOM)
    story.answer(TOM, promised("Visit AB", "2026-03-20"))
    assert {Step.WAIT, Step.NOT_SATISFIED, Step.PARTLY_SATISFIED, Step.VERIFY_ACTION} <= steps(story, INES)
    assert Step.MOVE_UP not in steps(story, INES)
    assert Step.ACTION_DONE in steps(story, TOM)
    story.does(satisfied(story))
    assert Step.SATISFIED not in steps(story, INES) and Step.NOT_SATISFIED in steps(story, INES)
    story.does(act.ConfirmOnRecord(said(INES), 1, date(2026, 3, 2), Told.TOLD))
    story.does(act.VerifyAction(said(INES), 1))
    assert steps(story, INES) == {Step.REOPEN, Step.REFER_TO_CAFCASS, Step.RECORD_REFERRAL, Step.READ}
    assert steps(story, TOM) == {Step.READ}


def test_a_chair_of_a_meeting_is_offered_to_call_it_and_to_write_it_down() -> None:
    story = Story.of(at_stage("meeting", chair="ad_family_support"))
    assert steps(story, FAISAL) == {
        Step.CONVENE_MEETING,
        Step.RECORD_MEETING,
        Step.ASK_FURTHER_TIME,
        Step.PASS_ON,
        Step.FOREWARN,
        Step.READ,
    }
    assert {Step.CONVENE_MEETING, Step.RECORD_MEETING} <= steps(story, INES)


def test_a_chairs_concern_offers_no_cafcass() -> None:
    assert steps(Story.of(conference_concern()), COLIN) == RAISERS - {Step.REFER_TO_CAFCASS}


def test_a_cover_stands_in_only_while_the_holder_is_away() -> None:
    story = Story.of(at_stage("stage_1"))
    story.is_away(TOM, "2026-03-05", "2026-03-06")
    for day, expected in (("2026-03-04", set()), ("2026-03-05", {Standing.STANDS_IN}), ("2026-03-09", set())):
        story.on(day, "08:00")
        assert stands(story, GRACE) == expected


def test_a_line_manager_stands_in_where_the_cover_is_away_too() -> None:
    story = Story.of(at_stage("stage_1"))
    story.is_away(TOM, "2026-03-05", "2026-03-06")
    story.is_away(SARA, "2026-03-05", "2026-03-06")
    story.on("2026-03-05", "08:00")
    assert Standing.STANDS_IN in stands(story, HELEN)


def test_a_delegate_stands_in_always_and_sees_the_case_only_then() -> None:
    story = Story.of(at_stage("stage_4"))
    assert stands(story, MINA) == {Standing.STANDS_IN}
    assert steps(story, MINA) == ANSWERING
    assert stands(Story.of(at_stage("stage_1")), MINA) == set()


def test_the_raisers_cover_has_the_raisers_steps_but_closing_and_cafcass_while_the_raiser_is_away() -> None:
    story = Story.of(at_stage("stage_1"))
    story.is_away(INES, "2026-03-02", "2026-03-20")
    assert stands(story, PETRA) == {Standing.RAISERS_COVER}
    assert steps(story, PETRA) == RAISERS - {Step.CLOSE, Step.REFER_TO_CAFCASS}


def test_who_was_asked_before_still_sees_the_case_and_may_answer() -> None:
    story = Story.of(moving_up(at_stage("stage_1"))).on("2026-03-10", "12:00")
    assert Standing.ASKED_BEFORE in stands(story, TOM)
    assert Step.READ in steps(story, TOM) and Step.PASS_ON not in steps(story, TOM)
    story.does(act.Respond(said(TOM), 1, act.Words("Here it is.")))


def test_whoever_has_left_has_no_rights_at_all() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-04")
    for person in (INES, TOM, QUENTIN, BEA):
        story.leaves(person)
        assert steps(story, person) == set()


def test_every_step_belongs_to_somebody_and_no_respondent_has_one_that_settles() -> None:
    settling = {Step.SATISFIED, Step.PARTLY_SATISFIED, Step.CLOSE, Step.VERIFY_ACTION, Step.DROP_ACTION, Step.REOPEN}
    respondents = {Standing.ASKED, Standing.STANDS_IN, Standing.ASKED_BEFORE, Standing.LINE_MANAGER}
    assert set(MAY) == set(Step) and all(MAY.values())
    assert all(MAY[step].isdisjoint(respondents) for step in settling)


def test_every_step_but_jumping_has_its_action() -> None:
    """A jump is the same action as moving up, with a stage and a reason. Whoever reads may report a stray mail."""
    assert {rule.step for rule in RULES.values()} == set(Step) - {Step.ANOTHER_STAGE}
