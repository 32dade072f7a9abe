"""The bytes of a mail become what is read of it: its words, who wrote it, what came with it. No bytes make it fail."""

from __future__ import annotations

from datetime import datetime
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from hashlib import sha256

from ..door import IncomingMail
from .authenticity import Vouching, is_authentic
from .bodies import Body, body_of
from .headers import LONGEST, Lines, message_ids, one_address, own_id, shown, values_of
from .reports import came_back

MOST_BYTES = 25_000_000
MOST_PARTS = 40
"""Each level costs something for each line below it: what is built of more parts is read by a person."""
MOST_LINES = 1_000
KEPT_LINES = 200
KEPT_LENGTH = 2_000
"""Characters of a header line that are kept."""
LONGEST_SUBJECT = 500
LONGEST_SENDER = 200
TRIPS = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What the standard library raises over bytes that are no mail, in one place or another."""
TOO_LARGE = "It is larger than can be read here."
TOO_MANY_PARTS = "It is built of more parts than can be read here."
NOT_A_MAIL = "It is not written as a mail is, and cannot be read here."


def read_mail(raw: bytes, arrived: datetime, by: Vouching, size: int | None = None) -> IncomingMail:
    """`size` is that of the whole mail, in bytes, where `raw` may be no more than its headers."""
    if max(size or 0, len(raw)) > MOST_BYTES:
        return unread_mail(raw, arrived, by, TOO_LARGE)
    if raw.lower().count(b"boundary") > MOST_PARTS:
        return unread_mail(raw, arrived, by, TOO_MANY_PARTS)
    try:
        message = BytesParser(policy=compat32).parsebytes(raw)
        return _mail(raw, _lines_of(message), arrived, by, body_of(message))
    except TRIPS:
        return unread_mail(raw, arrived, by, NOT_A_MAIL)


def unread_mail(raw: bytes, arrived: datetime, by: Vouching, why: str) -> IncomingMail:
    """One that a person has to read. Who wrote it is said all the same, so that it can be answered."""
    return _mail(raw, head_of(raw), arrived, by, Body(unreadable=why))


def head_of(raw: bytes) -> tuple[tuple[str, str], ...]:
    """The header lines alone; none where they cannot be read."""
    head = raw[: 100 * LONGEST].partition(b"\r\n\r\n")[0].partition(b"\n\n")[0]
    try:
        return _lines_of(BytesParser(policy=compat32).parsebytes(head, headersonly=True))
    except TRIPS:
        return ()


def _lines_of(message: Message) -> tuple[tuple[str, str], ...]:
    """Each header line, with what is not ASCII read as it is likeliest meant. Raises ValueError for too many."""
    lines = [(str(name), _as_text(str(value))) for name, value in message.raw_items()]
    if len(lines) > MOST_LINES:
        raise ValueError("more header lines than a mail has")
    return tuple(lines)


def _as_text(value: str) -> str:
    raw = value.encode("ascii", "surrogateescape")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _mail(raw: bytes, lines: Lines, arrived: datetime, by: Vouching, body: Body) -> IncomingMail:
    pairs = tuple(lines)
    back = came_back(pairs, body.text, body.status, body.returned)
    return IncomingMail(
        id=own_id(pairs) or f"{sha256(raw).hexdigest()}.no-message-id",
        from_address=one_address(pairs) or _as_written(pairs),
        is_authentic=is_authentic(pairs, by),
        answers=message_ids(pairs),
        subject=shown(next(iter(values_of(pairs, "subject")), ""))[:LONGEST_SUBJECT],
        text=body.text,
        arrived=arrived,
        headers=tuple((name, shown(value)[:KEPT_LENGTH]) for name, value in pairs[:KEPT_LINES]),
        attachments=body.attachments,
        unreadable=body.unreadable,
        bounced=back.message_ids if back else (),
        why_bounced=back.why if back else "",
        bounced_for=back.readers if back else (),
        calendar=body.calendar,
    )


def _as_written(lines: Lines) -> str:
    """For a person to read where it is no one address: nobody is known by it."""
    return shown(", ".join(values_of(lines, "from"))[:LONGEST])[:LONGEST_SENDER]
