"""What the doors to any mail server share: an account, and the certificates that are believed."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from smtplib import SMTPNotSupportedError, SMTPServerDisconnected
from socket import gaierror

from ...doors import TryLater
from ...settings.mail import Server

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


class Cause(StrEnum):
    """What stands between us and a mail server, as far as it tells what mends it."""

    CERTIFICATE = "certificate"
    LOGIN = "login"
    CONNECTION = "connection"


class NotUsable(TryLater):
    """A mail server could not be used at all."""

    def __init__(self, why: str, cause: Cause) -> None:
        super().__init__(why)
        self.cause = cause


def not_usable(server: str, trouble: OSError) -> NotUsable:
    cause = Cause.CERTIFICATE if isinstance(trouble, ssl.SSLCertVerificationError) else Cause.CONNECTION
    return NotUsable(f"{server} could not be used: {why_not(trouble)}", cause)


def why_not(trouble: OSError) -> str:
    """The end of a sentence, without a word of what the server said: that may name people."""
    match trouble:
        case ssl.SSLCertVerificationError():
            return "its certificate cannot be verified"
        case ssl.SSLError():
            return "it does not answer in TLS"
        case TimeoutError():
            return "it took too long to answer"
        case ConnectionRefusedError():
            return "nothing answers at its port"
        case ConnectionError() | SMTPServerDisconnected():
            return "it ended the connection"
        case gaierror():
            return "no machine is known by its name"
        case SMTPNotSupportedError():
            return "it offers no STARTTLS, or no log-in with a password"
        case _:
            return type(trouble).__name__
