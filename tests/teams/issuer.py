"""The tests' own issuer: keys, the two documents that publish them over HTTP, and the tokens that they sign."""

import asyncio
import base64
import functools
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import jwt
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.clock import SteppedClock
from bot.teams.guard import Allowed, Guard
from bot.teams.keys import SigningKeys

APP = "5b0c2e7e-1111-4c1a-9d5e-0a0a0a0a0a0a"
TENANT = "9d2f6c1e-2222-4f6b-8b1e-0b0b0b0b0b0b"
SERVICE_URL = "https://smba.trafficmanager.net/uk/"
# far from the day on which the tests run: nothing but the given clock may count
MORNING = datetime(2031, 3, 3, 9, 0, tzinfo=UTC)

Json = Mapping[str, object]


@functools.cache
def private_key(key_id: str, size: int = 2048) -> RSAPrivateKey:
    """Made once for each id: making one takes a while."""
    return generate_private_key(public_exponent=65_537, key_size=size)


def public_jwk(key_id: str, endorsements: object = ("msteams", "directline"), size: int = 2048) -> dict[str, object]:
    numbers = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private_key(key_id, size).public_key()))
    return {"kty": "RSA", "use": "sig", "kid": key_id, "endorsements": endorsements, "n": numbers["n"], "e": "AQAB"}


class Issuer:
    """Serves metadata and keys on this machine, counts what is fetched, and misbehaves on demand.

    `metadata` and `key_document`, where set, are answered instead of the true documents.
    """

    def __init__(self) -> None:
        self.published: list[dict[str, object]] = [public_jwk("first"), public_jwk("unendorsed", ["webchat"])]
        self.metadata: Callable[[], web.Response] | None = None
        self.key_document: Callable[[], web.Response] | None = None
        self.metadata_fetches = 0
        self.key_fetches = 0
        self._may_answer = asyncio.Event()
        self._may_answer.set()
        self._asked = asyncio.Event()
        self._port = 0
        self._server: TestServer | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def metadata_url(self) -> str:
        return f"{self.address}/v1/.well-known/openidconfiguration"

    async def start(self) -> None:
        """Again at the same address, once it has been there."""
        app = web.Application()
        app.router.add_get("/v1/.well-known/openidconfiguration", self._answer_metadata)
        app.router.add_get("/v1/.well-known/keys", self._answer_keys)
        self._server = TestServer(app, host="127.0.0.1", port=self._port or None)
        await self._server.start_server()
        self._port = self._server.port or 0

    async def stop(self) -> None:
        self.let_go()
        if self._server is not None:
            await self._server.close()
            self._server = None

    def rotate(self, *key_ids: str) -> None:
        self.published = [public_jwk(key_id) for key_id in key_ids]

    def hold(self) -> None:
        """Whoever asks waits until `let_go`."""
        self._may_answer.clear()
        self._asked.clear()

    def let_go(self) -> None:
        self._may_answer.set()

    async def asked(self) -> None:
        async with asyncio.timeout(20):
            await self._asked.wait()

    async def _answer_metadata(self, request: web.Request) -> web.Response:
        self.metadata_fetches += 1
        self._asked.set()
        await self._may_answer.wait()
        if self.metadata is not None:
            return self.metadata()
        return web.json_response(
            {"issuer": "https://api.botframework.com", "jwks_uri": f"{self.address}/v1/.well-known/keys"}
        )

    async def _answer_keys(self, request: web.Request) -> web.Response:
        self.key_fetches += 1
        return self.key_document() if self.key_document is not None else web.json_response({"keys": self.published})


@asynccontextmanager
async def issuer_and_keys(
    clock: SteppedClock, within: timedelta = timedelta(seconds=30)
) -> AsyncIterator[tuple[Issuer, SigningKeys]]:
    """A patience that a busy machine does not use up, unless the test is about it."""
    issuer = Issuer()
    await issuer.start()
    async with ClientSession() as session:
        keys = SigningKeys(issuer.metadata_url, session, clock, within)
        yield issuer, keys
        await keys.close()
    await issuer.stop()


def guard_with(keys: SigningKeys, clock: SteppedClock) -> Guard:
    return Guard(Allowed(APP, frozenset([TENANT])), keys, clock)


def claims(**changed: object) -> dict[str, object]:
    """What the service puts into a token that it makes now."""
    now = int(MORNING.timestamp())
    proper = {
        "iss": "https://api.botframework.com",
        "aud": APP,
        "serviceurl": SERVICE_URL,
        "nbf": now - 300,
        "exp": now + 3_600,
    }
    return {**proper, **changed}


def without(mapping: Json, *names: str) -> dict[str, object]:
    return {name: value for name, value in mapping.items() if name not in names}


def bearer(
    said: Json | None = None,
    signed_by: str = "first",
    header: Json | None = None,
    drop: Iterable[str] = (),
    size: int = 2048,
) -> str:
    """A header as the service sends it; `header` changes the token's own header, `drop` leaves parts of that out."""
    head = without({"alg": "RS256", "typ": "JWT", "kid": signed_by, **(header or {})}, *drop)
    signing_input = f"{encoded(head)}.{encoded(claims() if said is None else said)}"
    signer = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256)
    signature = signer.sign(signing_input.encode(), private_key(signed_by, size))
    return f"Bearer {signing_input}.{base64url(signature)}"


def unsigned(said: Json) -> str:
    return f"Bearer {encoded({'alg': 'none', 'typ': 'JWT', 'kid': 'first'})}.{encoded(said)}."


def signed_with_the_public_key(said: Json) -> str:
    """The old trick: what everybody knows is used as the secret of a symmetric signature."""
    public = private_key("first").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signing_input = f"{encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': 'first'})}.{encoded(said)}"
    return f"Bearer {signing_input}.{base64url(hmac.new(public, signing_input.encode(), hashlib.sha256).digest())}"


def encoded(part: object) -> str:
    return base64url(json.dumps(part).encode())


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def activity(**changed: object) -> dict[str, object]:
    """A message as Teams sends it; a value of None leaves that part out."""
    proper: dict[str, object] = {
        "type": "message",
        "id": "1485983408511",
        "serviceUrl": SERVICE_URL,
        "channelId": "msteams",
        "from": {"id": "29:1a", "aadObjectId": "0c0c0c0c-3333-4444-5555-0c0c0c0c0c0c"},
        "conversation": {
            "conversationType": "personal",
            "tenantId": TENANT,
            "id": "a:17I0kl8EkpE1O9PH5TWrzrLNwnWWcfrU",
        },
        "recipient": {"id": f"28:{APP}", "name": "IRO Bot"},
        "channelData": {"tenant": {"id": TENANT}},
        "text": "raise",
    }
    return {name: value for name, value in {**proper, **changed}.items() if value is not None}
