"""The connections to Microsoft: kept open, without cookies, through the network's proxy where there is one."""

from __future__ import annotations

import ssl
from urllib.request import getproxies

from aiohttp import ClientSession, DummyCookieJar, TCPConnector


def session_to_microsoft(trust: ssl.SSLContext) -> ClientSession:
    """HTTPS_PROXY and NO_PROXY of the environment are kept to. Belongs to the event loop; is closed by its owner."""
    # asked once: aiohttp would look through the environment, and for a .netrc, before each call
    has_proxy = bool(getproxies())
    return ClientSession(cookie_jar=DummyCookieJar(), trust_env=has_proxy, connector=TCPConnector(ssl=trust))
