"""What a mailbox writes back of itself: it is no answer to anything, but may say that its person is away."""

from __future__ import annotations

import logging

from escalation.case import PersonId
from escalation.working_days import LONDON

from ...absences.finding import note_out_of_office
from ...casework import Desk
from ..door import IncomingMail
from ..parsing.headers import values_of
from ..parsing.reports import out_of_office_until, speaks_of_absence

logger = logging.getLogger(__name__)


def note_automatic(desk: Desk, mail: IncomingMail, sender: PersonId | None) -> None:
    """Only of somebody whom our own mail system vouches for: else anybody could send people on leave."""
    logger.info("an automatic reply was read and not acted on")
    if sender is None or not is_automatic_reply(mail):
        return
    arrived = mail.arrived.astimezone(LONDON).date()
    until = out_of_office_until(mail.text, arrived)
    if until is not None or speaks_of_absence(mail.text, mail.subject, arrived):  # else it only says that ours came
        note_out_of_office(desk, sender, until)


def may_be_a_persons(mail: IncomingMail) -> bool:
    """Nothing but how it travelled speaks against it: in bulk, passed on by a rule, or by a server that leaves out whom
    to tell if it fails. Machines of any other kind say what they are."""
    said = {value.partition(";")[0].strip().lower() for value in values_of(mail.headers, "auto-submitted")}
    precedence = {value.strip().lower() for value in values_of(mail.headers, "precedence")}
    kinds = values_of(mail.headers, "content-type")
    is_marked = not said <= {"no", "auto-forwarded"} or bool(precedence & {"auto_reply", "auto-reply"})
    is_reply = any(value.strip().lower() != "no" for value in values_of(mail.headers, "x-autoreply"))
    return not (is_marked or is_reply or any(value.lower().startswith("multipart/report") for value in kinds))


def is_automatic_reply(mail: IncomingMail) -> bool:
    """Written by a mailbox in answer to a mail (RFC 3834, section 5). Lists, receipts and reminders are automatic too,
    and nobody is away because of them."""
    said = [value.partition(";")[0].strip().lower() for value in values_of(mail.headers, "auto-submitted")]
    precedence = {value.strip().lower() for value in values_of(mail.headers, "precedence")}
    is_reply = "auto-replied" in said or any(values_of(mail.headers, "x-autoreply"))
    is_receipt = any(value.lower().startswith("multipart/report") for value in values_of(mail.headers, "content-type"))
    return (is_reply or not precedence.isdisjoint({"auto_reply", "auto-reply"})) and not is_receipt
