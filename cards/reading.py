""" "Read all": the whole of somebody's words, in parts where one card cannot hold them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from microsoft_teams.cards import Action

from .as_typed import inactive, lines_of
from .buttons import arranged, button
from .card_json import JSON, Card, finished
from .parts import band, lines_block
from .telling import Section, Tone
from .verbs import Verb

PART_BYTES = 14 * 1024
LINE_ENDS = "\r\n"
LINE_BYTES = 90
"""What a line of its own adds to a card."""


def read_all_card(section: Section, data: Mapping[str, JSON], part: int = 1) -> Card:
    """`data` is what the press carried (case, message, heading), so that the next part can be asked for."""
    parts = parts_of(section.words)
    at = min(max(part, 1), len(parts))
    where = f"Part {at} of {len(parts)}" if len(parts) > 1 else ""
    asked = {**data, "heading": section.heading, "part": at + 1}
    actions: list[Action] = [button("Next part", Verb.READ_ALL, asked)] if at < len(parts) else []
    small = " · ".join(text for text in (str(data.get("case", "")), where) if text)
    body = [
        band(small, section.heading, section.by, Tone.CALM, None),
        *lines_block(lines_of(parts[at - 1].rstrip(LINE_ENDS))),
    ]
    return finished(body, arranged(actions), ", ".join(text for text in (section.heading, where) if text))


def parts_of(words: str) -> list[str]:
    """Cut at line ends where there are any, so that each part fits in a card. Joined, they are `words`."""
    parts, current, weight = [], "", 0
    for piece in _pieces(words):
        cost = _cost(piece)
        if current and weight + cost > PART_BYTES:
            parts.append(current)
            current, weight = "", 0
        current += piece
        weight += cost
    return [*parts, current]


def _cost(piece: str) -> int:
    """What the piece weighs once it is drawn and written as JSON."""
    drawn = json.dumps(inactive(piece), ensure_ascii=False)
    return len(drawn.encode("utf-8", "surrogatepass")) + LINE_BYTES


def _pieces(words: str) -> list[str]:
    """Lines, and long lines in stretches of words."""
    return [piece for line in words.splitlines(keepends=True) for piece in _stretches(line)]


def _stretches(line: str) -> list[str]:
    longest = PART_BYTES // 8
    stretches = []
    while len(line) > longest:
        cut = line.rfind(" ", 0, longest) + 1 or longest
        stretches.append(line[:cut])
        line = line[cut:]
    return [*stretches, line]
