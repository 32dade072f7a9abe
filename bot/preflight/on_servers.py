"""Do the mail servers take us: SMTP to send, IMAP to read, each with what mends its own trouble."""

from __future__ import annotations

from collections.abc import Iterator

from ..doors import DoorTrouble
from ..mail.servers.connecting import Cause, NotUsable
from ..mail.servers.post_office import PostOffice
from ..settings.mail import PostOfficeSettings, Server
from .findings import Finding, wrong

SERVERS = "the mail servers"


def not_usable(post_office: PostOffice, mail: PostOfficeSettings) -> Iterator[Finding]:
    """Those that do not take us. Both are asked, so that both are mended at once."""
    asked = (("SMTP", mail.smtp, post_office.check_sending), ("IMAP", mail.imap, post_office.check_reading))
    for name, server, check in asked:
        try:
            check()
        except DoorTrouble as trouble:
            what = f"{SERVERS}: {name} at {server.host}, port {server.port}"
            yield wrong(what, str(trouble), *_mend(name, server, trouble))


def _mend(name: str, server: Server, trouble: DoorTrouble) -> tuple[str, ...]:
    match trouble:
        case NotUsable(cause=Cause.CERTIFICATE):
            return (
                "Where an authority of your own has signed it, name the authority's certificate (PEM) in IRO_BOT_CA.",
                f"Else it has run out, or was made for another name than {server.host}: compare IRO_BOT_{name}_HOST.",
            )
        case NotUsable(cause=Cause.LOGIN):
            return (
                "Correct IRO_BOT_MAIL_USER and IRO_BOT_MAIL_PASSWORD, or what IRO_BOT_MAIL_PASSWORD_FILE names.",
                f"If both are right, ask whoever runs the mail server whether this account may log in by {name}.",
            )
        case _:
            return (
                f"Compare IRO_BOT_{name}_HOST, IRO_BOT_{name}_PORT and IRO_BOT_{name}_SECURITY with the mail server, "
                "and see whether a firewall lies between.",
            )
