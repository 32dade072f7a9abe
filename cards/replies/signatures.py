"""Tells a signature from the words above it. To lose words is worse than to keep one."""

from __future__ import annotations

import re

LONGEST_SIGNATURE = 15  # lines
LONGEST_NAME = 5  # words
LONGEST_GREETING = 10  # lines
LONGEST_LINE = 80  # characters
_SIGN_OFF = re.compile(
    r"(?:(?:with\s+)?(?:kind(?:est)?|best|warm|many)?\s*(?:regards|wishes|thanks)|thanks(?:\s+again)?|thank\s+you|cheers|"
    r"yours(?:\s+\w+)?|sincerely|mit\s+freundlichen\s+gr(?:ü|ue)(?:ß|ss)en|cordialement|bien\s+à\s+vous)\s*[,.!]?",
    re.IGNORECASE,
)
_DELIMITER = re.compile(r"--\s?")
_DEVICE = re.compile(
    r"(?:sent\s+from\s+(?:my\s+)?\w[\w\s]{0,40}|get\s+outlook\s+for\s+\w+.*|gesendet\s+von\s+\w.*|envoyé\s+de\s+\w.*)",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good\s+(?:morning|afternoon|evening)|morning|afternoon)(?:\s+[\w'’-]+){0,4}\s*[,.!:–-]*"
    r"|[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)?\s*,",
    re.IGNORECASE,
)
_REACHED_AT = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|\bwww\.|https?://|(?<!\d)(?:\+|\(?0)\d[\d ()-]{3,}", re.IGNORECASE)
_SAYS_SOMETHING = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|"
    r"october|november|december|today|tomorrow|yes|no|not|never|none|nothing|agreed|agree|refused|approved|declined|"
    r"accepted|rejected|done|is|are|was|were|will|has|have|had|can|cannot|should|must|i|we|she|he|they|it|please)\b",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset(["and", "of", "for", "the", "in", "to", "at", "de", "van", "von", "der", "da", "bin", "al"])


def begins_signature(line: str, before: list[str], after: list[str]) -> bool:
    """The usual delimiter or a sign-off with nothing but a name, a title and numbers below, or a device's line."""
    written = [later.strip() for later in after if later.strip()]
    if _DEVICE.fullmatch(line) and not written:
        return _says_something(before)
    if not (_DELIMITER.fullmatch(line) or _SIGN_OFF.fullmatch(line)):
        return False
    return _is_name_and_numbers(written) and _leads_nowhere(before) and _says_something(before)


def is_greeting(text: str) -> bool:
    """Says that only somebody is greeted, and nothing is answered."""
    return not _says_something(text.split("\n"))


def _says_something(lines: list[str]) -> bool:
    written = [line.strip() for line in lines if line.strip()]
    return len(written) > LONGEST_GREETING or any(
        re.search(r"\w", line) and not _GREETING.fullmatch(line) and not _SIGN_OFF.fullmatch(line) for line in written
    )


def _leads_nowhere(before: list[str]) -> bool:
    """After a colon comes what somebody said."""
    last = next((line.rstrip() for line in reversed(before) if line.strip()), "")
    return not last.endswith(":")


def _is_name_and_numbers(written: list[str]) -> bool:
    if len(written) > LONGEST_SIGNATURE:
        return False
    lines = [line for line in written if not _DEVICE.fullmatch(line)]
    if not lines:
        return True
    return _is_title(lines[0]) and len(lines[0].split()) <= LONGEST_NAME and all(map(_is_of_signature, lines[1:]))


def _is_of_signature(line: str) -> bool:
    return _is_title(line) or (len(line) <= LONGEST_LINE and bool(_REACHED_AT.search(line)) and not _has_clause(line))


def _is_title(line: str) -> bool:
    """A name, a post, a place: words with capitals, and nothing that makes a sentence of them."""
    if len(line) > LONGEST_LINE or line.endswith(("!", "?", ":")) or re.search(r"\w{3,}\.(?:\s|$)", line):
        return False
    words = re.findall(r"[^\W\d_][\w'’.-]*", re.sub(r"\([^)]*\)", " ", line))
    capital = all(word[0].isupper() or word.lower() in _SMALL_WORDS for word in words)
    return bool(words) and capital and not re.search(r"\d", line) and not _has_clause(line)


def _has_clause(line: str) -> bool:
    """What stands in brackets in a signature is how somebody is spoken of."""
    return _SAYS_SOMETHING.search(re.sub(r"\([^)]*\)", " ", line)) is not None
