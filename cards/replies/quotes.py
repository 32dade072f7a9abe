"""Finds where a mail begins to quote the one it answers. A mail that the writer pasted in is part of the answer."""

from __future__ import annotations

import re

from mailparser_reply.parser import EmailMessage

LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pl"]
LONGEST_LINE = 200
MOST_LINES = 600
"""The parser's patterns look back and forth; they are shown the beginnings of lines, and not more than these."""
_HEADERS = EmailMessage(text="", languages=list(LANGUAGES)).HEADER_REGEX
_OURS = re.compile(r"\bIRO[ -]?Bot\b|\b[A-Z]{2,6}-\d{2}-\d{3,6}\b", re.IGNORECASE)
"""Our name or a case's reference, as they stand in the header of a mail of ours."""
_CODE_LINE = re.compile(r"^\W*Reply code:", re.MULTILINE)
_KEY = re.compile(r"[* >]*\w[\w -]{1,19}\s?:")
_PREFIX = re.compile(r"\A(?:(?:re|fwd?|aw|wg|tr|antw)\s*:\s*)+", re.IGNORECASE)


def quoted_from(lines: list[str], subject: str = "", *, marked: bool = False) -> int | None:
    """The line at which our mail begins to be quoted, or None. `marked` says that our marker stands right below."""
    shown = "\n".join(line.strip()[:LONGEST_LINE] for line in lines[:MOST_LINES])
    headers = [_Header(found) for found in _HEADERS.finditer(shown)]
    bare = _PREFIX.sub("", subject.strip())
    whole = len(lines) <= MOST_LINES
    cut: int | None = None
    following, ours_follows = len(shown), marked and whole
    for header in reversed(headers):
        below = header.spilt + shown[header.end : following]
        empty = not below.strip()
        ours_follows = header.names_us(bare) or (ours_follows if empty else _is_of_ours(below))
        cut = header.start if ours_follows else cut
        following = header.start
    return None if cut is None else shown.count("\n", 0, cut)


class _Header:
    """What the parser took for a header. Its pattern takes one line more, which may be the writer's: `spilt`."""

    def __init__(self, found: re.Match[str]) -> None:
        whole = found[0]
        self.start = found.start() + len(whole) - len(whole.lstrip())
        self.end = found.end()
        text, _, final = whole.strip("\n").rpartition("\n")
        has_spilt = bool(text) and not _KEY.match(final) and not final.endswith(":") and "---" not in final
        self.text = text if has_spilt else whole
        self.spilt = f"{final}\n" if has_spilt else ""

    def names_us(self, subject: str) -> bool:
        return bool(_OURS.search(self.text)) or (bool(subject) and subject in self.text)


def _is_of_ours(below: str) -> bool:
    """Everything there is marked as quoted, or it bears our code."""
    written = [line for line in below.split("\n") if line.strip()]
    return all(line.startswith(">") for line in written) or bool(_CODE_LINE.search(below))
