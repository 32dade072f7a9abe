"""A typed line as it came and as it is read: mentions taken out, references found, people's words kept."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from escalation.case import CaseRef

BOT = "IRO Bot"

_MENTION = re.compile(r"<at(?:\s[^<>]*)?>([^<>]*)</at>", re.IGNORECASE)
_LAYOUT = re.compile(r"</?(?:p|div|span)(?:\s[^<>]*)?>|<br\s*/?>", re.IGNORECASE)
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000\t\r\n\v\f\u0085\u2028\u2029", " "),
        **{chr(code): " " for code in range(0x2000, 0x200B)},
        **dict.fromkeys("‘’‚‛´`", "'"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‐‑‒–—−", "-"),
    }
)
_ITS = r"(?:(?:to|for|on|in|with|about|of|the|case|alert|concern|dispute)\s{1,3}){0,3}"
# any authority's prefix; a reference is often typed without its leading noughts
_REF = re.compile(
    rf"(?<![\w-]){_ITS}([A-Z][A-Z0-9]{{1,5}})-([0-9]{{2}})-([0-9]{{1,6}})(?![\w-])", re.IGNORECASE | re.ASCII
)
_REF_DIGITS = 4
_BECAUSE = re.compile(r"\b(?:because|reason)\b", re.IGNORECASE)
_REASON = re.compile(r"(?:\b(?:because|reason)\b|:)[\s:,]*", re.IGNORECASE)


class Unclear(ValueError):
    """The command is known and something in it is missing or cannot be. The message is the hint to show."""


@dataclass(frozen=True, slots=True)
class Line:
    """`words` is what was typed, `plain` the same with plain quotes, dashes and spaces, position by position."""

    words: str
    plain: str

    def part(self, start: int, end: int | None = None) -> Line:
        """From `start` to `end`, without the spaces around it."""
        plain = self.plain[start:end]
        inner = plain.strip()
        begin = start + len(plain) - len(plain.lstrip())
        return Line(self.words[begin : begin + len(inner)], inner)

    def without(self, start: int, end: int) -> Line:
        return Line(f"{self.words[:start]} {self.words[end:]}", f"{self.plain[:start]} {self.plain[end:]}").part(0)

    def after(self, pattern: re.Pattern[str]) -> Line:
        """Without what `pattern` finds at the start."""
        found = pattern.match(self.plain)
        return self.part(found.end()) if found else self


def line_of(text: str) -> Line:
    """The line that was typed, without the bot's own mention, entities and what cannot be seen around it."""
    spoken = html.unescape(_LAYOUT.sub(" ", _MENTION.sub(_unless_the_bot, text)))
    words = spoken.strip(_INVISIBLE + " \t\r\n\u00a0")
    line = Line(words, words.translate(_PLAIN)).part(0)
    at_bot = f"@{BOT}".lower()
    return line.part(len(at_bot)) if line.plain[: len(at_bot)].lower() == at_bot else line


def _unless_the_bot(mention: re.Match[str]) -> str:
    """Other people's mentions are names."""
    is_first = not mention.string[: mention.start()].strip()
    return " " if is_first or mention[1].strip().lower() == BOT.lower() else mention[1]


def find_reference(line: Line) -> tuple[CaseRef | None, Line]:
    """The case that the line names before it gives a reason, and the line without it and its "to" or "on"."""
    reason = _BECAUSE.search(line.plain)
    found = _REF.search(line.plain)
    if found is None or (reason and reason.start() < found.start() and reason.start() > 0):
        return None, line
    prefix, year, number = found.groups()
    ref = CaseRef(f"{prefix.upper()}-{year}-{number.zfill(_REF_DIGITS)}")
    return ref, line.without(found.start(), found.end())


def split_reason(line: Line) -> tuple[Line, str]:
    """What comes before "because", and the reason as typed."""
    found = _REASON.search(line.plain)
    if found is None:
        return line, ""
    return line.part(0, found.start()), line.part(found.end()).words
