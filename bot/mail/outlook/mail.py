"""A mail as Graph shows it becomes what is read of it. Nothing in it is trusted to have the shape that it should."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from graph.mailbox import Listed

from ..door import Attachment, IncomingMail
from ..parsing.authenticity import ExchangeOnline, is_authentic
from ..parsing.headers import domain_of, message_ids, one_address, own_id, short_id, shown, values_of
from ..parsing.mime import KEPT_LENGTH, KEPT_LINES, LONGEST_SUBJECT, TOO_LARGE, read_mail

ABOUT = "internetMessageId,subject,from,receivedDateTime,conversationId,internetMessageHeaders,hasAttachments"
NEW_TEXT = "uniqueBody"
FULL_TEXT = "body"
MOST_ATTACHMENTS = 100
FORWARDED = ("fw:", "fwd:", "wg:")
IN_ITS_MIME = ("multipart/report", "text/calendar", "application/pkcs7-mime", "multipart/signed", "multipart/encrypted")
JsonObject = dict[str, Any]


def about_of(row: JsonObject, id: str, now: datetime) -> IncomingMail:
    """All but the text. `id` is Graph's, for a mail that has no Message-ID; `now` stands for when it arrived where
    Graph does not say it.
    """
    lines = _lines(row.get("internetMessageHeaders"))
    lines = lines or _lines([{"name": "From", "value": _address(row)}])
    return IncomingMail(
        id=own_id(lines) or short_id(_text(row, "internetMessageId").strip("<> ") or id),
        from_address=one_address(lines) or _address(row),
        is_authentic=is_authentic(lines, ExchangeOnline()),
        answers=message_ids(lines),
        subject=shown(_text(row, "subject"))[:LONGEST_SUBJECT],
        text="",
        arrived=_moment(_text(row, "receivedDateTime"), now),
        headers=tuple((name, shown(value)[:KEPT_LENGTH]) for name, value in lines[:KEPT_LINES]),
        conversation=_text(row, "conversationId") or None,
        attachments=tuple(map(_attachment, _objects(row.get("attachments"))[:MOST_ATTACHMENTS])),
    )


def with_text(mail: IncomingMail, text: str | None, raw: bytes | None = None, whole: str = "") -> IncomingMail:
    """None: it is too large. `raw` is the mail itself, where what it says stands only there."""
    if text is None:
        return replace(mail, unreadable=TOO_LARGE)
    if raw is None:
        return replace(mail, text=text, whole=whole)
    read = read_mail(raw, mail.arrived, ExchangeOnline())
    return replace(
        mail,
        text=read.text,
        unreadable=read.unreadable,
        bounced=read.bounced,
        why_bounced=read.why_bounced,
        bounced_for=read.bounced_for,
        calendar=read.calendar,
    )


def stands_in_its_mime(row: JsonObject) -> bool:
    """Graph shows a page of Outlook's own in place of what it says."""
    kinds = " ".join(value.lower() for value in values_of(_lines(row.get("internetMessageHeaders")), "content-type"))
    return any(kind in kinds for kind in IN_ITS_MIME) or "eventmessage" in _text(row, "@odata.type").lower()


def unopened(listed: Listed, now: datetime) -> IncomingMail:
    """One that the mailbox lists and does not give out: a person has to look at it there.

    It has an id of its own, so that the mail itself is acted on where it can be read after all.
    """
    id, arrived = short_id(f"{short_id(listed.message_id or listed.id)} unopened"), _moment(listed.received, now)
    return IncomingMail(id, listed.sender, False, (), "", "", arrived, unreadable="It cannot be opened from here.")


def quotes_us(mail: IncomingMail, ours: str) -> bool:
    """It answers a mail of ours, and does not hand one on."""
    is_answer = any(domain_of(id) == domain_of(ours) for id in mail.answers)
    return is_answer and not mail.subject.lower().startswith(FORWARDED)


def text_of(row: JsonObject, which: str) -> str:
    held = row.get(which)
    return _text(held, "content") if isinstance(held, dict) else ""


def _lines(given: object) -> tuple[tuple[str, str], ...]:
    return tuple((_text(one, "name"), _text(one, "value")) for one in _objects(given))


def _address(row: JsonObject) -> str:
    sender = row.get("from")
    held = sender.get("emailAddress") if isinstance(sender, dict) else None
    return _text(held, "address").lower() if isinstance(held, dict) else ""


def _attachment(row: JsonObject) -> Attachment:
    size = row.get("size")
    name, media_type = shown(_text(row, "name")), _text(row, "contentType").lower()
    return Attachment(name, media_type or "application/octet-stream", size if isinstance(size, int) else 0)


def _objects(given: object) -> list[JsonObject]:
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _text(row: JsonObject, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _moment(written: str, now: datetime) -> datetime:
    """Where Graph does not say when, it is when it is read."""
    try:
        return datetime.fromisoformat(written).astimezone(UTC)
    except ValueError:
        return now
