"""Parts a reply: what was written, what was signed, what was quoted. Nothing that a person wrote is thrown away."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .quotes import quoted_from
from .signatures import begins_signature

LOOKED_AT = 60  # lines, from the end
_RULE = re.compile(r"[_-]{5,}")


@dataclass(frozen=True, slots=True)
class Parts:
    """`in_place` are lines written below or between what was quoted."""

    words: str
    signature: str
    in_place: str


def parted(above: str, below: str, subject: str = "") -> Parts:
    """The parts of a reply. `below` is what stood under our marker, empty without one."""
    words, signature = _without_signature(_unquoted_top(above, subject, marked=bool(below)))
    in_place, signed_below = _without_signature("\n".join(_unquoted(below or above)))
    return Parts(words, signature or signed_below, in_place)


def _unquoted_top(text: str, subject: str, *, marked: bool) -> str:
    """What stands above the first header of a quoted mail, with its own spaces and line ends."""
    lines = _lines(text)
    cut = quoted_from(lines, subject, marked=marked)
    start = next((i for i, line in enumerate(lines) if line.strip()), 0)
    return "\n".join(_without_trailing_quote(lines[start:cut]))


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
        if begins_signature(line.strip(), lines[:i], lines[i + 1 :]):
            return "\n".join(lines[:i]).strip("\n").rstrip(), "\n".join(lines[i:]).strip()
    return "\n".join(lines).strip("\n").rstrip(), ""


def _without_rules(lines: list[str]) -> list[str]:
    """Without the rule that some programs draw above what they quote."""
    return lines[: _end_of(lines, lambda line: not line.strip() or _RULE.fullmatch(line.strip()) is not None)]


def _end_of(lines: list[str], is_nothing: Callable[[str], bool]) -> int:
    """How many lines there are before the last ones that say nothing."""
    return next((i for i in range(len(lines), 0, -1) if not is_nothing(lines[i - 1])), 0)
