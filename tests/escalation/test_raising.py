"""How a case begins: held and sent, undone, refused for what is missing, settled in conversation, praise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from escalation import actions as act
from escalation.case import (
    CategoryId,
    Child,
    ChildStatus,
    Consulted,
    Outcome,
    PersonId,
    RoleId,
    Silence,
    Source,
    Spoken,
    StageId,
    Task,
    TrackId,
    Words,
)
from escalation.case_log import CaseClosed, Drafted, GateConsulted, NotSent, Praised, Raised, StageEntered
from escalation.errors import (
    ActionRefused,
    CaseIsClosed,
    ChoiceNeeded,
    DetailNeeded,
    NobodyToAsk,
    NoSuchStage,
    NothingOwed,
    NotYours,
    ReasonNeeded,
)
from escalation.notices import Capacity, Meaning
from escalation.people import Roster
from escalation.permissions import Step, steps_open
from tests.escalation.pack_texts import every_stage
from tests.escalation.story import (
    CONCERN,
    NO_VISITS,
    TRIED,
    URGENT,
    Story,
    at_stage,
    concern,
    conference_concern,
    said,
    words,
)
from tests.ladders import everybody
from tests.people import (
    AMIR,
    BEA,
    COLIN,
    DANA,
    GRACE,
    HELEN,
    INES,
    NORTH,
    OLGA,
    OUTSIDER,
    PETRA,
    QUENTIN,
    SARA,
    TOM,
    at,
)

SPOKEN = Spoken(words("Tom Reid"), date(2026, 2, 27), words("He will see to it by Friday."))


def drafted(raised: act.RaiseConcern, day: str = "2026-03-02") -> Story:
    story = Story(at(day))
    story.does(raised)
    return story


def refused(raised: act.RaiseConcern | act.GivePraise) -> ActionRefused:
    with pytest.raises(ActionRefused) as refusal:
        Story(at("2026-03-02")).does(raised)
    return refusal.value


def test_a_raise_is_held_for_two_minutes_and_only_the_raiser_hears_of_it() -> None:
    story = drafted(concern())
    assert [(n.to, n.meaning) for n in story.told] == [(INES, Meaning.RAISE_HELD)]
    assert story.case.raised is None
    story.on("2026-03-02", "10:02")
    assert story.case.raised is None
    story.on("2026-03-02", "10:03")
    assert story.case.raised == at("2026-03-02", "10:02:01")
    assert (story.stage, story.visit.entered) == ("informal", story.case.raised)


def test_an_undone_raise_is_logged_and_nobody_else_hears_of_it() -> None:
    story = drafted(concern())
    story.does(act.UndoRaise(said(INES)))
    assert {n.to for n in story.told} == {INES}
    assert story.case.closed is not None and story.case.closed.outcome is Outcome.UNDONE
    assert story.logged(Drafted) and not story.logged(Raised)
    with pytest.raises(CaseIsClosed):
        story.does(act.SendNow(said(INES)))


def test_what_was_sent_cannot_be_undone() -> None:
    story = drafted(concern()).on("2026-03-02", "10:03")
    with pytest.raises(NothingOwed):
        story.does(act.UndoRaise(said(INES)))


def test_nothing_else_can_be_done_with_a_raise_that_is_held() -> None:
    story = drafted(concern())
    with pytest.raises(NothingOwed, match="not_sent_yet"):
        story.does(act.Close(said(INES), Outcome.WITHDRAWN, words("Not needed.")))


def test_at_immediate_risk_it_goes_to_stage_1_at_once() -> None:
    story = drafted(concern(immediate_risk=True, consulted=URGENT))
    assert (story.stage, story.case.raised) == ("stage_1", at("2026-03-02"))
    assert story.who_was_told(Meaning.ANSWER_ASKED) == [TOM]


def test_a_chairs_concern_that_was_raised_before_goes_to_stage_1() -> None:
    story = Story.of(conference_concern(earlier_concerns=True, consulted=URGENT))
    assert story.stage == "stage_1"


def test_an_informal_concern_is_told_to_those_the_procedure_names() -> None:
    story = Story.of(concern())
    assert {n.to: (n.meaning, n.capacity) for n in story.told} == {
        AMIR: (Meaning.ANSWER_ASKED, Capacity.ASKED),
        TOM: (Meaning.ANSWER_ASKED, Capacity.ASKED),
        INES: (Meaning.STAGE_OPENED, Capacity.RAISER),
        BEA: (Meaning.STAGE_COPIED, Capacity.COPIED),
    }
    assert [n.person for n in story.duty(Task.SETTLE).owed_by] == [AMIR, TOM]


def test_where_no_social_worker_is_named_the_team_manager_is_asked_alone() -> None:
    story = Story.of(concern(social_worker=None))
    assert [n.person for n in story.visit.asked] == [TOM]


def test_a_formal_concern_is_told_to_those_the_procedure_names() -> None:
    story = Story.of(at_stage("stage_1"))
    assert {n.to: (n.meaning, n.capacity) for n in story.told} == {
        TOM: (Meaning.ANSWER_ASKED, Capacity.ASKED),
        INES: (Meaning.STAGE_OPENED, Capacity.RAISER),
        AMIR: (Meaning.STAGE_TOLD, Capacity.TOLD),
        QUENTIN: (Meaning.STAGE_TOLD, Capacity.TOLD),
        BEA: (Meaning.STAGE_COPIED, Capacity.COPIED),
    }


def test_a_raise_past_the_first_stages_tells_those_who_were_passed_over() -> None:
    story = Story.of(at_stage("stage_3"))
    assert story.who_was_told(Meaning.PASSED_OVER) == [TOM, SARA]
    (entered,) = story.logged(StageEntered)
    assert isinstance(entered.facts, StageEntered)
    assert (entered.facts.passed_over, entered.facts.why) == (("stage_1", "stage_2"), TRIED)
    assert story.who_was_told(Meaning.ANSWER_ASKED) == [HELEN]


def test_another_start_needs_a_reason_and_has_to_be_a_stage_of_the_track() -> None:
    assert isinstance(refused(at_stage("stage_2", skipping_because=words(""))), ReasonNeeded)
    assert isinstance(refused(at_stage("stage_9")), NoSuchStage)


def test_before_stage_1_the_line_manager_is_consulted_or_passed_over_with_a_reason() -> None:
    assert refused(at_stage("stage_1", consulted=None)).key == "consult_first"
    assert refused(at_stage("stage_1", consulted=Consulted())).key == "consult_first"
    assert refused(at_stage("stage_1", consulted=Consulted(PersonId("nobody")))).key == "no_such_person"
    assert refused(at_stage("stage_1", consulted=Consulted(QUENTIN, date(2026, 3, 3)))).key == "date_ahead"
    story = Story.of(at_stage("stage_1", consulted=URGENT))
    assert story.meanings_for(QUENTIN) == [Meaning.CONSULTED_AFTER]
    assert len(story.logged(GateConsulted)) == 1


# what is held, and cannot be sent by the clock


def held_at(stage: str, **changes: object) -> Story:
    story = Story(at("2026-03-02"), everybody(), pack=every_stage())
    story.does(concern(start_at=StageId(stage), skipping_because=TRIED, **changes))  # type: ignore[arg-type]
    return story


def left_without(*leaving: PersonId, stage: str = "named", **changes: object) -> Story:
    """Held, and in the two minutes they leave; then its time is over."""
    story = held_at(stage, **changes)
    for person in leaving:
        story.leaves(person)
    return story.on("2026-03-02", "10:05")


def test_a_draft_whose_named_person_is_there_is_sent_by_the_clock() -> None:
    assert [n.person for n in left_without(asking=OLGA).visit.asked] == [OLGA]


@pytest.mark.parametrize(
    "story",
    [
        lambda: left_without(OLGA, asking=OLGA),
        lambda: left_without(DANA, BEA, stage="met", track=TrackId("shared"), chair=RoleId("director")),
        lambda: left_without(SARA, BEA, stage="both"),
    ],
    ids=["who was named", "the chair", "a post"],
)
def test_a_draft_that_finds_nobody_to_ask_is_the_raisers_to_decide(story: Callable[[], Story]) -> None:
    held = story()
    assert (held.case.raised, held.case.visits, held.owes(Task.SEND)) == (None, (), False)
    assert [(n.to, n.meaning) for n in held.told] == [(INES, Meaning.NOT_OPENED)]
    assert [n.person for n in held.duty(Task.DECIDE_TO_SEND).owed_by] == [INES]
    assert [entry.facts for entry in held.logged(NotSent)] == [NotSent(held.case.start_at)]  # type: ignore[arg-type]
    assert {Step.SEND_NOW, Step.UNDO} <= steps_open(held.case, INES, held.situation)
    held.does(act.UndoRaise(said(INES)))
    assert held.case.closed is not None and held.case.closed.outcome is Outcome.UNDONE


def test_one_who_lost_their_post_is_not_asked_by_the_clock() -> None:
    story = held_at("named", asking=OLGA)
    story.people = Roster(story.people.people, tuple(p for p in story.people.posts if p.person != OLGA))
    story.on("2026-03-02", "10:05")
    assert (story.case.raised, story.owes(Task.DECIDE_TO_SEND)) == (None, True)


def test_sent_by_hand_it_says_why_it_cannot_be_and_goes_once_there_is_somebody() -> None:
    story, people = held_at("both"), everybody()
    story.leaves(SARA)
    story.leaves(BEA)
    story.on("2026-03-02", "10:05")
    with pytest.raises(NobodyToAsk):
        story.does(act.SendNow(said(INES)))
    assert story.owes(Task.DECIDE_TO_SEND)
    story.people = people
    story.does(act.SendNow(said(INES)))
    assert (story.stage, story.owes(Task.DECIDE_TO_SEND)) == ("both", False)


def test_what_could_not_be_sent_comes_back_and_climbs_and_is_not_tried_again() -> None:
    story = left_without(OLGA, asking=OLGA).on("2026-03-09", "09:30")
    assert len(story.logged(NotSent)) == 1
    assert QUENTIN in story.who_was_told(Meaning.NOT_OPENED)


def test_a_start_at_the_meeting_needs_a_choice_of_chair() -> None:
    assert isinstance(refused(at_stage("meeting", chair=None)), ChoiceNeeded)
    assert isinstance(refused(at_stage("meeting", chair=RoleId("director"))), NotYours)


@pytest.mark.parametrize(
    ("child", "key"),
    [
        (Child("10442", "Ann Bright", ChildStatus.LOOKED_AFTER), "initials"),
        (Child("10442", "ABCDE", ChildStatus.LOOKED_AFTER), "initials"),
        (Child("10442", "A1", ChildStatus.LOOKED_AFTER), "initials"),
        (Child("10442", "adam", ChildStatus.LOOKED_AFTER), "initials"),
        (Child("10442", "محمد", ChildStatus.LOOKED_AFTER), "initials"),
        (Child("10442", "ßß", ChildStatus.LOOKED_AFTER), "initials"),
        (Child("10442", "ＡＢ", ChildStatus.LOOKED_AFTER), "initials"),
        (Child("10442", "", ChildStatus.LOOKED_AFTER), "initials"),
        (Child("Ann Bright", "AB", ChildStatus.LOOKED_AFTER), "record_number"),
        (Child("123", "AB", ChildStatus.LOOKED_AFTER), "record_number"),
        (Child("10442\n", "AB", ChildStatus.LOOKED_AFTER), "record_number"),
        (Child("10442", "AB", ChildStatus.CHILD_PROTECTION), "child_not_on_this_track"),
    ],
)
def test_a_childs_name_does_not_get_in(child: Child, key: str) -> None:
    assert refused(concern(child=child)).key == key


@pytest.mark.parametrize("initials", ["ŁÉЖ", "אב", "ADAM"])
def test_initials_are_letters_of_any_script(initials: str) -> None:
    assert Story.of(concern(child=Child("10442", initials, ChildStatus.LOOKED_AFTER))).case.child.initials == initials


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"concerns": ()}, "no_concern"),
        ({"concerns": (replace(CONCERN, what=words("")),)}, "concern_incomplete"),
        ({"concerns": (replace(CONCERN, asked=words("")),)}, "concern_incomplete"),
        ({"concerns": (CONCERN, replace(NO_VISITS, why_it_matters=words("")))}, "concern_incomplete"),
        ({"concerns": (replace(CONCERN, category=CategoryId("others_did_not_act")),)}, "no_such_category"),
        ({"concerns": (replace(CONCERN, category=CategoryId("weather")),)}, "no_such_category"),
        ({"track": TrackId("adoption")}, "no_such_track"),
        ({"not_a_complaint": False}, "not_this_process"),
        ({"source": Source.CONFERENCE}, "conference_date"),
        ({"source": Source.CONFERENCE, "conference_on": date(2026, 3, 3)}, "date_ahead"),
        ({"identified_on": date(2026, 3, 3)}, "date_ahead"),
        ({"identified_on": date(1, 1, 1)}, "date_out_of_reach"),
        ({"spoken": replace(SPOKEN, on=date(2026, 3, 3))}, "date_ahead"),
        ({"answer_within": 0}, "answer_within"),
        ({"answer_within": 10**9}, "date_out_of_reach"),
        ({"social_worker": PersonId("nobody")}, "no_such_person"),
        ({"when_silent": Silence.NOTHING}, "ask_or_move_up"),
        ({"settled": True}, "settled_needs_conversation"),
        ({"settled": True, "spoken": replace(SPOKEN, said=words(""))}, "settled_needs_conversation"),
        ({"settled": True, "spoken": SPOKEN}, "difference_needed"),
    ],
)
def test_what_is_missing_or_cannot_be_is_asked_for(changes: dict[str, object], key: str) -> None:
    assert refused(concern(**changes)).key == key


def test_a_concern_about_others_names_the_agency() -> None:
    others = replace(CONCERN, category=CategoryId("others_did_not_act"))
    refusal = refused(conference_concern(concerns=(others,)))
    assert (refusal.key, refusal.facts["what"]) == ("must_name", "agency")
    story = Story.of(conference_concern(concerns=(replace(others, named=words("Probation")),)))
    assert story.case.concerns[0].named == "Probation"


def test_who_may_raise_depends_on_the_track() -> None:
    assert isinstance(refused(concern(COLIN)), NotYours)
    assert isinstance(refused(concern(TOM)), NotYours)
    assert isinstance(refused(concern(OUTSIDER)), NotYours)
    assert isinstance(refused(concern(PersonId("nobody"))), NotYours)
    assert isinstance(refused(conference_concern(said=said(INES))), NotYours)
    assert Story.of(conference_concern(said=said(PETRA))).case.raiser_role == "cp_chair"


def test_unless_the_raiser_says_otherwise_silence_asks_the_raiser() -> None:
    assert Story.of(concern()).case.when_silent is Silence.ASK_THE_RAISER
    assert Story.of(concern(when_silent=Silence.MOVE_UP)).case.when_silent is Silence.MOVE_UP


def test_what_was_settled_in_conversation_is_one_entry_in_the_log_and_closed() -> None:
    story = drafted(concern(settled=True, spoken=SPOKEN, difference=words("AB is seen.")))
    closed = story.case.closed
    assert closed is not None and (closed.outcome, closed.difference) == (
        Outcome.SETTLED_IN_CONVERSATION,
        "AB is seen.",
    )
    assert story.case.raised is not None and story.case.spoken == SPOKEN and story.case.visits == ()
    assert {n.to: n.meaning for n in story.told} == {AMIR: Meaning.SETTLED, TOM: Meaning.SETTLED, BEA: Meaning.SETTLED}
    assert all(c.settled for c in story.case.concerns)


def test_a_gap_in_the_register_falls_to_the_business_manager() -> None:
    story = Story(at("2026-03-02"))
    story.leaves(GRACE)
    story.leaves(TOM)
    story.does(at_stage("stage_1", immediate_risk=True))
    assert [n.person for n in story.visit.asked] == [BEA]


def praise(by: PersonId = INES, **changes: object) -> act.GivePraise:
    given = act.GivePraise(
        said(by),
        concern().ref,
        TrackId("looked_after"),
        NORTH,
        Child("", "", ChildStatus.LOOKED_AFTER),
        (AMIR,),
        Words("AB's life story book is a joy."),
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def test_praise_is_told_to_those_praised_and_their_manager_and_closed() -> None:
    story = Story(at("2026-03-02"))
    story.does(praise())
    assert {n.to: n.capacity for n in story.told} == {
        AMIR: Capacity.TOLD,
        TOM: Capacity.COPIED,
        BEA: Capacity.COPIED,
    }
    assert story.case.closed is not None and story.case.closed.outcome is Outcome.PRAISE
    assert len(story.logged(Praised)) == len(story.logged(CaseClosed)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"people": ()},
        {"people": (PersonId("nobody"),)},
        {"text": words("")},
        {"child": Child("", "Ann Bright", ChildStatus.LOOKED_AFTER)},
        {"child": Child("Ann", "AB", ChildStatus.LOOKED_AFTER)},
    ],
)
def test_praise_needs_somebody_and_words_and_no_childs_name(changes: dict[str, object]) -> None:
    assert isinstance(refused(praise(**changes)), DetailNeeded)


def test_only_those_who_raise_give_praise() -> None:
    assert isinstance(refused(praise(TOM)), NotYours)


def test_a_raise_that_came_through_an_email_counts_from_its_sending() -> None:
    story = Story(at("2026-03-02", "09:00"))
    story.does(concern(said=said(INES, act.Via.EMAIL, at("2026-02-27", "18:00"))))
    story.on("2026-03-02", "09:05")
    assert (story.case.drafted, story.case.raised) == (at("2026-02-27", "18:00"), at("2026-03-02", "09:02:01"))


def test_the_stage_of_a_raise_is_kept_with_the_draft() -> None:
    assert drafted(at_stage("stage_2")).case.start_at == StageId("stage_2")
