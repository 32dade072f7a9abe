"""Luton's procedure, as its pack says it."""

from __future__ import annotations

import re

import pytest

from escalation.case import CategoryId, ChildStatus, RoleId, StageId, TrackId
from escalation.packs.explaining.pack import explain_pack
from escalation.packs.reading import check_pack, read_pack
from escalation.procedure import Stage

from .pack_texts import LIBRARY, LUTON

PACK = read_pack(LUTON, "luton.yaml", LIBRARY)
PROCEDURE = PACK.procedure
LOOKED_AFTER, CHILD_PROTECTION = TrackId("looked_after"), TrackId("child_protection")
TRACKS = pytest.mark.parametrize("track", [LOOKED_AFTER, CHILD_PROTECTION])


def stage(track: TrackId, name: str) -> Stage:
    return PROCEDURE.stage(track, StageId(name))


def test_the_pack_has_no_fault() -> None:
    assert check_pack(LUTON, "luton.yaml", LIBRARY) == ()


@TRACKS
def test_the_ladder_has_an_informal_step_four_stages_and_a_meeting(track: TrackId) -> None:
    assert list(PROCEDURE.tracks[track].stages) == ["informal", "stage_1", "stage_2", "stage_3", "meeting", "stage_4"]
    asked = {name: stage(track, f"stage_{name}").asks for name in (1, 2, 3, 4)}
    assert [asks.roles for asks in asked.values() if asks] == [
        ("team_manager",),
        ("service_manager",),
        ("assistant_director",),
        ("director",),
    ]


@TRACKS
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_each_formal_stage_has_five_working_days_and_asks_the_raiser_on_silence(track: TrackId, number: int) -> None:
    (clock,) = stage(track, f"stage_{number}").clocks["answer"]
    assert (str(clock.within), str(PROCEDURE.silence_of(clock))) == ("5 working days", "ask the raiser")


@TRACKS
def test_a_concern_from_a_conference_is_to_be_settled_in_two_working_days_else_in_ten(track: TrackId) -> None:
    conference, otherwise = stage(track, "informal").clocks["settle"]
    assert (str(conference.within), conference.counted_from) == ("2 working days", "conference end")
    assert conference.when is not None and conference.when.source == "conference"
    assert (str(otherwise.within), otherwise.the_raiser_may_shorten_it) == ("10 working days", True)


@TRACKS
def test_after_stage_3_the_raiser_chooses_between_the_meeting_and_stage_4(track: TrackId) -> None:
    ways = stage(track, "stage_3").next
    assert ways.not_satisfied == ways.silent == ("meeting", "stage_4")


@TRACKS
def test_the_meeting_has_two_possible_chairs_and_two_clocks(track: TrackId) -> None:
    meeting = stage(track, "meeting")
    assert meeting.meeting is not None
    assert meeting.meeting.chair.one_of == ("ad_family_support", "qa_improvement_lead")
    assert meeting.meeting.not_chaired_by == "respondent of stage_3"
    lengths = {key: str(clock.within) for key, (clock,) in meeting.clocks.items()}
    assert lengths == {"convene": "1 working day", "hold": "5 working days"}
    assert str(PROCEDURE.silence_of(meeting.clocks["convene"][0])) == "tell the line manager"


@TRACKS
def test_the_formal_stages_together_have_twenty_working_days(track: TrackId) -> None:
    ladder = PROCEDURE.tracks[track]
    covered = [name for name in ladder.stages if ladder.limits_over(name)]
    assert covered == ["stage_1", "stage_2", "stage_3", "meeting", "stage_4"]
    assert [str(limit.within) for limit in ladder.overall_limits] == ["20 working days"]


@TRACKS
def test_from_stage_2_on_everyone_asked_before_is_told(track: TrackId) -> None:
    for name in ("stage_2", "stage_3", "meeting", "stage_4"):
        assert stage(track, name).tells == ("social_worker", "iro_manager", "everyone asked before")
        assert stage(track, name).copies == ("business_manager",)


@TRACKS
def test_the_raiser_s_manager_is_consulted_first_and_may_be_told_afterwards(track: TrackId) -> None:
    consult = stage(track, "stage_1").consult
    assert consult is not None
    assert (consult.who, consult.may_be_passed_over) == ("iro_manager", "urgent, told afterwards")


def test_cafcass_is_open_to_looked_after_children_only() -> None:
    assert PROCEDURE.tracks[LOOKED_AFTER].cafcass == "at any time"
    assert PROCEDURE.tracks[LOOKED_AFTER].children == (ChildStatus.LOOKED_AFTER,)
    assert PROCEDURE.tracks[CHILD_PROTECTION].cafcass == "hidden"


def test_the_chair_of_a_conference_starts_formally_where_concerns_were_raised_before() -> None:
    starts = PROCEDURE.tracks[CHILD_PROTECTION].starts_at
    assert [(start.stage, start.when is None) for start in starts] == [
        ("stage_1", False),
        ("stage_1", False),
        ("informal", True),
    ]
    assert starts[1].when is not None and starts[1].when.earlier_concerns


def test_there_are_nine_and_five_categories_and_one_must_name_the_agency() -> None:
    assert len(PROCEDURE.categories_for(LOOKED_AFTER)) == 9
    assert len(PROCEDURE.categories_for(CHILD_PROTECTION)) == 5
    naming = {name: c.must_name for name, c in PROCEDURE.categories.items() if c.must_name}
    assert naming == {CategoryId("others_did_not_act"): "agency"}


def test_every_ambiguity_of_the_text_has_a_note_or_an_assumption() -> None:
    said = [line for line in PACK.text.splitlines() if not line.startswith("#")]
    marks = [f"L{number}" for number in range(1, 14)]
    assert [mark for mark in marks if not any(re.search(rf"\b{mark}\b", line) for line in said)] == []


def test_posts_that_the_procedure_needs_are_roles() -> None:
    named = {PROCEDURE.last_resort, PROCEDURE.supervisor, PROCEDURE.information_governance, PROCEDURE.log.kept_for}
    assert named <= {*PROCEDURE.roles}
    assert PROCEDURE.roles[RoleId("iro")].short == "IRO"


def test_explaining_the_pack_says_the_ladder_its_assumptions_and_its_gaps() -> None:
    text = " ".join(explain_pack(PACK).split())
    for sentence in (
        "Luton: Safeguarding alerts and dispute resolution",
        "It is to be settled within 2 working days, counted from the end of the conference, if it arose at a "
        "conference; otherwise within 10 working days, or by an earlier day that the raiser sets.",
        "Not satisfied, or no answer: the raiser chooses between Dispute Resolution Meeting and Stage 4, Director of "
        "Children and Learning.",
        "A referral to Cafcass is not offered.",
        'Meeting (every track), convene, within "1 working day": the text says convened within 5 days',
        "The Dispute Resolution Form (appendix 2) is a local resource and is not published",
        PACK.pin.digest,
    ):
        assert sentence in text


def test_what_is_not_acted_on_yet_is_listed_with_its_line() -> None:
    listed = [line.split(", ")[2] for line in PACK.not_played]
    assert listed == ["reports", "events", "side workflows"]
