"""What comes into our mailbox in Outlook: asked for by delta, then read one by one, without its attachments."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from graph.errors import GraphTrouble, NotAllowed, NotThere, NotYet, Refused, TooLarge
from graph.mailbox import GraphMailbox, Page

from .. import doors
from ..clock import Clock
from ..doors import TryLater
from ..on_the_loop import OnTheLoop
from .door import Arrived, IncomingMail
from .outlook_mail import (
    ABOUT,
    FULL_TEXT,
    NEW_TEXT,
    about_of,
    quotes_us,
    stands_in_its_mime,
    text_of,
    unopened,
    with_text,
)

Answer = TypeVar("Answer")
MOST_PAGES = 10
"""Of one reading. What lies behind them is read in the next one, so that a full mailbox is read step by step."""
TRIES = 5
"""How often a mail that cannot be read now is asked for, before it is left to a person."""
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Cursor:
    """`link` is Graph's own; `up_to` the moment up to which everything has been read."""

    link: str | None = None
    up_to: datetime = NEVER

    @classmethod
    def read(cls, written: str | None) -> _Cursor:
        """One that cannot be read begins anew: what comes again is not acted on again."""
        try:
            found = json.loads(written or "{}")
            return cls(found["link"], datetime.fromisoformat(found["up_to"]))
        except (ValueError, KeyError, TypeError):
            return cls()

    def written(self) -> str:
        return json.dumps({"link": self.link, "up_to": self.up_to.isoformat()})


class OutlookInbox:
    def __init__(self, mailbox: GraphMailbox, loop: OnTheLoop, clock: Clock) -> None:
        self._mailbox = mailbox
        self._loop = loop
        self._clock = clock
        self._failed: Counter[str] = Counter()

    def arrived(self, cursor: str | None) -> Arrived:
        """As `Mailbox.arrived`. Where a reading breaks off, what it had until then is kept."""
        start, began = _Cursor.read(cursor), self._clock.now()
        mails: list[IncomingMail] = []
        link, is_last = start.link, False
        try:
            for page in self._pages(start.link):
                mails += [mail for id, message_id in page.ids if (mail := self._mail(id, message_id)) is not None]
                link, is_last = page.link or None, page.is_last
        except TryLater:
            if not mails:
                raise
        if is_last:
            self._failed.clear()
        up_to = began if is_last else start.up_to
        return Arrived(tuple(sorted(mails, key=lambda mail: mail.arrived)), _Cursor(link, up_to).written(), up_to)

    def _pages(self, link: str | None) -> Iterator[Page]:
        for _ in range(MOST_PAGES):
            page = self._page(link)
            yield page
            if page.is_last:
                return
            link = page.link

    def _page(self, link: str | None) -> Page:
        """A link that serves no more begins anew. Raises TryLater and Refused."""
        try:
            return self._asked(self._mailbox.new(link))
        except Refused as trouble:
            if link is None:
                raise _told(trouble) from trouble
            return self._page(None)

    def _mail(self, id: str, message_id: str) -> IncomingMail | None:
        """None for one that is not in the mailbox any more. Raises TryLater.

        One that is given out at no time must not keep the others from being read.
        """
        try:
            return self._read(id)
        except NotThere:  # moved by somebody since: it has another id now
            return self._moved(message_id) if message_id else None
        except Refused:
            return unopened(message_id or id, self._clock.now())
        except TryLater:
            self._failed[id] += 1
            if self._failed[id] < TRIES:
                raise
            return unopened(message_id or id, self._clock.now())

    def _moved(self, message_id: str) -> IncomingMail | None:
        found = [item for item in self._asked(self._mailbox.find(message_id)) if not item.is_draft]
        try:
            return self._read(found[0].id) if found else None
        except Refused:
            return None

    def _read(self, id: str) -> IncomingMail:
        row = self._asked(self._mailbox.read(id, ABOUT, attachments=True))
        mail = about_of(row, id)
        try:
            if stands_in_its_mime(row):
                return with_text(mail, "", self._asked(self._mailbox.mime(id)))
            return with_text(mail, self._text(id, mail))
        except TooLarge:
            return with_text(mail, None)

    def _text(self, id: str, mail: IncomingMail) -> str:
        """Of an answer what it adds; where Outlook finds nothing that is new, and of any other mail, the whole."""
        if quotes_us(mail, self._mailbox.address):
            added = text_of(self._asked(self._mailbox.read(id, NEW_TEXT)), NEW_TEXT)
            if added.strip():
                return added
        return text_of(self._asked(self._mailbox.read(id, FULL_TEXT)), FULL_TEXT)

    def _asked(self, question: Coroutine[Any, Any, Answer]) -> Answer:
        """Raises TryLater, and Graph's Refused, which means something here."""
        try:
            return self._loop.run(question)
        except NotAllowed as trouble:
            if trouble.status:  # a permission is missing: it may be mended
                raise TryLater(trouble.why) from trouble
            raise
        except NotYet as trouble:
            raise TryLater(trouble.why, trouble.after) from trouble
        except doors.Unknown as trouble:
            raise TryLater(str(trouble)) from trouble


def _told(trouble: GraphTrouble) -> TryLater:
    return TryLater(trouble.why, trouble.after)
