"""A mail as it is looked at: whose it is, what it says, and which of our messages it answers."""

from __future__ import annotations

from dataclasses import dataclass

from cards.replies.reading import Reply
from escalation.case import CaseRef, PersonId
from storage.outgoing import Delivery

from ..door import IncomingMail


@dataclass(frozen=True, slots=True)
class Received:
    """`sender` is None for somebody whom nobody vouches for or who is not on the list.

    `answered` are the messages of ours that it answers and that are its sender's to answer, the newest first: more than
    one where it answers a digest. `again` is an earlier mail of theirs that was set aside, where this one answers the
    question that they were asked then.
    """

    mail: IncomingMail
    sender: PersonId | None
    reply: Reply
    answered: tuple[Delivery, ...]
    again: str | None = None

    @property
    def key(self) -> str:
        return key_of(self.mail)

    @property
    def refs(self) -> tuple[CaseRef, ...]:
        """The cases that it can be about, each once."""
        found = (row.message.case for row in self.answered if row.message.case is not None)
        return tuple(dict.fromkeys(found))


def key_of(mail: IncomingMail) -> str:
    """Under which a mail is known in the inbox to have been acted on. Taken in the transaction that acts."""
    return f"mail {mail.id}"
