"""What a press or a form asks for, read back: the right action, or a fault that names the field and the remedy."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.answers import pressed_on, read_answer, typed_into
from cards.card_json import JSON, Card
from cards.errors import AnswerUnreadable
from cards.forms.kept_words import put_back
from cards.payloads.by_step import FORMS
from cards.payloads.requests import (
    NO_REF,
    ChangeDraft,
    CheckFirst,
    DiscardDraft,
    OpenForm,
    ReadAll,
    SendDraft,
    ShowCase,
    ShowLog,
    StartRaise,
)
from cards.verbs import Verb
from escalation import actions as act
from escalation.case import (
    CaseRef,
    ChildStatus,
    Consulted,
    Outcome,
    PersonId,
    ReferralKind,
    RoleId,
    Silence,
    Source,
    StageId,
    Told,
    Words,
)
from escalation.notices import Capacity, Meaning, Notice
from escalation.permissions import Step
from tests.cards.gallery import gallery
from tests.people import INES, QUENTIN, TOM, luton

SAID = act.Said(TOM, act.Via.TEAMS)
CARRIED: Mapping[str, object] = {"case": "LUT-26-0042", "visit": 1, "token": "k3J9", "verb": "x"}
HOSTILE = "<b>no</b> **no** {{DATE(2017-02-14T06:00:00Z, SHORT)}} [x](http://x) \u202eמאחור\n\n👩‍👧  two"


def read(verb: str, **typed: object) -> object:
    return read_answer(verb, {**CARRIED, **typed}, SAID, luton().procedure)


def faults(verb: str, **typed: object) -> dict[str, str]:
    with pytest.raises(AnswerUnreadable) as refused:
        read(verb, **typed)
    return {fault.field: str(fault) for fault in refused.value.faults}


A_CONCERN: Mapping[str, object] = {
    "track": "looked_after",
    "team": "North",
    "record": " 10442 ",
    "initials": "AB",
    "category": "review_decisions",
    "what": HOSTILE,
    "why": "AB has asked twice.",
    "asked": "A date.",
    "source": "review",
    "conference_on": "",
    "immediate_risk": "false",
    "spoken": "no",
    "when_silent": "move up",
    "start_at": "pack",
    "answer_within": "",
    "not_a_complaint": "true",
}


def concern(**changed: object) -> act.RaiseConcern:
    asked = read_answer("raise", {**A_CONCERN, "token": "t", **changed}, SAID, luton().procedure)
    assert isinstance(asked, CheckFirst) and isinstance(asked.action, act.RaiseConcern)
    return asked.action


def concern_faults(**changed: object) -> dict[str, str]:
    return faults("raise", **{**A_CONCERN, "case": "", "visit": 0, **changed})


@pytest.mark.parametrize(
    ("step", "typed", "expected"),
    [
        (Step.UNDO, {}, act.UndoRaise(SAID)),
        (Step.SEND_NOW, {}, act.SendNow(SAID)),
        (Step.WAIT, {}, act.Wait(SAID, 1)),
        (Step.ANSWER, {"answer": HOSTILE}, act.Respond(SAID, 1, Words(HOSTILE))),
        (
            Step.ANSWER,
            {"answer.answer": "Done.", "answer.action_1": "Hold it", "answer.action_by_1": "2026-04-14"},
            act.Respond(SAID, 1, Words("Done."), (act.ActionProposed(Words("Hold it"), date(2026, 4, 14)),)),
        ),
        (
            Step.ASK_FURTHER_TIME,
            {"until": "2026-04-15", "reason": "Sick leave"},
            act.AskFurtherTime(SAID, 1, date(2026, 4, 15), Words("Sick leave")),
        ),
        (Step.AGREE_FURTHER_TIME, {"until": ""}, act.AgreeFurtherTime(SAID, 1)),
        (Step.REFUSE_FURTHER_TIME, {"reason": ""}, act.RefuseFurtherTime(SAID, 1)),
        (Step.PASS_ON, {"to": "grace"}, act.PassOn(SAID, 1, PersonId("grace"))),
        (Step.FOREWARN, {"reason": "No worker"}, act.Forewarn(SAID, 1, Words("No worker"))),
        (Step.CORRECT_ANSWER, {"answer": "As follows"}, act.CorrectAnswer(SAID, 1, Words("As follows"))),
        (
            Step.CONVENE_MEETING,
            {"on": "2026-04-14", "time": "14:30", "place": "Room 2"},
            act.ConveneMeeting(SAID, 1, datetime(2026, 4, 14, 13, 30, tzinfo=UTC), Words("Room 2")),
        ),
        (
            Step.RECORD_MEETING,
            {"held": "2026-04-14", "outcome": "Agreed", "present": "All"},
            act.RecordMeeting(SAID, 1, date(2026, 4, 14), Words("Agreed"), Words("All")),
        ),
        (
            Step.ACTION_DONE,
            {"agreed": "2", "on": "2026-04-14"},
            act.ActionDone(SAID, 2, date(2026, 4, 14)),
        ),
        (Step.VERIFY_ACTION, {"agreed": "2"}, act.VerifyAction(SAID, 2)),
        (
            Step.ACTION_NOT_DONE,
            {"agreed": 2, "by": "2026-04-20", "reason": "Half"},
            act.ActionNotDone(SAID, 2, date(2026, 4, 20), Words("Half")),
        ),
        (Step.DROP_ACTION, {"agreed": "1", "reason": "Moved"}, act.DropAction(SAID, 1, Words("Moved"))),
        (
            Step.SATISFIED,
            {"difference": "AB sees a sister", "child_told": "told"},
            act.JudgeSatisfied(SAID, 1, Words("AB sees a sister"), Told.TOLD),
        ),
        (
            Step.PARTLY_SATISFIED,
            {"reason": "One is open", "settled": "1,3"},
            act.JudgePartly(SAID, 1, Words("One is open"), (1, 3)),
        ),
        (
            Step.CHOOSE_WHEN_SILENT,
            {"when_silent": "move up"},
            act.ChooseWhenSilent(SAID, Silence.MOVE_UP),
        ),
        (
            Step.RECORD_SPOKEN_ANSWER,
            {"by": "tom", "on": "2026-04-07", "answer": "It is booked"},
            act.RecordSpokenAnswer(SAID, 1, TOM, date(2026, 4, 7), Words("It is booked")),
        ),
        (
            Step.PUT_ON_RECORD,
            {"on": "2026-04-07", "child_told": "not appropriate", "child_not_told_because": "Too young"},
            act.ConfirmOnRecord(SAID, 1, date(2026, 4, 7), Told.NOT_APPROPRIATE, Words("Too young")),
        ),
        (
            Step.REFER_TO_CAFCASS,
            {"reason": "A year", "ends_here": "true"},
            act.ReferToCafcass(SAID, Words("A year"), True),
        ),
        (
            Step.RECORD_REFERRAL,
            {"kind": "advocacy", "on": "2026-04-07", "reason": "Asked"},
            act.RecordReferral(SAID, ReferralKind.ADVOCACY, date(2026, 4, 7), Words("Asked")),
        ),
        (
            Step.RECORD_REFERRAL_OUTCOME,
            {"referral": "1", "on": "2026-04-07", "outcome": "Taken up"},
            act.RecordReferralOutcome(SAID, 1, date(2026, 4, 7), Words("Taken up")),
        ),
        (
            Step.REASSIGN,
            {"person": "tom", "to": "grace", "reason": "Left"},
            act.Reassign(SAID, TOM, PersonId("grace"), Words("Left")),
        ),
        (
            Step.CLOSE,
            {"outcome": "withdrawn", "reason": "Mistaken"},
            act.Close(SAID, Outcome.WITHDRAWN, Words("Mistaken")),
        ),
        (Step.REOPEN, {"reason": "Again", "to": ""}, act.Reopen(SAID, Words("Again"))),
        (
            Step.CHANGE_CHILD_STATUS,
            {"status": "care_leaver"},
            act.ChangeChildStatus(SAID, ChildStatus.CARE_LEAVER),
        ),
    ],
    ids=lambda value: value.value if isinstance(value, Step) else "",
)
def test_each_form_asks_for_its_action(step: Step, typed: Mapping[str, object], expected: object) -> None:
    assert read(step.value, **typed) == expected


@pytest.mark.parametrize(
    ("step", "typed", "expected"),
    [
        (
            Step.NOT_SATISFIED,
            {"reason": "No date", "to": "meeting", "chair": "qa_improvement_lead"},
            act.JudgeNotSatisfied(SAID, 1, Words("No date"), StageId("meeting"), RoleId("qa_improvement_lead")),
        ),
        (Step.MOVE_UP, {}, act.EscalateTo(SAID, 1)),
        (
            Step.ANOTHER_STAGE,
            {"to": "stage_1", "reason": "Urgent", "consulted": "quentin", "consulted_on": "2026-04-01"},
            act.EscalateTo(SAID, 1, StageId("stage_1"), Words("Urgent"), None, Consulted(QUENTIN, date(2026, 4, 1))),
        ),
    ],
)
def test_a_move_is_checked_before_it_is_made(
    step: Step, typed: Mapping[str, object], expected: act.HumanAction
) -> None:
    assert read(step.value, **typed) == CheckFirst(expected)


def test_moving_up_at_once_takes_no_more_than_the_press() -> None:
    assert read(Verb.MOVE_UP_NOW) == act.EscalateTo(SAID, 1)
    assert "" in faults(Verb.MOVE_UP_NOW, chair="x", consulted="y")


def test_every_step_but_reading_has_a_form() -> None:
    assert set(FORMS) == set(Step) - {Step.READ}


@pytest.mark.parametrize(
    ("verb", "typed", "expected"),
    [
        ("send draft", {"checked": "0f"}, SendDraft("k3J9", "0f")),
        ("change draft", {}, ChangeDraft("k3J9")),
        ("discard draft", {}, DiscardDraft("k3J9")),
        ("show case", {}, ShowCase(CaseRef("LUT-26-0042"))),
        ("open form", {"step": "close"}, OpenForm(CaseRef("LUT-26-0042"), Step.CLOSE, 1)),
        ("show log", {"asked": "log overdue", "after": "c9"}, ShowLog("log overdue", "c9")),
        (
            "read all",
            {"heading": "What is asked", "place": 2, "part": 3},
            ReadAll(CaseRef("LUT-26-0042"), None, "What is asked", 2, 3),
        ),
        (
            "read all",
            {"heading": "What is asked", "meaning": "answer asked", "capacity": "asked", "notice_visit": 1, "duty": 4},
            ReadAll(
                CaseRef("LUT-26-0042"),
                Notice(TOM, Meaning.ANSWER_ASKED, Capacity.ASKED, None, 1, 4),
                "What is asked",
                0,
                1,
            ),
        ),
    ],
)
def test_other_buttons_ask_for_what_they_say(verb: str, typed: Mapping[str, object], expected: object) -> None:
    assert read(verb, **typed) == expected


def test_a_concern_is_read_as_it_was_typed_and_waits_for_its_check() -> None:
    action = concern(category_2="drift", what_2="No plan", asked_2="A plan", why_2="")
    assert action.ref == NO_REF and action.said is SAID
    assert (action.child.record, action.child.initials, action.child.status) == (
        "10442",
        "AB",
        ChildStatus.LOOKED_AFTER,
    )
    assert [(c.category, c.what, c.asked) for c in action.concerns] == [
        ("review_decisions", HOSTILE, "A date."),
        ("drift", "No plan", "A plan"),
    ]
    assert action.concerns[1].why_it_matters == "AB has asked twice."
    assert action.source is Source.REVIEW and action.when_silent is Silence.MOVE_UP and action.start_at is None
    assert action.spoken is None and not action.settled


def test_what_was_settled_in_conversation_says_so() -> None:
    told = {"spoken": "settled", "spoken_with": "Tom", "spoken_on": "2026-03-27", "spoken_said": "Booked"}
    action = concern(**told, difference="AB knows the date")
    assert action.settled and action.difference == "AB knows the date" and action.spoken is not None
    assert set(concern_faults(**told)) == {"difference"}
    assert set(concern_faults(spoken="yes")) == {"spoken_with", "spoken_on", "spoken_said"}


@pytest.mark.parametrize(
    "record", ["", "Alice Brown", "104", "104428888", "10442 Alice", "A10442", "١٠٤٤٢", "10442\n10443", "=10442"]
)
def test_the_child_field_takes_the_packs_record_number_and_nothing_else(record: str) -> None:
    told = concern_faults(record=record)
    assert set(told) == {"record"}
    assert not record or record not in told["record"]
    assert ("full name cannot be stored here" in told["record"]) is ("Alice" in record)
    assert ("is empty. Write the number from the case system." in told["record"]) is (not record)


@pytest.mark.parametrize("initials", ["Alice", "ABCDE", "A.B.", "A B", "A1", "Anna", "👧", "<b>"])
def test_a_name_is_refused_where_initials_belong(initials: str) -> None:
    told = concern_faults(initials=initials)
    assert set(told) == {"initials"}
    looks_like_a_name = initials in ("Alice", "ABCDE", "Anna")
    assert ("full name cannot be stored here" in told["initials"]) is looks_like_a_name
    assert "one to four letters" in told["initials"] or looks_like_a_name


def test_empty_initials_are_called_empty_and_not_a_name() -> None:
    assert concern_faults(initials="") == {"initials": "Child’s initials are empty. Write one to four capital letters."}


@pytest.mark.parametrize("initials", ["A", "AB", " ABCD ", "ÉO", "ЖД", "אב", "王小"])
def test_one_to_four_capitals_are_initials(initials: str) -> None:
    assert concern(initials=initials).child.initials == initials.strip()


def test_initials_in_wide_letters_are_kept_in_their_usual_form() -> None:
    assert concern(initials="ＡＢ").child.initials == "AB"


@pytest.mark.parametrize("initials", ["a", "ab", "Ab"])
def test_small_letters_are_asked_for_in_capitals(initials: str) -> None:
    assert "Write them in capitals" in concern_faults(initials=initials)["initials"]


@pytest.mark.parametrize("initials", ["adam", "aDAM", "محمد", "王小明", "ᴀᴅᴀᴍ", "ßß", "ªº", "ﷺ", "ǅ"])
def test_a_name_in_other_letters_is_not_taken_for_initials(initials: str) -> None:
    assert set(concern_faults(initials=initials)) == {"initials"}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"track": "no such"}, {"track"}),
        ({"track": ""}, {"track"}),
        ({"category": "risk_not_reassessed"}, {"category"}),
        ({"what": "  \n"}, {"what"}),
        ({"what": "", "why": "", "asked": ""}, {"what", "why", "asked"}),
        ({"what": "a\x00b"}, {"what"}),
        ({"what": "a\ud800b"}, {"what"}),
        ({"what": "x" * 100_001}, {"what"}),
        ({"what": 7}, {"what"}),
        ({"source": "rumour"}, {"source"}),
        ({"source": "conference"}, {"conference_on"}),
        ({"identified_on": "31/03/2026"}, {"identified_on"}),
        ({"identified_on": "2026-02-30"}, {"identified_on"}),
        ({"identified_on": "0026-02-03"}, {"identified_on"}),
        ({"immediate_risk": "perhaps"}, {"immediate_risk"}),
        ({"when_silent": "accept"}, {"when_silent"}),
        ({"start_at": "stage_9"}, {"start_at"}),
        ({"not_a_complaint": "false"}, {"not_a_complaint"}),
        ({"consulted": "quentin"}, {"consulted_on"}),
        ({"consulted_on": "2026-03-30"}, {"consulted"}),
        ({"what_2": "More"}, {"category_2", "asked_2"}),
        ({"child_told": "not appropriate"}, {"child_not_told_because"}),
        ({"child_told": "maybe"}, {"child_told"}),
        ({"answer_within": "soon"}, {"answer_within"}),
        ({"answer_within": 2.5}, {"answer_within"}),
        ({"record": "Alice", "initials": "Alice", "source": "conference"}, {"record", "initials", "conference_on"}),
        ({"raiser": "ines"}, {""}),
        ({"by": "ines"}, {""}),
    ],
)
def test_a_fault_in_the_form_names_its_field_and_the_remedy(changed: Mapping[str, object], fields: set[str]) -> None:
    told = concern_faults(**changed)
    assert set(told) == fields
    assert all(sentence.endswith(".") for sentence in told.values())


def test_who_pressed_is_never_read_from_the_card() -> None:
    forged = {**CARRIED, "answer": "Yes", "said": {"by": "ines"}, "from": "ines", "aadObjectId": "ines"}
    with pytest.raises(AnswerUnreadable):
        read_answer("answer", forged, SAID, luton().procedure)
    action = read_answer("answer", {**CARRIED, "answer": "Yes", "msteams": {"type": "task"}}, SAID, luton().procedure)
    assert isinstance(action, act.Respond) and action.said.by == TOM


def test_an_action_half_filled_in_is_asked_about() -> None:
    assert set(faults("answer", answer="Yes", action_1="Hold it")) == {"action_by_1"}
    assert set(faults("answer", answer="Yes", action_who_2="Amir")) == {"action_2"}


def test_a_bare_raise_opens_the_form() -> None:
    assert read_answer("raise", {"verb": "raise"}, SAID, luton().procedure) == StartRaise()


def test_praise_names_whom_and_why() -> None:
    given_praise = {
        "track": "looked_after",
        "team": "North",
        "people": "tom,amir",
        "people_2": "sara",
        "text": "Well done",
    }
    asked = read_answer("praise", given_praise, SAID, luton().procedure)
    assert isinstance(asked, CheckFirst) and isinstance(asked.action, act.GivePraise)
    assert asked.action.people == ("tom", "amir", "sara") and asked.action.child.status is ChildStatus.NONE
    assert set(faults("praise", track="looked_after", team="North", text="", people="")) == {"text", "people"}


def test_what_shows_only_together_is_told_with_what_is_empty() -> None:
    assert list(
        faults("raise", **{**A_CONCERN, "what": "", "initials": "", "team": "", "not_a_complaint": "false"})
    ) == [
        "team",
        "initials",
        "what",
        "not_a_complaint",
    ]
    assert set(faults("answer", answer="", action_1="Write the plan")) == {"answer", "action_by_1"}
    assert set(faults("raise", **{**A_CONCERN, "category": "", "source": "", "track": ""})) == {
        "track",
        "category",
        "source",
    }
    # where the rest cannot be read without it, what is empty is told alone
    assert set(faults("put on record", on="", child_told="not appropriate")) == {"on"}


def test_what_was_typed_can_be_shown_again() -> None:
    data = {**CARRIED, "verb": "answer", "answer.answer": HOSTILE, "answer.action_1": "", "answer.action_by_1": 3}
    assert typed_into("answer", data) == {"answer": HOSTILE, "action_1": "", "action_by_1": "3"}


def test_words_that_the_form_could_not_show_come_back_with_it() -> None:
    earlier = {"what": "x" * 50_000, "why": "old"}
    data = {"kept": "what", "what": "", "why": "new"}
    assert put_back(data, earlier) == {"kept": "what", "what": "x" * 50_000, "why": "new"}
    assert put_back({"kept": "what", "what": "anew"}, earlier)["what"] == "anew"


MALFORMED: list[tuple[object, object]] = [
    ("", {}),
    ("no such verb", dict(CARRIED)),
    (None, {}),
    (7, {}),
    ([], {}),
    ("answer", None),
    ("answer", "answer"),
    ("answer", []),
    ("answer", {1: "x"}),
    ("answer", {**CARRIED, "answer": None}),
    ("answer", {**CARRIED, "answer": ["a"]}),
    ("answer", {**CARRIED, "answer": {"text": "a"}}),
    ("answer", {**CARRIED, "answer": "a", "visit": "one"}),
    ("answer", {**CARRIED, "answer": "a", "visit": -1}),
    ("answer", {**CARRIED, "answer": "a", "visit": True}),
    ("answer", {**CARRIED, "answer": "a", "visit": 10**40}),
    ("answer", {**CARRIED, "answer": "a", "visit": float("nan")}),
    ("answer", {**CARRIED, "answer": "a", "case": "x" * 41}),
    ("answer", {**CARRIED, "answer": "a", "token": "x" * 201}),
    ("answer", {**CARRIED, "answer": "a", "token": ["x"]}),
    ("answer", {**CARRIED, "answer": "a", "extra": "b"}),
    ("answer", {**CARRIED, "not satisfied.answer": "a"}),
    ("verify action", {**CARRIED, "agreed": "1; drop table"}),
    ("partly satisfied", {**CARRIED, "reason": "a", "settled": "1,,2"}),
    ("convene meeting", {**CARRIED, "on": "2026-04-14", "time": "25:00", "place": "a"}),
    ("close", {**CARRIED, "outcome": "resolved by force", "reason": "a"}),
    ("open form", {**CARRIED, "step": "delete everything"}),
    ("open form", {"step": "close"}),
    ("read all", {**CARRIED, "heading": ""}),
    ("read all", {**CARRIED, "heading": "a", "part": 0}),
    ("read all", {**CARRIED, "heading": "a", "meaning": "no such"}),
    ("show case", {}),
    ("send draft", {}),
    ("raise", {"track": 1}),
    ("praise", {"people": [], "token": "t"}),
]


@pytest.mark.parametrize(("verb", "data"), MALFORMED)
def test_a_malformed_payload_is_refused_in_plain_words(verb: object, data: object) -> None:
    with pytest.raises(AnswerUnreadable) as refused:
        read_answer(verb, data, SAID, luton().procedure)  # type: ignore[arg-type]
    for fault in refused.value.faults:
        assert fault.label and fault.problem and fault.remedy
        assert "Traceback" not in str(fault) and "pydantic" not in str(fault)


def test_a_fault_repeats_nothing_that_was_typed() -> None:
    with pytest.raises(AnswerUnreadable) as refused:
        read_answer("raise", {**A_CONCERN, "record": "Alice Brown", "secret": "x"}, SAID, luton().procedure)
    assert "Alice" not in str(refused.value) and "secret" not in str(refused.value)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = sorted({field for form in FORMS.values() for field in form.model_fields} | set(A_CONCERN) | {"verb", "heading"})
VERBS = sorted({*(verb.value for verb in Verb), *(step.value for step in Step)})


@given(
    verb=st.sampled_from(VERBS) | st.text(max_size=10),
    data=st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=10), JUNK, max_size=8),
)
def test_whatever_is_sent_either_is_understood_or_is_refused(verb: str, data: Mapping[str, object]) -> None:
    for whole in (data, {**A_CONCERN, **data}, {**CARRIED, "answer": "a", "reason": "b", **data}):
        try:
            read_answer(verb, whole, SAID, luton().procedure)
            pressed_on(whole)
            typed_into(verb, whole)
        except AnswerUnreadable as refused:
            assert refused.faults


def buttons_of(part: JSON) -> Iterator[Mapping[str, JSON]]:
    if isinstance(part, Mapping):
        if part.get("type") in ("Action.Execute", "Action.Submit"):
            yield part
        for value in part.values():
            yield from buttons_of(value)
    elif isinstance(part, list):
        for item in part:
            yield from buttons_of(item)


@pytest.mark.parametrize("name", sorted(gallery()))
def test_every_button_of_every_card_is_understood(name: str) -> None:
    """Without what has to be filled in, a form is refused by its fields; nothing else is refused."""
    card: Card = json.loads(json.dumps(gallery()[name]))
    for button in buttons_of(card):
        data = button["data"]
        assert isinstance(data, Mapping)
        try:
            read_answer(str(button.get("verb") or data["verb"]), data, act.Said(INES, act.Via.TEAMS), luton().procedure)
        except AnswerUnreadable as refused:
            assert all(fault.field for fault in refused.faults), (button, refused)
