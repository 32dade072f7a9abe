"""Read the post: each mail becomes an action, or is set aside for a person; each once."""

from __future__ import annotations

import logging

from cards.replies.reading import read_reply
from cards.wording import listed
from escalation.case import CaseRef, PersonId
from escalation.working_days import LONDON
from storage.errors import TryAgain
from storage.unit_of_work import Reading
from storage.watermarks import MAILBOX_READ

from ..casework import Desk
from ..meetings.answers import note_reply
from .arriving.asking_back import asked_back, narrowed, the_one_it_names
from .arriving.automatic import may_be_a_persons, note_automatic
from .arriving.bounces import note_bounces, note_reached
from .arriving.matching import answered_by, may_answer, sender_of
from .arriving.received import Received, key_of
from .arriving.reminding import remind
from .arriving.setting_aside import set_aside, set_aside_unanswered
from .arriving.turns import has_signs, looks_automatic
from .door import IncomingMail, Mailbox
from .hearing.acting import act
from .hearing.commanding import is_a_command
from .hearing.talk import MailTalk
from .parsing.keepable import NOT_KEPT, bare, keepable

logger = logging.getLogger(__name__)
MAILBOX = "mailbox"
WHICH_CASE = (
    "It answers a mail about several cases. Reply with the reference of the one that you mean as the first line: "
    "{refs}. Your answer stands below it; where nothing does, what you wrote is filed, from when it arrived."
)

BY_A_MACHINE = "It looks as if a machine had written it."
WITH_AN_INVITATION = "It was written along with an answer to an invitation."


def collect(desk: Desk, mailbox: Mailbox) -> int:
    """Act on every mail that has arrived since the last reading. Says how many were new. Raises DoorTrouble."""
    with desk.database.read() as reading:
        cursor, read_up_to = reading.watermarks.cursor(MAILBOX), reading.watermarks.get(MAILBOX_READ)
    arrived = mailbox.arrived(cursor)
    collecting = Collecting(desk)
    new = sum(map(collecting.receive_or_set_aside, arrived.mails))
    if (cursor, read_up_to) != (arrived.cursor, arrived.up_to):
        with desk.database.write() as uow:
            uow.watermarks.set_cursor(MAILBOX, arrived.cursor)
            uow.watermarks.set(MAILBOX_READ, arrived.up_to)
            uow.commit()
    remind(desk)
    return new


class Collecting:
    """Lives as long as one reading of the mailbox."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._talk = MailTalk(desk)

    def receive_or_set_aside(self, mail: IncomingMail) -> bool:
        """One mail that trips us up must not keep the others from being read. Was it new?"""
        try:
            return self._receive(keepable(mail))
        except TryAgain:
            raise  # nothing was written: the next reading finds the mail again
        except Exception as trouble:  # noqa: BLE001 - the loop must survive whatever one mail holds
            logger.error("a mail was set aside: %s", type(trouble).__name__)
            self._keep_for_a_person(mail)
            return True

    def _keep_for_a_person(self, mail: IncomingMail) -> None:
        """Whole where that can be, else no more than that it came: one that nobody can keep would stop the reading."""
        try:
            set_aside(self._desk, keepable(mail), self._sender(mail), None, "It could not be read.")
        except TryAgain:
            raise
        except Exception as trouble:  # noqa: BLE001 - as above; what fails now too is read again the next time
            logger.error("a mail could not be kept whole: %s", type(trouble).__name__)
            set_aside(self._desk, bare(mail), None, None, NOT_KEPT)

    def _receive(self, mail: IncomingMail) -> bool:
        with self._desk.database.read() as reading:
            if reading.inbox.seen(key_of(mail)):
                return False
            received = self._looked_at(reading, mail)
        if mail.bounced or mail.bounced_for:
            note_bounces(self._desk, mail)
        elif received.reply.automatic and not (received.answered and may_be_a_persons(mail)):
            note_automatic(self._desk, mail, received.sender)
        elif mail.calendar:
            logger.info("an answer to an invitation is none to a case")
            self._note_reply(received)
        elif self._looks_automatic(received):
            set_aside_unanswered(self._desk, mail, received.sender, BY_A_MACHINE, _the_case(received))
        elif mail.unreadable:
            set_aside(self._desk, mail, received.sender, None, mail.unreadable)
        elif received.sender is None:
            set_aside(self._desk, mail, None, None, "It does not answer a mail of ours.")
        else:
            self._take(narrowed(self._desk, received), received.sender)
        self._only_once(received.key)
        return True

    def _note_reply(self, received: Received) -> None:
        """What somebody wrote along with a yes or a no is read by a person."""
        note_reply(self._desk, received.sender, received.mail.calendar)
        if received.sender is not None and received.reply.text.strip():
            set_aside_unanswered(self._desk, received.mail, received.sender, WITH_AN_INVITATION, _the_case(received))

    def _looks_automatic(self, received: Received) -> bool:
        """Save a new mail of somebody we know whose subject is a command: “Out of office from 1 April” is one."""
        mail = received.mail
        if received.reply.automatic or has_signs(mail.headers):
            return True
        is_new = received.sender is not None and not mail.answers and not received.answered
        return looks_automatic(mail.headers, mail.subject) and not (
            is_new and is_a_command(mail.subject, self._desk.today())
        )

    def _take(self, received: Received, sender: PersonId) -> None:
        note_reached(self._desk, received, sender)
        if not self._talk.heard(sender, received.mail, received.reply, received.answered):
            self._answer(the_one_it_names(received), sender)

    def _answer(self, received: Received, sender: PersonId) -> None:
        message = received.answered[0].message if received.answered else None
        if len(received.refs) > 1:
            why = WHICH_CASE.format(refs=listed(sorted(received.refs), "or"))
            set_aside(self._desk, received.mail, sender, None, why, received.answered)
        elif message is not None and message.case is not None and message.notice is not None:
            act(self._desk, received, sender, message.case, message.notice)
        else:
            set_aside(self._desk, received.mail, sender, None, "It does not answer a mail of ours.")

    def _looked_at(self, reading: Reading, mail: IncomingMail) -> Received:
        received = mail.arrived.astimezone(LONDON).date()
        reply = read_reply(mail.text, received, mail.headers, mail.subject)
        roster, today = reading.people.roster(), self._desk.today()
        sender = sender_of(mail, roster)
        found = answered_by(reading, mail, sender) if sender is not None else ()
        theirs = tuple(row for row in found if sender is not None and may_answer(sender, row, roster, today))
        before = asked_back(reading, theirs)
        if before is not None:
            return Received(mail, sender, reply, before.answered, before.mail)
        return Received(mail, sender, reply, theirs)

    def _sender(self, mail: IncomingMail) -> PersonId | None:
        with self._desk.database.read() as reading:
            return sender_of(mail, reading.people.roster())

    def _only_once(self, key: str) -> None:
        with self._desk.database.write() as uow:
            uow.inbox.first_time(key, self._desk.clock.now())
            uow.commit()


def _the_case(received: Received) -> CaseRef | None:
    return received.refs[0] if len(received.refs) == 1 else None
