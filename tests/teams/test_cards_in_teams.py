"""Cards as they leave for Teams: by the official schema, and no heavier than a card may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cards.card_json import CARD_BYTES, size_of
from tests.cards.validity import schema_fault
from tests.office import CONCERN
from tests.on_cards import inputs_of
from tests.teams.client import CHANNEL, Client
from tests.teams.test_extension import found
from tests.teams.whole import Whole


def shown_to(client: Client) -> Iterator[Mapping[str, Any]]:
    yield from client.views.values()
    for id in client.door.teams.chats[client.chat]:
        if (card := client.card(id)) is not None:
            yield card


async def test_cards_and_windows_keep_to_the_schema_and_their_weight(whole: Whole) -> None:
    await whole.ines.says("help")
    await whole.ines.says("raise")
    await whole.ines.presses("Open in a window", what=CONCERN["what"])
    windows = [whole.ines.window]
    await whole.ines.fills("Next: who is told", record="Amy Smith")
    windows.append(whole.ines.window)
    await whole.ines.fills("Next: who is told", **CONCERN)
    windows.append(whole.ines.window)
    await whole.ines.fills("Discard")
    await whole.raised()
    await whole.tom.says("respond LUT-26-0001 I have a date.")
    await whole.tom.presses("Ask for more time", until="2026-01-01", reason="x")
    offered = [one["content"] for one in await found(whole.ines, "10442", CHANNEL)]
    cards = [*shown_to(whole.ines), *shown_to(whole.tom), *(w for w in windows if w), *offered]
    assert len(cards) > 10
    assert [(schema_fault(card), card.get("speak")) for card in cards if schema_fault(card)] == []
    assert [size_of(card) for card in cards if size_of(card) > CARD_BYTES] == []


async def test_a_window_knows_submit_only_and_holds_nothing_back(whole: Whole) -> None:
    await whole.ines.says("raise")
    await whole.ines.presses("Open in a window")
    window = whole.ines.window
    assert window is not None
    assert {action["type"] for action in window["actions"]} == {"Action.Submit"}
    assert "Action.Execute" not in str(window)
    assert not any(box.get("isRequired") or box.get("regex") for box in inputs_of(window))
    assert [action["title"] for action in window["actions"]] == ["Next: who is told", "Discard", "Keep for later"]
    assert [action.get("mode", "primary") for action in window["actions"]] == ["primary", "primary", "secondary"]
