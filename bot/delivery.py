"""The outbox's one way out: claim, look at the case again, send once, ask the provider where the outcome is unknown."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from cards.mail import Mail
from cards.plain_mail import plain_mail
from escalation.case import PersonId
from escalation.notices import Meaning
from storage.outbox import Channel, Claimed
from storage.unit_of_work import Reading

from .casework import Desk
from .doors import About, Chat, ChatMessage, DoorTrouble, Mailbox, OutgoingMail, Refused, Unknown
from .rendering import card_for, digest_card, digest_for, held_of, mail_for

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
TRY_AGAIN = timedelta(minutes=5)
BATCH = 200
DIGESTED = frozenset({Meaning.REMINDER, Meaning.ANSWER_OVERDUE, Meaning.YOUR_VIEW_AWAITED, Meaning.PUT_ON_RECORD})
"""What waits for a person anyway: several of these at once become one digest."""


@dataclass(frozen=True, slots=True)
class Delivered:
    sent: int = 0
    failed: int = 0


class Delivery:
    """One worker of the outbox. Any number may run: a row's lease and fencing number make one of them its sender."""

    def __init__(
        self, desk: Desk, chat: Chat, mailbox: Mailbox, worker: str = "delivery", lease: timedelta = LEASE
    ) -> None:
        self._lease = lease
        self._desk = desk
        self._chat = chat
        self._mailbox = mailbox
        self._worker = worker

    def deliver(self) -> Delivered:
        """Send everything that may go now."""
        sent = failed = 0
        while claimed := self._claim():
            for group in _groups(claimed):
                went = self._send(group)
                sent, failed = sent + went * len(group), failed + (not went) * len(group)
        return Delivered(sent, failed)

    def _claim(self) -> tuple[Claimed, ...]:
        with self._desk.database.write() as uow:
            claimed = uow.outbox.claim(self._desk.clock.now(), self._worker, BATCH, self._lease)
            uow.commit()
            return claimed

    def _send(self, group: tuple[Claimed, ...]) -> bool:
        first = group[0]
        try:
            if not first.in_doubt or not self._has(first):
                self._hand_over(group)
        except Refused as trouble:
            self._settle(group, "refused", str(trouble))
            return False
        except Unknown as trouble:
            self._settle(group, "unknown", str(trouble))
            return False
        except DoorTrouble as trouble:
            self._settle(group, "later", str(trouble))
            return False
        except Exception as trouble:  # noqa: BLE001 - a defect in one message must not keep the others
            logger.error("%s could not be written: %s", first.message.case, type(trouble).__name__)
            self._settle(group, "refused", type(trouble).__name__)
            return False
        self._settle(group, "sent", first.message.id)
        return True

    def _has(self, row: Claimed) -> bool:
        """After a crash or doubt the provider says whether it has the message."""
        door = self._chat if row.message.channel is Channel.TEAMS else self._mailbox
        return door.has(row.message.id)

    def _hand_over(self, group: tuple[Claimed, ...]) -> None:
        with self._desk.database.read() as reading:
            if group[0].message.channel is Channel.TEAMS:
                self._chat.post(self._chat_message(reading, group))
            else:
                self._mailbox.send(self._mail(reading, group))

    def _chat_message(self, reading: Reading, group: tuple[Claimed, ...]) -> ChatMessage:
        row, now = group[0].message, self._desk.clock.now()
        if len(group) > 1:
            digest = digest_for(self._desk, reading, (c.message for c in group))
            return ChatMessage(row.id, row.to, now, "", digest_card(digest), holds=_ids(group))
        if row.case is None or row.body is not None:
            return ChatMessage(row.id, row.to, now, row.body or "", None)
        held = held_of(self._desk, reading, row.case)
        card = card_for(held, row.to, row.notice, row.id)
        return ChatMessage(row.id, row.to, now, "", card, About(row.case, row.notice))

    def _mail(self, reading: Reading, group: tuple[Claimed, ...]) -> OutgoingMail:
        row, now = group[0].message, self._desk.clock.now()
        person = reading.people.roster().people.get(row.to)
        if person is None or not person.email:
            raise Refused("no address is known")
        mail = self._written(reading, group)
        thread = str(row.case) if len(group) == 1 and row.case else row.id
        return OutgoingMail(
            row.id, row.to, person.email, mail.subject, mail.html, mail.text, now, row.urgent, thread, _ids(group)
        )

    def _written(self, reading: Reading, group: tuple[Claimed, ...]) -> Mail:
        row = group[0].message
        if len(group) > 1:
            return digest_for(self._desk, reading, (c.message for c in group)).mail
        if row.case is not None and row.notice is not None:
            return mail_for(held_of(self._desk, reading, row.case), row.notice, None)
        title, _, text = (row.body or "").partition("\n")
        procedure = self._desk.pack_of_team(reading, None).procedure
        return plain_mail(title, text, procedure.authority, procedure.words.formal)

    def _settle(self, group: Iterable[Claimed], how: str, what: str) -> None:
        now = self._desk.clock.now()
        with self._desk.database.write() as uow:
            for row in group:
                if how == "sent":
                    uow.outbox.sent(row.message.id, row.attempt, what, now)
                elif how == "refused":
                    uow.outbox.dead(row.message.id, row.attempt, what, now)
                elif how == "unknown":
                    uow.outbox.unknown(row.message.id, row.attempt, what, now + TRY_AGAIN)
                else:
                    uow.outbox.failed(row.message.id, row.attempt, what, now + TRY_AGAIN)
            uow.commit()


def _ids(group: tuple[Claimed, ...]) -> tuple[str, ...]:
    return tuple(row.message.id for row in group)


def _groups(claimed: tuple[Claimed, ...]) -> Iterable[tuple[Claimed, ...]]:
    """One by one in their order; what a digest may hold stands together for each person and door."""
    single = [row for row in claimed if not _is_digested(row)]
    digested = sorted((row for row in claimed if _is_digested(row)), key=_place)
    yield from ((row,) for row in single)
    for _, rows in groupby(digested, key=_place):
        yield tuple(rows)


def _is_digested(row: Claimed) -> bool:
    notice = row.message.notice
    return notice is not None and notice.meaning in DIGESTED and not row.in_doubt


def _place(row: Claimed) -> tuple[PersonId, str]:
    return row.message.to, row.message.channel.value
