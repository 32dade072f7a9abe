"""Who may speak: every activity passes here before anything in it is acted on.

The stock library lets some of these through or answers 500; each is refused here.
Source: "Authentication with the Bot Connector API" (learn.microsoft.com), "Connector to bot".

NotAdmitted        401: the token does not show that the service of Teams speaks to this bot
                   403: it does, but not from here: channel, endorsement, service URL, tenant
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import jwt
from jwt.types import Options

from ..clock import Clock
from .keys import SigningKey, SigningKeys
from .service_urls import ServiceUrls

logger = logging.getLogger(__name__)

ISSUER = "https://api.botframework.com"
TEAMS = "msteams"
LEEWAY = timedelta(minutes=5)
"""By how much the service's clock may differ from ours; the source allows five minutes."""
LONGEST_TOKEN = 8_192
LONGEST_ID = 2_048

# PyJWT verifies the signature only: it would read its own clock, and let claims pass that are missing.
SIGNATURE_ONLY: Options = {
    "verify_signature": True,
    "enforce_minimum_key_length": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


class NotAdmitted(Exception):
    """`status` is the HTTP answer; `reason` is for the technical log and repeats nothing of the token or the body."""

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        self.reason = reason
        super().__init__(f"{status}: {reason}")

    @property
    def sentence(self) -> str:
        """All that the caller is told: whoever tries doors does not learn which lock held."""
        return "Only the service of Teams may speak here." if self.status == 401 else "This bot does not serve you."


@dataclass(frozen=True, slots=True)
class Allowed:
    """Whom this deployment serves. Raises ValueError for an empty part: that would switch a check off, or refuse all.

    `app_id` and `tenants` are GUIDs, `channels` the ids of channels.
    """

    app_id: str
    tenants: frozenset[str]
    service_urls: ServiceUrls = field(default_factory=ServiceUrls)
    channels: frozenset[str] = frozenset([TEAMS])

    def __post_init__(self) -> None:
        for what, parts in [("app", {self.app_id}), ("tenant", self.tenants), ("channel", self.channels)]:
            if not parts or not all(part.strip() for part in parts):
                raise ValueError(f"Without the id of the {what} nobody can be told apart.")
        object.__setattr__(self, "app_id", self.app_id.lower())
        object.__setattr__(self, "tenants", frozenset(tenant.lower() for tenant in self.tenants))


@dataclass(frozen=True, slots=True)
class Caller:
    """What the token and the lists vouch for. Who the person is stands in the activity, which may now be read."""

    service_url: str
    channel_id: str
    tenant: str
    conversation: str


class Guard:
    """The first thing behind the door."""

    def __init__(self, allowed: Allowed, keys: SigningKeys, clock: Clock) -> None:
        self._allowed = allowed
        self._keys = keys
        self._clock = clock

    async def check(self, authorization: str | None, activity: object) -> Caller:
        """`authorization` is the request's header, `activity` its body as read from JSON, whatever it is.

        Raises NotAdmitted, and nothing else.
        """
        try:
            claims, key = await self._identify(authorization)
            return _admit(claims, key, activity, self._allowed)
        except NotAdmitted as refused:
            logger.info("an activity was refused with %d: %s", refused.status, refused.reason)
            raise

    async def _identify(self, authorization: str | None) -> tuple[Mapping[str, object], SigningKey]:
        token = _bearer_token(authorization)
        key = await self._keys.find(_key_id(token))
        if key is None:
            raise NotAdmitted(401, "unknown signing key")
        claims = _signed_claims(token, key)
        _check_parties(claims, self._allowed.app_id)
        _check_times(claims, self._clock.now())
        return claims, key


def _bearer_token(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token or not token.isascii():
        raise NotAdmitted(401, "no bearer token")
    if len(token) > LONGEST_TOKEN:
        raise NotAdmitted(401, "token too long")
    return token


def _key_id(token: str) -> str:
    """Also the first look at the algorithm, so that a token we would never accept makes us fetch nothing."""
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise NotAdmitted(401, "unreadable token") from None
    if header.get("alg") != "RS256":
        raise NotAdmitted(401, "algorithm")
    key_id = header.get("kid")
    if not isinstance(key_id, str) or not key_id:
        raise NotAdmitted(401, "no key id")
    return key_id


def _signed_claims(token: str, key: SigningKey) -> Mapping[str, object]:
    try:
        claims: Mapping[str, object] = jwt.decode(token, key.public, algorithms=["RS256"], options=SIGNATURE_ONLY)
    except jwt.PyJWTError:
        raise NotAdmitted(401, "signature") from None
    return claims


def _check_parties(claims: Mapping[str, object], app_id: str) -> None:
    if claims.get("iss") != ISSUER:  # the emulator and other bots ("skills") have issuers of their own
        raise NotAdmitted(401, "issuer")
    audience = claims.get("aud")
    if not isinstance(audience, str) or audience.lower() != app_id:
        raise NotAdmitted(401, "audience")


def _check_times(claims: Mapping[str, object], now: datetime) -> None:
    expires = _moment(claims.get("exp"))
    if expires is None:
        raise NotAdmitted(401, "no expiry")
    if expires <= (now - LEEWAY).timestamp():
        raise NotAdmitted(401, "expired")
    for begins in (claims[name] for name in ("nbf", "iat") if name in claims):
        moment = _moment(begins)
        if moment is None or moment > (now + LEEWAY).timestamp():
            raise NotAdmitted(401, "not yet valid")


def _moment(claim: object) -> int | float | None:
    """Seconds since 1970 (RFC 7519, NumericDate). JSON as Python reads it has NaN and Infinity: they are no moments."""
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        return None
    return claim if float("-inf") < claim < float("inf") else None


def _admit(claims: Mapping[str, object], key: SigningKey, activity: object, allowed: Allowed) -> Caller:
    """The token holds: does it speak for this activity, and is the activity for this deployment?"""
    return Caller(
        service_url=_service_url(claims, activity, allowed.service_urls),
        channel_id=_channel_id(key, activity, allowed.channels),
        tenant=_tenant(activity, allowed.tenants),
        conversation=_conversation(activity),
    )


def _service_url(claims: Mapping[str, object], activity: object, service_urls: ServiceUrls) -> str:
    """We answer there with a token of our own: an address that nobody vouches for would collect it."""
    url = _at(activity, "serviceUrl")
    if not isinstance(url, str) or not url:
        raise NotAdmitted(403, "no service URL")
    if claims.get("serviceurl") != url:
        raise NotAdmitted(403, "service URL differs from the token's")
    if not service_urls.allow(url):
        raise NotAdmitted(403, "service URL not allowed")
    return url


def _channel_id(key: SigningKey, activity: object, channels: frozenset[str]) -> str:
    channel_id = _at(activity, "channelId")
    if not isinstance(channel_id, str) or not channel_id:
        raise NotAdmitted(403, "no channel")
    if channel_id not in channels:
        raise NotAdmitted(403, "channel not allowed")
    if channel_id not in key.endorsements:
        raise NotAdmitted(403, "channel not endorsed by the key")
    return channel_id


def _tenant(activity: object, tenants: frozenset[str]) -> str:
    """Teams names the conversation's tenant in two places, and sometimes the sender's: not one may be foreign."""
    conversation = [_at(activity, "conversation", "tenantId"), _at(activity, "channelData", "tenant", "id")]
    named = [tenant for tenant in conversation if tenant is not None]
    if not named:
        raise NotAdmitted(403, "no tenant")
    sender = _at(activity, "from", "tenantId")
    for tenant in named if sender is None else [*named, sender]:
        if not isinstance(tenant, str) or tenant.lower() not in tenants:
            raise NotAdmitted(403, "tenant not allowed")
    return str(named[0]).lower()


def _conversation(activity: object) -> str:
    """Without it nothing could be answered."""
    conversation = _at(activity, "conversation", "id")
    if not isinstance(conversation, str) or not 0 < len(conversation) <= LONGEST_ID:
        raise NotAdmitted(403, "no conversation")
    if not (conversation.isascii() and conversation.isprintable()):
        raise NotAdmitted(403, "no conversation")
    return conversation


def _at(value: object, *names: str) -> object:
    """What stands there in JSON of any shape; None where nothing does."""
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
