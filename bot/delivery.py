"""The outbox's one way out: claim, look at the case again, send once, ask the provider where the outcome is unknown."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import groupby

from escalation.case import CaseRef, PersonId
from escalation.notices import Meaning
from storage.outbox import Claimed

from .casework import Desk
from .doors import Chat, ChatMessage, DoorTrouble, Mailbox, OutgoingMail, Refused, Unknown
from .writing import Group, Ready, Run, Unwritten, is_chat, written

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
TRY_AGAIN = timedelta(minutes=5)
BATCH = 200
LONGEST_RUN = 20
DIGESTED = frozenset(
    {
        Meaning.REMINDER,
        Meaning.ANSWER_OVERDUE,
        Meaning.YOUR_VIEW_AWAITED,
        Meaning.DATE_AWAITED,
        Meaning.PUT_ON_RECORD,
    }
)
"""What waits for a person anyway: several of these at once become one digest."""


@dataclass(frozen=True, slots=True)
class Delivered:
    sent: int = 0
    failed: int = 0


class How(StrEnum):
    SENT = "sent"
    NEVER = "never"
    UNKNOWN = "unknown"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a group. `what` is the provider's id, or the reason."""

    group: Group
    how: How
    what: str


class Delivery:
    """One worker of the outbox. Any number may run: a row's lease and fencing number make one of them its sender."""

    def __init__(
        self,
        desk: Desk,
        chat: Chat,
        mailbox: Mailbox,
        worker: str = "delivery",
        lease: timedelta = LEASE,
    ) -> None:
        self._lease = lease
        self._desk = desk
        self._chat = chat
        self._mailbox = mailbox
        self._worker = worker

    def deliver(self) -> Delivered:
        """Send everything that may go now, each run written just before."""
        outcomes: list[Outcome] = []
        while runs := self.claim():
            for run in runs:
                outcomes += self.send(run, written(self._desk, run))
        sent = sum(len(one.group) for one in outcomes if one.how is How.SENT)
        return Delivered(sent, sum(len(one.group) for one in outcomes) - sent)

    def claim(self) -> tuple[Run, ...]:
        """Some of what may go now: this worker's, until the lease is over. Empty when nothing is left."""
        with self._desk.database.write() as uow:
            claimed = uow.outbox.claim(self._desk.clock.now(), self._worker, BATCH, self._lease)
            uow.commit()
        return tuple(_runs(_groups(claimed)))

    def send(self, run: Run, ready: Iterable[Ready]) -> list[Outcome]:
        """Hand over one by one, then keep what came of each.

        Where the process ends in between, they stay claimed: after the lease they are in doubt, and the provider is
        asked before anything is sent again.
        """
        outcomes = [self._handed_over(group, one) for group, one in zip(run, ready, strict=True)]
        self._settle(outcomes)
        return outcomes

    def _handed_over(self, group: Group, ready: Ready) -> Outcome:
        first = group[0]
        sent = Outcome(group, How.SENT, first.message.id)
        try:
            if first.in_doubt and self._has(first):
                return sent
            match ready:
                case Unwritten():
                    return Outcome(group, How.NEVER, ready.why)
                case ChatMessage():
                    self._chat.post(ready)
                case OutgoingMail():
                    self._mailbox.send(ready)
        except Exception as trouble:  # noqa: BLE001 - one message that fails must not keep the others
            return _failed(group, trouble)
        return sent

    def _has(self, row: Claimed) -> bool:
        """After a crash or doubt the provider says whether it has the message."""
        door = self._chat if is_chat(row) else self._mailbox
        return door.has(row.message.id)

    def _settle(self, outcomes: Iterable[Outcome]) -> None:
        now = self._desk.clock.now()
        with self._desk.database.write() as uow:
            sent = (one for one in outcomes if one.how is How.SENT)
            uow.outbox.sent_all(((row, one.what) for one in sent for row in one.group), now)
            for outcome in outcomes:
                for row in outcome.group:
                    id, attempt = row.message.id, row.attempt
                    match outcome.how:
                        case How.NEVER:
                            uow.outbox.dead(id, attempt, outcome.what, now)
                        case How.UNKNOWN:
                            uow.outbox.unknown(id, attempt, outcome.what, now + TRY_AGAIN)
                        case How.LATER:
                            uow.outbox.failed(id, attempt, outcome.what, now + TRY_AGAIN)
            uow.commit()


def _failed(group: Group, trouble: Exception) -> Outcome:
    match trouble:
        case Refused():
            return Outcome(group, How.NEVER, str(trouble))
        case Unknown():
            return Outcome(group, How.UNKNOWN, str(trouble))
        case DoorTrouble():
            return Outcome(group, How.LATER, str(trouble))
    logger.error("%s could not be sent: %s", group[0].message.case, type(trouble).__name__)
    return Outcome(group, How.NEVER, type(trouble).__name__)


def _runs(groups: Iterable[Group]) -> Iterator[Run]:
    """What follows each other about one case, so that the case is read once; never so much that it could grow old."""
    for _, run in groupby(groups, key=_about):
        together = tuple(run)
        for start in range(0, len(together), LONGEST_RUN):
            yield together[start : start + LONGEST_RUN]


def _about(group: Group) -> CaseRef | None:
    return group[0].message.case


def _groups(claimed: tuple[Claimed, ...]) -> Iterable[Group]:
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
