"""Forms of the authority, the attendance grid and the views of a meeting: as inputs, as payloads, as words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from cards.answers import read_answer
from cards.card_json import JSON
from cards.errors import AnswerUnreadable
from cards.forms.fields import Field, Kind, Option, Typed, each, inputs
from cards.forms.step import own_card_rows, step_form
from cards.forms.step_fields import rows_for
from cards.log.record_text import record_text
from cards.log.words import log_sentence
from cards.messages.by_meaning import message
from cards.payloads.requests import CheckFirst
from cards.telling import Telling
from escalation import actions as act
from escalation.case import CategoryId, Entered, PersonId, RoleId, StageId, TrackId, Words
from escalation.notices import Meaning
from escalation.permissions import Step, steps_open
from tests.cards.gallery import gallery
from tests.cards.played import Played, a_raise, concern, said
from tests.escalation.pack_texts import every_stage, every_stage_with
from tests.escalation.story import Story, at_stage
from tests.escalation.story import concern as concern_of
from tests.ladders import pack
from tests.people import DANA, HELEN, INES, QUENTIN, TOM, at

LINE = Words("We spoke twice.")
DRIFT = concern(category=CategoryId("drift"))


def met() -> Played:
    """At the meeting of all."""
    played = Played(at("2026-03-02"), pack=every_stage())
    start = {"track": TrackId("shared"), "start_at": StageId("met"), "skipping_because": LINE, "spoken": None}
    return played.does(a_raise(concerns=(DRIFT,), chair=RoleId("director"), **start)).does(act.SendNow(said(INES)))


def talking() -> Played:
    played = Played(at("2026-03-02"), pack=every_stage())
    return played.does(a_raise(concerns=(DRIFT,), spoken=None)).does(act.SendNow(said(INES)))


def press(played: Played, step: Step, by: PersonId, **fields: JSON) -> Played:
    """What the form sends, as Teams does: ids with a colon as they are, ours by their names."""
    data = {"visit": 1, **{key.replace("__", ":"): value for key, value in fields.items()}}
    action = read_answer(step.value, data, said(by), played.situation.procedure)
    assert not hasattr(action, "action"), "done at once, not checked first"
    return played.does(action)  # type: ignore[arg-type]


RECORD: dict[str, JSON] = {
    "held": "2026-03-02",
    "outcome": "AB moves in April.",
    "there__dana": "present",
    "there__ines": "present",
    "there__tom": "sent apologies",
    "view__ines": "It is late.",
    "form__minutes": "All agreed.",
    "form__wishes__ines": "A date.",
}


def test_the_form_of_a_meeting_asks_for_everybody_expected_and_for_each_participant_s_view() -> None:
    rows = {field.id: field for field in each(rows_for(Step.RECORD_MEETING, met().telling(DANA)))}
    assert [id for id in rows if id.startswith("there:")] == [
        "there:dana", "there:ines", "there:tom", "there:olga", "there:bea",
    ]  # fmt: skip
    assert rows["there:tom"].label == "Was Tom Reid there? (has to be)"
    assert rows["there:olga"].label == "Was Olga Nowak there?"
    assert [id for id in rows if id.startswith("view:")] == ["view:ines", "view:tom", "view:olga"]
    assert rows["form:minutes"].kind is Kind.WORDS
    assert rows["form:steps"].label == "Steps, a line for each: What; Who; When"


def test_what_the_meeting_s_form_sends_is_kept_and_shown_with_its_grid_and_views() -> None:
    played = press(met(), Step.RECORD_MEETING, DANA, **RECORD)
    said_to_ines = message(played.last(Meaning.MEETING_RECORDED, INES))
    sections = {section.heading: section.words for section in said_to_ines.sections}
    assert "Tom Reid, Team Manager (had to be there): sent apologies" in sections["Attendance"]
    assert sections["View of Ines Okafor"] == "It is late."
    assert sections["Minutes"] == "All agreed."
    assert sections["What they ask for, Ines Okafor"] == "A date."


def test_the_record_has_the_grid_the_views_and_what_the_form_marks_for_it() -> None:
    played = press(met(), Step.RECORD_MEETING, DANA, **RECORD)
    assert played.case is not None
    text = record_text(played.case, 1, played.situation, played.entries)
    assert "Attendance:\nDana Whitfield, Director (had to be there): present" in text
    assert "View of Ines Okafor:\nIt is late." in text
    assert "Minutes:\nAll agreed." in text
    assert "A date." not in text, "this field is not marked for the record"


def held_twice(*roles: str) -> Story:
    """Tom has answered at stage 1, and holds what follows too."""
    story = Story.of(at_stage("stage_1"))
    for role in roles:
        story.takes(TOM, role)
    story.answer(TOM)
    return story


def form_of(step: Step, story: Story, by: PersonId = INES) -> dict[str, Field]:
    telling = Telling(story.case, story.situation, by, None, steps_open(story.case, by, story.situation))
    return {field.id: field for field in each(rows_for(step, telling))}


def test_where_the_next_post_is_held_by_whom_was_asked_the_form_offers_to_pass_it_over() -> None:
    story = held_twice("service_manager")
    to = form_of(Step.NOT_SATISFIED, story)["to"]
    assert ([option.value for option in to.options], to.value) == (["stage_2", "stage_3"], "stage_2")
    assert to.hint == "Tom Reid, who was asked at Stage 1, would be asked at Stage 2 too: you can pass over that stage."
    data: dict[str, JSON] = {"visit": 1, "reason": "It names no date.", "to": "stage_3"}
    sent = read_answer(Step.NOT_SATISFIED.value, data, said(INES), story.situation.procedure)
    assert isinstance(sent, CheckFirst)
    story.does(sent.action)
    assert (story.stage, story.visit.reason) == ("stage_3", Entered.NOT_SATISFIED)


def test_two_such_posts_are_named_in_one_line_and_behind_them_is_a_fork() -> None:
    form = form_of(Step.NOT_SATISFIED, held_twice("service_manager", "assistant_director"))
    assert [option.value for option in form["to"].options] == ["stage_2", "stage_3", "meeting", "stage_4"]
    assert form["to"].hint.endswith("would be asked at Stage 2 and Stage 3 too: you can pass over those stages.")
    assert not form["chair"].required, "it is asked for where it goes to the meeting"


def test_after_a_silence_it_is_offered_on_the_form_too() -> None:
    story = Story.of(at_stage("stage_1"))
    story.takes(TOM, "service_manager")
    assert [option.value for option in form_of(Step.MOVE_UP, story)["to"].options] == ["stage_2", "stage_3"]


def test_where_nobody_holds_two_posts_the_form_asks_for_no_stage() -> None:
    assert "to" not in form_of(Step.NOT_SATISFIED, held_twice())


@pytest.mark.parametrize("field", ["there__dana", "held"])
def test_an_attendance_that_is_none_of_the_choices_is_refused(field: str) -> None:
    with pytest.raises(AnswerUnreadable):
        press(met(), Step.RECORD_MEETING, DANA, **{**RECORD, field: "asleep"})


def test_a_field_that_no_form_has_is_refused_by_the_card_where_its_name_is_not_of_a_form() -> None:
    with pytest.raises(AnswerUnreadable):
        press(talking(), Step.FILL_IN, INES, since="2026-02-20")


def test_the_raiser_s_form_shows_what_stands_there_and_sends_it_anew() -> None:
    played = press(talking(), Step.FILL_IN, INES, form__since="2026-02-20", form__known_to="tom")
    rows = {field.id: field for field in each(rows_for(Step.FILL_IN, played.telling(INES)))}
    assert (rows["form:since"].value, rows["form:known_to"].value) == ("2026-02-20", "tom")
    assert [option.title for option in rows["form:pleased"].options] == ["Yes", "No"]
    sections = {section.heading: section.words for section in message(played.telling(INES)).sections}
    assert (sections["Known since"], sections["Known to"]) == ("Friday 20 February", "Tom Reid")
    assert played.case is not None
    told = [log_sentence(entry, played.case, played.situation) for entry in played.entries]
    assert "Ines Okafor filled in “Account of the concern” at the conversation" in told


def test_whoever_is_asked_finds_their_fields_beside_the_answer() -> None:
    played = talking()
    ids = [field.id for field in each(own_card_rows(Step.ANSWER, played.telling(TOM)))]
    assert ids[:3] == ["answer", "form:seen", "form:how"]
    press(played, Step.ANSWER, TOM, answer="We spoke.", form__seen="yes", form__how="by phone")
    assert played.case is not None and {one.field for one in played.case.filled} == {"seen", "how"}


def test_what_is_still_to_be_filled_in_stands_on_the_case_card() -> None:
    played = Played(at("2026-03-02"), pack=every_stage())
    visits = concern(category=CategoryId("visits"))
    played.does(a_raise(concerns=(visits,), spoken=None)).does(act.SendNow(said(INES)))
    assert ("Still to fill in", "Another agency") in message(played.telling(INES)).facts
    press(played, Step.FILL_IN, INES, form__agency="Fairshire Health")
    assert not any(name == "Still to fill in" and value for name, value in message(played.telling(INES)).facts)


def test_the_raiser_is_asked_for_the_form_when_its_stage_opens() -> None:
    played = Played(at("2026-03-02"), pack=every_stage())
    visits = concern(category=CategoryId("visits"))
    played.does(a_raise(concerns=(visits,), spoken=None)).does(act.SendNow(said(INES)))
    asked = "Please fill in on the form of this stage: Another agency."
    assert asked in message(played.last(Meaning.STAGE_OPENED)).lead
    press(played, Step.FILL_IN, INES, form__agency="Fairshire Health")
    assert asked not in message(played.telling(INES, played.last(Meaning.STAGE_OPENED).notice)).lead


def test_the_form_for_the_end_stands_beside_what_has_changed() -> None:
    start = {"start_at": StageId("decision"), "skipping_because": LINE, "spoken": None, "concerns": (DRIFT,)}
    played = Played(at("2026-03-02"), pack=every_stage()).does(a_raise(**start)).does(act.SendNow(said(INES)))
    played.does(act.Respond(said(HELEN), 1, Words("It is decided.")))
    rows = {field.id: field for field in each(rows_for(Step.SATISFIED, played.telling(INES)))}
    assert rows["form:learned"].required
    press(played, Step.SATISFIED, INES, difference="AB has a date.", form__learned="To ask earlier.")
    assert played.case is not None and played.case.closed is not None


def test_the_whole_form_of_the_third_dispute_resolution_fits_into_one_card() -> None:
    played = Played(at("2026-03-02"), pack=pack("challenge_and_dispute"))
    start = {"start_at": StageId("dr3"), "skipping_because": LINE, "identified_on": date(2026, 3, 2), "spoken": None}
    played.does(a_raise(concerns=(DRIFT,), **start)).does(act.SendNow(said(INES)))
    assert played.case is not None and played.case.visit is not None
    telling = played.telling(played.case.visit.asked[0].person)
    fields = [field.id for field in each(rows_for(Step.RECORD_MEETING, telling))]
    grid = [id for id in fields if id.startswith("there:")]
    assert len(grid) >= 5 and "form:meeting_notes" in fields
    assert {f"view:{id.removeprefix('there:')}" for id in grid} - set(fields) <= {f"view:{telling.to}"}
    assert len(json.dumps(step_form(Step.RECORD_MEETING, telling, "token")).encode()) < 25_000


def elsewhere(story: Story) -> dict[str, Field]:
    """What the raiser fills in to move the case to another stage."""
    telling = Telling(story.case, story.situation, INES, None, steps_open(story.case, INES, story.situation))
    return {field.id: field for field in each(rows_for(Step.ANOTHER_STAGE, telling))}


def test_whoever_is_to_be_consulted_can_be_named_where_another_stage_is_signed_for() -> None:
    """A step that may lead to either asks for what either needs; the supervisor stands in where nobody is listed."""
    pack = every_stage_with("{who: raiser's line manager, kind: confirm}", "{who: raiser's line manager}")
    story = Story.under(pack, concern_of(track=TrackId("shared")))
    assert {"consulted", "consulted_on", "passed_over_because"} <= elsewhere(story).keys()
    assert [option.value for option in elsewhere(story)["consulted"].options] == [QUENTIN]
    story.joins(replace(story.people.people[INES], line_manager=None))
    assert [option.value for option in elsewhere(story)["consulted"].options] == [QUENTIN]


def the_form(story: Story, **filled: str) -> str:
    telling = Telling(story.case, story.situation, INES, None, steps_open(story.case, INES, story.situation))
    return json.dumps(step_form(Step.ANOTHER_STAGE, telling, "token", Typed(filled)))


def test_who_was_consulted_is_asked_only_on_the_way_to_where_the_rules_ask_it() -> None:
    story = Story.under(pack("luton"), concern_of())
    asked = "One of these two is needed where it goes to Stage 1: who was consulted and when, or why nobody was."
    assert asked in the_form(story) and asked in the_form(story, to="stage_1")
    assert "consulted" not in the_form(story, to="stage_2").lower()


def test_who_was_consulted_before_is_not_asked_again() -> None:
    story = Story.under(pack("luton"), at_stage("stage_1"))
    story.does(act.EscalateTo(said(INES), 1, StageId("stage_3"), Words("It cannot wait.")))
    assert "consulted" not in elsewhere(story)


def test_a_gate_that_stands_only_where_a_stage_is_passed_over_is_asked_about_on_that_way_alone() -> None:
    gate = "{who: raiser's line manager, kind: confirm}"
    for holds, skipping in ((True, "true"), (False, "false")):
        narrowed = f"{{who: raiser's line manager, when: {{skipping a stage: {skipping}}}}}"
        story = Story.under(every_stage_with(gate, narrowed), concern_of(track=TrackId("shared")))
        assert ("consulted" in elsewhere(story)) is holds


def _keys(part: JSON) -> dict[str, str]:
    """Of the inputs of a card, by the ids of their fields."""
    if isinstance(part, dict):
        own = {str(part["id"]): str(part["key"])} if str(part.get("type", "")).startswith("Input.") else {}
        return {**own, **{id: key for inner in part.values() for id, key in _keys(inner).items()}}
    return {id: key for inner in part for id, key in _keys(inner).items()} if isinstance(part, list) else {}


def test_an_input_keeps_its_key_when_what_is_wrong_moves_it_down() -> None:
    empty, refused = gallery()["raise"], gallery()["raise, again"]
    assert _keys(empty) == _keys(refused) and len(set(_keys(empty).values())) == len(_keys(empty))


def test_the_same_field_with_other_choices_has_another_key() -> None:
    here, there = (
        _keys(inputs([Field("to", "To", Kind.ONE_OF, options=(Option(id, name),))])[0].model_dump(by_alias=True))
        for id, name in (("tom", "Tom Reid"), ("sara", "Sara Patel"))
    )
    assert here["to"] != there["to"]


def test_a_tick_that_nobody_has_set_opens_nothing() -> None:
    tick, line = Field("earlier", "Raised before", Kind.TICK), Field("why", "Why", Kind.LINE)
    assert not Typed({"earlier": "false", "why": ""}).touches([tick, line])
    assert Typed({"earlier": "true"}).touches([tick, line]) and Typed({"why": "x"}).touches([tick, line])
