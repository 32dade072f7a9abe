"""A mail of ours as it travels: one text to read, one to look at, and the headers that keep it in its conversation.

Both parts, the Message-ID and the thread are in it, so that every mailbox sends the same (RFC 5322, RFC 2046).
"""

from __future__ import annotations

import re
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage, Message
from email.policy import SMTP, Policy
from email.utils import format_datetime, formataddr

from ...doors import Unreachable
from ..door import OutgoingMail

NAME = "IRO Bot"
"""Who writes, as an inbox lists it. Outlook puts the mailbox's own name in its place."""
ROW_HEADER = "X-IRO-Bot-Message"
MOST_EARLIER = 10
"""How many earlier mails are named; with the first of all, so that the thread keeps its root."""


class _MessageIds(UnstructuredHeader, BaseHeader):
    """One to a line: folded inside, they would be written in a code that no mail program threads by."""

    def fold(self, *, policy: Policy[Message]) -> str:
        return f"{self.name}: {f'{policy.linesep} '.join(str(self).split())}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("in-reply-to", _MessageIds)
_HEADERS.map_to_type("references", _MessageIds)
_POLICY = SMTP.clone(header_factory=_HEADERS)
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_MESSAGE_ID = re.compile(r"[!-;=?-~]{1,250}")
_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def composed(mail: OutgoingMail, sender: str, message_id: str) -> EmailMessage:
    """`message_id` without angle brackets. Raises Unreachable for an address to which nothing can be sent."""
    if not _ADDRESS.fullmatch(mail.address):
        raise Unreachable("there is no usable mail address")
    message = EmailMessage(policy=_POLICY)
    message["From"], message["To"] = formataddr((NAME, sender)), mail.address
    message["Subject"] = _BREAKS.sub(" ", _whole(mail.subject)).strip()
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = f"<{message_id}>"
    _thread(message, mail.follows)
    message["Auto-Submitted"] = "auto-generated"
    message[ROW_HEADER] = mail.id
    if mail.urgent:
        message["Importance"], message["X-Priority"] = "high", "1"
    message.set_content(_whole(mail.text), cte="quoted-printable")
    message.add_alternative(_whole(mail.html), subtype="html", cte="quoted-printable")
    if mail.calendar is not None:  # the last alternative is the one that a calendar takes (RFC 6047)
        method = {"method": mail.calendar.method}
        message.add_alternative(_whole(mail.calendar.text), subtype="calendar", cte="base64", params=method)
    return message


def _thread(message: EmailMessage, follows: tuple[str, ...]) -> None:
    usable = [id for id in follows if _MESSAGE_ID.fullmatch(id)]
    if not usable:
        return
    message["In-Reply-To"] = f"<{usable[-1]}>"
    message["References"] = " ".join(f"<{id}>" for id in dict.fromkeys([usable[0], *usable[-MOST_EARLIER:]]))


def _whole(text: str) -> str:
    """Half a character, as a broken form may send it, cannot travel."""
    return text.encode("utf-8", "replace").decode("utf-8")
