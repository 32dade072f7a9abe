"""The log is the case: replaying it gives the case, also through JSON and with people's words kept apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from escalation import actions as act
from escalation.case import NO_WORDS, Told
from escalation.case_log import KINDS, Drafted
from escalation.decide import RULES
from escalation.errors import RuleBroken
from escalation.record import join_words, kind_of, part_words, read_case, read_facts, write_case, write_facts
from escalation.replay import replay
from tests.escalation.story import Story, at_stage, concern, moving_up, not_satisfied, promised, said, satisfied, words
from tests.people import GRACE, HELEN, INES, OLGA, QUENTIN, SARA, TOM, at


def eventful() -> Story:
    """From informal to the meeting and back, with most of what can happen on the way."""
    story = Story.of(moving_up(concern(consulted=act.Consulted(QUENTIN, date(2026, 3, 2))))).on("2026-03-17", "08:00")
    story.does(act.Forewarn(said(TOM), 2, words("Two are ill.")))
    story.does(act.AskFurtherTime(said(TOM), 2, date(2026, 3, 27), words("Two are ill.")))
    story.does(act.AgreeFurtherTime(said(INES), 2))
    story.does(act.PassOn(said(TOM), 2, GRACE))
    story.does(act.ConfirmOnRecord(said(INES), 2, date(2026, 3, 17), Told.NOT_YET, views=words("I want to stay.")))
    story.does(act.ReferToCafcass(said(INES), words("It drifts.")))
    story.on("2026-03-30", "08:00")
    story.answer(SARA, promised("Visit AB", "2026-04-10", TOM))
    story.does(not_satisfied(story))
    story.answer(HELEN)
    story.does(not_satisfied(story, to="meeting", chair="qa_improvement_lead"))
    story.does(act.ConveneMeeting(said(OLGA), 5, at("2026-03-31"), words("Room 4")))
    story.on("2026-03-31", "12:00")
    story.does(act.RecordMeeting(said(OLGA), 5, date(2026, 3, 31), words("Agreed."), words("All.")))
    story.does(satisfied(story))
    story.on("2026-04-14").does(act.VerifyAction(said(INES), 1))
    story.does(act.Reopen(said(INES), words("It began again.")))
    return story


def test_replaying_the_log_gives_the_case() -> None:
    story = eventful()
    assert replay(story.entries) == story.case
    assert story.case.run == 2 and len(story.case.visits) == 6


def test_every_beginning_of_the_log_is_the_case_as_it_was_then() -> None:
    story = Story(at("2026-03-02"))
    for action in (at_stage("stage_1"), act.SendNow(said(INES))):
        story.does(action)
        assert replay(story.entries) == story.case
    story.answer(TOM)
    assert replay(story.entries) == story.case


def test_a_case_and_every_entry_come_back_from_json() -> None:
    story = eventful()
    assert read_case(write_case(story.case)) == story.case
    for entry in story.entries:
        bare, kept = part_words(entry.facts)
        assert join_words(read_facts(kind_of(bare), write_facts(bare)), kept) == entry.facts


def test_without_peoples_words_the_case_is_the_same_but_for_them() -> None:
    story = eventful()
    emptied = [replace(e, facts=part_words(e.facts)[0]) for e in story.entries]
    case = replay(emptied)
    assert [d.due for d in case.duties] == [d.due for d in story.case.duties]
    assert case.concerns[0].what == NO_WORDS and case.visits[-1].answers == ()


def test_an_empty_log_is_no_case() -> None:
    with pytest.raises(ValueError, match="without entries"):
        replay(())


def test_a_case_is_raised_once() -> None:
    story = Story.of(concern())
    with pytest.raises(RuleBroken):
        story.does(concern())


def test_every_kind_of_entry_has_its_own_words() -> None:
    names = {kind.__name__ for kind in KINDS}
    assert len(names) == len(KINDS) and Drafted.__name__ in names
    assert set(RULES) | {act.RaiseConcern, act.GivePraise} == set(act.HumanAction.__args__)
