"""A mail of ours that came back: marked, and told to whoever has to see to it that its reader hears of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cards.wording import full_date, listed
from escalation.case import CaseRef, PersonId
from escalation.holders.naming import in_the_raisers_place
from escalation.people import Roster
from escalation.working_days import LONDON
from storage.outgoing import GONE_OUT, Channel, Delivery, Outgoing, State
from storage.unit_of_work import UnitOfWork

from ...casework import Desk
from ...rendering.held import held_of
from ..door import IncomingMail
from ..parsing.headers import values_of
from ..sending.letters import BOTH_WAYS, letter
from .received import Received, key_of
from .setting_aside import keeper_of, set_aside_unanswered

SHOWN = 5


NOT_CLEAR = (
    "It reports that a mail to {readers} did not arrive; which of ours that was cannot be told for certain. Please "
    "make sure that whoever it was for knows what they are asked."
)


def note_bounces(desk: Desk, mail: IncomingMail) -> None:
    """Once for each message; what came back before, or never went out, is left as it is.

    Where it names another reader than we wrote to, or none of our mails, a person has to look.
    """
    if not _noted(desk, mail):
        set_aside_unanswered(desk, mail, None, NOT_CLEAR.format(readers=listed(mail.bounced_for[:SHOWN])))


def _noted(desk: Desk, mail: IncomingMail) -> bool:
    now, why = desk.clock.now(), mail.why_bounced or "its mail system does not say why"
    with desk.database.write() as uow:
        rows, roster = uow.outbox.gone_as(mail.bounced), uow.people.roster()
        theirs = [row for row in rows if _was_to(roster, row, mail.bounced_for)]
        if not theirs and _concerns_us(mail, rows, roster):
            return False
        if uow.inbox.first_time(key_of(mail), now):
            for row in theirs:
                if uow.outbox.bounced(row.message.id, why, now):
                    uow.outbox.put(_told(desk, uow, row, why, now))
        uow.commit()
    return True


def _was_to(roster: Roster, row: Delivery, readers: tuple[str, ...]) -> bool:
    """A report of Outlook need not name the reader."""
    return not readers or any(roster.person_with_address(reader) == row.message.to for reader in readers)


def _concerns_us(mail: IncomingMail, rows: tuple[Delivery, ...], roster: Roster) -> bool:
    """Not what only the copy to our own mailbox, to which the report comes, has suffered; nor what others wrote."""
    ours = ",".join(values_of(mail.headers, "to")).lower()
    readers = [reader for reader in mail.bounced_for if reader not in ours]
    return bool(readers) and (bool(rows) or any(map(roster.person_with_address, readers)))


def note_reached(desk: Desk, received: Received, sender: PersonId) -> None:
    """Who answers a mail has it, whatever was reported of it."""
    back = [row for row in received.answered if row.state is State.BOUNCED and row.message.to == sender]
    there = [row.message.id for row in back if row.provider_id in received.mail.answers]
    if there:
        with desk.database.write() as uow:
            uow.outbox.reached(there, "It was reported to have come back, and its reader has answered it.")
            uow.commit()


def _told(desk: Desk, uow: UnitOfWork, row: Delivery, why: str, now: datetime) -> Iterable[Outgoing]:
    """Nobody hears of what came back from themselves, so that two addresses that are wrong write no more letters."""
    message = row.message
    to = _who_sees_to_it(desk, uow, message)
    if to == message.to:
        return ()
    person = uow.people.roster().people.get(message.to)
    name, address = (person.name, person.email) if person is not None else (message.to, "their address")
    about = f" about {message.case}" if message.case is not None else ""
    sent = f" of {full_date((row.settled_at or now).astimezone(LONDON).date())}"
    text = (
        f"The mail{sent} to {address} came back: {why}. {_what(desk, uow, row)}"
        f"Please let {name} know in another way, and ask whoever keeps the list of people to look at the address. "
        f"The dates stay as they are.{_shown_in_teams(uow, row, name)}"
    )
    return letter(to, message.case, f"A mail{about} did not reach {name}", text, now, BOTH_WAYS)


def _who_sees_to_it(desk: Desk, uow: UnitOfWork, message: Outgoing) -> PersonId:
    """The raiser of the case, or who acts in their place; for what is about none, or came back from them, the keeper
    of what cannot be delivered."""
    raiser = _raiser(desk, uow, message.case) if message.case is not None and message.notice is not None else None
    return raiser if raiser not in (None, message.to) else keeper_of(desk, uow, None, message.case)


def _raiser(desk: Desk, uow: UnitOfWork, ref: CaseRef) -> PersonId:
    case = held_of(desk, uow, ref).case
    situation = desk.situation_of(uow, case)
    if situation.roster.serves(case.raiser, situation.today):
        return case.raiser
    return in_the_raisers_place(case, situation.procedure, situation.roster, situation.today)


def _what(desk: Desk, uow: UnitOfWork, row: Delivery) -> str:
    message = row.message
    if message.case is None or message.notice is None:
        return ""
    subject = held_of(desk, uow, message.case).said(message.to, message.notice)[1].subject
    return f"It said: “{subject}”. "


def _shown_in_teams(uow: UnitOfWork, row: Delivery, name: str) -> str:
    message = row.message
    if message.case is None or message.notice is None:
        return ""
    same = (other for other in uow.outbox.of_case(message.case) if other.message.notice == message.notice)
    shown = any(other.message.channel is Channel.TEAMS and other.state in GONE_OUT for other in same)
    return f" The same was shown to {name} in Teams." if shown else ""
