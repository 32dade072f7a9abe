"""Finds the lines of a form in what somebody wrote: each by its name, however it was marked, quoted or wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from ..forms.labels import LABELS
from .shown import Asks, Box, Shown
from .values import in_words
from .written import FILL_IN, said_by, static_after

NOTHING_YET = frozenset({"", "…", "..."})
SURELY_OURS = 16
"""Letters of our own words by which they are known where a mail program has wrapped or joined their lines."""
_QUOTED = re.compile(r"\A(?:[ \t]*>)+ ?")
_RULE = re.compile(r"[-=—]{3,}")
_MARKS = r"[\s*_•·>#\-–]*"
_SIGN = r"[*_]*\s*(?:\(required\)\s*)?[*_]*\s*(?::|=|(?<=\?)|\s[-–—](?=\s))\s*[*_]*[ \t]*"


@dataclass(frozen=True, slots=True)
class Filled:
    """What was written behind each name, by the id of the line; and what stood above the first of them."""

    values: Mapping[str, str]
    loose: str


@dataclass(slots=True)
class _Found:
    box: Box
    lines: list[str] = field(default_factory=list)

    @property
    def says_nothing(self) -> bool:
        return "\n".join(self.lines).strip() in NOTHING_YET


def filled(text: str, shown: Shown) -> Filled:
    """A name that comes again inside somebody's words belongs to the words."""
    above, found = list[str](), dict[str, _Found]()
    last: _Found | None = None
    for line in unquoted(text).split("\n"):
        box, rest = _named(line, shown.boxes)
        again = found.get(box.id) if box is not None else None
        if box is not None and (again is None or again.says_nothing):
            last = found[box.id] = _Found(box, [rest])
        elif last is not None:
            last.lines.append(line)
        else:
            above.append(line)
    values = {id: _words(one, shown) for id, one in found.items()}
    return Filled({id: words for id, words in values.items() if words not in NOTHING_YET}, "\n".join(above).strip())


def changed(quoted: str, shown: Shown) -> Mapping[str, str]:
    """What was written into the lines of the mail itself, where a reply quotes it. Lines that are as they were sent,
    whatever has happened to their spaces, say nothing."""
    if _drawn(said_by(shown) + FILL_IN) in _drawn(quoted):
        return {}
    head = quoted.rpartition(FILL_IN)[0] or quoted
    found = filled(head, shown).values
    sent = {box.id: squeezed(in_words(box)) for box in shown.boxes}
    return {id: words for id, words in found.items() if squeezed(words) != sent[id]}


def copied(above: str, shown: Shown, *, marked: bool) -> str:
    """Of what stands above our mail, or of all where nothing marks where that begins: what is ours.

    Lines that are marked as quoted, or what stands below our title; not the header that a mail program writes, in which
    "From" and "To" are names of its own.
    """
    lines = above.split("\n")
    at = next((n for n, line in enumerate(lines) if squeezed(line) == squeezed(shown.title)), len(lines))
    ours = [] if marked else lines[at:]
    return "\n".join(ours or [line for line in lines if _QUOTED.match(line)])


def unquoted(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return "\n".join(_QUOTED.sub("", line) for line in plain.split("\n"))


def _drawn(text: str) -> str:
    """As `squeezed`, without rules and dashes."""
    return re.sub(r"[-=–—]", "", squeezed(text))


def squeezed(text: str) -> str:
    """Its letters, without spaces and the marks that mail programs add, and with one kind of apostrophe."""
    return re.sub(r"[\s>*_\u200b\u00a0]", "", text.replace("’", "'"))


def names_a_field(line: str) -> bool:
    """Does the name of a field of any form stand here, as "Record number: 10442"?"""
    return any(_pattern(label).match(line) for label, _ in LABELS.values())


def _named(line: str, boxes: Sequence[Box]) -> tuple[Box | None, str]:
    """The line of the form that begins here, and what stands behind its name."""
    best: tuple[int, Box, str] | None = None
    for box in boxes:
        found = _pattern(box.label).match(line)
        if found is not None and (best is None or len(box.label) > best[0]):
            best = len(box.label), box, line[found.end() :]
    return (best[1], best[2]) if best is not None else (None, "")


@cache
def _pattern(label: str) -> re.Pattern[str]:
    """The name with a sign behind it, or alone on its line."""
    words = r"\s+".join(map(_any_apostrophe, label.split()))
    return re.compile(rf"{_MARKS}{words}(?:{_SIGN}|[*_]*\s*(?:\(required\))?\s*\Z)", re.IGNORECASE)


def _any_apostrophe(word: str) -> str:
    return re.sub("['’]", "['’‘`´]", re.escape(word))


def _words(found: _Found, shown: Shown) -> str:
    """Without what our mail says below the line. Of a line that takes one line, the first that says something."""
    lines = list(_without(found.lines, static_after(shown, found.box)))
    if found.box.asks is Asks.WORDS:
        return "\n".join(lines).strip("\n").rstrip().removeprefix("\ufeff").strip()
    written = [line.strip() for line in lines if line.strip()]
    if found.box.asks is Asks.SOME:
        return "; ".join(written)
    return written[0] if written else ""


def _without(lines: list[str], static: Iterable[str]) -> Iterator[str]:
    """Behind the first line of ours, what is a piece of ours is so too: a mail program has wrapped it."""
    ours = [squeezed(text) for text in static]
    whole = {squeezed(line) for text in static for line in text.split("\n")} - {""}
    begins = tuple(text[:SURELY_OURS] for text in ours if len(text) >= SURELY_OURS)
    is_behind = False
    for line in lines:
        plain = squeezed(line)
        if _RULE.fullmatch(plain):
            continue
        if plain in whole or (begins and plain.startswith(begins)):
            is_behind = True
        elif not (is_behind and any(plain in text for text in ours)):
            yield line
