"""The dispute resolution meeting: who may chair it, called, held, written down, judged."""

from __future__ import annotations

from datetime import date

import pytest

from escalation import actions as act
from escalation.case import RoleId, Task, Words
from escalation.errors import ActionRefused, ChoiceNeeded, NothingOwed, NotYours
from escalation.notices import Meaning
from tests.escalation.story import Story, at_stage, escalate, moving_up, not_satisfied, promised, said, words
from tests.people import AMIR, FAISAL, HELEN, INES, OLGA, QUENTIN, TOM, at

FAMILY, QUALITY = RoleId("ad_family_support"), RoleId("qa_improvement_lead")


def after_stage_3() -> Story:
    story = Story.of(at_stage("stage_3")).on("2026-03-04")
    story.answer(HELEN)
    return story


def held(story: Story, by: str = "olga", on: str = "2026-03-06", **changes: object) -> act.RecordMeeting:
    meeting: dict[str, object] = {"outcome": words("A plan by May."), "present": words("Ines, Helen"), "actions": ()}
    meeting |= changes
    return act.RecordMeeting(
        said(act.PersonId(by)),
        story.visit.number,
        date.fromisoformat(on),
        **meeting,  # type: ignore[arg-type]
    )


def test_the_raiser_chooses_between_two_posts() -> None:
    story = after_stage_3()
    with pytest.raises(ChoiceNeeded, match="choose_chair"):
        story.does(not_satisfied(story, to="meeting"))
    with pytest.raises(NotYours, match="may_not_chair"):
        story.does(not_satisfied(story, to="meeting", chair=RoleId("director")))
    story.does(not_satisfied(story, to="meeting", chair=FAMILY))
    assert [(n.person, n.role) for n in story.visit.asked] == [(FAISAL, FAMILY)]


def test_whoever_gave_the_disputed_answer_does_not_chair() -> None:
    story = Story.of(at_stage("stage_3"))
    story.takes(HELEN, "ad_family_support")
    story.answer(HELEN)
    with pytest.raises(NotYours, match="may_not_chair"):
        story.does(not_satisfied(story, to="meeting", chair=FAMILY))
    story.does(not_satisfied(story, to="meeting"))
    assert [n.person for n in story.visit.asked] == [OLGA]


def test_whoever_would_chair_as_cover_is_barred_too() -> None:
    story = after_stage_3()
    story.is_away(FAISAL, "2026-03-01", "2026-03-31", cover=HELEN)
    story.does(not_satisfied(story, to="meeting"))
    assert [n.person for n in story.visit.asked] == [OLGA]


def test_where_everybody_would_be_barred_the_raiser_still_has_the_choice() -> None:
    story = Story.of(at_stage("stage_3"))
    story.takes(HELEN, "ad_family_support")
    story.takes(HELEN, "qa_improvement_lead")
    story.answer(HELEN)
    story.does(not_satisfied(story, to="meeting", chair=QUALITY))
    assert [n.person for n in story.visit.asked] == [HELEN]


def test_a_meeting_is_called_within_a_day_and_held_within_five() -> None:
    story = Story.of(at_stage("meeting"))
    assert (story.due(Task.CONVENE), story.due(Task.HOLD)) == (date(2026, 3, 3), date(2026, 3, 9))
    story.does(act.ConveneMeeting(said(OLGA), 1, at("2026-03-06"), words("Town Hall, room 4")))
    assert not story.owes(Task.CONVENE) and story.owes(Task.HOLD)
    assert story.visit.meeting is not None and story.visit.meeting.at == at("2026-03-06")
    assert {n.to: n.meaning for n in story.told} == {INES: Meaning.MEETING_CONVENED}


def test_everyone_who_was_asked_hears_when_the_meeting_is() -> None:
    story = after_stage_3()
    story.does(not_satisfied(story, to="meeting", chair=QUALITY))
    story.does(act.ConveneMeeting(said(OLGA), 2, at("2026-03-06"), words("Room 4")))
    assert story.who_was_told(Meaning.MEETING_CONVENED) == [INES, HELEN]
    story.does(act.ConveneMeeting(said(INES), 2, at("2026-03-09", "14:00"), words("Room 5")))
    assert story.who_was_told(Meaning.MEETING_CONVENED) == [INES, HELEN, OLGA]


