"""What machines write back: mails of ours that came back and why, and until when somebody is away. Plain text in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from cards.replies.dates import named_day
from cards.replies.html import looks_like_html, text_of_html
from cards.replies.reading import read_reply

from .headers import Lines, ids_in, is_address, message_ids, one_address, values_of

READ_AT_MOST = 20_000
"""Characters. Reports say in their first lines what they report."""
UNKNOWN_ADDRESS = "the address is not known there"
MAILBOX_FULL = "the mailbox is full"
REFUSED = "it was refused there"
MAIL_SYSTEMS = ("mailer-daemon", "postmaster")
_FAILED = re.compile(r"^action:\s*failed\b", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_OWN_ID = re.compile(r"^message-id:\s*(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)
_BETWEEN_READERS = re.compile(r"\n[ \t\r]*\n")
_READER = re.compile(
    r"^(?:original|final)-recipient:[^;\r\n]{1,40};\s*<?([^\s<>;]{3,320})", re.IGNORECASE | re.MULTILINE
)
_QMAIL_READER = re.compile(r"^<([^<>\s]{3,320})>:", re.MULTILINE)
_QMAIL = re.compile(r"\A\s*Hi\. This is the .{1,40} (?:send )?program at ", re.IGNORECASE)
_GIVEN_UP = re.compile(
    r"could not be delivered|couldn't be delivered|delivery (?:has )?failed|undeliverable", re.IGNORECASE
)
_DELAYED = re.compile(r"\bdelay(?:ed)?\b|still (?:trying|being retried)|will (?:continue|keep) trying", re.IGNORECASE)
_FULL = re.compile(r"mailbox (?:is )?full|over ?quota|quota exceeded|storage (?:limit|exceeded)", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"(?:user|address|recipient|mailbox)[\w ]{0,20} (?:unknown|not found|does(?:n't| not) exist|couldn't be found)"
    r"|unknown (?:user|recipient|address)|no such (?:user|mailbox|address)|wasn't found at",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CameBack:
    """Message-IDs that could not be delivered, and why, as the end of a sentence.

    `readers`: the addresses that it could not be delivered to, in small letters, where the report names them.
    """

    message_ids: tuple[str, ...]
    why: str
    readers: tuple[str, ...] = ()


def is_report(lines: Lines) -> bool:
    """A delivery report (RFC 3464), not one that a person has read something (RFC 8098)."""
    return any("delivery-status" in value.lower() for value in _report_types(lines))


def came_back(lines: Lines, text: str, status: str = "", returned: str = "") -> CameBack | None:
    """What a report says has failed. One that says it is delayed, delivered or read has brought nothing back.

    `status` is the text of its message/delivery-status part and `returned` that of the mail it brings back, or of its
    headers, where the door has them; a program that writes neither quotes the mail in its own text.
    """
    pairs, said, states = tuple(lines), _as_text(text)[:READ_AT_MOST], status[:READ_AT_MOST]
    if not _has_failed(pairs, said, states):
        return None
    ids = _OWN_ID.findall(returned[:READ_AT_MOST]) or _OWN_ID.findall(said)
    named = ids_in(" ".join(ids[:1])) or (message_ids(pairs)[:1] if is_report(pairs) else ())
    readers = _readers(pairs, said, states)
    return CameBack(named, _why(f"{states}\n{said}"), readers) if named or readers else None


def _has_failed(lines: tuple[tuple[str, str], ...], said: str, status: str) -> bool:
    """Without the form of a report only a mail system's own address counts: any mail can hold such a line."""
    if status and _report_types(lines):
        return _FAILED.search(status) is not None
    if is_report(lines):  # only its text is known
        return _DELAYED.search(said) is None or _GIVEN_UP.search(said) is not None
    if (one_address(lines) or "").partition("@")[0] not in MAIL_SYSTEMS:
        return False
    return bool(values_of(lines, "x-failed-recipients")) or _QMAIL.match(said) is not None


