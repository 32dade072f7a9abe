"""The words of a mail, and what a machine reports in it, out of the parts that it is built of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from email.message import Message
from html import escape

from ..door import Attachment
from .parts import answers_an_invitation, attached, kind_of, leaves_of, name_of, text_of, within

MOST_TEXT = 1_000_000
"""Characters. More is read by a person, who has the mail."""
MOST_REPORTED = 100_000
SEALED = "It is encrypted or sealed (S/MIME), so that only a person with the key can open it."
ENCRYPTED = "It is encrypted (PGP), so that only a person with the key can open it."
OUTLOOK_ONLY = "Its words lie in a form that only Outlook opens (winmail.dat)."
_SEALED = frozenset(["application/pkcs7-mime", "application/x-pkcs7-mime"])
_TNEF = frozenset(["application/ms-tnef", "application/vnd.ms-tnef"])
_BROUGHT_BACK = frozenset(["message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"])
_PGP = "-----BEGIN PGP MESSAGE-----"


@dataclass(frozen=True, slots=True)
class Body:
    """`text` is plain, or begins with <html>. `status` and `returned` are those of a delivery report (RFC 3464).

    `calendar` is an answer to an invitation (RFC 5546), as an iCalendar object.
    """

    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    unreadable: str = ""
    status: str = ""
    returned: str = ""
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    is_html: bool = False


def body_of(message: Message) -> Body:
    leaves = leaves_of(message)
    words = [words for words in _words(message) if words.text.strip()]
    body = Body(_together(words)[:MOST_TEXT], calendar=_answer_to_an_invitation(leaves))
    if kind_of(message) == "multipart/report":
        returned = "\n".join(_head(leaf) for leaf in leaves if kind_of(leaf) in _BROUGHT_BACK)
        return replace(body, status=_first(leaves, "message/delivery-status"), returned=returned[:MOST_REPORTED])
    return replace(body, attachments=attached(leaves), unreadable=_unreadable(message, leaves, body.text))


def _unreadable(message: Message, leaves: tuple[Message, ...], text: str) -> str:
    kinds = set(map(kind_of, leaves))
    if kinds & _SEALED:
        return SEALED
    if kind_of(message) == "multipart/encrypted" or _PGP in text[:2_000]:
        return ENCRYPTED
    in_tnef = kinds & _TNEF or "winmail.dat" in map(name_of, leaves)
    return OUTLOOK_ONLY if in_tnef and not text.strip() else ""


def _words(part: Message) -> list[_Words]:
    """Of alternatives the plain one, where it says anything; of several parts what each says (RFC 2046, 5.1)."""
    match kind_of(part):
        case "multipart/alternative":
            return _best([_words(one) for one in within(part)])
        case "multipart/related" | "multipart/signed":
            return _words(within(part)[0]) if within(part) else []
        case "text/plain" | "text/html" if not attached([part]):
            return [_Words(text_of(part), kind_of(part) == "text/html")]
        case _:
            return [words for one in within(part) for words in _words(one)]


def _best(alternatives: list[list[_Words]]) -> list[_Words]:
    saying = [words for words in alternatives if any(one.text.strip() for one in words)]
    plain = [words for words in saying if not any(one.is_html for one in words)]
    return next(iter(plain or saying[-1:]), [])


def _together(words: list[_Words]) -> str:
    if not any(one.is_html for one in words):
        return "\n".join(one.text for one in words)
    return "<html>" + "\n".join(one.text if one.is_html else _as_html(one.text) for one in words)


def _as_html(text: str) -> str:
    return "<div>" + "<br>".join(escape(line) for line in text.split("\n")) + "</div>"


def _answer_to_an_invitation(leaves: tuple[Message, ...]) -> str:
    """An invitation that somebody sends along with their words is a file like any other."""
    return next((_first((leaf,), "text/calendar") for leaf in leaves if answers_an_invitation(leaf)), "")


def _first(leaves: tuple[Message, ...], kind: str) -> str:
    found = next((leaf for leaf in leaves if kind_of(leaf) == kind), None)
    if found is None:
        return ""
    blocks = found.get_payload()
    text = "\n\n".join(map(_lines, blocks)) if isinstance(blocks, list) else text_of(found)
    return text[:MOST_REPORTED]


def _head(part: Message) -> str:
    """The header lines of a mail that a report brings back, whole or not."""
    held = part.get_payload()
    return _lines(held[0]) if isinstance(held, list) and held else text_of(part)


def _lines(message: object) -> str:
    pairs = message.raw_items() if isinstance(message, Message) else ()
    return "\n".join(f"{name}: {' '.join(str(value).split())}" for name, value in pairs)
