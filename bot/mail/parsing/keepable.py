"""A mail as a database can keep it: signs that none keeps are shown as replacement signs, and its id is short."""

from __future__ import annotations

import re
from dataclasses import replace

from ..door import IncomingMail
from .headers import short_id

_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")
LONGEST_ADDRESS = 500
NOT_KEPT = "It could be neither read nor kept here. The mail itself lies in the mailbox."


def keepable(mail: IncomingMail) -> IncomingMail:
    """Also what a provider gives in JSON may hold halves of characters."""
    return replace(
        mail,
        id=_id(mail),
        from_address=_kept(mail.from_address)[:LONGEST_ADDRESS],
        answers=tuple(map(_kept, mail.answers)),
        subject=_kept(mail.subject),
        text=_kept(mail.text),
        whole=_kept(mail.whole),
        headers=tuple((_kept(name), _kept(value)) for name, value in mail.headers),
        conversation=_kept(mail.conversation) if mail.conversation is not None else None,
        attachments=tuple(replace(one, name=_kept(one.name)) for one in mail.attachments),
        unreadable=_kept(mail.unreadable),
        bounced=tuple(map(_kept, mail.bounced)),
        why_bounced=_kept(mail.why_bounced),
        bounced_for=tuple(map(_kept, mail.bounced_for)),
    )


def bare(mail: IncomingMail) -> IncomingMail:
    """No more than that it came, and when: for a mail that trips up whoever looks at it."""
    return IncomingMail(_id(mail), "", False, (), "", "", mail.arrived)


def _id(mail: IncomingMail) -> str:
    return short_id(_kept(mail.id))


def _kept(text: str) -> str:
    return _NOT_KEPT.sub("\ufffd", text)
