"""What the Bot Connector's answers mean for a message: accepted, not yet, nobody knows, or never.

DoorTrouble                        bot/doors.py
├── TryLater
│   ├── NotYet                     not accepted; `after` says how many seconds the service asks for
│   └── CredentialRefused          tokens.py
├── Unknown
│   └── InDoubt                    sent, repeated once with a mark where it is a message, and nobody can say
└── Refused
    ├── Unreachable
    │   └── NotReachable           this person cannot be reached in Teams: `reason` says why, a mail may
    └── ServiceUrlRefused          service_urls.py

Codes: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
and https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from graph.retry_after import seconds_asked_for

from ..doors import Refused, TryLater, Unknown, Unreachable

JsonObject = dict[str, object]

NOT_YET = frozenset({401, 412, 429})
UNREACHABLE = {
    "ConversationBlockedByUser": "the bot is blocked by this person",
    "MessageWritesBlocked": "the bot is blocked by this person",
    "BotNotInConversationRoster": "the app is not installed for this person",
    "ConversationNotFound": "the conversation does not exist any more",
    "BotDisabledByAdmin": "the app is blocked by the administrator",
}
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}")


class NotYet(TryLater):
    @property
    def why(self) -> str:
        return str(self)


class InDoubt(Unknown):
    """`after`: the seconds that the service asks to be left alone, or None."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why, after)
        self.why = why
        self.after = after

    def __str__(self) -> str:
        return self.why


class NotReachable(Unreachable):
    """`code` is Microsoft's, `reason` is for people."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.reason = UNREACHABLE[code]

    def __str__(self) -> str:
        return f"{self.reason} ({self.code})"


def accepted(status: int, headers: Mapping[str, str], body: bytes) -> JsonObject:
    """What the service answered; empty where it accepted, but its answer cannot be read.

    Raises NotYet, InDoubt, NotReachable and Refused. Their words carry statuses and codes, never the service's
    sentences, which may repeat a person's name.
    """
    answer = _object(body)
    if 200 <= status < 300:
        return answer
    code = _code(answer)
    if status in NOT_YET:
        raise NotYet(_words(status, code), seconds_asked_for(headers))
    if status >= 500 or status == 408:
        raise InDoubt(_words(status, code), seconds_asked_for(headers))
    if status in (403, 404) and code in UNREACHABLE:
        raise NotReachable(code)
    raise Refused(_words(status, code))


def _object(body: bytes) -> JsonObject:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _code(answer: JsonObject) -> str:
    error = answer.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _words(status: int, code: str) -> str:
    return f"Teams answered {status} {code}".rstrip()
