"""Where the service of Teams lives: the addresses that an activity may name, and that we may call."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..doors import Refused

PUBLIC_CLOUD = frozenset(
    [
        "smba.trafficmanager.net",
        "smba.onyx.prod.teams.trafficmanager.net",
        "smba.infra.gcc.teams.microsoft.com",
    ]
)
"""Microsoft's own list for its public cloud: Teams SDK, "Service URL Validation"."""

LOOPBACK = frozenset(["localhost", "127.0.0.1", "[::1]"])
LONGEST_URL = 2_048

# What is not plainly scheme, host, port and path is refused: two readers of a URL may differ about anything else.
_PLAIN_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[::1\])(?::(?P<port>[0-9]{1,5}))?(?:/[a-z0-9._~/-]*)?", re.IGNORECASE
)


class ServiceUrlRefused(Refused):
    """A token is never shown to a host that is not on the list."""


@dataclass(frozen=True, slots=True)
class ServiceUrls:
    """`hosts` are reached by https, at its own port. `on_this_machine` is for the try-out: by http too, at any port.

    Raises ValueError where there is no host, one is not a plain name, or `on_this_machine` names another machine.
    """

    hosts: frozenset[str] = PUBLIC_CLOUD
    on_this_machine: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not self.hosts | self.on_this_machine:
            raise ValueError("At least one host of the service has to be allowed.")
        wrong = {host for host in self.hosts if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host)}
        if wrong:
            raise ValueError(f"A host is a whole name in small letters, with no scheme or star: {sorted(wrong)}.")
        if not self.on_this_machine <= LOOPBACK:
            raise ValueError(f"Only this machine may be called without https: {sorted(LOOPBACK)}.")

    def checked(self, url: str) -> str:
        """The same address without a slash at its end. Raises ServiceUrlRefused."""
        if not self.allow(url):
            raise ServiceUrlRefused("The service URL is not one that the bot may speak to")
        return url.rstrip("/")

    def allow(self, url: str) -> bool:
        """May be asked of any text. To be asked again before each call that goes out."""
        plain = _PLAIN_URL.fullmatch(url) if len(url) <= LONGEST_URL else None
        if plain is None:
            return False
        scheme, host, port = plain["scheme"].lower(), plain["host"].lower(), plain["port"]
        if host in self.on_this_machine:
            return True
        return scheme == "https" and port in (None, "443") and host in self.hosts
