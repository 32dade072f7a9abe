"""A mail that somebody wrote already and forwards: what it says fills in the form for a concern."""

from __future__ import annotations

import re

from cards.payloads.values import WORDS_AT_MOST
from cards.replies.html import looks_like_html, text_of_html
from escalation.case import PersonId

from ...casework import Desk
from ..door import IncomingMail

_FORWARDED = re.compile(r"\A\s*(?:re\s*:\s*)*(?:fwd?|wg|tr)\s*:", re.IGNORECASE)
_HEADER = re.compile(r"\W*(?:from|sent|date|to|cc|bcc|subject|importance|reply-to|attachments)\W*:", re.IGNORECASE)
_FROM = re.compile(r"\W*from\W*:", re.IGNORECASE)
_RULE = re.compile(
    r"\W*(?:[_-]{5,}|-+\s*(?:original|forwarded) message\s*-+|begin forwarded message:)\W*", re.IGNORECASE
)
_COMMAND = re.compile(r"\A\s*raise\b[\s:.]*", re.IGNORECASE)
HEADERS_AT_MOST = 8
LONGEST_LINE = 200
"""Characters of a line in which a rule or a header is looked for."""


def is_forwarded(mail: IncomingMail) -> bool:
    return _FORWARDED.match(mail.subject) is not None


def forwarded_words(mail: IncomingMail) -> str:
    """What stood above it, then the mail itself, without its header lines; empty where it is no forwarded mail."""
    if not is_forwarded(mail):
        return ""
    text = text_of_html(mail.text) if looks_like_html(mail.text) else mail.text
    lines = text.replace("\r\n", "\n").split("\n")
    start = next((n for n, line in enumerate(lines) if _FROM.match(line[:LONGEST_LINE])), len(lines))
    note = "\n".join(line for line in lines[:start] if not _RULE.fullmatch(line[:LONGEST_LINE]))
    body = "\n".join(lines[_end_of_headers(lines, start) :])
    parts = (_COMMAND.sub("", note).strip(), body.strip())
    return "\n\n".join(part for part in parts if part)[:WORDS_AT_MOST]


def may_raise(desk: Desk, person: PersonId) -> bool:
    with desk.database.read() as reading:
        return bool(desk.in_force(reading).raised_under(person, reading.people.roster(), desk.today()))


def _end_of_headers(lines: list[str], start: int) -> int:
    """Long lines of addresses go on in the next line."""
    end = start
    for place in range(start, min(start + HEADERS_AT_MOST, len(lines))):
        if not lines[place].strip():
            break
        if _HEADER.match(lines[place][:LONGEST_LINE]):
            end = place + 1
    return end
