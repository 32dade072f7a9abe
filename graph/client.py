"""Graph over the SDK's request adapter: raw JSON, no repeats of its own, and a token that goes to Graph's host only.

The SDK's models are left out on purpose: the first one that is read loads 1,207 modules and blocks the event loop for
two seconds, and a page of 50 mails takes half a second each time. JSON takes 5 ms.
"""

from __future__ import annotations

import asyncio
import json as written_json
import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

import httpx
from kiota_abstractions.authentication import AllowedHostsValidator
from kiota_abstractions.authentication.access_token_provider import AccessTokenProvider
from kiota_abstractions.authentication.base_bearer_token_authentication_provider import (
    BaseBearerTokenAuthenticationProvider,
)
from kiota_abstractions.method import Method
from kiota_abstractions.native_response_handler import NativeResponseHandler
from kiota_abstractions.request_information import RequestInformation
from kiota_http.middleware.options import ResponseHandlerOption
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph_core import GraphClientFactory

from .answers import JsonObject, accepted, broken
from .errors import GraphTrouble, NotAllowed, NotYet
from .holding import Holding, Time
from .measured import Measured
from .network import ANSWER_SECONDS, TIMEOUT, trusted

PUBLIC_GRAPH = "https://graph.microsoft.com/v1.0"
AT_ONCE = 4
"""Requests for one mailbox that Graph takes at the same time (https://learn.microsoft.com/graph/throttling-limits)."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Token(Protocol):
    async def bearer(self) -> str:
        """Raises NotYet."""
        ...

    def forget(self, token: str) -> None: ...


def resource_of(url: str) -> str:
    """What a token is asked for, as https://graph.microsoft.com, where Graph stands at `url`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def path(*parts: str) -> str:
    """A path below Graph's version, each part quoted: path("users", id, "messages"). Raises NotAllowed for dots."""
    if any(part.strip(".") == "" for part in parts):
        raise NotAllowed("An id of Graph's is empty")
    return "/" + "/".join(quote(part, safe="") for part in parts)


class GraphClient:
    """One for the process and its event loop. All calls raise GraphTrouble (errors.py).

    A target is a path (see `path`) or one of Graph's own links, as a delta link. What changes nothing is never in
    doubt. At most four calls are under way; after a Retry-After the mailbox that it was about is left alone: calls
    raise NotYet with the seconds that are left.
    """

    def __init__(self, url: str, token: Token, trust: ssl.SSLContext | None = None, time: Time | None = None) -> None:
        self.url = url.rstrip("/")
        logging.getLogger("httpx").setLevel(logging.WARNING)  # below that it writes addresses, with people's in them
        # packed answers could grow beyond what is measured
        plain = {"Accept-Encoding": "identity"}
        http = httpx.AsyncClient(verify=trust or trusted(), timeout=TIMEOUT, headers=plain)
        self._http = GraphClientFactory.create_with_custom_middleware([Measured()], client=http)
        self._guarded = _GuardedToken(token, urlsplit(self.url).netloc)
        self._adapter = GraphRequestAdapter(BaseBearerTokenAuthenticationProvider(self._guarded), self._http)
        self._adapter.base_url = self.url
        self._free = asyncio.Semaphore(AT_ONCE)
        self._holding = Holding(time)

    async def get(
        self, target: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> JsonObject:
        return accepted(await self._made(_Request(Method.GET, target, params, headers, changes=False)), changes=False)

    async def get_bytes(self, target: str, headers: Mapping[str, str] | None = None) -> bytes:
        """As for a mail's MIME. Raises TooLarge beyond 4 MiB, as `get` does."""
        response = await self._made(_Request(Method.GET, target, None, headers, changes=False))
        return bytes(response.content) if response.is_success else _raised(response)

    async def post(
        self,
        target: str,
        json: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        content: bytes | None = None,
        content_type: str = "application/json",
        changes: bool = True,
    ) -> JsonObject:
        """`content` in place of `json`. `changes` False for a question that is asked by POST."""
        body = content if json is None else written_json.dumps(json).encode()
        request = _Request(Method.POST, target, None, headers, body, content_type, changes)
        return accepted(await self._made(request), changes)

    async def patch(self, target: str, json: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> JsonObject:
        body = written_json.dumps(json).encode()
        return accepted(await self._made(_Request(Method.PATCH, target, None, headers, body)), changes=True)

    async def delete(self, target: str, headers: Mapping[str, str] | None = None) -> JsonObject:
        return accepted(await self._made(_Request(Method.DELETE, target, None, headers)), changes=True)

    async def warm_up(self) -> None:
        """Before anything is promised: the token is asked for, and all is loaded that a call needs. Raises NotYet."""
        await self._guarded.token.bearer()

    async def close(self) -> None:
        await self._http.aclose()

    async def _made(self, request: _Request) -> httpx.Response:
        place = request.place
        async with self._free:
            self._holding.check(place)
            response = await self._sent(request)
        if response.status_code == 401:
            self._guarded.token.forget(response.request.headers.get("Authorization", "").removeprefix("Bearer "))
        self._holding.note(place, response)
        return response

    async def _sent(self, request: _Request) -> httpx.Response:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                response: httpx.Response = await self._adapter.send_no_response_content_async(
                    request.information(self.url), None
                )
                return response
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, TimeoutError, OSError) as error:
            raise broken(error, request.changes) from error


@dataclass(frozen=True, slots=True)
class _Request:
    method: Method
    target: str
    params: Mapping[str, str] | None = None
    headers: Mapping[str, str] | None = None
    content: bytes | None = None
    content_type: str = "application/json"
    changes: bool = True

    @property
    def place(self) -> str:
        """The mailbox or person that it is about: Graph counts by these."""
        parts = urlsplit(self.target).path.partition("/users/")[2]
        return parts.partition("/")[0]

    def information(self, base: str) -> RequestInformation:
        request = RequestInformation()
        request.http_method = self.method
        url = self.target if self.target.startswith(("https://", "http://")) else base + self.target
        request.url = str(httpx.URL(url, params=dict(self.params))) if self.params else url
        for name, value in (self.headers or {}).items():
            request.headers.add(name, value)
        if self.content is not None:
            request.set_stream_content(self.content, self.content_type)
        request.add_request_options([ResponseHandlerOption(NativeResponseHandler())])
        return request


class _GuardedToken(AccessTokenProvider):  # type: ignore[misc]  # the SDK is not typed here
    """An empty token would send the request without any: this one raises instead, and for every other host."""

    def __init__(self, token: Token, host: str) -> None:
        self.token = token
        self._host = host

    async def get_authorization_token(self, uri: str, additional_authentication_context: dict[str, Any] = {}) -> str:  # noqa: B006
        """Raises NotAllowed and NotYet."""
        parts = urlsplit(uri)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        if parts.netloc != self._host or not is_safe:
            raise NotAllowed("Our token for Graph goes to Graph's own address only, and only over https")
        if additional_authentication_context:  # Graph wants another one than it was shown just now
            self.token.forget(await self.token.bearer())
            raise NotYet("Graph asks for a new token", status=401)
        if not (bearer := await self.token.bearer()):
            raise NotYet("There is no token for Graph")
        return bearer

    def get_allowed_hosts_validator(self) -> AllowedHostsValidator:
        return AllowedHostsValidator([self._host])


def _raised(response: httpx.Response) -> bytes:
    accepted(response, changes=False)
    raise GraphTrouble("Graph's answer has no meaning here", status=response.status_code)
