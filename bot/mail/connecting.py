"""What the doors to any mail server share: an account, and the certificates that are believed."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path

from ..settings.mail import Server

TIMEOUT = 30
"""Seconds that a server may take for one answer."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where, as whom, and whose certificates: `believed` is not asked where the connection stays on this machine."""

    server: Server
    user: str
    password: str = field(repr=False)
    believed: ssl.SSLContext = field(repr=False)


def certificates(authority: Path | None) -> ssl.SSLContext:
    """The machine's own authorities, and one of the deployment's own. Raises OSError for a file that holds none."""
    believed = ssl.create_default_context()
    if authority is not None:
        believed.load_verify_locations(cafile=authority)
    return believed


def why_not(trouble: OSError) -> str:
    """The end of a sentence, without a word of what the server said: that may name people."""
    match trouble:
        case ssl.SSLCertVerificationError():
            return "its certificate cannot be verified"
        case TimeoutError():
            return "it took too long to answer"
        case _:
            return type(trouble).__name__
