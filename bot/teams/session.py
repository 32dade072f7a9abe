"""The connections to Microsoft: kept open, without cookies, through the network's proxy where there is one."""

from __future__ import annotations

import ssl

from aiohttp import ClientSession, DummyCookieJar, TCPConnector


def session_to_microsoft(trust: ssl.SSLContext) -> ClientSession:
    """HTTPS_PROXY and NO_PROXY of the environment are kept to. Belongs to the event loop; is closed by its owner."""
    return ClientSession(cookie_jar=DummyCookieJar(), trust_env=True, connector=TCPConnector(ssl=trust))