def test_everyone_who_was_asked_hears_what_came_of_the_meeting() -> None:
    story = after_stage_3()
    story.does(not_satisfied(story, to="meeting", chair=QUALITY))
    story.on("2026-03-06", "15:00").does(held(story))
    assert story.who_was_told(Meaning.MEETING_RECORDED) == [INES, HELEN, OLGA]


def test_a_meeting_is_called_for_a_time_to_come() -> None:
    story = Story.of(at_stage("meeting"))
    with pytest.raises(ActionRefused, match="date_past"):
        story.does(act.ConveneMeeting(said(OLGA), 1, at("2026-03-01"), words("Room 4")))


def test_what_came_of_the_meeting_goes_to_the_raiser_to_judge() -> None:
    story = Story.of(at_stage("meeting")).on("2026-03-06", "15:00")
    story.does(held(story, apologies=words("Tom"), actions=(promised("Find a school", "2026-03-20", AMIR),)))
    assert story.visit.meeting is not None and story.visit.meeting.outcome == "A plan by May."
    assert not story.owes(Task.HOLD) and not story.owes(Task.CONVENE)
    assert story.duty(Task.JUDGE).due == at("2026-03-10", "17:00")
    assert [(a.what, a.who) for a in story.case.actions] == [("Find a school", AMIR)]
    assert story.meanings_for(INES) == [Meaning.MEETING_RECORDED]
    assert story.meanings_for(AMIR) == [Meaning.ACTION_OWED]
    assert not story.visit.answers[0].late
    story.does(not_satisfied(story))
    assert story.stage == "stage_4"


@pytest.mark.parametrize(("on", "late"), [("2026-03-09", False), ("2026-03-10", True)])
def test_a_meeting_is_late_by_the_day_on_which_it_was_held(on: str, late: bool) -> None:
    story = Story.of(at_stage("meeting")).on("2026-03-11")
    story.does(held(story, on=on))
    assert story.visit.answers[0].late is late


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"on": "2026-03-07"}, "date_ahead"),
        ({"on": "2026-03-01"}, "before_the_stage"),
        ({"outcome": Words("")}, "meeting_needs"),
        ({"present": Words("")}, "meeting_needs"),
    ],
)
def test_the_note_of_a_meeting_says_when_who_and_what(changes: dict[str, object], key: str) -> None:
    story = Story.of(at_stage("meeting")).on("2026-03-06")
    with pytest.raises(ActionRefused, match=key):
        story.does(held(story, **changes))  # type: ignore[arg-type]


def test_only_the_chair_and_the_raiser_call_and_record_it() -> None:
    story = Story.of(at_stage("meeting")).on("2026-03-06")
    for person in (TOM, HELEN, QUENTIN, FAISAL):
        with pytest.raises(NotYours):
            story.does(held(story, by=person))
    story.does(held(story, by="ines"))
    assert story.visit.answers[0].by == OLGA
    with pytest.raises(NothingOwed):
        story.does(held(story))


def test_where_there_is_no_meeting_none_is_called() -> None:
    story = Story.of(at_stage("stage_1"))
    with pytest.raises(NothingOwed):
        story.does(act.ConveneMeeting(said(TOM), 1, at("2026-03-06"), words("Room 4")))


def test_after_silence_at_stage_3_the_raiser_may_choose_the_meeting_too() -> None:
    story = Story.of(moving_up(at_stage("stage_3"))).on("2026-03-10")
    story.does(escalate(story, to="meeting", chair=QUALITY))
    assert story.stage == "meeting"


def test_partly_satisfied_with_a_meeting_asks_the_same_chair_again() -> None:
    story = Story.of(at_stage("meeting")).on("2026-03-06")
    story.does(held(story))
    story.does(act.JudgePartly(said(INES), 1, words("Half of it.")))
    assert [n.person for n in story.visit.asked] == [OLGA]
    assert story.owes(Task.CONVENE) and story.owes(Task.HOLD)
