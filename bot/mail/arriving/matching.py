"""Which of our messages a mail answers: by the ids that it names, by its conversation, by the code that it quotes."""

from __future__ import annotations

from datetime import date

from cards.replies.reading import code_in
from escalation.case import PersonId
from escalation.people import Roster
from escalation.permissions import stands_in
from storage.outgoing import Channel, Delivery
from storage.unit_of_work import Reading

from ..door import IncomingMail


def sender_of(mail: IncomingMail, roster: Roster) -> PersonId | None:
    """Whose address it comes from, where our own mail system vouches for it."""
    return roster.person_with_address(mail.from_address) if mail.is_authentic else None


def answered_by(reading: Reading, mail: IncomingMail, sender: PersonId) -> tuple[Delivery, ...]:
    """The newest first. Several where one mail stood for several messages; none where nobody can say."""
    for named in mail.answers:
        if found := reading.outbox.gone_as([named]):
            return found
    return _in_its_conversation(reading, mail, sender) or _with_its_code(reading, mail)


def may_answer(person: PersonId, row: Delivery, roster: Roster, day: date) -> bool:
    """Only whoever it was sent to, and who covers for them or answers for them. What is done then has rules too."""
    to = row.message.to
    return person == to or stands_in(person, to, roster, day)


def _in_its_conversation(reading: Reading, mail: IncomingMail, sender: PersonId) -> tuple[Delivery, ...]:
    """The last mail that this person had there."""
    if not mail.conversation:
        return ()
    found = reading.outbox.in_conversation(mail.conversation, sender)
    return tuple(row for row in found if row.provider_id == found[0].provider_id)


def _with_its_code(reading: Reading, mail: IncomingMail) -> tuple[Delivery, ...]:
    """The code is the id of the message, which nobody can guess; its digest stands for others too."""
    code = code_in(mail.all_of_it)
    quoted = reading.outbox.find(code) if code is not None else None
    if quoted is None or quoted.message.channel is not Channel.EMAIL:
        return ()
    return reading.outbox.gone_as([quoted.provider_id]) if quoted.provider_id is not None else (quoted,)
