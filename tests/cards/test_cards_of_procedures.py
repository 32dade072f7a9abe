"""Every card of every procedure: its whole ladder is played, and all that anybody is shown is drawn as in Teams."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser

from bot.procedures.packs import shipped
from bot.rehearsal.playing import Player
from bot.rehearsal.reading import read_scenario_file
from bot.rehearsal.running import open_for
from bot.teams.dress import digest_of, with_views
from bot.tryout.office import Office
from cards.card_json import CARD_BYTES, Card, size_of
from escalation.case import PersonId
from tests.cards.drawing import draw, page_for, picture
from tests.cards.validity import parser_events, schema_fault
from tests.conftest import is_soak
from tests.sources import ROOT

SCENARIOS = ROOT / "bot/tryout/scenarios"
PICTURES = ROOT / "tests/pictures/procedures"
TEAMS_ADDS = 2_200
"""Bytes that `refresh` may add for the most people who can each have a view of their own."""
PICTURED = 15
"""Of so many cards, one picture is kept to look at."""
SIXTY = [f"29:1{number:027d}" for number in range(60)]


@cache
def cards_of(procedure: str) -> tuple[Card, ...]:
    """What was sent to each person, and what each of those cards became; then every form that was open at the end."""
    script = read_scenario_file(SCENARIOS / f"{procedure}.yaml")
    found: dict[str, Card] = {}
    with TemporaryDirectory() as folder:
        office = open_for(script, Path(folder))
        for _ in Player(office, script).play():
            for card in _shown(office):
                found.setdefault(digest_of(card), card)
        for person in office.people.people:
            reply = office.conversation.hear(person, "raise")
            found.update({digest_of(face.card): face.card for face in reply.append if face.card is not None})
        office.close()
    return tuple(found.values())


def one_of_each_shape(cards: Iterable[Card]) -> tuple[Card, ...]:
    """Without those that differ from another only in words of about the same length."""
    return tuple({_shape(card): card for card in cards}.values())


def _shape(part: object) -> Hashable:
    if isinstance(part, dict):
        return tuple((key, _shape(value)) for key, value in sorted(part.items()) if key not in ("data", "speak"))
    if isinstance(part, list | tuple):
        return tuple(_shape(one) for one in part)
    return len(part) // 200 if isinstance(part, str) else 0


def drawn_of(procedure: str) -> tuple[Card, ...]:
    """All of them in `make soak`, else one of each shape."""
    cards = cards_of(procedure)
    return cards if is_soak() else one_of_each_shape(cards)


def _shown(office: Office) -> list[Card]:
    shown = [one for person in office.people.people for one in office.played.chats.of(PersonId(person))]
    cards = [card for one in shown for card in (one.card, office.card_now(one)) if card is not None]
    return cards


@pytest.mark.soak
@pytest.mark.parametrize("procedure", shipped())
def test_every_card_of_a_procedure_is_valid_as_teams_is_sent_it_and_no_element_is_refused(
    procedure: str, node_command: str
) -> None:
    cards = drawn_of(procedure)
    assert len(cards) > 40
    named = {str(number): with_views(card, SIXTY) for number, card in enumerate(cards)}
    assert {name: events for name, events in parser_events(named, node_command).items() if events} == {}
    for card in cards:
        sent = with_views(card, SIXTY)
        assert schema_fault(sent) is None
        assert size_of(card) <= CARD_BYTES and size_of(sent) <= CARD_BYTES + TEAMS_ADDS


@pytest.mark.soak
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("procedure", shipped())
def test_every_card_of_a_procedure_is_drawn_whole(chromium: Browser, procedure: str, theme: str) -> None:
    page = page_for(chromium, 450, theme)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for number, card in enumerate(drawn_of(procedure)):
        said = json.dumps(card.get("speak"))
        draw(page, with_views(card, SIXTY))
        width, room = page.evaluate("[document.body.scrollWidth, window.innerWidth]")
        assert width <= room and page.locator("#card").inner_text().strip(), said
        if number % PICTURED == 0:
            picture(page, PICTURES / f"{procedure}-{number:03d}-{theme}.png")
    page.close()
    assert complaints == []
