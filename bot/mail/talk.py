"""What is written to the mailbox as it would be typed in a chat."""

from __future__ import annotations

from cards.replies.reading import Reply
from escalation.case import PersonId
from storage.outgoing import Delivery

from ..casework import Desk
from .door import IncomingMail


class MailTalk:
    """One for each reading of the mailbox."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def heard(self, person: PersonId, mail: IncomingMail, reply: Reply, answered: tuple[Delivery, ...]) -> bool:
        """Was it for this to deal with? Asked of every mail of a known person, before anything else is made of it.

        `answered` are the messages that it answers and that are this person's to answer, the newest first. What is
        dealt with takes `key_of(mail)` in its own transaction, so that it is done once.
        """
        return False
