"""The door to our mailbox, as the environment describes it: Outlook through Graph, or SMTP with IMAP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from .reading import PREFIX, Reading
from .registration import OUTLOOK, Registration, read_registration

GRAPH_URL = "https://graph.microsoft.com/v1.0"
LOGIN_HOST = "login.microsoftonline.com"
VERSION = "/v1.0"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""What goes there does not leave the machine, so that it may go without TLS."""


_ROLE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Kind(StrEnum):
    OFF = "off"
    OUTLOOK = "outlook"
    SMTP = "smtp"


class Security(StrEnum):
    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"  # on this machine only


@dataclass(frozen=True, slots=True)
class GroupOfRole:
    """Whoever is in the directory's group `id` holds `role`, in the team where one is named."""

    id: str
    role: str
    team: str | None = None


@dataclass(frozen=True, slots=True)
class OutlookSettings:
    """`address` is our mailbox. `graph_url` ends with its version. `notifications` is the public address at which
    Microsoft tells us of new mail, empty where we only look.
    """

    address: str
    registration: Registration
    graph_url: str = GRAPH_URL
    login_host: str = LOGIN_HOST
    notifications: str = ""
    groups: tuple[GroupOfRole, ...] = ()


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    security: Security


@dataclass(frozen=True, slots=True)
class PostOfficeSettings:
    """Any mail server. `authserv_id` is the name under which it vouches for a sender (RFC 8601)."""

    address: str
    smtp: Server
    imap: Server
    user: str
    password: str = field(repr=False)
    authserv_id: str


MailSettings = OutlookSettings | PostOfficeSettings


def read_mail(reading: Reading) -> MailSettings | None:
    """None where the door is closed. What the other kind of mailbox needs may be left in place."""
    kind = reading.one_of("MAIL", Kind.OFF)
    address = reading.address("MAIL_ADDRESS", "the mailbox that the bot writes from", kind is not Kind.OFF)
    outlook = _outlook(reading, address, kind is Kind.OUTLOOK)
    post_office = _post_office(reading, address, kind is Kind.SMTP)
    return {Kind.OFF: None, Kind.OUTLOOK: outlook, Kind.SMTP: post_office}[kind]


def _outlook(reading: Reading, address: str, is_open: bool) -> OutlookSettings:
    login = _url(reading, "LOGIN_URL", f"https://{LOGIN_HOST}", "the sign-in service of your national cloud")
    graph = _url(reading, "GRAPH_URL", GRAPH_URL, "Microsoft Graph in your national cloud")
    return OutlookSettings(
        address,
        read_registration(reading, OUTLOOK, is_open),
        graph if urlsplit(graph).path.strip("/") else graph.rstrip("/") + VERSION,
        urlsplit(login).netloc,
        _url(reading, "MAIL_NOTIFICATIONS", "", "the public address of this service, with /api/mail at its end"),
        tuple(_groups(reading)),
    )


def _groups(reading: Reading) -> Iterator[GroupOfRole]:
    """ "iro = GUID; team_manager @ North = GUID": the roles as the procedure calls them."""
    for item in filter(None, map(str.strip, reading.text("GROUPS").split(";"))):
        post, _, id = (part.strip() for part in item.rpartition("="))
        role, _, team = (part.strip() for part in post.partition("@"))
        if _ROLE.fullmatch(role) and _GUID.fullmatch(id.lower()):
            yield GroupOfRole(id.lower(), role, team or None)
        else:
            reading.faults.append(
                f"{PREFIX}GROUPS has a part that cannot be read. Write a role, a team behind @ where it is held in one "
                "team, and the group's Object ID: iro = 12345678-90ab-cdef-1234-567890abcdef; semicolons between."
            )


def _post_office(reading: Reading, address: str, is_open: bool) -> PostOfficeSettings:
    smtp = _server(reading, "SMTP", Security.STARTTLS, {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25})
    imap = _server(reading, "IMAP", Security.TLS, {Security.STARTTLS: 143, Security.TLS: 993, Security.NONE: 143})
    password = reading.secret("MAIL_PASSWORD")
    authserv_id = reading.text("MAIL_AUTHSERV_ID")
    if is_open:
        for name, server in (("SMTP", smtp), ("IMAP", imap)):
            _look_at_server(reading, name, server)
        if not password:
            reading.gap(
                f"{PREFIX}MAIL_PASSWORD is not set. It, or the file that {PREFIX}MAIL_PASSWORD_FILE names, is the "
                "password of the mailbox."
            )
        if not authserv_id:
            reading.missing("MAIL_AUTHSERV_ID", "how your mail server signs its Authentication-Results header")
    return PostOfficeSettings(address, smtp, imap, reading.text("MAIL_USER", address), password, authserv_id)


def _server(reading: Reading, name: str, usual: Security, ports: dict[Security, int]) -> Server:
    security = reading.one_of(f"{name}_SECURITY", usual)
    return Server(reading.text(f"{name}_HOST"), reading.port(f"{name}_PORT", ports[security]), security)


def _look_at_server(reading: Reading, name: str, server: Server) -> None:
    if not server.host:
        reading.gap(f"{PREFIX}{name}_HOST is not set. It names the mail server that speaks {name}.")
    elif server.security is Security.NONE and server.host not in LOOPBACK:
        said = f"{PREFIX}{name}_SECURITY is none, and {server.host} is another machine. Write starttls or tls."
        reading.faults.append(said)


def _url(reading: Reading, name: str, otherwise: str, what: str) -> str:
    """Plain http only where it stays on this machine."""
    written = reading.text(name, otherwise)
    try:
        url = urlsplit(written)
        is_safe = url.scheme == "https" or (url.scheme == "http" and url.hostname in LOOPBACK)
        is_plain = bool(url.hostname) and not (url.query or url.fragment or url.username) and url.port != 0
    except ValueError:
        is_safe = is_plain = False
    if written and not (is_safe and is_plain):
        reading.faults.append(f"{PREFIX}{name} is no address that can be used. It begins with https:// and is {what}.")
        return otherwise
    return written.rstrip("/")
