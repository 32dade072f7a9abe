"""Our cards and lines as activities of Teams: with the view that each person has of a card, and names-free words.

Refresh: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/user-specific-views
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256

from cards.card_json import JSON, Card

from .invokes import ADAPTIVE
from .outcomes import JsonObject

LOOK = "look"
"""The verb with which Teams itself asks for a person's own view of a card."""
MOST_VIEWERS = 60
"""More people than this cannot each have a view of their own (`refresh.userIds`)."""


def activity(text: str = "", card: Card | None = None, summary: str = "") -> JsonObject:
    """A message. `summary` is what a notification and the list of chats show: never a word about a child."""
    sent: JsonObject = {"type": "message", "textFormat": "plain"}
    if text:
        sent["text"] = text
    if card is not None:
        sent["attachments"] = [attachment(card)]
    if summary:
        sent["summary"] = summary
    return sent


def attachment(card: Card) -> JsonObject:
    return {"contentType": ADAPTIVE, "content": dict(card)}


def with_views(card: Card, viewers: Iterable[str]) -> Card:
    """The card asks for each of these people's own view; `viewers` are their ids in Teams (`29:...`)."""
    ids = list(dict.fromkeys(viewers))[:MOST_VIEWERS]
    if not ids:
        return card
    look: JSON = {"type": "Action.Execute", "verb": LOOK, "data": {"verb": LOOK}}
    return {**card, "refresh": {"action": look, "userIds": ids}}


def digest_of(card: Card) -> str:
    """Two cards with the same digest look and do the same."""
    return sha256(json.dumps(card, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:32]
