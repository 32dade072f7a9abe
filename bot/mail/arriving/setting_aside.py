"""A mail that only a person can file: kept whole for somebody by name, who hears of it as its sender does."""

from __future__ import annotations

import re
from datetime import datetime

from escalation.case import CaseRef, PersonId
from storage.mailed import MailedCard
from storage.outgoing import Channel, Delivery
from storage.unit_of_work import UnitOfWork

from ...casework import Desk
from ...talk.set_aside import card_of_mail, open_cases_of
from ..door import IncomingMail
from ..kept import ASIDE_CARD, FILED, SET_ASIDE, written_down
from ..sending.cards import written_card
from ..sending.letters import BOTH_WAYS, letter
from .asking_back import remember
from .received import key_of
from .turns import takes_a_strangers_turn, takes_a_turn

_OURS = re.compile(r"\bmails? (?:about \S{1,40} )?(?:that )?(?:was|were) set aside\b", re.IGNORECASE)
"""The subject of a mail that shows one, or reminds of some."""


def set_aside(
    desk: Desk,
    mail: IncomingMail,
    sender: PersonId | None,
    ref: CaseRef | None,
    why: str,
    answered: tuple[Delivery, ...] = (),
) -> None:
    """Once. `sender` and `ref` as far as they are known; its sender hears why, unless that goes round in circles.

    `answered`: what it answers, so that a reply of the sender is known to be about the same.
    """
    now = desk.clock.now()
    with desk.database.write() as uow:
        keeper = _kept(desk, uow, mail, sender, ref, why)
        if keeper is None:
            return
        if _is_shown(uow, keeper, mail, sender, now, turns=True):
            _show(desk, uow, keeper, mail, ref, why)
        if sender is not None and sender != keeper and takes_a_turn(uow, sender, mail.id, now):
            said = f"{why} Nothing is lost: your mail is kept for a colleague to read."
            [told] = letter(sender, ref, f"Your mail{_about(ref)} was not filed", said, now)
            uow.outbox.put([told])
            if answered:
                remember(uow, told.id, sender, mail.id, answered, now)
        uow.commit()


def set_aside_unanswered(
    desk: Desk, mail: IncomingMail, sender: PersonId | None, why: str, ref: CaseRef | None = None
) -> None:
    """As `set_aside`, for what a machine seems to have written: it would answer the answer."""
    with desk.database.write() as uow:
        keeper = _kept(desk, uow, mail, sender, ref, why)
        if keeper is not None:
            now = desk.clock.now()
            if _is_shown(uow, keeper, mail, sender, now, turns=False):
                _show(desk, uow, keeper, mail, ref, why)
            uow.commit()


def _kept(
    desk: Desk, uow: UnitOfWork, mail: IncomingMail, sender: PersonId | None, ref: CaseRef | None, why: str
) -> PersonId | None:
    """By whom; None where it was before."""
    now, key = desk.clock.now(), key_of(mail)
    if not uow.inbox.first_time(key, now):
        return None
    if ref is not None:
        uow.inbox.remember_case(key, ref)  # it goes when the words of that case go
    keeper = keeper_of(desk, uow, sender, ref)
    uow.drafts.put(key, keeper, SET_ASIDE, written_down(mail, why, ref, sender), now)
    return keeper


def _is_shown(
    uow: UnitOfWork, keeper: PersonId, mail: IncomingMail, sender: PersonId | None, now: datetime, *, turns: bool
) -> bool:
    """At once; else the keeper's reminder speaks of it. The keeper's mailbox may be forwarded to a machine that answers
    what it gets, and would be shown each answer. `turns`: a few are shown of what comes in the keeper's own name.
    """
    if _is_in_the_name_of(keeper, uow, mail):
        return turns and takes_a_turn(uow, keeper, mail.id, now)
    if sender != keeper and _answers_what_was_shown(uow, mail):
        return False
    return sender is not None or takes_a_strangers_turn(uow, mail.from_address, mail.id, now)


def _answers_what_was_shown(uow: UnitOfWork, mail: IncomingMail) -> bool:
    """By what it names; a machine that names nothing still repeats the subject."""
    drafts = (uow.drafts.get(row.message.id) for row in uow.outbox.gone_as(mail.answers))
    return any(draft is not None and draft.kind == ASIDE_CARD for draft in drafts) or bool(_OURS.search(mail.subject))


def _is_in_the_name_of(keeper: PersonId, uow: UnitOfWork, mail: IncomingMail) -> bool:
    """Whether or not anybody vouches for that: a machine of theirs that is told of what it wrote would answer."""
    return uow.people.roster().person_with_address(mail.from_address) == keeper


def _show(desk: Desk, uow: UnitOfWork, keeper: PersonId, mail: IncomingMail, ref: CaseRef | None, why: str) -> None:
    """With a card from which it can be filed."""
    now, cases = desk.clock.now(), open_cases_of(desk, uow, keeper)
    told = f"{mail.from_address or 'Somebody'} wrote a mail that could not be filed. {why}"
    for one in letter(keeper, ref, f"A mail{_about(ref)} was set aside", told, now, BOTH_WAYS):
        uow.drafts.put(one.id, one.to, ASIDE_CARD, key_of(mail), now)
        uow.outbox.put([one])
        card = card_of_mail(uow, key_of(mail), cases) if one.channel is Channel.EMAIL else None
        if card is not None:
            uow.mailed.put(MailedCard(one.id, keeper, ref, written_card(card)), now)


def _about(ref: CaseRef | None) -> str:
    return f" about {ref}" if ref else ""


def keep_whole(desk: Desk, mail: IncomingMail, sender: PersonId, ref: CaseRef) -> None:
    """Beside an answer that was filed from it: what was taken for a quotation or a signature is not lost.

    One that another worker has set aside meanwhile goes on waiting for a person.
    """
    now = desk.clock.now()
    with desk.database.write() as uow:
        uow.drafts.add(key_of(mail), keeper_of(desk, uow, sender, ref), FILED, written_down(mail, "", ref, sender), now)
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
