"""Journeys over HTTP: a concern is raised, answered, judged and moved up from people's own Teams."""

from __future__ import annotations

from escalation.case import Outcome, PersonId
from tests.office import CONCERN
from tests.teams.client import BOT
from tests.teams.whole import Whole


async def test_a_concern_is_raised_answered_and_settled_from_teams(whole: Whole) -> None:
    assert "What is wrong" in await whole.ines.says("raise")
    assert "Nothing has been sent yet" in await whole.ines.presses("Next: who is told", **CONCERN)
    assert "Ines Okafor wrote the alert" in await whole.ines.presses("Send")
    await whole.deliver()
    assert "The alert was sent" in await whole.ines.presses("Send now")
    await whole.deliver()
    answered = await whole.tom.presses("Answer", answer="The core group is on 20 March.")
    assert "Tom Reid answered" in answered
    await whole.deliver()
    assert "The core group is on 20 March." in whole.ines.words
    await whole.ines.presses("Satisfied", difference="AB knows when the group meets.")
    closed = whole.case().closed
    assert closed is not None and closed.outcome is Outcome.RESOLVED


async def test_an_answer_that_is_not_enough_moves_the_case_up_with_a_typed_command(whole: Whole) -> None:
    await whole.raised()
    await whole.tom.says("respond LUT-26-0001 We will look at it in May.")
    await whole.tom.presses("Send answer")
    await whole.deliver()
    form = await whole.ines.says("escalate LUT-26-0001 because May is too late for AB")
    assert "May is too late for AB" in str(whole.ines.card(list(whole.teams.chats["a:ines"])[-1])), form
    checked = await whole.ines.presses("Next: who is told", consulted="quentin", consulted_on="2026-03-02")
    assert "Check before it moves" in checked
    await whole.ines.presses("Move it")
    await whole.deliver()
    assert len(whole.case().visits) == 2


async def test_the_business_manager_asks_for_the_log(whole: Whole) -> None:
    await whole.raised()
    assert "LUT-26-0001" in await whole.bea.says("log")
    assert "Nothing was found" in await whole.bea.says("log overdue")


async def test_a_card_that_was_used_shows_what_came_of_it_wherever_the_chat_is_opened(whole: Whole) -> None:
    await whole.raised()
    await whole.tom.presses("Answer", answer="The core group is on 20 March.")
    assert "Tom Reid answered" in whole.tom.base
    assert "Send answer" not in whole.tom.base


async def test_a_card_that_is_looked_at_later_shows_the_case_as_it_is_then(whole: Whole) -> None:
    await whole.raised()
    await whole.passes(days=2)
    assert "day 0 of 10" in whole.amir.words
    await whole.amir.looks_again()
    assert "day 2 of 10" in whole.amir.words


async def test_a_form_that_is_being_filled_in_is_not_drawn_anew(whole: Whole) -> None:
    await whole.raised()
    message, _, _ = whole.tom.button("Not mine, pass on", {})
    await whole.tom.presses("Not mine, pass on")
    await whole.tom.looks_again()
    assert "Pass on" in whole.tom.words
    stays = await whole.tom.sends(whole.tom.execute(message, "look", {"verb": "look"}, "automatic"))
    assert stays == "This form stays as it is until you send it."


async def test_a_refused_form_leaves_the_card_with_what_was_typed(whole: Whole) -> None:
    await whole.raised()
    message, action, data = whole.tom.button("Answer", {"answer": "The core group is on 20 March."})
    await whole.tom.sends(whole.tom.execute(message, action["verb"], data))
    before = dict(whole.tom.views)
    longer = {**data, "answer.answer": "The core group is on 20 March, and the plan is on its way."}
    told = await whole.tom.sends(whole.tom.execute(message, action["verb"], longer))
    assert told.startswith("This card was used before") and whole.tom.views == before
    assert len(whole.case().visits[-1].answers) == 1


async def test_a_client_without_execute_presses_by_a_message(whole: Whole) -> None:
    await whole.raised()
    message, _, data = whole.tom.button("Answer", {"answer": "The core group is on 20 March."})
    pressed = whole.tom.activity(value=data, replyToId=message)
    assert await whole.door.post(pressed) == (200, "")
    assert "Tom Reid answered" in whole.tom.base
    again = {**pressed, "id": "another"}
    await whole.door.post(again)
    assert len(whole.case().visits[-1].answers) == 1


async def test_whoever_adds_the_bot_is_welcomed_once_with_what_they_can_do(whole: Whole) -> None:
    added = whole.ines.activity(type="installationUpdate", action="add")
    joined = whole.ines.activity(type="conversationUpdate", membersAdded=[{"id": "29:ines"}, {"id": BOT}])
    for one in (added, joined, {**added, "id": "later"}):
        assert (await whole.door.post(one))[0] == 200
    assert len(whole.teams.chats["a:ines"]) == 1
    assert "Good to have you here" in whole.ines.words and "Raise an alert" in whole.ines.words
    await whole.tom.door.post(whole.tom.activity(type="installationUpdate", action="add"))
    assert "Good to have you here" in whole.tom.words and "Raise an alert" not in whole.tom.words


async def test_whoever_takes_the_bot_away_is_not_written_to_any_more(whole: Whole) -> None:
    await whole.ines.says("help")
    await whole.door.post(whole.ines.activity(type="installationUpdate", action="remove"))
    with whole.desk.database.read() as reading:
        assert reading.chats.with_person(PersonId("ines")) is None
        assert reading.chats.account("aad-ines") is not None