def _readers(lines: tuple[tuple[str, str], ...], said: str, status: str) -> tuple[str, ...]:
    failed = (part for part in _BETWEEN_READERS.split(status) if _FAILED.search(part))
    found = [address for part in failed for address in _READER.findall(part)]
    if not status:
        named = ",".join(values_of(lines, "x-failed-recipients"))[:READ_AT_MOST].split(",")
        found = [one.strip() for one in named if one.strip()] or _QMAIL_READER.findall(said)
    return tuple(dict.fromkeys(address.lower() for address in found if is_address(address)))


def _why(report: str) -> str:
    codes = set(_STATUS.findall(report))
    if codes & {"5.2.2", "4.2.2"} or _FULL.search(report):
        return MAILBOX_FULL
    if codes & {"5.1.1", "5.1.2", "5.1.10", "5.1.351", "5.4.4"} or _UNKNOWN.search(report):
        return UNKNOWN_ADDRESS
    return REFUSED


def _report_types(lines: Lines) -> list[str]:
    return [v for v in values_of(lines, "content-type") if v.strip().lower().startswith("multipart/report")]


def _as_text(text: str) -> str:
    start = text[: 4 * READ_AT_MOST]
    return text_of_html(start) if looks_like_html(start) else start


_LAST_DAY = re.compile(r"\b(?:until|till|through|up to(?: and including)?|to and including)\s+", re.IGNORECASE)
_FIRST_DAY_BACK = re.compile(
    r"\b(?:back|return(?:ing)?|return to (?:work|the office)|available again|at my desk again)"
    r"(?:\s+(?:at work|in the office|to work|to the office))?\s+(?:on|from)\s+",
    re.IGNORECASE,
)


def out_of_office_until(text: str, received: date) -> date | None:
    """The last day somebody says to be away, in plain sight; None where no day is named, or two that differ.

    A first day back is the day after it. What is quoted of our own mail does not count.
    """
    said = read_reply(text[: 4 * READ_AT_MOST], received).text[:READ_AT_MOST]
    last = {named_day(said[found.end() :], received)[0] for found in _LAST_DAY.finditer(said)}
    back = {named_day(said[found.end() :], received)[0] for found in _FIRST_DAY_BACK.finditer(said)}
    days = (last | {day - timedelta(days=1) for day in back if day}) - {None}
    [day] = days if len(days) == 1 else [None]
    return day if day is not None and received <= day and day.year <= received.year + 1 else None


_ABSENT = re.compile(
    r"\b(?:out of (?:the )?office|on (?:[a-z]+ ){0,2}leave|on (?:my |a )?holidays?|on vacation|absent"
    r"|(?:off|on) sick(?: leave)?|not (?:in|at) (?:the office|work)"
    r"|(?<!right )(?<!straight )away)\b(?! from (?:my|the|their) desk)",
    re.IGNORECASE,
)
_LOOKS_BACK = 150
_ONLY_SUPPOSED = re.compile(
    r"\b(?:(?:if|when|whenever|unless|in case)\b(?:(?!\n\s*\n|\b(?:while|as|because)\b)[^,;:.!?])*|(?:not|never)\s+)\Z",
    re.IGNORECASE,
)
"""What stands before in the same clause: “if I am away, ring my team” says of nobody that they are."""
_LEAD = re.compile(r"\s*(?:auto\s*:)?([^:]*)", re.IGNORECASE)


def speaks_of_absence(text: str, subject: str, received: date) -> bool:
    """Words that somebody is away, not merely that a mail has come in. Of the subject only what stands before the
    subject that it answers counts, and of the text nothing that is quoted: both are words of ours.
    """
    said = read_reply(text[: 4 * READ_AT_MOST], received).text[:READ_AT_MOST]
    lead = _LEAD.match(subject)
    return _says_away(said) or (lead is not None and _says_away(lead[1]))


def _says_away(said: str) -> bool:
    before = (said[max(0, found.start() - _LOOKS_BACK) : found.start()] for found in _ABSENT.finditer(said))
    return any(_ONLY_SUPPOSED.search(clause) is None for clause in before)
