"""Is the bot let into Teams: its token, and the keys by which it knows Microsoft."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator

from ..clock import Clock
from ..credentials import credential_of
from ..doors import TryLater
from ..settings.teams import TeamsSettings
from ..teams.connector import Token
from ..teams.keys import METADATA_URL, SigningKeys
from ..teams.session import session_to_microsoft
from ..teams.tokens import CredentialRefused, bot_token
from .findings import Finding, not_checked, there, wrong
from .mending import of_credential

TOKEN, KEYS, ENDPOINT = "the credential for Teams", "Microsoft's signing keys", "the address that Teams calls"


async def in_teams(
    settings: TeamsSettings,
    clock: Clock,
    trust: ssl.SSLContext,
    token: Token | None = None,
    metadata_url: str = METADATA_URL,
) -> AsyncIterator[Finding]:
    yield await _token(settings, token or bot_token(credential_of(settings.registration), clock, trust))
    async with session_to_microsoft(trust) as session:
        yield await _keys(SigningKeys(metadata_url, session, clock))
    yield not_checked(ENDPOINT, "write to the bot in Teams: its endpoint is https://YOUR-HOST/api/messages")


async def _token(settings: TeamsSettings, token: Token) -> Finding:
    try:
        await token.bearer()
    except CredentialRefused as trouble:
        return wrong(TOKEN, str(trouble), *of_credential(str(trouble), settings.registration))
    except TryLater as trouble:
        return wrong(TOKEN, str(trouble), "From this machine https://login.microsoftonline.com has to be reached.")
    return there(TOKEN, "Entra takes it")


async def _keys(keys: SigningKeys) -> Finding:
    try:
        if await keys.load():
            return there(KEYS, "they can be read")
        return wrong(KEYS, "they cannot be read", "From this machine https://login.botframework.com has to be reached.")
    finally:
        await keys.close()
