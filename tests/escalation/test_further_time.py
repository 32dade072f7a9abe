"""Further time: asked, agreed, refused, beyond the overall limit, and what happens meanwhile."""

from __future__ import annotations

from datetime import date

import pytest

from escalation import actions as act
from escalation.case import Task
from escalation.case_log import FurtherTimeAgreed, Lapsed
from escalation.errors import ActionRefused, DetailNeeded, NothingOwed, NotYours
from escalation.notices import Meaning
from escalation.packs.reading import read_pack
from tests.escalation.pack_texts import EVERY_STAGE, LIBRARY
from tests.escalation.story import Story, at_stage, concern, moving_up, said, words
from tests.people import HELEN, INES, PETRA, QUENTIN, SARA, TOM, at


def asked(until: str = "2026-03-16", day: str = "2026-03-05", clock: str = "10:00") -> Story:
    story = Story.of(at_stage("stage_1")).on(day, clock)
    story.does(act.AskFurtherTime(said(TOM), 1, date.fromisoformat(until), words("The worker is new.")))
    return story


def test_the_raiser_is_asked_within_a_working_day_and_the_clock_runs_on() -> None:
    story = asked()
    assert story.who_was_told(Meaning.FURTHER_TIME_ASKED) == [INES]
    assert story.duty(Task.DECIDE_FURTHER_TIME).due == at("2026-03-06", "17:00")
    assert story.due() == date(2026, 3, 9)
    story.on("2026-03-09", "08:59")
    assert Meaning.FURTHER_TIME_ASKED not in story.meanings_for(INES)
    assert story.on("2026-03-09", "09:01").meanings_for(INES).count(Meaning.FURTHER_TIME_ASKED) == 1


def test_agreed_further_time_moves_the_stage_and_never_the_overall_limit() -> None:
    story = asked()
    limit = story.duty(Task.OVERALL_LIMIT)
    story.does(act.AgreeFurtherTime(said(INES), 1))
    assert story.duty(Task.ANSWER).due == at("2026-03-16", "17:00")
    assert story.duty(Task.OVERALL_LIMIT) == limit
    assert not story.owes(Task.DECIDE_FURTHER_TIME)
    assert story.who_was_told(Meaning.FURTHER_TIME_AGREED) == [TOM]
    assert story.visit.further_time == (at("2026-03-16", "17:00"),)
    story.on("2026-03-16", "17:00")
    assert not [e for e in story.logged(Lapsed) if e.facts.duty.task is Task.ANSWER]  # type: ignore[attr-defined]


def test_the_raiser_may_agree_to_another_day_or_offer_one_unasked() -> None:
    story = asked()
    story.does(act.AgreeFurtherTime(said(INES), 1, date(2026, 3, 12)))
    assert story.due() == date(2026, 3, 12)
    offered = Story.of(at_stage("stage_1"))
    offered.does(act.AgreeFurtherTime(said(INES), 1, date(2026, 3, 12)))
    assert offered.due() == date(2026, 3, 12)


def test_further_time_until_a_saturday_ends_on_the_monday() -> None:
    story = asked("2026-03-14")
    story.does(act.AgreeFurtherTime(said(INES), 1))
    assert story.duty(Task.ANSWER).due == at("2026-03-16", "17:00")


def test_time_agreed_beyond_the_overall_limit_is_allowed_and_logged_as_such() -> None:
    story = asked("2026-04-20")
    story.does(act.AgreeFurtherTime(said(INES), 1))
    (entry,) = story.logged(FurtherTimeAgreed)
    assert isinstance(entry.facts, FurtherTimeAgreed) and entry.facts.beyond_limit
    assert story.on("2026-04-01").who_was_told(Meaning.LIMIT_REACHED)


def test_without_a_reply_the_old_date_passes_all_the_same() -> None:
    story = Story.of(moving_up(at_stage("stage_1"))).on("2026-03-09", "16:00")
    story.does(act.AskFurtherTime(said(TOM), 1, date(2026, 3, 20), words("Please.")))
    story.on("2026-03-09", "17:01")
    assert story.stage == "stage_2"
    assert not story.owes(Task.DECIDE_FURTHER_TIME)


