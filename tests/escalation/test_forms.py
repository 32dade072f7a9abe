"""The authority's own forms: whose fields they are, what fits them, and what has to be filled in before the end."""

from __future__ import annotations

from datetime import date

import pytest

from escalation import actions as act
from escalation.case import Attended, PersonId, RoleId, StageId, TeamId, There, TrackId, ViewNoted, Words
from escalation.case_log import FormFilled
from escalation.errors import DetailNeeded, NotYours
from escalation.form_fields import still_to_fill_in
from escalation.permissions import Step, fields_for, steps_open
from tests.escalation.pack_texts import every_stage
from tests.escalation.story import NO_VISITS, Story, concern, not_satisfied, said, satisfied
from tests.ladders import pack
from tests.people import AMIR, BEA, DANA, FAISAL, INES, OLGA, TOM

TRIED = Words("We spoke twice.")
SHARED = TrackId("shared")


def talk(**changes: object) -> Story:
    return Story.under(every_stage(), concern(**changes))


def meeting() -> Story:
    start = {"track": SHARED, "start_at": StageId("met"), "skipping_because": TRIED, "chair": RoleId("director")}
    return Story.under(every_stage(), concern(**start))


def fills(by: PersonId, story: Story, **fields: str) -> act.FillIn:
    filled = tuple(act.Filled(field, Words(words)) for field, words in fields.items())
    return act.FillIn(said(by), story.visit.number, filled)


def on_forms(story: Story) -> dict[str, str]:
    return {one.field: one.words for one in story.case.filled}


def theirs(person: PersonId, story: Story) -> set[str]:
    return {field.id for field in fields_for(story.visit, story.case, person, story.situation)}


# whose fields they are


def test_the_raiser_fills_in_the_raiser_s_fields_and_nobody_types_again_what_the_case_holds() -> None:
    story = talk()
    assert theirs(INES, story) == {"since", "known_to", "agency", "pleased"}
    story.does(fills(INES, story, since="2026-02-20", known_to="tom"))
    assert on_forms(story) == {"since": "2026-02-20", "known_to": "tom"}


def test_what_is_filled_in_anew_replaces_what_stood_there_and_the_log_keeps_both() -> None:
    story = talk()
    story.does(fills(INES, story, since="2026-02-20"))
    story.does(fills(INES, story, since="2026-02-21"))
    assert on_forms(story) == {"since": "2026-02-21"}
    assert len(story.logged(FormFilled)) == 2


def test_whoever_is_asked_fills_in_theirs_with_the_answer_and_can_again_afterwards() -> None:
    story = talk()
    assert Step.FILL_IN not in steps_open(story.case, TOM, story.situation)
    seen = (act.Filled("seen", Words("yes")), act.Filled("how", Words("by phone")))
    story.does(act.Respond(said(TOM), 1, Words("We spoke."), filled=seen))
    assert on_forms(story) == {"seen": "yes", "how": "by phone"}
    story.does(fills(TOM, story, seen="no"))
    assert on_forms(story)["seen"] == "no"


@pytest.mark.parametrize("field", ["seen", "minutes", "nothing_like_it", "wrong"])
def test_a_field_that_is_not_theirs_is_refused_and_nothing_is_kept(field: str) -> None:
    story = talk()
    with pytest.raises(DetailNeeded, match="no_such_field"):
        story.does(fills(INES, story, **{field: "yes"}))
    assert story.case.filled == ()


def test_an_outsider_fills_in_nothing() -> None:
    story = talk()
    with pytest.raises(NotYours):
        story.does(fills(FAISAL, story, since="2026-02-20"))


@pytest.mark.parametrize(
    ("field", "words"), [("since", "soon"), ("since", "2026-02-30"), ("known_to", "nobody"), ("pleased", "perhaps")]
)
def test_what_does_not_fit_a_field_is_refused(field: str, words: str) -> None:
    story = talk()
    with pytest.raises(DetailNeeded, match="does_not_fit"):
        story.does(fills(INES, story, **{field: words}))


def test_what_a_theme_asks_for_is_shown_until_it_is_filled_in() -> None:
    story = talk(concerns=(NO_VISITS,))
    assert [f.id for f in still_to_fill_in(story.case, story.visit, story.situation.procedure)] == ["agency"]
    story.does(fills(INES, story, agency="Fairshire Health"))
    assert still_to_fill_in(story.case, story.visit, story.situation.procedure) == ()
    assert still_to_fill_in(talk().case, talk().visit, story.situation.procedure) == ()


# at the end


