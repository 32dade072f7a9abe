"""A mail as it is kept for a person to read: everything about it but what was attached."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from cards.replies.html import looks_like_html, text_of_html
from cards.replies.reading import read_reply
from escalation.case import CaseRef, PersonId
from escalation.working_days import LONDON

from .door import Attachment, IncomingMail

SET_ASIDE = "set aside"
FILED = "filed mail"
LEFT = "mail that needed nothing"
ASIDE_CARD = "card of a mail that was set aside"
"""Under the id of the message that shows it: the key of the mail."""


@dataclass(frozen=True, slots=True)
class KeptMail:
    """`ref` and `sender` as far as they were known, `why` it was set aside; `vouched`: by our own mail system."""

    id: str
    from_address: str
    vouched: bool
    subject: str
    text: str
    arrived: datetime
    attachments: tuple[Attachment, ...]
    why: str
    ref: CaseRef | None
    sender: PersonId | None
    whole: str = ""

    @property
    def shown(self) -> str:
        """All of it, as text."""
        text = self.whole or self.text
        return text_of_html(text) if looks_like_html(text) else text

    @property
    def words(self) -> str:
        """What was written, without what was quoted or signed; all of it where nothing is left then."""
        reply = read_reply(self.text, self.arrived.astimezone(LONDON).date(), (), self.subject)
        return reply.text if reply.text.strip() and not reply.cut else self.shown


def written_down(mail: IncomingMail, why: str, ref: CaseRef | None, sender: PersonId | None) -> str:
    return json.dumps({**asdict(mail), "why": why, "about": ref, "sender": sender}, default=str)


def read_kept(answers: str) -> KeptMail:
    kept = json.loads(answers)
    return KeptMail(
        str(kept["id"]),
        str(kept["from_address"]),
        bool(kept["is_authentic"]),
        str(kept["subject"]),
        str(kept["text"]),
        datetime.fromisoformat(kept["arrived"]),
        tuple(Attachment(str(one["name"]), str(one["media_type"]), int(one["size"])) for one in kept["attachments"]),
        str(kept["why"]),
        CaseRef(kept["about"]) if kept["about"] else None,
        PersonId(kept["sender"]) if kept["sender"] else None,
        str(kept.get("whole", "")),
    )