def test_time_agreed_after_the_silence_takes_the_question_back() -> None:
    story = asked(day="2026-03-09", clock="16:00").on("2026-03-10", "12:00")
    assert story.owes(Task.JUDGE)
    story.does(act.AgreeFurtherTime(said(INES), 1))
    assert not story.owes(Task.JUDGE)
    story.answer(TOM)
    assert not story.visit.answers[0].late


def test_refused_the_date_stays() -> None:
    story = asked()
    story.does(act.RefuseFurtherTime(said(INES), 1, words("The child cannot wait.")))
    assert story.due() == date(2026, 3, 9)
    assert story.who_was_told(Meaning.FURTHER_TIME_REFUSED) == [TOM]
    assert story.visit.asked_until is None and not story.owes(Task.DECIDE_FURTHER_TIME)
    with pytest.raises(NothingOwed):
        story.does(act.RefuseFurtherTime(said(INES), 1))


def test_an_answer_makes_the_question_of_further_time_idle() -> None:
    story = Story.of(concern()).on("2026-03-05")
    story.does(act.AskFurtherTime(said(TOM), 1, date(2026, 3, 20), words("Please.")))
    story.answer(TOM)
    assert story.visit.asked_until is None and not story.owes(Task.DECIDE_FURTHER_TIME)


@pytest.mark.parametrize("until", ["2026-03-04", "2026-03-05", "2026-03-09", "2026-03-07"])
def test_further_means_later_than_the_date_there_is(until: str) -> None:
    with pytest.raises(ActionRefused, match="further_time_needs"):
        asked(until)


def test_time_is_asked_once_at_a_time_and_only_while_an_answer_is_owed() -> None:
    story = asked()
    with pytest.raises(NothingOwed, match="time_asked_already"):
        story.does(act.AskFurtherTime(said(TOM), 1, date(2026, 3, 18), words("Please.")))
    story.answer(TOM)
    with pytest.raises(NothingOwed, match="no_answer_owed"):
        story.does(act.AskFurtherTime(said(TOM), 1, date(2026, 3, 18), words("Please.")))
    with pytest.raises(NothingOwed):
        story.does(act.AgreeFurtherTime(said(INES), 1, date(2026, 3, 20)))


def test_only_those_asked_ask_and_only_the_raiser_agrees() -> None:
    story = Story.of(at_stage("stage_1"))
    for person in (SARA, INES, HELEN):
        with pytest.raises(NotYours):
            story.does(act.AskFurtherTime(said(person), 1, date(2026, 3, 20), words("Please.")))
    for person in (TOM, SARA, QUENTIN, PETRA):
        with pytest.raises(NotYours):
            story.does(act.AgreeFurtherTime(said(person), 1, date(2026, 3, 20)))


# where more than the answer is owed


def answer_then_settlement() -> Story:
    """An answer in three working days, a settlement in ten."""
    both = "clocks: {answer: {within: 3 working days}, settle: {within: 10 working days}}"
    text = EVERY_STAGE.replace("clocks: {settle: {within: 3 working days}}", both)
    return Story.under(read_pack(text, "both.yaml", LIBRARY), concern())


def test_further_time_for_the_answer_leaves_a_later_day_for_the_settlement_as_it_is() -> None:
    story = answer_then_settlement()
    story.does(act.AskFurtherTime(said(TOM), 1, date(2026, 3, 9), words("The worker is new.")))
    story.does(act.AgreeFurtherTime(said(INES), 1))
    assert (story.due(Task.ANSWER), story.due(Task.SETTLE)) == (date(2026, 3, 9), date(2026, 3, 16))


def test_further_time_beyond_both_moves_both_and_less_than_the_answer_has_is_none() -> None:
    story = answer_then_settlement()
    with pytest.raises(DetailNeeded):
        story.does(act.AskFurtherTime(said(TOM), 1, date(2026, 3, 5), words("The worker is new.")))
    story.does(act.AskFurtherTime(said(TOM), 1, date(2026, 3, 20), words("The worker is new.")))
    story.does(act.AgreeFurtherTime(said(INES), 1))
    assert (story.due(Task.ANSWER), story.due(Task.SETTLE)) == (date(2026, 3, 20), date(2026, 3, 20))
