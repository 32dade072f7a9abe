"""A mail of ours that came back: marked, and told to whoever has to see to it that its reader hears of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cards.wording import full_date
from escalation.case import CaseRef, PersonId
from escalation.holders.naming import in_the_raisers_place
from escalation.working_days import LONDON
from storage.outgoing import GONE_OUT, Channel, Delivery, Outgoing
from storage.unit_of_work import UnitOfWork

from ..casework import Desk
from ..rendering import held_of
from .door import IncomingMail
from .letters import BOTH_WAYS, letter
from .received import key_of
from .setting_aside import keeper_of


def note_bounces(desk: Desk, mail: IncomingMail) -> None:
    """Once for each message; what came back before, or never went out, is left as it is."""
    now, why = desk.clock.now(), mail.why_bounced or "its mail system does not say why"
    with desk.database.write() as uow:
        if not uow.inbox.first_time(key_of(mail), now):
            return
        for row in uow.outbox.gone_as(mail.bounced):
            if uow.outbox.bounced(row.message.id, why, now):
                uow.outbox.put(_told(desk, uow, row, why, now))
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
