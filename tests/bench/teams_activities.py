"""What Teams sends to the bots that are measured: a typed line, and a press on a card in its two shapes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.bench.teams_cases import ACCOUNT, CHAT, OBJECT_ID, Waiting

APP, TENANT = "00000000-0000-0000-0000-0000000000aa", "00000000-0000-0000-0000-0000000000bb"
CONVERSATIONS = 200
BOTS = {"stock": "stock", "agents": "agents", "ours": "ours", "invoke": "full", "message": "full"}
"""What is measured, and the bot that it is sent to."""

Activity = dict[str, object]


def typed(services: str, number: int) -> Activity:
    return _activity(services, number, f"a:{number % CONVERSATIONS}", text="my cases", textFormat="plain")


def invoked(services: str, number: int, waiting: Waiting) -> Activity:
    """Of a client that knows Action.Execute: the card that takes the place of the old one is in the answer."""
    action = {"type": "Action.Execute", "verb": "answer", "data": dict(waiting.data)}
    value = {"action": action, "trigger": "manual"}
    of_card = {"type": "invoke", "name": "adaptiveCard/action", "value": value, "replyToId": waiting.message}
    return _activity(services, number, CHAT, **of_card)


def sent(services: str, number: int, waiting: Waiting) -> Activity:
    """Of a client that does not: a message without words, whose card is changed where it stands."""
    return _activity(services, number, CHAT, value={**waiting.data, "verb": "answer"}, replyToId=waiting.message)


PRESSED: Mapping[str, Callable[[str, int, Waiting], Activity]] = {"invoke": invoked, "message": sent}


def _activity(services: str, number: int, conversation: str, **fields: object) -> Activity:
    return {
        "type": "message",
        "id": str(number),
        "timestamp": "2026-03-02T09:00:00.1234567Z",
        "localTimestamp": "2026-03-02T09:00:00.1234567+00:00",
        "serviceUrl": services,
        "channelId": "msteams",
        "from": {"id": ACCOUNT, "name": "Tom Reid", "aadObjectId": OBJECT_ID},
        "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": conversation},
        "recipient": {"id": f"28:{APP}", "name": "IRO Bot"},
        "locale": "en-GB",
        "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"}],
        "channelData": {"tenant": {"id": TENANT}},
        **fields,
    }
