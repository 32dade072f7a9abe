"""How much one person may ask of the bot, and what they are told."""

from __future__ import annotations

import pytest

from bot.pacing import Limit
from bot.teams.allowance import Allowance
from tests.teams.whole import Whole


def test_a_bucket_of_thirty_fills_again_within_a_minute() -> None:
    allowance = Allowance(Limit(30, 60))
    assert [allowance.take("ines", 0) for _ in range(30)] == [None] * 30
    pause = allowance.take("ines", 0)
    assert pause is not None and pause.seconds == 2 and pause.is_news
    assert (again := allowance.take("ines", 1)) is not None and not again.is_news
    assert allowance.take("ines", 2) is None
    assert allowance.take("tom", 2) is None
    assert [allowance.take("ines", 62) for _ in range(30)] == [None] * 30
    assert allowance.take("ines", 62) is not None


def test_no_more_people_are_remembered_than_there_is_room_for() -> None:
    allowance = Allowance(Limit(1, 60), most=3)
    for person in "abcdefg":
        allowance.take(person, 0)
    assert len(allowance) == 3


@pytest.mark.parametrize(("seconds", "words"), [(1, "in a second"), (2, "in 2 seconds")])
def test_the_pause_is_said_in_words(seconds: int, words: str) -> None:
    allowance = Allowance(Limit(1, seconds))
    allowance.take("ines", 0)
    pause = allowance.take("ines", 0)
    assert pause is not None and pause.sentence.endswith(f"You can go on {words}.")


async def test_whoever_writes_too_much_is_told_once_and_heard_again_later(whole: Whole) -> None:
    for _ in range(30):
        await whole.ines.says("nonsense")
    assert "You can go on in 2 seconds." in await whole.ines.says("my cases")
    assert await whole.ines.says("my cases") == ""
    assert "My cases" in await whole.tom.says("my cases")
    whole.time.seconds += 3
    assert "My cases" in await whole.ines.says("my cases")


async def test_whoever_presses_too_much_is_told_each_time_and_nothing_is_done(whole: Whole) -> None:
    await whole.raised()
    for _ in range(60):
        told = await whole.tom.sends(whole.tom.execute("m4", "nonsense", {}))
    assert "You can go on in" in told
    _, action, data = whole.tom.button("Answer", {"answer": "The core group is on 20 March."})
    assert "You can go on in" in await whole.tom.sends(whole.tom.execute("m4", action["verb"], data))
    assert whole.case().visits[-1].answers == ()


async def test_cards_that_teams_draws_by_itself_take_nothing_from_what_people_do(whole: Whole) -> None:
    await whole.raised()
    for _ in range(60):
        await whole.tom.looks_again()
    assert "Tom Reid answered" in await whole.tom.presses("Answer", answer="The core group is on 20 March.")


async def test_nothing_but_a_card_that_is_looked_at_counts_as_a_look(whole: Whole) -> None:
    disguised = {"action": {"verb": "look"}, "data": {"verb": "raise"}}
    for _ in range(40):
        told = await whole.ines.asks_for_a_window(whole.ines.invoke("task/fetch", disguised))
    assert "You can go on in" in told
