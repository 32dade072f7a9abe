"""The mail that `--live` sends: it says that it is one, and asks nothing of anybody."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from escalation.case import PersonId

from ..mail.door import OutgoingMail

SUBJECT = "IRO Bot: a test mail"
WORDS = "This is a test of IRO Bot, sent by the command iro-bot preflight. Nothing is asked of you."


def trial_mail(to: str, now: datetime, subject: str = SUBJECT, follows: tuple[str, ...] = ()) -> OutgoingMail:
    html = f"<p>{WORDS}</p>"
    return OutgoingMail(uuid4().hex, PersonId(""), to, subject, html, WORDS, now, False, "test", follows=follows)
