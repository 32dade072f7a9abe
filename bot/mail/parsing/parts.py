"""One part of a mail: what it is, what it says, and how it is named where it is attached. Files are never opened."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.message import Message

from ..door import Attachment
from .headers import one_line, shown, text_in

MOST_ATTACHMENTS = 100
LONGEST_NAME = 150
LONGEST_KIND = 100
MOST_BYTES = 4_000_000
"""Of one text. More words than a person writes."""
_UNNAMED = {"message/rfc822": "a forwarded mail", "text/calendar": "an invitation"}
_BESIDE_THE_WORDS = frozenset(
    [
        "application/pgp-encrypted",
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "message/delivery-status",
    ]
)
_FLOWED = re.compile(r"(>*) ?(.*)")


def leaves_of(message: Message) -> tuple[Message, ...]:
    """Every part that holds no others, in order; a mail within a mail is one of them."""
    leaves, waiting = [], [message]
    while waiting:
        part = waiting.pop()
        held = within(part)
        waiting += reversed(held)
        if not held:
            leaves.append(part)
    return tuple(leaves)


def within(part: Message) -> list[Message]:
    held = part.get_payload()
    is_several = part.get_content_maintype() == "multipart" and isinstance(held, list)
    return [one for one in held if isinstance(one, Message)] if is_several and isinstance(held, list) else []


def kind_of(part: Message) -> str:
    """The media type, in small letters."""
    return part.get_content_type().lower()


def text_of(part: Message) -> str:
    raw = part.get_payload(decode=True)
    text = text_in(raw[:MOST_BYTES] if isinstance(raw, bytes) else b"", _parameter(part, "charset"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    is_flowed = kind_of(part) == "text/plain" and _parameter(part, "format") == "flowed"
    return _unflowed(text, without_space=_parameter(part, "delsp") == "yes") if is_flowed else text


def attached(leaves: Iterable[Message]) -> tuple[Attachment, ...]:
    """What a person would call an attachment: no signature, no report, no picture that belongs to the HTML."""
    named = (
        Attachment(_name_shown(part), kind_of(part)[:LONGEST_KIND], _size(part))
        for part in filter(_is_attached, leaves)
    )
    return tuple(one for one, _ in zip(named, range(MOST_ATTACHMENTS), strict=False))


def name_of(part: Message) -> str:
    """The name of its file as a person may be shown it, without folders; empty where it has none."""
    given = shown(part.get_filename() or "")
    return one_line(re.split(r"[/\\]", given)[-1])[:LONGEST_NAME]


def _name_shown(part: Message) -> str:
    return name_of(part) or _UNNAMED.get(kind_of(part), "a file without a name")


def _is_attached(part: Message) -> bool:
    if kind_of(part) in _BESIDE_THE_WORDS or part.get_content_maintype() == "multipart":
        return False
    if _is_of_the_page(part) or answers_an_invitation(part):
        return False
    is_words = kind_of(part) in ("text/plain", "text/html")
    return not is_words or _disposition(part) == "attachment" or bool(name_of(part))


def answers_an_invitation(part: Message) -> bool:
    return kind_of(part) == "text/calendar" and _parameter(part, "method") in ("reply", "counter")


def _is_of_the_page(part: Message) -> bool:
    is_inline = "Content-ID" in part and _disposition(part) != "attachment"
    return part.get_content_maintype() == "image" and is_inline


def _disposition(part: Message) -> str:
    return str(part.get("Content-Disposition", "")).partition(";")[0].strip().lower()


def _size(part: Message) -> int:
    """In bytes, as near as can be said without opening it."""
    held = part.get_payload()
    if isinstance(held, list):
        return sum(_size(leaf) for one in held if isinstance(one, Message) for leaf in leaves_of(one))
    is_base64 = str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64"
    return len(str(held or "")) * 3 // 4 if is_base64 else len(str(held or ""))


def _parameter(part: Message, name: str) -> str:
    given = part.get_param(name)
    return str(given[2] if isinstance(given, tuple) else given or "").strip().lower()


def _unflowed(text: str, *, without_space: bool) -> str:
    """Lines that end in a space go on in the next, as deep in quotation as they are (RFC 3676)."""
    joined: list[list[str]] = []
    goes_on: str | None = None
    for line in text.split("\n"):
        found = _FLOWED.match(line)
        depth, words = found.groups() if found else ("", line)
        is_soft = words.endswith(" ") and words != "-- "
        said = words[:-1] if is_soft and without_space else words
        if depth != goes_on:
            joined.append([f"{depth} " if depth else ""])
        joined[-1].append(said)
        goes_on = depth if is_soft else None
    return "\n".join("".join(line) for line in joined)
