"""The bot's one token for the Bot Connector, its troubles in the words of the doors."""

from __future__ import annotations

import ssl

from graph.credentials import Credential, HttpClient
from graph.errors import NotGranted, NotYet
from graph.tokens import AppToken, Clock, app_token

from ..doors import TryLater

RESOURCE = "https://api.botframework.com"


class CredentialRefused(TryLater):
    """What waits to be sent is kept: it goes out when somebody has renewed the secret."""


class BotToken:
    """One for the whole process; used from one event loop."""

    def __init__(self, token: AppToken) -> None:
        self._token = token

    async def bearer(self) -> str:
        """Raises CredentialRefused where a person has to act, TryLater where it may pass."""
        try:
            return await self._token.bearer()
        except NotYet as trouble:
            raise _told(trouble) from trouble

    @property
    def trouble(self) -> TryLater | None:
        """Why there is none, where the last one has ended and no other was to be had."""
        trouble = self._token.trouble
        return _told(trouble) if trouble is not None else None

    def forget(self, token: str) -> None:
        self._token.forget(token)


def bot_token(
    credential: Credential, clock: Clock, trust: ssl.SSLContext | None = None, http: HttpClient | None = None
) -> BotToken:
    """`http` takes the place of the network, in tests."""
    return BotToken(app_token(credential, RESOURCE, clock, trust, http))


def _told(trouble: NotYet) -> TryLater:
    return (CredentialRefused if isinstance(trouble, NotGranted) else TryLater)(trouble.why, trouble.after)
