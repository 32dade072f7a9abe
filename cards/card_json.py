"""A card as JSON: its type, its size, and how the typed models become it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from .directions import unturned

JSON: TypeAlias = "str | int | float | bool | Sequence[JSON] | Mapping[str, JSON] | None"
Card: TypeAlias = Mapping[str, JSON]

CARD_BYTES = 25 * 1024
"""What a card may weigh as UTF-8; a Teams message holds about four times that."""


def finished(body: list[CardElement], actions: list[Action], speak: str) -> Card:
    """The whole card as JSON, without the keys that nobody set."""
    card = AdaptiveCard(
        version="1.5",
        lang="en",
        speak=unturned(speak),
        body=body,
        actions=actions or None,
    )
    return card.model_dump(by_alias=True, exclude_none=True)


def size_of(card: Card) -> int:
    return len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
