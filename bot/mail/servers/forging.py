"""A mail to ourselves that vouches for itself in the name of our own mail system: it must not be believed."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from ..sending.composing import ROW_HEADER

STRANGER = "nobody@forged.invalid"
"""Of a domain that nobody can hold (RFC 2606, 2)."""


def forged(ours: str, authserv_id: str, message_id: str, at: datetime) -> bytes:
    """It is put away as a copy of ours, and never read as incoming."""
    message = EmailMessage(policy=SMTP)
    message["Authentication-Results"] = f"{authserv_id}; dmarc=pass header.from=forged.invalid"
    message["From"], message["To"] = STRANGER, ours
    message["Subject"] = "IRO Bot: a test of what this mailbox believes"
    message["Date"], message["Message-ID"] = format_datetime(at), f"<{message_id}>"
    message["Auto-Submitted"] = "auto-generated"
    message[ROW_HEADER] = message_id.partition("@")[0]
    message.set_content("This is a test of IRO Bot, sent by the command iro-bot preflight. Nothing is asked of you.")
    return bytes(message)
