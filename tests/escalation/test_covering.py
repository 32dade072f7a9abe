"""Somebody who was asked goes away: the cover is asked, the raiser and the one away are told, and either may answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from escalation import actions as act
from escalation.case import PersonId, Task, Words
from escalation.case_log import CoverAsked, Responded
from escalation.decide import decide
from escalation.notices import Capacity, Meaning
from escalation.people import Absence, Person, Roster, Source
from escalation.replay import replay
from tests.escalation.story import Story, at_stage, said, words
from tests.people import AMIR, GRACE, INES, PETRA, SARA, TOM

AWAY = Absence(TOM, date(2026, 3, 3), date(2026, 3, 12), source=Source.FOUND)


def goes_away(story: Story, absence: Absence = AWAY) -> Story:
    story.people = Roster(story.people.people, story.people.posts, (*story.people.absences, absence))
    decision = decide(story.case, act.CoverAbsence(absence.person), story.situation)
    story._keep(decision)
    story.told = list(decision.notices)
    return story


def asked_on_tuesday() -> Story:
    return Story.of(at_stage("stage_1")).on("2026-03-03", "09:30")


def asked(story: Story) -> list[tuple[PersonId, PersonId | None]]:
    return [(n.person, n.covering) for n in story.visit.asked]


def test_the_nominated_cover_is_asked_and_the_date_stays() -> None:
    story = asked_on_tuesday()
    due = story.due()
    goes_away(story)
    assert asked(story) == [(GRACE, TOM)] and story.due() == due
    assert {(n.person, n.covering) for d in story.case.duties if d.task is Task.ANSWER for n in d.owed_by} == {
        (GRACE, TOM)
    }
    assert {n.to: (n.meaning, n.capacity) for n in story.told} == {
        GRACE: (Meaning.HANDED_TO_YOU, Capacity.ASKED),
        TOM: (Meaning.STAGE_TOLD, Capacity.COVERED),
        INES: (Meaning.COVER_ASKED, Capacity.RAISER),
    }
    assert replay(story.entries) == story.case


def test_the_cover_answers_on_behalf_of_the_one_away() -> None:
    story = goes_away(asked_on_tuesday())
    story.does(act.Respond(said(GRACE), 1, Words("The core group meets on Friday.")))
    entry = next(e for e in story.entries if isinstance(e.facts, Responded))
    assert (entry.by, entry.on_behalf_of) == (GRACE, TOM)


def test_whoever_comes_back_answers_for_themselves() -> None:
    story = goes_away(asked_on_tuesday())
    story.people = Roster(story.people.people, story.people.posts)
    story.does(act.Respond(said(TOM), 1, Words("I am back, and it is done.")))
    entry = next(e for e in story.entries if isinstance(e.facts, Responded))
    assert (entry.by, entry.on_behalf_of) == (TOM, None)


def test_without_a_nomination_the_line_manager_is_asked() -> None:
    story = asked_on_tuesday()
    nobody = {TOM: replace(story.people.people[TOM], cover=None)}
    story.people = Roster({**story.people.people, **nobody}, story.people.posts)
    assert asked(goes_away(story)) == [(SARA, TOM)]


def test_a_cover_who_is_away_too_is_passed_over() -> None:
    story = asked_on_tuesday()
    story.people = Roster(story.people.people, story.people.posts, (replace(AWAY, person=GRACE),))
    assert asked(goes_away(story)) == [(SARA, TOM)]


def test_the_raiser_is_never_asked_as_cover() -> None:
    story = asked_on_tuesday()
    assert asked(goes_away(story, replace(AWAY, cover=INES))) == [(SARA, TOM)]


def test_asked_for_again_nothing_more_happens() -> None:
    story = goes_away(asked_on_tuesday())
    assert decide(story.case, act.CoverAbsence(TOM), story.situation).case is story.case


@pytest.mark.parametrize("person", [TOM, INES, AMIR], ids=["who is there", "who raised it", "who is not asked"])
def test_nothing_happens_for_one(person: PersonId) -> None:
    story = asked_on_tuesday()
    if person != TOM:
        story.people = Roster(story.people.people, story.people.posts, (replace(AWAY, person=person),))
    assert decide(story.case, act.CoverAbsence(person), story.situation).case is story.case


def test_whoever_has_answered_is_left_alone() -> None:
    story = asked_on_tuesday()
    story.does(act.Respond(said(TOM), 1, words("It is done.")))
    assert not goes_away(story).logged(CoverAsked)


def test_where_nobody_covers_they_stay_asked() -> None:
    story = asked_on_tuesday()
    alone = Person(TOM, "Tom Reid", "tom@example.org")
    story.people = Roster({**story.people.people, TOM: alone}, story.people.posts)
    assert asked(goes_away(story)) == [(TOM, None)]


def test_a_weekday_not_worked_is_no_absence() -> None:
    story = asked_on_tuesday()
    part_time = replace(story.people.people[TOM], days_off=frozenset({1}))
    story.people = Roster({**story.people.people, TOM: part_time}, story.people.posts)
    assert decide(story.case, act.CoverAbsence(TOM), story.situation).case is story.case
    assert PETRA not in {n.person for n in story.visit.asked}
