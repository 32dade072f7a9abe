"""Messages that have to go out: written with the decision, claimed by one worker, settled by what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Update, func, select, update

from escalation.case import CaseRef, PersonId
from escalation.record import read_notice

from .outbox_rows import (
    BEGIN,
    CLAIM,
    DRAFTED,
    DRAFTING,
    IN_HAND,
    MAILED,
    MAY_COME_BACK,
    OF_CASE,
    PUT,
    SENT,
    UNDATED,
    WENT_OUT,
    claimed,
    delivery,
    new_row,
    said,
)
from .outgoing import Channel, Claimed, Delivery, Outgoing, State, WentOut
from .schema import cases, is_open, outbox, unsent


class Outbox:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, messages: Iterable[Outgoing]) -> None:
        """Keep messages for sending, once this transaction is committed."""
        rows = [new_row(message) for message in messages]
        if rows:
            self._connection.execute(PUT, rows)

    def claim(
        self, now: datetime, worker: str, limit: int, lease: timedelta, through: Iterable[Channel] = Channel
    ) -> tuple[Claimed, ...]:
        """Take what may go now, urgent first, then in order. No two workers are ever given the same row.

        A row whose lease ran out, or whose outcome is unknown, comes again, in doubt.
        """
        asked = {"moment": now, "most": limit, "by": worker, "until": now + lease, "through": list(through)}
        found = self._connection.execute(CLAIM, asked)
        rows = sorted(found.all(), key=lambda row: (not row.urgent, row.number))
        return tuple(claimed(row) for row in rows)

    def drafting(self, rows: Iterable[Claimed]) -> bool:
        """A new draft is made at the provider now: what an earlier one was known by is forgotten.

        False, as for `begin`, where a row is another worker's.
        """
        return self._step(DRAFTING, rows)

    def drafted(self, rows: Iterable[Claimed], draft: str, provider_id: str) -> bool:
        """It lies there, under this id, and will go out under that one."""
        return self._step(DRAFTED, rows, draft=draft, provider=provider_id)

    def begin(self, rows: Iterable[Claimed]) -> bool:
        """They are sent now: from here on nobody knows, until it is settled. False where one is another worker's."""
        return self._step(BEGIN, rows)

    def begin_again(self, ids: Iterable[str]) -> None:
        """Within the same attempt they are posted a second time now: the first may have been shown."""
        self._connection.execute(
            update(outbox)
            .where(outbox.c.id.in_(list(ids)), outbox.c.state == State.SENDING)
            .values(doubts=outbox.c.doubts + 1)
        )

    def sent(self, id: str, attempt: int, provider_id: str, at: datetime) -> bool:
        """The provider has it. False, as for all that settle: another worker has taken the row over since."""
        return self._settle(
            id, attempt, state=State.SENT, settled=True, provider_id=provider_id, settled_at=at, reason=None
        )

    def sent_all(self, sent: Iterable[tuple[Claimed, str, str | None]], at: datetime) -> None:
        """As `sent`, for several, each with the id it went out under and, of a mail, the conversation that it is in.

        What another worker has taken over stays as it is.
        """
        rows = [
            {"key": row.message.id, "tried": row.attempt, "provider": given, "conversation": conversation, "moment": at}
            for row, given, conversation in sent
        ]
        if rows:
            self._connection.execute(SENT, rows)

    def confirm(self, provider_ids: Iterable[str]) -> int:
        """Copies of these were seen among what the provider has sent. Returns how many messages that confirms."""
        found = update(outbox).where(outbox.c.provider_id.in_(list(provider_ids)), outbox.c.state == State.SENT)
        return self._connection.execute(found.values(state=State.CONFIRMED)).rowcount

    def unconfirmed(self, before: datetime) -> tuple[Delivery, ...]:
        """Mails that the provider took before that moment, and of which no copy has been seen since."""
        query = select(outbox).where(
            outbox.c.state == State.SENT, outbox.c.channel == Channel.EMAIL, outbox.c.settled_at < before
        )
        return tuple(delivery(row) for row in self._connection.execute(query.order_by(outbox.c.number)))

    def bounced(self, id: str, reason: str, at: datetime) -> bool:
        """It came back. False where it had come back before, was taken back, or never went out.

        Also before whoever sends it has settled it, and where nobody knew that it had gone: then it is settled now.
        """
        back = update(outbox).where(outbox.c.id == id, MAY_COME_BACK)
        settled = {"settled": True, "settled_at": func.coalesce(outbox.c.settled_at, at), "worker": None}
        done = back.values(state=State.BOUNCED, reason=reason, lease_until=None, **settled)
        return self._connection.execute(done).rowcount == 1

    def reached(self, ids: Iterable[str], reason: str) -> None:
        """What counted as come back has reached its reader after all."""
        back = update(outbox).where(outbox.c.id.in_(list(ids)), outbox.c.state == State.BOUNCED)
        self._connection.execute(back.values(state=State.CONFIRMED, reason=reason))

    def gone_as(self, provider_ids: Iterable[str]) -> tuple[Delivery, ...]:
        """What went out under these ids, the newest first: of a digest, each of its rows."""
        query = select(outbox).where(outbox.c.provider_id.in_(list(provider_ids)))
        return tuple(delivery(row) for row in self._connection.execute(query.order_by(outbox.c.number.desc())))

    def in_conversation(self, conversation: str, to: PersonId) -> tuple[Delivery, ...]:
        """What went out to this person in a conversation of their mailbox, the newest first."""
        query = select(outbox).where(outbox.c.conversation_id == conversation, outbox.c.to == to)
        return tuple(delivery(row) for row in self._connection.execute(query.order_by(outbox.c.number.desc())))

    def mailed(self, ref: CaseRef, to: PersonId) -> tuple[str, ...]:
        """Under which ids this person has had mails about the case, the oldest first."""
        return tuple(id for (id,) in self._connection.execute(MAILED, {"case": ref, "reader": to}) if id)

    def failed(self, id: str, attempt: int, reason: str, retry_at: datetime) -> bool:
        """It certainly did not go out, and may be tried again from `retry_at`."""
        return self._settle(id, attempt, state=State.WAITING, reason=reason, not_before=retry_at)

    def unknown(self, id: str, attempt: int, reason: str, ask_at: datetime) -> bool:
        """It may have gone out: from `ask_at` it comes again, in doubt."""
        return self._settle(id, attempt, state=State.UNKNOWN, reason=reason, not_before=ask_at, doubted_at=UNDATED)

    def dead(self, id: str, attempt: int, reason: str, at: datetime | None = None) -> bool:
        """It will never go out; an operator has to know."""
        return self._settle(id, attempt, state=State.DEAD, settled=True, reason=reason, settled_at=at)

    def elsewhere(self, id: str, attempt: int, reason: str, at: datetime) -> bool:
        """Not through this door, for this reason: what it says goes, or went, through another."""
        return self._settle(id, attempt, state=State.ELSEWHERE, settled=True, reason=reason, settled_at=at)

    def goes_also(self, message: Outgoing, channel: Channel) -> bool:
        """Was the same put for the same person and another door, at the same moment?"""
        same = (outbox.c.channel == channel, outbox.c.to == message.to, outbox.c.created == message.created)
        notice, body = said(message)
        query = select(outbox.c.id).where(
            outbox.c.ref == message.case if message.case is not None else outbox.c.ref.is_(None),
            *same,
            outbox.c.notice == notice if notice is not None else outbox.c.notice.is_(None),
            outbox.c.body == body if body is not None else outbox.c.body.is_(None),
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def event_of(self, ref: CaseRef, visit: int) -> str | None:
        """What our calendar knows the meeting of a visit by, where it has gone there."""
        there = (outbox.c.ref == ref, outbox.c.channel == Channel.CALENDAR, outbox.c.body == str(visit))
        query = select(outbox.c.provider_id).where(*there, outbox.c.state == State.SENT)
        return self._connection.execute(query.order_by(outbox.c.number.desc()).limit(1)).scalar()

    def thread_is_to_begin(self, ref: CaseRef) -> bool:
        """Does the row with which the thread of a case begins still wait?"""
        begins = (outbox.c.channel == Channel.THREAD, outbox.c.body.is_(None), unsent)
        query = select(outbox.c.id).where(outbox.c.ref == ref, *begins)
        return self._connection.execute(query.limit(1)).first() is not None

    def cancel_unsent(self, ref: CaseRef) -> int:
        """Take back what still waits for a case that was undone. Returns how many; what is being sent goes out."""
        query = update(outbox).where(outbox.c.ref == ref, outbox.c.state == State.WAITING)
        return self._connection.execute(query.values(state=State.CANCELLED, settled=True)).rowcount

    def waiting(self) -> int:
        """How many are not settled yet."""
        return self._connection.execute(select(func.count()).where(unsent)).scalar_one()

    def counts(self) -> Mapping[State, int]:
        query = select(outbox.c.state, func.count()).group_by(outbox.c.state)
        return {State(state): number for state, number in self._connection.execute(query)}

    def oldest_unsent(self) -> datetime | None:
        """Since when the longest waiting message could have gone."""
        return self._connection.execute(select(func.min(outbox.c.not_before)).where(unsent)).scalar()

    def dead_letters(self) -> tuple[Delivery, ...]:
        """What never went out, in order."""
        query = select(outbox).where(outbox.c.state == State.DEAD).order_by(outbox.c.number)
        return tuple(delivery(row) for row in self._connection.execute(query))

    def came_back(self) -> tuple[Delivery, ...]:
        """Mails about open cases that did not reach their people, in order."""
        back = select(outbox).join(cases, cases.c.ref == outbox.c.ref).where(outbox.c.state == State.BOUNCED, is_open)
        return tuple(delivery(row) for row in self._connection.execute(back.order_by(outbox.c.number)))

    def find(self, id: str) -> Delivery | None:
        """One message, by the id under which it went out."""
        row = self._connection.execute(select(outbox).where(outbox.c.id == id)).first()
        return delivery(row) if row is not None else None

    def of_case(self, ref: CaseRef) -> tuple[Delivery, ...]:
        """What became of each message about a case, in order."""
        return tuple(delivery(row) for row in self._connection.execute(OF_CASE, {"case": ref}))

    def went_out(self, ref: CaseRef) -> tuple[WentOut, ...]:
        """The notices of a case that have been sent or given up, in order."""
        rows = self._connection.execute(WENT_OUT, {"case": ref})
        return tuple(
            WentOut(read_notice(body), Channel(channel), State(state), at) for body, channel, state, at in rows
        )

    def _step(self, step: Update, rows: Iterable[Claimed], **values: str) -> bool:
        each = [{"key": row.message.id, "tried": row.attempt, **values} for row in rows]
        return all(self._connection.execute(step, one).rowcount == 1 for one in each)

    def _settle(self, id: str, attempt: int, **values: object) -> bool:
        mine: Update = update(outbox).where(outbox.c.id == id, outbox.c.attempt == attempt, IN_HAND)
        done = self._connection.execute(mine.values(worker=None, lease_until=None, **values))
        return done.rowcount == 1
