"""What a mailbox writes back of itself: it is no answer to anything, but may say that its person is away."""

from __future__ import annotations

import logging

from escalation.case import PersonId
from escalation.working_days import LONDON

from ..absences.finding import note_out_of_office
from ..casework import Desk
from .door import IncomingMail
from .headers import values_of
from .reports import out_of_office_until

logger = logging.getLogger(__name__)


def note_automatic(desk: Desk, mail: IncomingMail, sender: PersonId | None) -> None:
    """Only of somebody whom our own mail system vouches for: else anybody could send people on leave."""
    logger.info("an automatic reply was read and not acted on")
    if sender is not None and says_away(mail):
        arrived = mail.arrived.astimezone(LONDON).date()
        note_out_of_office(desk, sender, out_of_office_until(mail.text, arrived))


def says_away(mail: IncomingMail) -> bool:
    """Written by a mailbox in answer to a mail (RFC 3834, section 5). Lists, receipts and reminders are automatic too,
    and nobody is away because of them."""
    said = [value.partition(";")[0].strip().lower() for value in values_of(mail.headers, "auto-submitted")]
    precedence = {value.strip().lower() for value in values_of(mail.headers, "precedence")}
    is_reply = "auto-replied" in said or any(values_of(mail.headers, "x-autoreply"))
    is_receipt = any(value.lower().startswith("multipart/report") for value in values_of(mail.headers, "content-type"))
    return (is_reply or not precedence.isdisjoint({"auto_reply", "auto-reply"})) and not is_receipt
