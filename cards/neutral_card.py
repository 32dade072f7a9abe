"""What stands in the place of a card that its reader may not see any more."""

from __future__ import annotations

from .card import quiet_card
from .card_json import Card

TITLE = "This has been passed on"
TEXT = "The case is with others now, and nothing more is needed from you here. Thank you."


def neutral_card() -> Card:
    """No reference, no child, no way to the case."""
    return quiet_card(TITLE, TEXT, None)
