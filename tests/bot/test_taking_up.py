"""A case that goes on under another track: the new one takes it up, and ends it when it is sent and not before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.talk.faces import NotTaken
from bot.tryout.office import Office, open_office, sample_people
from cards.forms.labels import LABELS
from escalation import actions as act
from escalation.case import CaseRef, CategoryId, Child, ChildStatus, Outcome, PersonId, Source, TeamId, TrackId, Words
from escalation.errors import DetailNeeded, NoSuchStage
from tests.on_cards import actions_of, inputs_of
from tests.people import at
from tests.sources import ROOT

INES, TOM = PersonId("ines"), PersonId("tom")
PEOPLE = (ROOT / "bot/tryout/scenarios/southwark.csv").read_text("utf-8")
FIRST, SECOND = CaseRef("SWK-26-0001"), CaseRef("SWK-26-0002")
SAID = act.Said(INES, act.Via.TEAMS)


@pytest.fixture
def office() -> Iterator[Office]:
    opened = open_office(None, "sqlite://", "southwark", PEOPLE, at("2026-03-02", "09:30"))
    yield opened
    opened.close()


def concern(track: str, theme: str, after: CaseRef | None = None, by: PersonId = INES) -> act.RaiseConcern:
    said = act.ConcernRaised(CategoryId(theme), Words("No respite."), Words("It may break down."), Words("Respite."))
    child = Child("40442", "MN", ChildStatus.LOOKED_AFTER)
    raised = act.RaiseConcern(SAID, CaseRef(""), TrackId(track), TeamId("North"), child, (said,), Source.REVIEW)
    return replace(raised, said=replace(SAID, by=by), answer_within=3, after=after)


def urgent(office: Office) -> None:
    office.desk.perform(concern("between_reviews", "urgent_recommendation"), None)
    office.desk.perform(act.SendNow(SAID), FIRST)


def outcome(office: Office, ref: CaseRef) -> Outcome | None:
    with office.desk.database.read() as reading:
        stored = reading.cases.load(ref)
    assert stored is not None
    return stored.case.closed.outcome if stored.case.closed else None


def test_the_first_case_ends_when_the_new_one_is_sent(office: Office) -> None:
    urgent(office)
    office.desk.perform(concern("looked_after", "decisions", FIRST), None)
    assert outcome(office, FIRST) is None
    office.desk.perform(act.SendNow(SAID), SECOND)
    assert outcome(office, FIRST) is Outcome.SUPERSEDED
    assert outcome(office, SECOND) is None


def test_undoing_the_new_case_leaves_the_first_as_it_was(office: Office) -> None:
    urgent(office)
    office.desk.perform(concern("looked_after", "decisions", FIRST), None)
    office.desk.perform(act.UndoRaise(SAID), SECOND)
    assert outcome(office, FIRST) is None


def test_a_case_that_is_only_opened_beside_another_leaves_it_open(office: Office) -> None:
    office.desk.perform(concern("between_reviews", "threats"), None)
    office.desk.perform(act.SendNow(SAID), FIRST)
    office.desk.perform(concern("looked_after", "competency", FIRST), None)
    office.desk.perform(act.SendNow(SAID), SECOND)
    assert outcome(office, FIRST) is None


@pytest.mark.parametrize("after", ["SWK-26-0009", "nonsense"])
def test_only_an_open_case_of_one_s_own_can_be_taken_up(office: Office, after: str) -> None:
    urgent(office)
    with pytest.raises(DetailNeeded):
        office.desk.perform(concern("looked_after", "decisions", CaseRef(after)), None)
    with pytest.raises(DetailNeeded):
        office.desk.perform(concern("looked_after", "decisions", FIRST, by=PersonId("petra")), None)
    with pytest.raises(DetailNeeded):
        office.desk.perform(concern("between_reviews", "threats", FIRST), None)


def test_moving_up_says_where_it_goes_on_instead(office: Office) -> None:
    urgent(office)
    with pytest.raises(NoSuchStage) as refused:
        office.desk.perform(act.EscalateTo(SAID, 1, None, Words("The weekend has come.")), FIRST)
    assert refused.value.key == "goes_on_elsewhere"
    assert refused.value.facts == {"track": "Escalation", "case": FIRST}


def pressed(office: Office, title: str) -> tuple[str, Mapping[str, Any]]:
    """The newest card in Ines's chat with a button of this title: its id, and what the button sends."""
    for line in reversed(office.played.chats.of(INES)):
        for action in actions_of(office.card_now(line)):
            if action.get("title") == title:
                return line.id, action["data"]
    raise AssertionError(f"no button {title}")


