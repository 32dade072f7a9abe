"""Forms in a window: opened with what was typed, judged there, kept half filled in, and seen in the chat when sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.office import CONCERN
from tests.teams.whole import Whole

WHAT = CONCERN["what"]


async def test_a_concern_is_raised_in_a_window_from_the_form_in_the_chat(whole: Whole) -> None:
    await whole.ines.says("raise")
    assert "Raise an alert" in await whole.ines.presses("Open in a window", what=WHAT)
    assert WHAT in json.dumps(whole.ines.window)
    assert "Nothing has been sent yet" in await whole.ines.fills("Next: who is told", **CONCERN)
    assert "Ines Okafor wrote the alert" in await whole.ines.fills("Send")
    assert whole.ines.window is None
    assert whole.case().ref == "LUT-26-0001"
    assert "Ines Okafor wrote the alert" in whole.ines.base


async def test_a_form_with_something_missing_comes_back_with_all_that_was_typed(whole: Whole) -> None:
    await whole.ines.says("raise")
    await whole.ines.presses("Open in a window", what=WHAT)
    told = await whole.ines.fills("Next: who is told", record="Amy Smith", initials="AB")
    assert "need another look" in told and "everything you typed is still here" in told
    assert WHAT in json.dumps(whole.ines.window)
    assert whole.state() == []


async def test_an_answer_and_a_judgement_are_given_in_windows(whole: Whole) -> None:
    await whole.raised()
    await whole.tom.says("respond LUT-26-0001")
    await whole.tom.presses("Open in a window")
    assert "Tom Reid answered" in await whole.tom.fills("Send answer", answer="The core group is on 20 March.")
    await whole.deliver()
    await whole.ines.says("not satisfied LUT-26-0001")
    await whole.ines.presses("Open in a window", reason="A date is no plan for AB.")
    asked = {"consulted": "quentin", "consulted_on": "2026-03-02"}
    assert "Check before it moves" in await whole.ines.fills("Next: who is told", **asked)
    assert "A date is no plan" in await whole.ines.fills("Change")
    await whole.ines.fills("Next: who is told")
    await whole.ines.fills("Move it")
    assert len(whole.case().visits) == 2


async def test_a_form_that_is_kept_in_a_window_is_there_when_it_is_opened_again(whole: Whole) -> None:
    await whole.ines.says("raise")
    await whole.ines.presses("Open in a window")
    kept = await whole.ines.fills("Keep for later", what=WHAT, initials="AB")
    assert kept.startswith("Kept.") and whole.ines.window is None and whole.state() == []
    await whole.ines.says("raise")
    _, _, data = whole.ines.button("Next: who is told", {})
    assert (data["what"], data["initials"]) == (WHAT, "AB")
    await whole.ines.presses("Next: who is told", **CONCERN)
    await whole.ines.presses("Send")
    await whole.ines.says("raise")
    _, _, data = whole.ines.button("Next: who is told", {})
    assert "what" not in data  # it has been sent


async def test_a_form_is_kept_from_the_chat_too_and_for_its_own_case_and_person(whole: Whole) -> None:
    await whole.raised()
    await whole.tom.says("respond LUT-26-0001")
    long = "The plan has three parts. " * 400
    assert (await whole.tom.presses("Keep for later", answer=long)).startswith("Kept.")
    await whole.amir.says("respond LUT-26-0001")
    assert long not in json.dumps(whole.amir.button("Send answer", {})[2])
    await whole.tom.says("respond LUT-26-0001")
    assert "what you wrote (10,400 characters) is kept" in whole.tom.words
    await whole.tom.presses("Send answer")
    assert whole.case().visits[-1].answers[0].text.strip() == long.strip()


async def test_what_was_kept_stays_in_sight_in_a_client_that_empties_a_form_when_it_is_told_a_line(
    whole: Whole,
) -> None:
    await whole.ines.says("raise")
    assert (await whole.ines.presses("Keep for later", what=WHAT)).startswith("Kept.")
    assert whole.ines.button("Next: who is told", {})[2]["what"] == WHAT
    await whole.raised()
    await whole.tom.says("respond LUT-26-0001")
    assert (await whole.tom.presses("Keep for later", answer="On 20 March.")).startswith("Kept.")
    await whole.tom.presses("Send answer")
    assert whole.case().visits[-1].answers[0].text == "On 20 March."


async def test_nobody_takes_the_place_of_what_somebody_else_has_kept(whole: Whole) -> None:
    await whole.raised()
    await whole.tom.says("respond LUT-26-0001")
    await whole.tom.presses("Keep for later", answer="The core group is on 20 March.")
    _, _, data = whole.amir.button("Answer", {"answer": "x"})
    forged = {**data, "token": "kept tom answer LUT-26-0001", "answer.answer": ""}
    await whole.amir.sends(whole.amir.execute("m3", "answer", forged))
    await whole.tom.says("respond LUT-26-0001")
    assert whole.tom.button("Send answer", {})[2]["answer"] == "The core group is on 20 March."


async def test_words_that_come_too_late_stay_in_sight(whole: Whole) -> None:
    await whole.raised()
    await whole.ines.says("escalate LUT-26-0001")
    await whole.ines.presses("Open in a window")
    await whole.ines.says("escalate LUT-26-0001 because nobody has a date")
    await whole.ines.presses("Next: who is told", consulted="quentin", consulted_on="2026-03-02")
    await whole.ines.presses("Move it")
    told = await whole.ines.fills("Next: who is told", reason="Nobody has a date, still.")
    assert "Nobody has a date, still." in told and "This was not sent" in told
    assert len(whole.case().visits) == 2


async def test_words_in_a_window_stay_in_sight_whatever_goes_wrong(
    whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(connection: object) -> None:
        raise OSError("no room on the disk")

    await whole.raised()
    await whole.tom.says("respond LUT-26-0001")
    for button in ("Send answer", "Keep for later"):
        await whole.tom.presses("Open in a window")
        with monkeypatch.context() as full_disk:
            full_disk.setattr(whole.desk.database.engine.dialect, "do_commit", fails)
            told = await whole.tom.fills(button, answer="The core group is on 20 March.")
        assert "Something went wrong" in told and "The core group is on 20 March." in told
    assert whole.case().visits[-1].answers == ()


async def test_words_in_a_window_stay_in_sight_where_too_much_was_pressed(whole: Whole) -> None:
    await whole.raised()
    await whole.tom.says("respond LUT-26-0001")
    await whole.tom.presses("Open in a window")
    for _ in range(60):
        await whole.tom.sends(whole.tom.execute("m4", "nonsense", {}))
    told = await whole.tom.fills("Send answer", answer="The core group is on 20 March.")
    assert "You can go on in" in told and "The core group is on 20 March." in told


async def test_a_window_opens_for_forms_only(whole: Whole) -> None:
    await whole.raised()
    for data in (
        {"verb": "send draft", "token": "x"},
        {"verb": "nonsense"},
        {},
        {"verb": ["raise"]},
        {"window": "yes"},
    ):
        said = await whole.tom.opens("m4", data)
        assert said and whole.tom.window is None


async def test_a_window_with_somebody_elses_form_gives_nothing_away(whole: Whole) -> None:
    await whole.raised()
    _, _, data = whole.tom.button("Answer", {"answer": "x"})
    said = await whole.wen.opens("m4", {**data, "window": "yes"})
    assert "There is no case LUT-26-0001 that you can see" in said


async def test_what_a_window_left_is_put_where_it_was_opened_and_nowhere_else(whole: Whole) -> None:
    await whole.raised()
    await whole.tom.says("respond LUT-26-0001")
    await whole.tom.presses("Open in a window")
    before: dict[str, Any] = dict(whole.teams.chats["a:tom"])
    await whole.tom.fills("Send answer", answer="The core group is on 20 March.")
    changed = [id for id, one in whole.teams.chats["a:tom"].items() if before.get(id) != one]
    assert len(changed) == 1 and len(before) == len(whole.teams.chats["a:tom"])


async def test_nobody_takes_the_place_in_which_anothers_form_is_kept(whole: Whole) -> None:
    await whole.raised()
    await whole.ines.says("raise")
    taken = {**CONCERN, "verb": "raise", "token": "kept tom answer LUT-26-0001"}
    assert "cannot be read" in await whole.ines.sends(whole.ines.execute("m1", "raise", taken))
    half = {"verb": "keep for later", "form": "answer", "case": "LUT-26-0001", "visit": 1, "answer": "On 20 March."}
    assert (await whole.tom.sends(whole.tom.execute("m1", "keep for later", half))).startswith("Kept.")
