"""What may stand for a child's name: a few initials, and never the name itself."""

from __future__ import annotations

import unicodedata

CAPITALS_AT_MOST = 4
LETTERS_AT_MOST = 2
"""Where a script has no capitals, initials cannot be told from a name by their look: fewer may be kept."""


def initials_of(typed: str) -> str | None:
    """One to four capitals, or two letters of a script without them, in their usual form. None for anything else."""
    text = unicodedata.normalize("NFKC", typed.strip())
    kinds = {unicodedata.category(letter) for letter in text}
    if kinds == {"Lu"} and len(text) <= CAPITALS_AT_MOST:
        return text
    if kinds and kinds <= {"Lu", "Lo"} and len(text) <= LETTERS_AT_MOST:
        return text
    return None