def test_going_on_elsewhere_is_one_press_and_the_form_is_filled_in(office: Office) -> None:
    urgent(office)
    office.says(INES, FIRST)
    line, data = pressed(office, "Go on under “Escalation”")
    (form,) = office.presses(INES, line, data["verb"], data).append
    values = {box["id"]: box.get("value") for box in inputs_of(form.card)}
    assert (values["track"], values["after"], values["record"]) == ("looked_after", FIRST, "40442")
    assert (values["what"], values["why"], values["asked"]) == ("No respite.", "It may break down.", "Respite.")
    assert outcome(office, FIRST) is None


def test_what_was_filled_in_is_sent_by_the_raiser_and_ends_the_first_case(office: Office) -> None:
    urgent(office)
    office.says(INES, FIRST)
    line, data = pressed(office, "Go on under “Escalation”")
    office.presses(INES, line, data["verb"], data)
    line, data = pressed(office, "Next: who is told")
    form = next(office.card_now(shown) for shown in office.played.chats.of(INES) if shown.id == line)
    filled = {box["id"]: str(box["value"]) for box in inputs_of(form) if box.get("value") not in (None, "")}
    office.presses(INES, line, data["verb"], {**filled, "category": "decisions", "answer_within": "3", **data})
    for title in ("Send", "Send now"):
        line, data = pressed(office, title)
        office.presses(INES, line, data["verb"], data)
    assert outcome(office, FIRST) is Outcome.SUPERSEDED
    with office.desk.database.read() as reading:
        second = reading.cases.load(SECOND)
    assert second is not None and second.case.after == FIRST and second.case.is_open


def test_nobody_else_is_offered_to_take_it_up_or_can(office: Office) -> None:
    urgent(office)
    office.says(INES, FIRST)
    line, data = pressed(office, "Go on under “Escalation”")
    with pytest.raises(NotTaken):
        office.presses(PersonId("petra"), line, data["verb"], data)
    office.says(PersonId("quentin"), FIRST)
    seen = [str(office.card_now(shown)) for shown in office.played.chats.of(PersonId("quentin"))]
    assert seen and "Go on under" not in " ".join(seen)


def test_a_case_that_may_open_another_beside_it_offers_that(office: Office) -> None:
    office.desk.perform(concern("between_reviews", "threats"), None)
    office.desk.perform(act.SendNow(SAID), FIRST)
    office.says(INES, FIRST)
    line, data = pressed(office, "Also raise under “Escalation”")
    assert office.presses(INES, line, data["verb"], data).append
    assert outcome(office, FIRST) is None


def test_the_form_asks_for_the_case_that_is_taken_up_where_the_procedure_leads_to_another_track(office: Office) -> None:
    shown = office.says(INES, "raise")
    assert LABELS["after"][0] in str(shown[-1].card)


def test_a_child_whose_status_no_longer_fits_is_taken_up_on_the_track_that_does() -> None:
    """Petra raises on both tracks of Luton's procedure. The move is hers to make, and the first case says where."""
    office = open_office(None, "sqlite://", "luton", sample_people(), at("2026-03-02", "09:30"))
    petra, first, second = PersonId("petra"), CaseRef("LUT-26-0001"), CaseRef("LUT-26-0002")
    said = act.Said(petra, act.Via.TEAMS)
    office.desk.perform(concern("looked_after", "drift", by=petra), None)
    office.desk.perform(act.SendNow(said), first)
    plan = concern("child_protection", "visits_or_core_groups", first, petra)
    plan = replace(plan, child=replace(plan.child, status=ChildStatus.CHILD_PROTECTION))
    with pytest.raises(DetailNeeded):
        office.desk.perform(plan, None)
    office.desk.perform(act.ChangeChildStatus(said, ChildStatus.CHILD_PROTECTION), first)
    shown = str(office.says(petra, "LUT-26-0001")[-1].card)
    assert "is for it now" in shown and "Refer to Cafcass" not in shown
    office.desk.perform(plan, None)
    assert outcome(office, first) is None
    office.desk.perform(act.SendNow(said), second)
    assert outcome(office, first) is Outcome.SUPERSEDED
    office.close()
