"""What a check shows: by mail also the words themselves, and by which mark it is known whether it still holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cards.by_mail.from_card import shown_on
from cards.by_mail.shown import Asks
from cards.card_json import Card
from cards.preview import Preview
from escalation.working_days import LONDON

WRITTEN = frozenset({Asks.LINE, Asks.WORDS})
"""What takes people's own words."""


@dataclass(frozen=True, slots=True)
class Check:
    """`words` is the digest of what was filled in, `preview` what would come of it now."""

    words: str
    preview: Preview

    @property
    def mark(self) -> str:
        """The same for the same words, people and days."""
        return f"{self.words}-{_digest(_seen(self.preview))}"

    def is_of_the_same_words(self, mark: str) -> bool:
        return mark.partition("-")[0] == self.words


def written_in(form: Card, typed: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What was written in words of one's own, by the names of the form's lines and in their order."""
    boxes = (box for box in shown_on(form).boxes if box.asks in WRITTEN)
    return tuple((box.label, typed[box.id]) for box in boxes if typed.get(box.id, "").strip())


def _seen(preview: Preview) -> object:
    """Who gets what, and the days. Not how many days are left: tomorrow it is one less, and nothing has changed."""
    people = [[one.name, one.role, one.gets] for one in preview.recipients]
    not_counted = [day.isoformat() for day, _ in preview.not_counted]
    return [people, _day(preview.due), preview.due_what, not_counted, _day(preview.limit)]


def _day(at: datetime | None) -> str:
    return at.astimezone(LONDON).date().isoformat() if at is not None else ""


def _digest(seen: object) -> str:
    return sha256(json.dumps(seen).encode()).hexdigest()[:16]
