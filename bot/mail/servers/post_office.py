"""Our mailbox on any mail server: what goes out by SMTP comes in as a copy over IMAP, which proves that it went out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ...clock import Clock
from ...doors import TryLater, Unknown
from ...settings.mail import PostOfficeSettings
from ..door import Arrived, IncomingMail, OutgoingMail, Posted, Sending
from ..parsing.authenticity import Named, is_authentic
from ..parsing.headers import Lines, own_id
from ..parsing.mime import MOST_BYTES, head_of, read_mail, unread_mail
from ..sending.composing import composed
from .connecting import Account, certificates
from .copies import is_copy, message_id_of
from .forging import forged
from .imap import Lying, Opened, by_id, opened, since
from .smtp import Submission

MOST_AT_ONCE = 100
MOST_BYTES_AT_ONCE = 50_000_000
FORGOTTEN = ""
NOT_SHOWN = "The mailbox has it and could not show it."


class PostOffice:
    """A mailbox (bot/mail/door.py). `authority` is a PEM file with certificates of the deployment's own.

    A mail is one step for its provider: that it may have gone out is kept with the Message-ID, and is asked by it.
    """

    def __init__(self, settings: PostOfficeSettings, clock: Clock, authority: Path | None = None) -> None:
        believed = certificates(authority)
        self._address = settings.address
        self._imap = Account(settings.imap, settings.user, settings.password, believed)
        self._submission = Submission(Account(settings.smtp, settings.user, settings.password, believed))
        self._by = Named(settings.authserv_id)
        self._clock = clock

    def send(self, mail: OutgoingMail, sending: Sending) -> Posted:
        """A doubt without a Message-ID began before anything was handed over."""
        left = sending.left
        if left.in_doubt and left.message_id:
            return self._found(left.message_id)
        message_id = message_id_of(mail, self._address)
        raw = bytes(composed(mail, self._address, message_id))
        self._handed_over(raw, mail.address, message_id, sending)
        return Posted(message_id)

    def _handed_over(self, raw: bytes, to: str, message_id: str, sending: Sending) -> None:
        """What the server has put off has not gone: it is not asked for, wherever the process ends after that."""
        begun = False

        def before() -> None:
            nonlocal begun
            sending.drafted(message_id, message_id)
            sending.sending()
            begun = True

        try:
            self._submission.submit(raw, self._address, to, before)
        except TryLater:
            if begun:
                sending.drafted(FORGOTTEN, FORGOTTEN)
            raise

    def arrived(self, cursor: str | None) -> Arrived:
        """The cursor is the number of the last mail that was read, and what its number holds under."""
        up_to = self._clock.now()
        with opened(self._imap) as mailbox:
            validity = mailbox.inbox()
            new = mailbox.after(_last(cursor, validity))
            lying = _as_many_as_fit(mailbox.heads(new[:MOST_AT_ONCE]))
            copies = [one for one in lying if is_copy(head_of(one.head), self._address)]
            mails = tuple(self._mail(mailbox, one) for one in lying if one not in copies)
            mailbox.put_away([one.uid for one in copies])
            read = lying[-1].uid if lying else max(new[:MOST_AT_ONCE], default=_last(cursor, validity))
            left = mailbox.dates([uid for uid in new if uid > read])
        return Arrived(mails, f"{validity}:{read}", min([up_to, *left]))

    def gone_out(self, since_then: datetime) -> frozenset[str]:
        with opened(self._imap) as mailbox:
            found = [head_of(head) for at, head in mailbox.copies(since(since_then)) if at >= since_then]
        return frozenset(_id(lines) for lines in found if is_copy(lines, self._address))

    def forge(self, message_id: str) -> None:
        """Send ourselves a mail that vouches for itself, under this Message-ID of our domain. Raises DoorTrouble."""
        raw = forged(self._address, self._by.authserv_id, message_id, self._clock.now())
        self._submission.submit(raw, self._address, self._address, lambda: None)

    def believes(self, message_id: str) -> bool | None:
        """Would that one be believed, as it came in? None where it is not to be seen. Raises DoorTrouble."""
        with opened(self._imap) as mailbox:
            heads = [head_of(head) for _, head in mailbox.copies(by_id(message_id))]
        return next((is_authentic(lines, self._by) for lines in heads if _id(lines) == message_id), None)

    def check(self) -> None:
        """Do both servers take us? Raises TryLater."""
        self.check_sending()
        self.check_reading()

    def check_sending(self) -> None:
        """Raises TryLater; NotUsable with its cause."""
        self._submission.check()

    def check_reading(self) -> None:
        """Raises TryLater; NotUsable with its cause."""
        with opened(self._imap) as mailbox:
            mailbox.inbox()

    def _found(self, message_id: str) -> Posted:
        with opened(self._imap) as mailbox:
            heads = (head_of(head) for _, head in mailbox.copies(by_id(message_id)))
            if any(is_copy(lines, self._address) and _id(lines) == message_id for lines in heads):
                return Posted(message_id)
        raise Unknown("no copy of it has been seen")

    def _mail(self, mailbox: Opened, one: Lying) -> IncomingMail:
        if one.size > MOST_BYTES:
            return read_mail(one.head, one.arrived, self._by, one.size)
        raw = mailbox.whole(one.uid)
        if raw is None:
            return unread_mail(one.head, one.arrived, self._by, NOT_SHOWN)
        return read_mail(raw, one.arrived, self._by)


def _as_many_as_fit(lying: Sequence[Lying]) -> list[Lying]:
    """The first, and those after it that can be held together with it."""
    fitting: list[Lying] = []
    for one in lying:
        if fitting and sum(min(other.size, MOST_BYTES) for other in (*fitting, one)) > MOST_BYTES_AT_ONCE:
            break
        fitting.append(one)
    return fitting


def _id(lines: Lines) -> str:
    return own_id(lines) or ""


def _last(cursor: str | None, validity: str) -> int:
    """Numbers that hold no more say nothing: all is read again, and acted on once."""
    given, _, uid = (cursor or "").partition(":")
    return int(uid) if given == validity and uid.isdigit() else 0
