"""What comes into our mailbox in Outlook: asked for by delta, then read one by one, without its attachments."""

from __future__ import annotations

from collections.abc import Coroutine, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from graph.errors import GraphTrouble, NotAllowed, NotThere, NotYet, Refused, TooLarge
from graph.mailbox import GraphMailbox, Listed, Page

from ... import doors
from ...clock import Clock
from ...doors import TryLater
from ...on_the_loop import OnTheLoop
from ..door import Arrived, IncomingMail
from .cursor import Cursor, Unopened
from .mail import (
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
PATIENCE = timedelta(minutes=30)
"""How long a mail that cannot be read is asked for, however often, before it is left to a person."""
TRIED_AGAIN_FOR = timedelta(days=1)
MOST_UNOPENED = 10
OF_THE_MAILBOX = frozenset([401, 403, 429, 503])
"""Statuses that say nothing about one mail: for them none is left to a person."""


class _OneMail(TryLater):
    """It is about this mail: others may be given out."""


@dataclass(slots=True)
class _Found:
    """What a reading has come by so far."""

    mails: list[IncomingMail] = field(default_factory=list)
    unopened: list[Unopened] = field(default_factory=list)


class OutlookInbox:
    def __init__(self, mailbox: GraphMailbox, loop: OnTheLoop, clock: Clock) -> None:
        self._mailbox = mailbox
        self._loop = loop
        self._clock = clock
        self._failing: dict[str, datetime] = {}

    def arrived(self, cursor: str | None) -> Arrived:
        """As `Mailbox.arrived`. Where a reading breaks off, what it had until then is kept."""
        start, began = Cursor.read(cursor), self._clock.now()
        found = _Found()
        link, is_last = start.link, False
        try:
            for page in self._pages(start.link):
                self._look_at(page, found)
                link, is_last = page.link or None, page.is_last
        except TryLater:
            if not found.mails:
                raise
        if is_last:
            self._failing.clear()
        waiting = (*self._tried_again(start.unopened, found), *found.unopened)[-MOST_UNOPENED:]
        up_to = began if is_last else start.up_to
        in_order = sorted(found.mails, key=lambda mail: mail.arrived)
        return Arrived(tuple(in_order), Cursor(link, up_to, waiting).written(), up_to)

    def _look_at(self, page: Page, found: _Found) -> None:
        """Raises TryLater, where one of them has to be asked for again also once it has looked at the others."""
        left: list[Unopened] = []
        trouble: TryLater | None = None
        for listed in page.mails:
            try:
                mail = self._mail(listed, left)
            except _OneMail as later:
                trouble = later
            else:
                found.mails += [mail] if mail is not None else []
        if trouble is not None:
            raise trouble
        found.unopened += left

    def _tried_again(self, unopened: Iterable[Unopened], found: _Found) -> Iterator[Unopened]:
        """Those that have to be tried once more."""
        for one in unopened:
            try:
                mail = self._read_or_moved(one.mail)
            except (TryLater, Refused):
                if self._clock.now() - one.since < TRIED_AGAIN_FOR:
                    yield one
            else:
                found.mails += [mail] if mail is not None else []

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

    def _mail(self, listed: Listed, left: list[Unopened]) -> IncomingMail | None:
        """None for one that is not in the mailbox any more. Raises TryLater; _OneMail where the next may be read.

        One that is given out at no time must not keep the others from being read: it goes to those that are `left`.
        """
        now = self._clock.now()
        try:
            mail = self._read_or_moved(listed)
        except Refused:
            pass
        except _OneMail:
            if now - self._failing.setdefault(listed.id, now) < PATIENCE:
                raise
        else:
            self._failing.pop(listed.id, None)
            return mail
        left.append(Unopened(listed, now))
        return unopened(listed, now)

    def _read_or_moved(self, listed: Listed) -> IncomingMail | None:
        try:
            return self._read(listed.id)
        except NotThere:  # moved by somebody since: it has another id now
            return self._moved(listed.message_id) if listed.message_id else None

    def _moved(self, message_id: str) -> IncomingMail | None:
        found = [item for item in self._asked(self._mailbox.find(message_id)) if not item.is_draft]
        try:
            return self._read(found[0].id) if found else None
        except Refused:
            return None

    def _read(self, id: str) -> IncomingMail:
        row = self._asked(self._mailbox.read(id, ABOUT, attachments=True))
        mail = about_of(row, id, self._clock.now())
        try:
            if stands_in_its_mime(row):
                return with_text(mail, "", self._asked(self._mailbox.mime(id)))
            return self._with_text(id, mail)
        except TooLarge:
            return with_text(mail, None)

    def _with_text(self, id: str, mail: IncomingMail) -> IncomingMail:
        """Of an answer what it adds, beside the whole; where Outlook finds nothing that is new, and of any other mail,
        the whole. An answer with a quotation that is too large is one all the same.
        """
        added = ""
        if quotes_us(mail, self._mailbox.address):
            added = text_of(self._asked(self._mailbox.read(id, NEW_TEXT)), NEW_TEXT)
        try:
            whole = text_of(self._asked(self._mailbox.read(id, FULL_TEXT)), FULL_TEXT)
        except TooLarge:
            if not added.strip():
                raise
            whole = ""
        return with_text(mail, added, whole=whole) if added.strip() else with_text(mail, whole)

    def _asked(self, question: Coroutine[Any, Any, Answer]) -> Answer:
        """Raises TryLater, _OneMail where it is not about the whole mailbox, and Graph's Refused, which means
        something here.
        """
        try:
            return self._loop.run(question)
        except NotAllowed as trouble:
            if trouble.status:  # a permission is missing: it may be mended
                raise TryLater(trouble.why) from trouble
            raise
        except NotYet as trouble:
            kind = TryLater if trouble.status in OF_THE_MAILBOX else _OneMail
            raise kind(trouble.why, trouble.after) from trouble
        except doors.Unknown as trouble:
            raise _OneMail(str(trouble)) from trouble


def _told(trouble: GraphTrouble) -> TryLater:
    return TryLater(trouble.why, trouble.after)