def test_the_form_for_the_end_is_filled_in_before_a_case_is_settled() -> None:
    story = talk(start_at=StageId("decision"), skipping_because=TRIED)
    story.answer(DANA)
    with pytest.raises(DetailNeeded, match="form_incomplete"):
        story.does(satisfied(story))
    learned = (act.Filled("learned", Words("To ask earlier.")),)
    story.does(act.JudgeSatisfied(said(INES), 1, Words("AB has a date."), filled=learned))
    assert story.case.closed is not None
    assert on_forms(story) == {"learned": "To ask earlier."}


def test_a_form_can_be_filled_in_after_the_end_as_well() -> None:
    story = talk()
    story.answer(TOM)
    story.does(satisfied(story))
    story.does(fills(INES, story, pleased="yes"))
    assert on_forms(story) == {"pleased": "yes"}


def test_the_form_for_the_end_is_not_asked_for_where_the_case_moves_on() -> None:
    story = talk(start_at=StageId("decision"), skipping_because=TRIED)
    story.answer(DANA)
    story.does(not_satisfied(story))
    assert story.stage == "starred"


# the meeting


def held(by: PersonId, *there: tuple[PersonId, There], **more: object) -> act.RecordMeeting:
    attendance = tuple(Attended(person, RoleId(""), False, how) for person, how in there)
    outcome = Words("AB moves in April.")
    return act.RecordMeeting(said(by), 1, date(2026, 3, 2), outcome, attendance=attendance, **more)  # type: ignore[arg-type]


PRESENT, APOLOGIES, ABSENT = There.PRESENT, There.APOLOGIES, There.ABSENT


def test_the_grid_keeps_who_had_to_be_there_who_was_invited_and_who_came() -> None:
    story = meeting()
    story.does(held(DANA, (DANA, PRESENT), (INES, PRESENT), (TOM, APOLOGIES), (OLGA, ABSENT)))
    assert story.visit.meeting is not None
    grid = [(a.person, a.role, a.required, a.there) for a in story.visit.meeting.attendance]
    assert grid == [
        (DANA, "director", True, PRESENT),
        (INES, "iro", True, PRESENT),
        (TOM, "team_manager", True, APOLOGIES),
        (OLGA, "qa_improvement_lead", False, ABSENT),
    ]


def test_whoever_has_to_be_there_was_or_sent_apologies() -> None:
    story = meeting()
    for there in (((DANA, PRESENT), (INES, PRESENT)), ((DANA, PRESENT), (INES, PRESENT), (TOM, ABSENT))):
        with pytest.raises(DetailNeeded, match="required_not_there"):
            story.does(held(DANA, *there))
    story.does(held(DANA, (DANA, PRESENT), (INES, PRESENT), (TOM, APOLOGIES), (BEA, PRESENT)))
    assert story.visit.answers


def test_each_participant_s_view_and_the_minutes_are_kept() -> None:
    story = meeting()
    views = (ViewNoted(INES, Words("It is late.")), ViewNoted(TOM, Words("We had no carers.")))
    filled = (
        act.Filled("minutes", Words("All agreed.")),
        act.Filled("wishes", Words("A date."), INES),
        act.Filled("wishes", Words("More carers."), TOM),
    )
    story.does(held(DANA, (DANA, PRESENT), (INES, PRESENT), (TOM, PRESENT), views=views, filled=filled))
    assert story.visit.meeting is not None and story.visit.meeting.views == views
    wishes = [(one.person, one.words) for one in story.case.filled if one.field == "wishes"]
    assert wishes == [(INES, "A date."), (TOM, "More carers.")]


def test_who_was_there_can_still_be_said_in_words() -> None:
    story = meeting()
    with pytest.raises(DetailNeeded, match="meeting_needs"):
        story.does(held(DANA))
    story.does(held(DANA, present=Words("Dana, Ines and Tom.")))
    assert story.visit.meeting is not None and story.visit.meeting.present == "Dana, Ines and Tom."


def test_the_third_dispute_resolution_notes_everybody_it_invites_with_their_view() -> None:
    """The meeting of the challenge-and-dispute procedure: date, who was invited, who came, a view for each."""
    raised = concern(start_at=StageId("dr3"), skipping_because=TRIED, identified_on=date(2026, 3, 2))
    story = Story.under(pack("challenge_and_dispute"), raised)
    chair = story.visit.asked[0].person
    invited = (AMIR, TOM, story.situation.roster.holders(RoleId("service_manager"), TeamId("North"), story.today)[0])
    there = ((chair, PRESENT), (INES, PRESENT), *((person, APOLOGIES) for person in invited))
    views = (ViewNoted(INES, Words("It is late.")),)
    minutes = (act.Filled("meeting_notes", Words("All agreed.")),)
    story.does(held(chair, *there, views=views, filled=minutes))
    assert story.visit.meeting is not None
    assert {a.person for a in story.visit.meeting.attendance} == {chair, INES, *invited}
    assert on_forms(story) == {"meeting_notes": "All agreed."}
