"""Teams brings things again: a message after 15 seconds, a press up to four times. One effect, the same answer."""

from __future__ import annotations

import asyncio

import pytest

from bot.teams.together import Together
from tests.office import CONCERN
from tests.teams.client import CHANNEL
from tests.teams.stepped_time import SteppedTime
from tests.teams.whole import Whole, member


@pytest.mark.parametrize("times", [2, 4, 20])
@pytest.mark.parametrize("ids", ["the same id", "new ids"])
async def test_a_press_that_comes_again_has_one_effect_and_the_same_card(whole: Whole, times: int, ids: str) -> None:
    await whole.raised()
    message, action, data = whole.tom.button("Answer", {"answer": "The core group is on 20 March."})
    pressed = whole.tom.execute(message, action["verb"], data)
    several = [pressed if ids == "the same id" else {**pressed, "id": f"new-{n}"} for n in range(times)]
    answers = await asyncio.gather(*map(whole.door.post, several))
    assert len(whole.case().visits[-1].answers) == 1
    assert all(answer == answers[0] for answer in answers)
    assert "Tom Reid answered" in whole.tom.takes(pressed, answers[0][1])
    assert len(whole.teams.chats["a:tom"]) == 1


async def test_a_concern_that_is_sent_twenty_times_is_raised_once(whole: Whole) -> None:
    await whole.ines.says("raise")
    await whole.ines.presses("Next: who is told", **CONCERN)
    message, action, data = whole.ines.button("Send", {})
    pressed = whole.ines.execute(message, action["verb"], data)
    answers = await asyncio.gather(*(whole.door.post({**pressed, "id": f"{n}"}) for n in range(20)))
    assert whole.state() == [("LUT-26-0001", len(_entries(whole)))]
    assert all(answer == answers[0] for answer in answers)


async def test_a_form_that_is_changed_and_changed_back_sends_what_was_checked_last(whole: Whole) -> None:
    await whole.ines.says("raise")
    message, action, first = whole.ines.button("Next: who is told", CONCERN)
    for typed in (first, {**first, "what": "Something else is wrong."}, first):
        await whole.ines.sends(whole.ines.execute(message, action["verb"], typed))
    await whole.ines.presses("Send")
    said = str(_entries(whole))
    assert CONCERN["what"] in said and "Something else is wrong." not in said


async def test_a_press_that_comes_again_a_little_later_still_has_the_answer_of_the_first(whole: Whole) -> None:
    await whole.raised()
    message, action, data = whole.tom.button("Answer", {"answer": "The core group is on 20 March."})
    pressed = whole.tom.execute(message, action["verb"], data)
    first = await whole.door.post(pressed)
    whole.time.seconds += 20
    assert await whole.door.post({**pressed, "id": "again"}) == first
    whole.time.seconds += 600
    _, later = await whole.door.post({**pressed, "id": "much later"})
    assert later["value"].startswith("This card was used before")
    assert len(whole.case().visits[-1].answers) == 1


@pytest.mark.parametrize("times", [2, 4, 20])
async def test_a_message_that_comes_again_is_answered_once(whole: Whole, times: int) -> None:
    await whole.ines.says("help")
    before = len(whole.teams.chats["a:ines"])
    typed = whole.ines.typed("my cases")
    await asyncio.gather(*(whole.door.post(typed) for _ in range(times)))
    assert len(whole.teams.chats["a:ines"]) == before + 1
    await whole.door.post({**typed, "id": "typed once more"})
    assert len(whole.teams.chats["a:ines"]) == before + 2


@pytest.mark.parametrize("place", ["", CHANNEL])
@pytest.mark.parametrize("sent", [{"text": "my cases"}, {"value": {"verb": "show cases"}, "replyToId": "m1"}])
async def test_whoever_is_not_on_the_list_is_told_so_once_however_often_it_comes(
    whole: Whole, place: str, sent: dict[str, object]
) -> None:
    whole.teams.members["29:zed"] = member("zed", "zed@example.org")
    asked = whole.zed.activity(place, **sent)
    await asyncio.gather(*(whole.door.post(asked) for _ in range(20)))
    await whole.door.post(asked)
    assert whole.teams.words_in(place or "a:zed").count("not on this authority’s list") == 1
    await whole.door.post({**asked, "id": "somewhat later"})
    assert whole.teams.words_in(place or "a:zed").count("not on this authority’s list") == 2


async def test_a_press_that_fails_is_told_so_once_and_can_be_tried_again(
    whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(connection: object) -> None:
        raise OSError("no room on the disk")

    await whole.raised()
    message, _, data = whole.tom.button("Answer", {"answer": "The core group is on 20 March."})
    pressed = whole.tom.activity(value={**data, "verb": "answer"}, replyToId=message)
    with monkeypatch.context() as full_disk:
        full_disk.setattr(whole.desk.database.engine.dialect, "do_commit", fails)
        await asyncio.gather(*(whole.door.post({**pressed, "id": f"{n}"}) for n in range(20)))
    assert whole.tom.words.count("Something went wrong") == 1 and not whole.case().visits[-1].answers
    await whole.door.post({**pressed, "id": "once more"})
    assert len(whole.case().visits[-1].answers) == 1


async def test_a_case_that_is_opened_again_with_the_same_id_is_shown_once(whole: Whole) -> None:
    await whole.raised()
    message, action, data = whole.tom.button("Open the case", {})
    pressed = whole.tom.execute(message, action["verb"], data)
    for id in ("one", "one", "two"):
        await whole.door.post({**pressed, "id": id})
    assert len(whole.teams.chats["a:tom"]) == 3


async def test_work_that_fails_is_told_to_everybody_and_tried_anew_by_the_next() -> None:
    together, tried = Together(SteppedTime()), list[int]()

    async def work() -> int:
        tried.append(1)
        await asyncio.sleep(0)
        if len(tried) == 1:
            raise LookupError
        return len(tried)

    first = await asyncio.gather(*(together.once("it", work, 60) for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in first] == [LookupError] * 3
    assert [await together.once("it", work, 60) for _ in range(3)] == [2, 2, 2]


async def test_answers_are_kept_for_their_time_and_never_more_than_so_many() -> None:
    time = SteppedTime()
    together, tried = Together(time, most=2), list[str]()

    async def of(key: str) -> str:
        async def work() -> str:
            tried.append(key)
            return key

        return await together.once(key, work, 60)

    for key in ("a", "b", "c", "c", "a"):
        await of(key)
    assert tried == ["a", "b", "c", "a"] and len(together) == 2
    time.seconds = 61
    await of("a")
    assert tried[-1] == "a" and len(tried) == 5


def _entries(whole: Whole) -> tuple[object, ...]:
    with whole.desk.database.read() as reading:
        return reading.log.entries(whole.case().ref)
