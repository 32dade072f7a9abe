"""People's words on a card: seen exactly as typed, never active, and shortened where they are long."""

from __future__ import annotations

import re

from .directions import unturned

EXCERPT = 600
"""Characters of somebody's words that a card shows before "Read all"."""
EXCERPT_LINES = 20
UNSEEN = "\u200b"
_LAST_WORD = re.compile(r"\s+\S{0,40}\Z")


def inert(text: str) -> str:
    """What we say ourselves: nothing in it is active, and nothing turns the reading direction of the rest."""
    return inactive(unturned(text))


def inactive(text: str) -> str:
    """Looks the same; `{{DATE(...)}}` and a link in Markdown stay text, for something unseen stands in between."""
    return re.sub(r"\{(?=\{)|\](?=\()", lambda found: found[0] + UNSEEN, text)


def spaced(line: str) -> str:
    """Spaces at the start of a line, double spaces and tabs would fold into one space when drawn."""
    return re.sub(r"^ | (?= )", "\u00a0", line.replace("\t", "    "))


def lines_of(text: str) -> list[str]:
    """The lines as they are drawn, one paragraph each, so that a reading direction ends with its line."""
    return [inactive(line) for line in typed_lines(text)]


def typed_lines(text: str) -> list[str]:
    """Each line by itself, with its spaces kept."""
    return [spaced(line) for line in re.split(r"\r\n|[\n\r\u2028\u2029]", text)]


def excerpt(text: str, at_most: int = EXCERPT, lines_at_most: int = EXCERPT_LINES) -> str:
    """`text` itself, or its beginning up to a whole word."""
    lines = text.splitlines(keepends=True)
    kept = "".join(lines[:lines_at_most])
    if len(kept) <= at_most:
        return kept if len(lines) > lines_at_most else text
    return _LAST_WORD.sub("", kept[: at_most + 1])[:at_most]
