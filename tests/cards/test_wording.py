"""Dates, times, counts and refusals, as they are read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date

import pytest

from cards.meter import in_words, meter_of
from cards.refusal_sentences import SENTENCES
from cards.refusals import DEEDS, refusal
from cards.wording import counted, days_left, full_date, listed, lower_first, short_dates, time_of_day, weekday_date
from escalation import actions as act
from escalation.case import Words
from escalation.errors import ActionRefused, DetailNeeded, NotYours, StageHasMoved
from escalation.permissions import Step
from tests.cards.played import Played, answered, at_stage_1, said
from tests.people import AMIR, INES, SARA, TOM, at, situation
from tests.sources import ROOT, modules

TODAY = date(2026, 3, 30)


def test_a_card_names_the_weekday_and_the_year_only_when_it_is_another() -> None:
    assert weekday_date(date(2026, 4, 8), TODAY) == "Wednesday 8 April"
    assert weekday_date(date(2027, 1, 6), TODAY) == "Wednesday 6 January 2027"
    assert full_date(date(2026, 4, 8)) == "8 April 2026"


@pytest.mark.parametrize(
    ("day", "clock", "words"),
    [
        ("2026-04-08", "17:00", "5pm"),
        ("2026-04-08", "14:14", "2:14pm"),
        ("2026-04-08", "09:00", "9am"),
        ("2026-04-08", "12:00", "midday"),
        ("2026-04-08", "12:30", "12:30pm"),
        ("2026-04-08", "00:00", "midnight"),
        ("2026-04-08", "00:05", "12:05am"),
        ("2026-01-08", "17:00", "5pm"),
    ],
)
def test_times_are_londons(day: str, clock: str, words: str) -> None:
    assert time_of_day(at(day, clock)) == words


def test_counts_and_lists() -> None:
    assert [days_left(n) for n in (3, 1, 0, -1, -2)] == [
        "3 working days left",
        "1 working day left",
        "today is the last day",
        "1 working day past the date",
        "2 working days past the date",
    ]
    assert listed([]) == ""
    assert listed(["Ines"]) == "Ines"
    assert listed(["Ines", "Tom", "Ines", "Sara"]) == "Ines, Tom and Sara"
    assert counted(1, "person", "people") == "1 person"
    assert short_dates([date(2026, 4, 6), date(2026, 4, 7), date(2026, 4, 8)], TODAY) == "6, 7 and 8 April"
    assert short_dates([date(2026, 3, 31), date(2026, 4, 1)], TODAY) == "31 March and 1 April"
    assert (lower_first("Stage 1"), lower_first("DR1")) == ("stage 1", "DR1")


def test_the_meter_counts_working_days_from_the_day_of_issue() -> None:
    played = at_stage_1()
    assert played.case is not None
    for day, stage, overall in (("2026-03-30", 0, 0), ("2026-04-02", 3, 3), ("2026-04-05", 3, 3), ("2026-04-08", 5, 5)):
        shown = meter_of(played.case, situation(at(day)))
        assert shown is not None
        assert (shown.stage_day, shown.stage_of, shown.overall_day, shown.overall_of) == (stage, 5, overall, 20)
    later = meter_of(played.case, situation(at("2026-04-10")))
    assert later is not None
    assert in_words(later) == "In working days: 2 over the 5 at this stage, day 7 of 20 overall."


def test_a_case_that_is_over_has_no_meter() -> None:
    played = answered().does(act.JudgeSatisfied(said(INES), 1, Words("The date is set.")))
    assert played.case is not None
    assert meter_of(played.case, played.situation) is None


def refused(played: Played, action: act.Action) -> ActionRefused:
    with pytest.raises(ActionRefused) as caught:
        played.does(action)
    return caught.value


def test_a_card_that_was_overtaken_says_what_the_case_is_now() -> None:
    played = answered()
    played.does(act.JudgeNotSatisfied(said(INES), 1, Words("No date.")))
    played.now = at("2026-04-09", "14:14")
    played.does(act.Respond(said(SARA), 2, Words("It is on 14 April.")))
    played.now = at("2026-04-09", "15:00")
    error = refused(played, act.PassOn(said(TOM), 1, AMIR))
    assert played.case is not None
    words = refusal(error, played.case, played.situation, TOM)
    assert "Sara Patel answered this at 2:14pm. The IRO is reading it. Nothing more is needed from you." in words or (
        "Only the person who is asked can pass it on: Sara Patel." in words
    )
    moved = refusal(StageHasMoved("stage_has_moved"), played.case, played.situation, TOM)
    assert moved.endswith("Sara Patel answered this at 2:14pm. The IRO is reading it. Nothing more is needed from you.")


def test_a_refusal_names_who_can() -> None:
    played = at_stage_1()
    assert played.case is not None
    words = refusal(NotYours("may_not_satisfied"), played.case, played.situation, TOM)
    assert words == "Only the IRO can settle it: Ines Okafor."


def test_a_field_that_cannot_be_names_the_remedy() -> None:
    words = refusal(DetailNeeded("initials"), None, situation(at("2026-03-30")), INES)
    assert words == "Write up to four letters for the child’s initials. A name cannot be stored here."


def test_every_refusal_of_the_rules_has_its_sentence() -> None:
    missing = {
        key
        for module in modules("escalation", "bot")
        for key in _refusal_keys(module.tree)
        if key not in SENTENCES and not (key.startswith("may_not_") and key[8:].upper() in Step.__members__)
    }
    assert missing == set()


def test_every_step_has_a_deed() -> None:
    assert set(Step) - {Step.ANSWER} == set(DEEDS)


def test_refusals_are_calm_and_complete() -> None:
    for key, sentence in SENTENCES.items():
        words = refusal(ActionRefused(key), None, situation(at("2026-03-30")), INES)
        assert words and "!" not in words and "{" not in words
        assert sentence.rstrip().endswith(".")


def test_a_refusal_that_nobody_worded_still_says_something() -> None:
    assert refusal(ActionRefused("quite_new"), None, situation(at("2026-03-30")), INES)


REFUSALS = {"ActionRefused", *(kind.__name__ for kind in ActionRefused.__subclasses__())}


def _refusal_keys(tree: ast.Module) -> set[str]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) in REFUSALS]
    keys = [call.args[0].value for call in calls if call.args and isinstance(call.args[0], ast.Constant)]
    return {key for key in keys if isinstance(key, str) and re.fullmatch(r"[a-z_]+", key)}


def test_an_apostrophe_between_letters_is_typographic_in_every_sentence_of_the_cards() -> None:
    """Also where the word before it is filled in."""
    said = [one for file in sorted((ROOT / "cards").rglob("*.py")) for one in _said_in(file.read_text("utf-8"))]
    assert [one for one in said if STRAIGHT.search(one)] == []


STRAIGHT = re.compile(r"(?:(?<=[^\W\d_])|\A)'(?=[^\W\d_])|(?<=s)'(?=\s)")


def _said_in(source: str) -> Iterator[str]:
    """The strings of a module, those inside of f-strings too, without docstrings."""
    nodes = list(ast.walk(ast.parse(source)))
    silent = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.value
