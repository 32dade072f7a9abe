"""Standing in for others: the newest word on cover counts, and the raiser never answers the raiser's own concern."""

from __future__ import annotations

import pytest

from bot.talk.faces import NotTaken
from tests.office import TestOffice
from tests.on_cards import words_of_card


def test_the_raiser_never_answers_a_concern_of_their_own_even_as_somebodys_cover(office: TestOffice) -> None:
    office.ines.raises()
    office.tom.says("away from 1 March to 30 April with Ines Okafor")
    data = {"case": "LUT-26-0001", "visit": "1", "answer": "All is well."}
    with pytest.raises(NotTaken):
        office.office.conversation.press(office.ines.id, "answer", data, None)
    assert not office.case().visits[0].answers


def test_the_newest_word_on_cover_takes_the_place_of_what_it_overlaps(office: TestOffice) -> None:
    office.tom.says("away from 2 March to 30 April with Ruth Evans")
    assert "Grace Bello answers meanwhile" in office.tom.says("away from 2 March to 30 April with Grace Bello")
    office.ines.raises()
    assert [named.person for named in office.case().visits[0].asked if named.covering == "tom"] == ["grace"]


def test_a_team_that_does_not_exist_is_refused_whatever_a_client_sends_for_it(office: TestOffice) -> None:
    data = {
        "token": "t", "track": "looked_after", "record": "10442", "initials": "AB", "team": "Adam Smith, born 2014",
        "category": "drift", "what": "w", "why": "y", "asked": "a", "source": "review", "not_a_complaint": "true",
    }  # fmt: skip
    reply = office.office.conversation.press(office.ines.id, "raise", data, None)
    assert reply.replace is not None and reply.replace.card is not None
    assert "Choose one of the teams" in words_of_card(reply.replace.card)
