"""The header lines of a mail, read without trust in how they are written.

Lines are name and value, the topmost first, as they stand in the mail or as Graph lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.errors import HeaderParseError
from email.header import decode_header
from hashlib import sha256

Lines = Iterable[tuple[str, str]]
LONGEST = 10_000
"""Characters of a value that are looked at."""
LONGEST_ID = 250
MOST_IDS = 50
_BLUNT = dict.fromkeys(map(ord, ";=<>,:()\\ \t\r\n"), "_")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
_BRACKETED = re.compile(r"<([^<>\s]{1,250})>")
_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


def values_of(lines: Lines, name: str) -> list[str]:
    """The topmost first."""
    return [value for given, value in lines if given.lower() == name]


def plain(value: str, blunted: str = "") -> str | None:
    """Without comments (RFC 5322, 3.2.2); what is quoted can no longer be taken for more than letters.

    `blunted` are further characters that mean nothing where they are quoted. None: it is not closed.
    """
    blunt = _BLUNT | dict.fromkeys(map(ord, blunted), "_")
    kept, depth, quoted, escaped = [], 0, False, False
    for letter in value:
        if escaped or (letter == "\\" and (quoted or depth)):
            kept.append("_" if quoted and escaped else "")
            escaped = not escaped
        elif quoted:
            quoted = letter != '"'
            kept.append(letter.translate(blunt) if quoted else "")
        elif letter in "()":
            depth += 1 if letter == "(" else -1
            kept.append(" ")
        elif not depth:
            quoted = letter == '"'
            kept.append("" if quoted else letter)
        if depth < 0:
            return None
    return None if depth or quoted or escaped else "".join(kept)


def one_address(lines: Lines) -> str | None:
    """The address of the one From line with one address, in small letters; None where it could be read two ways."""
    given = values_of(lines, "from")
    value = plain(given[0], blunted="@.") if len(given) == 1 and len(given[0]) <= LONGEST else None
    if value is None:
        return None
    name, opened, rest = value.strip().partition("<")
    address = rest.removesuffix(">").strip() if opened else name
    if (opened and not rest.endswith(">")) or set(name if opened else "") & set("@,;:<>"):
        return None
    return address.lower() if is_address(address) else None


def is_address(text: str) -> bool:
    """An address with nothing about it that a mail system could read in another way."""
    return bool(_ADDRESS.fullmatch(text)) and ".." not in text and ".@" not in text and not text.startswith(".")


def domain_of(address: str) -> str:
    return address.strip("<> ").rpartition("@")[2].rstrip(".").lower()


def message_ids(lines: Lines) -> tuple[str, ...]:
    """What the mail says that it answers, the nearest first, without angle brackets."""
    pairs = tuple(lines)
    replied = ids_in(" ".join(values_of(pairs, "in-reply-to")))
    before = ids_in(" ".join(values_of(pairs, "references"))[-LONGEST:])
    return tuple(dict.fromkeys((*replied, *reversed(before))))[:MOST_IDS]


def ids_in(text: str) -> tuple[str, ...]:
    return tuple(_BRACKETED.findall(text[:LONGEST]))


def own_id(lines: Lines) -> str | None:
    """The Message-ID without angle brackets, where there is one that can be one."""
    given = values_of(lines, "message-id")
    bare = given[0].strip().strip("<>").strip() if given else ""
    return bare if 0 < len(bare) <= LONGEST_ID and bare.isascii() and bare.isprintable() and " " not in bare else None


def short_id(id: str) -> str:
    """One that a database can look up, however long it is: the same for the same."""
    return id if len(id) <= LONGEST_ID else f"{sha256(id.encode(errors='replace')).hexdigest()}.too-long"


def shown(value: str) -> str:
    """A value as a person reads it: encoded words decoded (RFC 2047), on one line."""
    try:
        parts = decode_header(value[:LONGEST].replace("\r", "").replace("\n", ""))
    except (HeaderParseError, ValueError):
        return one_line(value[:LONGEST])
    return one_line("".join(part if isinstance(part, str) else text_in(part, charset) for part, charset in parts))


def one_line(text: str) -> str:
    """What cannot be seen, or turns what is seen around, is left out."""
    return re.sub(r"\s+", " ", _NOT_SHOWN.sub(" ", text)).strip()


_NOT_FOR_MAIL = frozenset(["idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "unicode-escape"])
"""Python can read these, slowly or with surprises; no mail is written in them."""


def text_in(raw: bytes, charset: str | None) -> str:
    """What bytes say: in the charset they are said to be in, where that is true; else in the likeliest."""
    named = (charset or "").strip().lower()
    for tried in (named, "utf-8"):
        if tried and tried not in _NOT_FOR_MAIL:
            try:
                return raw.decode(tried)
            except (LookupError, ValueError):
                continue
    return raw.decode("cp1252", "replace")
