"""Read the post: a reply becomes an action, once; what cannot be read is set aside for a person, and both are told."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from datetime import datetime
from uuid import uuid4

from cards.replies.reading import Asks, Reply, read_reply
from escalation.actions import AskFurtherTime, HumanAction, PassOn, Respond, Said, Via
from escalation.case import CaseRef, PersonId, Task, Words
from escalation.errors import ActionRefused
from escalation.notices import Meaning, Notice
from escalation.working_days import LONDON
from storage.errors import TryAgain
from storage.outgoing import Channel, Outgoing
from storage.unit_of_work import Reading, UnitOfWork

from ..casework import Desk
from ..rendering import refused
from ..talk.faces import NotTaken
from ..talk.finding import find_person
from .door import IncomingMail, Mailbox

logger = logging.getLogger(__name__)
READ_UP_TO = "mailbox read up to"
MAILBOX = "mailbox"
SET_ASIDE = "set aside"
FILED = "filed mail"
UNCLEAR = (
    "It was not clear what is meant. Reply with your answer in your own words, or begin with “More time until "
    "8 April:” and the reason, or with “Pass to:” and a colleague's name."
)


BY_CARD = (
    "Whether a stage opens is said with a button: “Agree, open it” or “Do not open it”. Write the case's reference to "
    "IRO Bot in Teams, and you see them."
)


def collect(desk: Desk, mailbox: Mailbox) -> int:
    """Act on every mail that has arrived since the last reading. Says how many were new. Raises DoorTrouble."""
    with desk.database.read() as reading:
        cursor, read_up_to = reading.watermarks.cursor(MAILBOX), reading.watermarks.get(READ_UP_TO)
    arrived = mailbox.arrived(cursor)
    new = sum(_receive_or_set_aside(desk, mail) for mail in arrived.mails)
    if (cursor, read_up_to) != (arrived.cursor, arrived.up_to):
        with desk.database.write() as uow:
            uow.watermarks.set_cursor(MAILBOX, arrived.cursor)
            uow.watermarks.set(READ_UP_TO, arrived.up_to)
            uow.commit()
    return new


def _receive_or_set_aside(desk: Desk, mail: IncomingMail) -> bool:
    """One mail that trips us up must not keep the others from being read."""
    try:
        return _receive(desk, mail)
    except TryAgain:
        raise  # nothing was written: the next reading finds the mail again
    except Exception as trouble:  # noqa: BLE001 - the loop must survive whatever one mail holds
        logger.error("a mail was set aside: %s", type(trouble).__name__)
        _set_aside(desk, f"mail {mail.id}", mail, None, "It could not be read.")
        return True


def _receive(desk: Desk, mail: IncomingMail) -> bool:
    key = f"mail {mail.id}"
    with desk.database.read() as reading:
        if reading.inbox.seen(key):
            return False
        sender = _sender(reading, mail)
        answered = next(iter(reading.outbox.gone_as(mail.answers)), None)
    reply = read_reply(mail.text, mail.arrived.astimezone(LONDON).date(), mail.headers, mail.subject)
    if reply.automatic:
        logger.info("an automatic reply was read and not acted on")
        _only_once(desk, key)
        return True
    if sender is None or answered is None or answered.message.case is None or answered.message.notice is None:
        _set_aside(desk, key, mail, None, "It does not answer a mail of ours.")
        return True
    _act(desk, key, mail, sender, reply, answered.message.case, answered.message.notice)
    return True


def _sender(reading: Reading, mail: IncomingMail) -> PersonId | None:
    """Whose address it comes from, where our own mail system vouches for it."""
    if not mail.is_authentic:
        return None
    return reading.people.roster().person_with_address(mail.from_address)


def _act(
    desk: Desk, key: str, mail: IncomingMail, sender: PersonId, reply: Reply, ref: CaseRef, notice: Notice
) -> None:
    try:
        if _asks_to_open(desk, ref, notice):
            raise NotTaken(BY_CARD)  # it would be filed as an answer of one who is asked for that, too
        action = _action(desk, reply, Said(sender, Via.EMAIL, mail.arrived), notice.visit or 0)
        _keep_whole(desk, key, mail, sender, reply, ref)
        desk.perform(action, ref, once=key)
    except NotTaken as trouble:
        _set_aside(desk, key, mail, ref, str(trouble))
    except ActionRefused as refusal:
        _set_aside(desk, key, mail, ref, refused(desk, refusal, ref, sender))


def _asks_to_open(desk: Desk, ref: CaseRef, notice: Notice) -> bool:
    """The first time, or in a reminder."""
    with desk.database.read() as reading:
        stored = reading.cases.load(ref)
    to_open = (d.number for d in stored.case.duties if d.task is Task.OPEN) if stored is not None else ()
    return notice.meaning is Meaning.TO_OPEN or notice.duty in to_open


def _action(desk: Desk, reply: Reply, said: Said, visit: int) -> HumanAction:
    """Raises NotTaken for a reply that does not say what is meant."""
    if reply.cut:
        raise NotTaken("It is longer than can be filed by itself. A colleague reads it whole.")
    match reply.asks:
        case Asks.ANSWER:
            return Respond(said, visit, Words(reply.text))
        case Asks.MORE_TIME if reply.until is not None:
            return AskFurtherTime(said, visit, reply.until, Words(reply.reason or reply.text))
        case Asks.MORE_TIME:
            raise NotTaken("It asks for more time, and names no day. Reply with “More time until 8 April: the reason”.")
        case Asks.PASS_ON:
            with desk.database.read() as reading:
                return PassOn(said, visit, find_person(reply.to, reading.people.roster()))
        case _ if reply.text:
            raise NotTaken(UNCLEAR)
        case _:
            raise NotTaken("No words of an answer were found in it. Reply with your answer above the line.")


def _keep_whole(desk: Desk, key: str, mail: IncomingMail, sender: PersonId, reply: Reply, ref: CaseRef) -> None:
    """What was taken for a quotation or a signature is kept beside the answer. Before it, so that nothing is lost."""
    if reply.text.strip() == mail.text.strip():
        return
    now = desk.clock.now()
    with desk.database.write() as uow:
        uow.drafts.put(key, _keeper(desk, uow, sender, ref), FILED, _as_json(mail), now)
        uow.commit()


def _as_json(mail: IncomingMail) -> str:
    return json.dumps(asdict(mail), default=str)


def _set_aside(desk: Desk, key: str, mail: IncomingMail, ref: CaseRef | None, why: str) -> None:
    """Kept whole for a named person; the sender hears why, and what to do."""
    now = desk.clock.now()
    with desk.database.write() as uow:
        if not uow.inbox.first_time(key, now):
            return
        if ref is not None:
            uow.inbox.remember_case(key, ref)  # it goes when the words of that case go
        sender = _sender(uow, mail)
        keeper = _keeper(desk, uow, sender, ref)
        uow.drafts.put(key, keeper, SET_ASIDE, _as_json(mail), now)
        about = f" about {ref}" if ref else ""
        to_keeper = f"A mail{about} was set aside\n{mail.from_address} wrote a mail that could not be filed. {why}"
        uow.outbox.put([_plain(keeper, ref, to_keeper, now)])
        if sender is not None:
            to_sender = (
                f"Your mail{about} was not filed\n{why} Nothing is lost: your mail is kept for a colleague to read."
            )
            uow.outbox.put([_plain(sender, ref, to_sender, now)])
        uow.commit()


def _keeper(desk: Desk, uow: UnitOfWork, sender: PersonId | None, ref: CaseRef | None) -> PersonId:
    """Who is asked when nobody else can be found: in the case's procedure, else in the sender's, else in any."""
    stored = uow.cases.load(ref) if ref is not None else None
    in_force, roster, today = desk.in_force(uow), uow.people.roster(), desk.today()
    packs = [desk.pack_of(uow, stored.case.pack)] if stored is not None else []
    packs += [*(in_force.own(sender, roster, today) if sender is not None else ()), *in_force.packs]
    situations = (desk.situation_under(uow, pack) for pack in packs)
    holders = (
        s.roster.holders(s.procedure.last_resort, stored.case.team if stored else None, today) for s in situations
    )
    return next((found[0] for found in holders if found), next(iter(roster.people)))


def _plain(to: PersonId, ref: CaseRef | None, body: str, now: datetime) -> Outgoing:
    return Outgoing(str(uuid4()), ref, to, Channel.EMAIL, None, body, False, now, now)


def _only_once(desk: Desk, key: str) -> None:
    with desk.database.write() as uow:
        uow.inbox.first_time(key, desk.clock.now())
        uow.commit()
