"""Parts a reply: what was written, what was signed, what was quoted. Nothing that a person wrote is thrown away."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from mailparser_reply import EmailReplyParser

LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pl"]
LONGEST_LINE = 300
MOST_LINES = 2_000
"""The parser's patterns look back and forth; they are shown the beginnings of lines, and not more than these."""
LONGEST_SIGNATURE = 15  # lines
LOOKED_AT = 60  # lines, from the end
_SIGN_OFF = re.compile(
    r"(?:(?:with\s+)?(?:kind(?:est)?|best|warm|many)?\s*(?:regards|wishes|thanks)|thanks(?:\s+again)?|thank\s+you|cheers|"
    r"yours(?:\s+\w+)?|sincerely|mit\s+freundlichen\s+gr(?:ü|ue)(?:ß|ss)en|cordialement|bien\s+à\s+vous)\s*[,.!]?",
    re.IGNORECASE,
)
_DELIMITER = re.compile(r"--\s?")
_RULE = re.compile(r"[_-]{5,}")
_DEVICE = re.compile(
    r"(?:sent\s+from\s+(?:my\s+)?\w[\w\s]{0,40}|get\s+outlook\s+for\s+\w+.*|gesendet\s+von\s+\w.*|envoyé\s+de\s+\w.*)",
    re.IGNORECASE,
)
_AFTERWORD = re.compile(r"p\.?\s?s\.?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parts:
    """`in_place` are lines written below or between what was quoted."""

    words: str
    signature: str
    in_place: str


def parted(above: str, below: str) -> Parts:
    """The parts of a reply. `below` is what stood under our marker, empty without one."""
    words, signature = _without_signature(_unquoted_top(above))
    in_place, signed_below = _without_signature("\n".join(_unquoted(below or above)))
    return Parts(words, signature or signed_below, in_place)


def _unquoted_top(text: str) -> str:
    """What stands above the first header of a quoted mail, with its own spaces and line ends."""
    lines = _lines(text)
    shown = "\n".join(_harmless(line) for line in lines[:MOST_LINES])
    first = EmailReplyParser(languages=list(LANGUAGES)).read(shown).replies[0]
    if first.headers:  # the mail begins with what it quotes
        return ""
    kept = first.content.count("\n") + 1 if first.content else 0
    start = next((i for i, line in enumerate(lines) if line.strip()), 0)
    rest = lines[start:] if len(lines) > MOST_LINES and start + kept >= MOST_LINES else lines[start : start + kept]
    return "\n".join(line for line in _without_trailing_quote(rest))


def _harmless(line: str) -> str:
    return line.strip()[:LONGEST_LINE]


def _without_trailing_quote(lines: list[str]) -> list[str]:
    """A quotation without any header above it. Lines between the quoted ones are answers in place, and stay."""
    lines = lines[: _end_of(lines, lambda line: not line.strip() or _is_quoted(line))]
    return lines if any(not _is_quoted(line) and line.strip() for line in lines) else []


def _unquoted(text: str) -> list[str]:
    """Written below or between what was quoted with ">": the lines that are nobody's but the writer's."""
    lines = _lines(text)
    if not any(_is_quoted(line) for line in lines):
        return []
    last = max(i for i, line in enumerate(lines) if _is_quoted(line))
    written = [line for line in lines[:last] if not _is_quoted(line) and not _is_header(line)] + lines[last + 1 :]
    start = next((i for i, line in enumerate(written) if line.strip()), len(written))
    return written[start:]


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _is_header(line: str) -> bool:
    return line.rstrip().endswith("wrote:") or line.rstrip().endswith("schrieb:")


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _without_signature(text: str) -> tuple[str, str]:
    lines = _without_rules(text.rstrip().split("\n"))
    for i, line in enumerate(lines[-LOOKED_AT:], max(0, len(lines) - LOOKED_AT)):
        if _begins_signature(line.strip(), lines[i + 1 :], first=i == 0):
            return "\n".join(lines[:i]).strip("\n").rstrip(), "\n".join(lines[i:]).strip()
    return "\n".join(lines).strip("\n").rstrip(), ""


def _without_rules(lines: list[str]) -> list[str]:
    """Without the rule that some programs draw above what they quote."""
    return lines[: _end_of(lines, lambda line: not line.strip() or _RULE.fullmatch(line.strip()) is not None)]


def _end_of(lines: list[str], is_nothing: Callable[[str], bool]) -> int:
    """How many lines there are before the last ones that say nothing."""
    return next((i for i in range(len(lines), 0, -1) if not is_nothing(lines[i - 1])), 0)


def _begins_signature(line: str, after: list[str], *, first: bool) -> bool:
    """Only what is certain: the usual delimiter, a device's line, or a sign-off with a few short lines under it."""
    if first or any(_AFTERWORD.match(later.strip()) for later in after):
        return False
    if _DELIMITER.fullmatch(line) or (_DEVICE.fullmatch(line) and not any(later.strip() for later in after)):
        return True
    written = [later for later in after if later.strip()]
    return bool(_SIGN_OFF.fullmatch(line)) and len(written) <= LONGEST_SIGNATURE and all(len(w) < 100 for w in written)
