"""Emptying people's words when their time has come: the one thing that is ever taken out of a log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, update

from escalation.case import CaseRef
from escalation.case_log import Drafted
from escalation.record import part_words, read_case, write_case

from .schema import cases, drafts, inbox, log_words, mailed_cards, outbox


class Retention:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def due(self, closed_before: datetime) -> tuple[tuple[CaseRef, datetime], ...]:
        """Cases that were closed before that moment and still hold people's words, and when; oldest first."""
        kept = select(log_words.c.number).where(
            log_words.c.case_id == cases.c.case_id, log_words.c.emptied_at.is_(None)
        )
        due = select(cases.c.ref, cases.c.closed_at).where(cases.c.closed_at < closed_before, kept.exists())
        rows = self._connection.execute(due.order_by(cases.c.case_id))
        return tuple((CaseRef(ref), closed) for ref, closed in rows)

    def loose(self, before: datetime) -> int:
        """How much `drop_loose` would drop."""
        return self._connection.execute(select(func.count()).select_from(drafts).where(*_loose(before))).scalar_one()

    def empty_words(self, ref: CaseRef, rule: str, closed_before: datetime, at: datetime) -> int:
        """Empty people's words about one case, under the named rule. Returns how many log rows lost theirs.

        The chain still verifies and says how many were removed under which rule. An open case keeps its words, and so
        does one that was closed later than the rule allows.
        """
        found = self._connection.execute(
            select(cases.c.case_id, cases.c.body).where(cases.c.ref == ref, cases.c.closed_at < closed_before)
        ).first()
        if found is None:
            return 0
        kept = update(log_words).where(log_words.c.case_id == found.case_id, log_words.c.emptied_at.is_(None))
        emptied = kept.values(words=None, salt=None, folded=None, emptied_at=at, emptied_under=rule)
        count = self._connection.execute(emptied).rowcount
        self._empty_body(found.case_id, found.body)
        self._connection.execute(update(outbox).where(outbox.c.ref == ref).values(body=None))
        self._connection.execute(delete(mailed_cards).where(mailed_cards.c.ref == ref))
        self._drop_drafts(ref)
        return count

    def drop_loose(self, before: datetime) -> int:
        """Drop what was last touched before that moment and belongs to no case: mails that answered nothing of ours,
        forms that nobody sent. Returns how many. Cards that were mailed go with them."""
        self._connection.execute(delete(mailed_cards).where(mailed_cards.c.at < before))
        return self._connection.execute(delete(drafts).where(*_loose(before))).rowcount

    def _drop_drafts(self, ref: CaseRef) -> None:
        """The mails that were filed on the case or set aside about it, and forms that speak of it."""
        mails = select(inbox.c.key).where(inbox.c.ref == ref)
        names_it = drafts.c.answers.contains(f'"{ref}"', autoescape=True)
        self._connection.execute(delete(drafts).where(or_(drafts.c.token.in_(mails), names_it)))

    def _empty_body(self, case_id: int, body: str) -> None:
        parted, _ = part_words(Drafted(read_case(body)))
        assert isinstance(parted, Drafted), "parting keeps the kind"
        without = write_case(parted.case).decode()
        self._connection.execute(update(cases).where(cases.c.case_id == case_id).values(body=without))


def _loose(before: datetime) -> tuple[ColumnElement[bool], ...]:
    of_a_case = select(inbox.c.key).where(inbox.c.ref.is_not(None))
    return drafts.c.at < before, drafts.c.token.not_in(of_a_case)
