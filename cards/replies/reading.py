"""Reads what came back by mail: the words above our marker, what they ask for, and whether a machine wrote them.

Only what is certain is acted on: time until a named date, or passing on, where the reply begins with the words our
mails give as examples. Everything else a person wrote is an answer, or is unclear and goes to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .dates import named_day
from .html import looks_like_html, text_of_html
from .parts import Parts, parted
from .signatures import is_greeting

MARKER = "— Press reply and write your answer above this line —"
"""With one dash at each end: more of them wrap to a line of their own on a telephone."""
_MARKER = re.compile(r"press\s+reply\s+and\s+write\s+your\s+answer\s+above\s+this\s+line", re.IGNORECASE)
_CODE = re.compile(r"Reply code:\s*<?([A-Za-z0-9._~-]{8,200})")
READ_AT_MOST = 400_000
"""Characters of a mail that are looked at. A longer answer is kept whole by whoever keeps the mail."""


class Asks(StrEnum):
    ANSWER = "answer"
    MORE_TIME = "more time"
    PASS_ON = "pass on"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Reply:
    """`text` is what the person wrote, as they wrote it, without what was quoted or signed.

    `until` is the day named when more time is asked for, `to` the colleague named when it is passed on, `reason` what
    was said after it. `cut` says that the mail was longer than what was read.
    """

    text: str
    asks: Asks
    until: date | None = None
    to: str = ""
    reason: str = ""
    signature: str = ""
    automatic: bool = False
    cut: bool = False


Headers = Mapping[str, str] | Iterable[tuple[str, str]]


def read_reply(text: str, received: date | None = None, headers: Headers = (), subject: str = "") -> Reply:
    """What a reply says. `received` gives a date without a year its year: the next such day.

    `subject` is the mail's own: a quoted mail that bears it is the one that is answered.
    """
    shown = text[:READ_AT_MOST].replace("\x00", "")
    if looks_like_html(shown):
        shown = text_of_html(shown)
    parts = parted(*_around_marker(shown), subject)
    words = _put_together(parts)
    asked = _asked(words, received)
    cut = len(text) > READ_AT_MOST
    return Reply(words, asked.asks, asked.until, asked.to, asked.reason, parts.signature, is_automatic(headers), cut)


def halves(text: str) -> tuple[str, str]:
    """A reply as it came: what stands above our marker, and our mail as it is quoted below it."""
    shown = text[:READ_AT_MOST].replace("\x00", "")
    return _around_marker(text_of_html(shown) if looks_like_html(shown) else shown)


def _around_marker(text: str) -> tuple[str, str]:
    """What stands above our marker and what stands below it; without a marker everything is above."""
    found = _MARKER.search(text)
    if found is None:
        return text, ""
    above = text[: found.start()].removesuffix(" ").rstrip("—").rstrip(" >*")
    return above, text[found.end() :].partition("\n")[2] or "\n"


def _put_together(parts: Parts) -> str:
    """Answers in place belong to the reply where above stands nothing, a greeting, or what points to them."""
    if not parts.words.strip():
        return parts.in_place
    points_below = is_greeting(parts.words) or (len(parts.words) <= _SHORT and _BELOW.search(parts.words))
    return f"{parts.words}\n\n{parts.in_place}" if points_below and parts.in_place.strip() else parts.words


def code_line(token: str) -> str:
    """The line at the foot of a mail that binds a reply to its reader."""
    return f"Reply code: {token}"


def code_in(text: str) -> str | None:
    """The code that a reply quotes, if it quotes one."""
    shown = text[:READ_AT_MOST]
    found = _CODE.search(text_of_html(shown) if looks_like_html(shown) else shown)
    return found[1] if found else None


def is_automatic(headers: Headers) -> bool:
    """An out-of-office note, a delivery report, a list: not something that a person wrote in answer.

    X-Auto-Response-Suppress is not asked: ordinary mail carries it (RFC 3834 has the others).
    """
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    return any(_says_automatic(name.strip().lower(), value.strip().lower()) for name, value in pairs)


def _says_automatic(name: str, value: str) -> bool:
    match name:
        case "auto-submitted":
            return value.partition(";")[0].strip() != "no"
        case "x-autoreply":
            return value != "no"
        case "precedence":
            return value in ("auto_reply", "auto-reply", "bulk")
        case "return-path":
            return value in ("", "<>")
        case "content-type":
            return value.startswith("multipart/report")
        case _:
            return False


@dataclass(frozen=True, slots=True)
class _Asked:
    asks: Asks
    until: date | None = None
    to: str = ""
    reason: str = ""


_TIME = r"(?:please\s+)?(?:more|further|extra|additional)\s+time(?:,?\s+please,?)?"
_MORE_TIME = re.compile(rf"{_TIME}\s*(?:until|till|to|by)?\b[:\s]*(.*)", re.IGNORECASE | re.DOTALL)
_NEEDED = r"(?:(?:is|will\s+be|would\s+be|may\s+be)\s+)?(?:needed|required|necessary|asked\s+for)"
_TIME_ALONE = re.compile(
    rf"{_TIME}(?:\s+{_NEEDED})?(?:\s*(?:[.:!?\n]|\Z)|\s+(?:until|till)\b)|.*\bplease\b", re.IGNORECASE
)
"""The whole first line, or as far as its full stop or colon: time is asked for, without a day."""
_SAYS = re.compile(
    rf"[ \t]+(?!{_NEEDED}\b)"
    r"(?:not|is|isn['’]t|was|wasn['’]t|are|were|be|been|has|have|had|will|would|won['’]t|can|cannot|could|should|may"
    r"|might|must|does|did)\b",
    re.IGNORECASE,
)
"""A sentence: what it begins with is what it speaks of, and asks for nothing."""
_BESIDE_A_NAME = re.compile(r",|\b(?:who|which|as|because|since|she|he|they)\b", re.IGNORECASE)
_PASS = re.compile(
    r"(?:please\s+)?(?:pass(?:\s+(?:this|it))?(?:\s+on)?\s+to|not\s+mine[,.:;]?\s+(?:please\s+)?pass(?:\s+(?:this|it))?(?:\s+on)?\s+to)"
    r"[:\s]+([^\n.;]{2,80})[\n.;]?(.*)",
    re.IGNORECASE | re.DOTALL,
)
_PERHAPS = re.compile(
    r"\b(?:(?:more|further|extra|additional|bit\s+longer|few\s+more)\s*(?:time|days)?\s*(?:please|needed|required)?\s*\?"
    r"|(?:need|have|get|ask(?:ing)?\s+for|request(?:ing)?|grant(?:ed)?)\s+(?:a\s+bit\s+|some\s+|a\s+little\s+)?"
    r"(?:more|further|extra|additional)\s+time|extension|not\s+mine|not\s+for\s+me|wrong\s+person"
    r"|no\s+longer\s+(?:the\s+)?(?:team\s+)?manage|pass(?:ed)?\s+(?:this|it)\s+(?:on\s+)?to|forward(?:ed)?\s+(?:this|it)\s+to)",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"\b(?:below|beneath|underneath|in\s*-?\s*line|in\s+(?:red|blue|green|bold|colour))\b", re.IGNORECASE
)
_SHORT = 300
"""Characters. In a longer reply a word about time stands beside an answer, and the raiser reads both."""


def _asked(words: str, received: date | None) -> _Asked:
    if not words.strip():
        return _Asked(Asks.UNCLEAR)
    plain = re.sub(r"\A\s*(?:(?:hi|hello|dear)\b[^\n]{0,60}\n\s*)?", "", words, flags=re.IGNORECASE)
    if (found := _MORE_TIME.match(plain)) and (asked := _more_time(plain, found[1], received)):
        return asked
    if (found := _PASS.match(plain)) and not _SAYS.search(_BESIDE_A_NAME.split(found[1])[0]):
        return _Asked(Asks.PASS_ON, to=found[1].strip(" ,"), reason=found[2].strip())
    if len(plain) <= _SHORT and (_PERHAPS.search(plain) or _BELOW.search(plain)):
        return _Asked(Asks.UNCLEAR)
    return _Asked(Asks.ANSWER)


def _more_time(words: str, rest: str, received: date | None) -> _Asked | None:
    """Certain only with a day that can be read. None for a sentence that speaks of time and asks for none."""
    day, reason = named_day(rest, received)
    if day is None:
        return _Asked(Asks.UNCLEAR) if _TIME_ALONE.match(words) else None
    before = rest[: rest.rindex(reason)].rstrip(" \t")
    if before[-1:].isalnum() and _SAYS.match(f" {reason}"):
        return None
    return _Asked(Asks.MORE_TIME, until=day, reason=reason)
