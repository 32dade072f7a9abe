"""The keys that sign what comes from Teams: fetched, kept, and fetched again when they change.

Source: "Authentication with the Bot Connector API" (learn.microsoft.com), "Connector to bot": an OpenID metadata
document names the document of the keys (RFC 7517), in which each key lists as `endorsements` the channels that it
may speak for.

KeysUnreadable     what was fetched is not such a document; kept inside, as is every fault of a fetch
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from jwt import PyJWK, PyJWTError

from ..clock import Clock
from .service_urls import LOOPBACK

logger = logging.getLogger(__name__)

METADATA_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
OLD = timedelta(days=1)
BETWEEN_REFETCHES = timedelta(minutes=5)
"""Anybody can write an unknown key id into a token: it must not make us call out as often as they like."""
BETWEEN_FIRST_TRIES = timedelta(seconds=10)
"""While there never were any keys nobody can be admitted, so that the wait is shorter."""
WITHIN = timedelta(seconds=5)
TO_CONNECT = timedelta(seconds=3)
LARGEST_DOCUMENT = 512 * 1024  # bytes; the real one has some tens of thousands
CHUNK = 64 * 1024


class KeysUnreadable(ValueError):
    """What was fetched holds no keys that we can use."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public RSA key, built once and bound to RS256; `endorsements` are the ids of the channels it may speak for."""

    public: PyJWK
    endorsements: frozenset[str]


class SigningKeys:
    """Belongs to one event loop. Keys that were fetched go on serving for as long as no newer ones can be had.

    `within` bounds one fetch, of both documents together. Raises ValueError unless the metadata's URL is https, or
    http on this machine.
    """

    def __init__(self, metadata_url: str, session: ClientSession, clock: Clock, within: timedelta = WITHIN) -> None:
        self._metadata_url = metadata_url
        self._origin = _origin(metadata_url)
        self._session = session
        self._clock = clock
        self._within = within
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched_at = self._next_fetch = datetime.min.replace(tzinfo=UTC)
        self._flight: asyncio.Task[None] | None = None

    async def load(self) -> bool:
        """To be awaited at start, so that the first message need not wait. False: there are no keys yet."""
        await self._fetch_if_due()
        return bool(self._keys)

    @property
    def are_known(self) -> bool:
        return bool(self._keys)

    async def find(self, key_id: str) -> SigningKey | None:
        """None: no such key is known, also after asking again where that was due. Waits only for an unknown key."""
        if key_id not in self._keys:
            await self._fetch_if_due()
        elif self._clock.now() - self._fetched_at > OLD:
            self._flight_if_due()
        return self._keys.get(key_id)

    async def close(self) -> None:
        """Ends a fetch that is under way. The session is closed by whoever opened it."""
        if self._flight is not None:
            self._flight.cancel()
            await asyncio.wait([self._flight])

    async def _fetch_if_due(self) -> None:
        flight = self._flight_if_due()
        if flight is not None:
            await asyncio.shield(flight)  # a caller who hangs up must not end the fetch for the others

    def _flight_if_due(self) -> asyncio.Task[None] | None:
        """The fetch that is under way, or a new one; None where it is too early for another."""
        if self._flight is not None and not self._flight.done():
            return self._flight
        now = self._clock.now()
        # a wait longer than any we set means that the clock was put back
        if timedelta() < self._next_fetch - now <= BETWEEN_REFETCHES:
            return None
        self._next_fetch = now + (BETWEEN_REFETCHES if self._keys else BETWEEN_FIRST_TRIES)
        self._flight = asyncio.create_task(self._fetch())
        return self._flight

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(self._within.total_seconds()):
                keys = await self._read_keys()
        except (ClientError, OSError, ValueError, RecursionError) as fault:
            kept = len(self._keys)
            logger.warning("the signing keys could not be fetched (%s); %d go on serving", _named(fault), kept)
            return
        if not self._keys:
            self._next_fetch = self._clock.now()  # the first fetch is not a refetch
        self._keys, self._fetched_at = keys, self._clock.now()

    async def _read_keys(self) -> dict[str, SigningKey]:
        metadata = await self._document(self._metadata_url)
        address = metadata.get("jwks_uri")
        if not isinstance(address, str) or not address.startswith(f"{self._origin}/"):
            raise KeysUnreadable("the metadata names no address of keys at its own host")
        return _read_keys(await self._document(address))

    async def _document(self, url: str) -> Mapping[str, object]:
        timeout = ClientTimeout(sock_connect=TO_CONNECT.total_seconds())
        # a redirect would lead to a host that nobody allowed
        async with self._session.get(url, allow_redirects=False, timeout=timeout) as response:
            if response.status != 200:
                raise KeysUnreadable(f"the answer was {response.status}")
            document = json.loads(await _body(response))
        if not isinstance(document, dict):
            raise KeysUnreadable("the document is not a JSON object")
        return document


async def _body(response: ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        body += chunk
        if len(body) > LARGEST_DOCUMENT:
            raise KeysUnreadable("the document is too large")
    return bytes(body)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)):
        raise ValueError(f"Keys are fetched by https, and {url} is something else.")
    return f"{parts.scheme}://{parts.netloc}"


def _read_keys(document: Mapping[str, object]) -> dict[str, SigningKey]:
    """By key id. One key that cannot be read does not spoil the others; none at all would lock everybody out."""
    listed = document.get("keys")
    if not isinstance(listed, list):
        raise KeysUnreadable("the document has no list of keys")
    keys = dict(found for jwk in listed if (found := _read_key(jwk)) is not None)
    if not keys:
        raise KeysUnreadable("not one of the keys can be used")
    return keys


def _read_key(jwk: object) -> tuple[str, SigningKey] | None:
    if not isinstance(jwk, dict) or jwk.get("kty") != "RSA" or jwk.get("use", "sig") != "sig":
        return None
    key_id, n, e = jwk.get("kid"), jwk.get("n"), jwk.get("e")
    if not (isinstance(key_id, str) and isinstance(n, str) and isinstance(e, str)):
        return None
    try:
        public = PyJWK({"kty": "RSA", "n": n, "e": e}, algorithm="RS256")
    except (PyJWTError, ValueError):
        return None
    return key_id, SigningKey(public, _endorsements(jwk.get("endorsements")))


def _endorsements(listed: object) -> frozenset[str]:
    return frozenset(one for one in listed if isinstance(one, str)) if isinstance(listed, list) else frozenset()


def _named(fault: Exception) -> str:
    """Our own words where they are ours; of others' faults the kind only."""
    return str(fault) if isinstance(fault, KeysUnreadable) else type(fault).__name__
