"""The ways out of this machine: whose certificates are trusted, and how long anything may take."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from pathlib import Path

import httpx

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0
TIMEOUT = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)


def trusted(authority: Path | None = None) -> ssl.SSLContext:
    """The public authorities, and an own one besides: a PEM file. Takes 20 ms: made once.

    Raises OSError where it cannot be read, ssl.SSLError where it holds no certificate.
    """
    context = httpx.create_ssl_context()
    if authority is not None:
        context.load_verify_locations(cafile=authority)
    return context


class MsalHttp:
    """A client as msal wants it: it hands over forms with bytes in them, and looks at status, text and headers."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def get(self, url: str, **kwargs: object) -> httpx.Response:
        return self._client.get(url, params=_texts(kwargs.get("params")), headers=_texts(kwargs.get("headers")))

    def post(self, url: str, **kwargs: object) -> httpx.Response:
        params, headers = _texts(kwargs.get("params")), _texts(kwargs.get("headers"))
        return self._client.post(url, data=_texts(kwargs.get("data")), params=params, headers=headers)

    def close(self) -> None:
        self._client.close()


def to_entra(trust: ssl.SSLContext) -> MsalHttp:
    """HTTPS_PROXY and NO_PROXY of the environment are kept to. Raises ValueError for a proxy that is no URL."""
    return MsalHttp(httpx.Client(verify=trust, timeout=TIMEOUT))


def to_machine() -> MsalHttp:
    """Never through a proxy: the identity endpoint is a link-local address, and a proxy must not see its tokens."""
    return MsalHttp(httpx.Client(trust_env=False, timeout=TIMEOUT))


def _texts(given: object) -> dict[str, str]:
    pairs = given.items() if isinstance(given, Mapping) else ()
    return {str(name): value.decode() if isinstance(value, bytes) else str(value) for name, value in pairs}
