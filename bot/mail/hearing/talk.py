"""What is written to the mailbox as it would be typed in a chat: replies to cards that were mailed, and commands."""

from __future__ import annotations

from cards.replies.reading import Reply
from escalation.case import PersonId
from escalation.permissions import Step, steps_open
from storage.mailed import MailedCard
from storage.outgoing import Delivery

from ...casework import Desk
from ..arriving.setting_aside import set_aside
from ..door import IncomingMail
from ..sending.cards import mailed_card
from .commanding import Commanding
from .pressing import Pressing
from .turn import Turn

TOO_LONG = "It is longer than can be read by itself. A colleague reads it whole."


class MailTalk:
    """One for each reading of the mailbox."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def heard(self, person: PersonId, mail: IncomingMail, reply: Reply, answered: tuple[Delivery, ...]) -> bool:
        """Was it for this to deal with? Asked of every mail of a known person, before anything else is made of it.

        `answered` are the messages that it answers and that are this person's to answer, the newest first. What is
        dealt with takes `key_of(mail)` in its own transaction, so that it is done once.

        A reply to a card that was mailed is a press of one of its buttons. Whoever is asked for an answer gives it in
        their own words: there the first line is a command only where it is nothing else.
        """
        turn = Turn(self._desk, person, mail, reply, answered)
        mailed = self._mailed(person, answered)
        is_asked = mailed is None and self._is_asked(person, answered)
        if reply.cut and not is_asked:
            set_aside(self._desk, mail, person, turn.ref, TOO_LONG)
            return True
        if mailed is not None:
            return Pressing(turn, mailed).taken()
        return Commanding(turn).taken_beside_an_answer() if is_asked else Commanding(turn).taken()

    def _mailed(self, person: PersonId, answered: tuple[Delivery, ...]) -> MailedCard | None:
        """The card that is answered. Only the one whom it was mailed to can press what is on it."""
        with self._desk.database.read() as reading:
            found = (mailed_card(reading, row.message) for row in answered)
            return next((mailed for mailed in found if mailed is not None and mailed.person == person), None)

    def _is_asked(self, person: PersonId, answered: tuple[Delivery, ...]) -> bool:
        with self._desk.database.read() as reading:
            for row in answered:
                stored = reading.cases.load(row.message.case) if row.message.case and row.message.notice else None
                if stored is None:
                    continue
                if Step.ANSWER in steps_open(stored.case, person, self._desk.situation_of(reading, stored.case)):
                    return True
        return False
