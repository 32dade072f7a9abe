"""Whoever is told that their mail was not filed can answer that: their next mail is about what the first one was."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime

from cards.replies.reading import read_reply
from escalation.case import CaseRef, PersonId
from escalation.working_days import LONDON
from storage.outgoing import Delivery
from storage.unit_of_work import Reading, UnitOfWork

from ...casework import Desk
from ...commands.words import find_reference, line_of
from ..door import IncomingMail
from ..kept import FILED, SET_ASIDE, read_kept
from .received import Received

ASKED_BACK = "asked back"
"""Under the id of the message that asked: which mail it was about, and which messages that one answered."""


@dataclass(frozen=True, slots=True)
class AskedBack:
    mail: str
    answered: tuple[Delivery, ...]


def remember(
    uow: UnitOfWork, asked_with: str, to: PersonId, mail: str, rows: tuple[Delivery, ...], at: datetime
) -> None:
    held = json.dumps({"mail": mail, "rows": [row.message.id for row in rows]})
    uow.drafts.put(asked_with, to, ASKED_BACK, held, at)


def asked_back(reading: Reading, found: tuple[Delivery, ...]) -> AskedBack | None:
    """What a mail is about that answers a question of ours about an earlier mail."""
    for row in found:
        draft = reading.drafts.get(row.message.id)
        if draft is not None and draft.kind == ASKED_BACK:
            held = json.loads(draft.answers)
            rows = (reading.outbox.find(str(id)) for id in held["rows"])
            return AskedBack(str(held["mail"]), tuple(row for row in rows if row is not None))
    return None


def narrowed(desk: Desk, received: Received) -> Received:
    """Where several cases may be meant and the first line is the reference of one: what is written below it; where
    nothing is, what was written the first time, when that arrived."""
    first, _, below = received.reply.text.strip().partition("\n")
    ref, rest = find_reference(line_of(first))
    if len(received.refs) < 2 or ref not in received.refs or rest.words.strip(" ,.:;-"):
        return received
    mail = replace(received.mail, text=below.strip()) if below.strip() else _first_words(desk, received)
    if mail is None:
        return received
    reply = read_reply(mail.text, mail.arrived.astimezone(LONDON).date(), mail.headers)
    return replace(received, mail=mail, reply=reply, answered=_about(received, ref))


def the_one_it_names(received: Received) -> Received:
    """About one case where the words name no other of those that may be meant."""
    named = {find_reference(line_of(line))[0] for line in received.reply.text.split("\n")} & set(received.refs)
    return replace(received, answered=_about(received, named.pop())) if len(named) == 1 else received


def _about(received: Received, ref: CaseRef | None) -> tuple[Delivery, ...]:
    return tuple(row for row in received.answered if row.message.case == ref)


def settled(desk: Desk, received: Received, ref: CaseRef, by: PersonId) -> None:
    """The earlier mail needs nobody any more: it stays beside the case."""
    if received.again is None:
        return
    key = f"mail {received.again}"
    with desk.database.write() as uow:
        draft = uow.drafts.get(key)
        if draft is not None and draft.kind == SET_ASIDE:
            uow.drafts.put(key, by, FILED, draft.answers, desk.clock.now())
            uow.inbox.remember_case(key, ref)
            uow.commit()


def _first_words(desk: Desk, received: Received) -> IncomingMail | None:
    with desk.database.read() as reading:
        draft = reading.drafts.get(f"mail {received.again}") if received.again is not None else None
    if draft is None or draft.kind != SET_ASIDE:
        return None
    kept = read_kept(draft.answers)
    return replace(received.mail, text=kept.text, subject=kept.subject, arrived=kept.arrived)
