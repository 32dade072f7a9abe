"""A mail that only a person can file: kept whole for somebody by name, who hears of it as its sender does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from escalation.case import CaseRef, PersonId
from storage.outgoing import Outgoing
from storage.unit_of_work import UnitOfWork

from ..casework import Desk
from .door import IncomingMail
from .kept import ASIDE_CARD, FILED, SET_ASIDE, written_down
from .letters import BOTH_WAYS, letter
from .received import key_of


def set_aside(desk: Desk, mail: IncomingMail, sender: PersonId | None, ref: CaseRef | None, why: str) -> None:
    """Once. `sender` and `ref` as far as they are known; whoever sent it hears why, and what to do."""
    now, key = desk.clock.now(), key_of(mail)
    with desk.database.write() as uow:
        if not uow.inbox.first_time(key, now):
            return
        if ref is not None:
            uow.inbox.remember_case(key, ref)  # it goes when the words of that case go
        keeper = keeper_of(desk, uow, sender, ref)
        uow.drafts.put(key, keeper, SET_ASIDE, written_down(mail, why, ref, sender), now)
        about = f" about {ref}" if ref else ""
        told = f"{mail.from_address or 'Somebody'} wrote a mail that could not be filed. {why}"
        _show(uow, key, letter(keeper, ref, f"A mail{about} was set aside", told, now, BOTH_WAYS), now)
        if sender is not None:
            kept = "Nothing is lost: your mail is kept for a colleague to read."
            to_sender = (f"Your mail{about} was not filed", f"{why} {kept}")
            uow.outbox.put(letter(sender, ref, *to_sender, now))
        uow.commit()


def _show(uow: UnitOfWork, key: str, letters: Iterable[Outgoing], now: datetime) -> None:
    """With a card from which it can be filed."""
    for one in letters:
        uow.drafts.put(one.id, one.to, ASIDE_CARD, key, now)
        uow.outbox.put([one])


def keep_whole(desk: Desk, mail: IncomingMail, sender: PersonId, ref: CaseRef) -> None:
    """Beside an answer that was filed from it: what was taken for a quotation or a signature is not lost."""
    now = desk.clock.now()
    with desk.database.write() as uow:
        uow.drafts.put(key_of(mail), keeper_of(desk, uow, sender, ref), FILED, written_down(mail, "", ref, sender), now)
        uow.commit()


def keeper_of(desk: Desk, uow: UnitOfWork, sender: PersonId | None, ref: CaseRef | None) -> PersonId:
    """Who keeps the log, else who is asked when nobody else can be found: in the case's procedure, else in the
    sender's, else in any."""
    stored = uow.cases.load(ref) if ref is not None else None
    in_force, roster, today = desk.in_force(uow), uow.people.roster(), desk.today()
    packs = [desk.pack_of(uow, stored.case.pack)] if stored is not None else []
    packs += [*(in_force.own(sender, roster, today) if sender is not None else ()), *in_force.packs]
    situations = (desk.situation_under(uow, pack) for pack in packs)
    holders = (
        s.roster.holders(role, stored.case.team if stored else None, today)
        for s in situations
        for role in (s.procedure.log.kept_for, s.procedure.last_resort)
    )
    return next((found[0] for found in holders if found), next(iter(roster.people)))
