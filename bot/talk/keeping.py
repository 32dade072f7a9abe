"""Forms that somebody left half filled in: kept by their kind and case, and given back when they are opened again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import uuid4

from cards.answers import pressed_on, typed_into
from cards.forms.fields import Typed
from cards.forms.windows import FORM
from cards.verbs import Verb
from escalation.case import CaseRef, PersonId

from ..casework import Desk
from .drafting import Drafting, kept_under
from .faces import Face


class Keeping:
    def __init__(self, desk: Desk, drafting: Drafting) -> None:
        self._desk = desk
        self._drafting = drafting

    def keep(self, person: PersonId, verb: str, data: Mapping[str, object]) -> None:
        """The newest takes the place of what was kept before. Raises NotTaken, TextRefused."""
        typed = typed_into(verb, {key: value for key, value in data.items() if key != FORM})
        filled = {field: text for field, text in typed.items() if text}
        self._drafting.keep(person, verb, kept_under(person, verb, pressed_on(data).ref or None), filled)

    def kept(self, person: PersonId, verb: str, ref: CaseRef | None) -> Mapping[str, str]:
        """What was typed, by field; empty where nothing was kept."""
        with self._desk.database.read() as reading:
            draft = reading.drafts.get(kept_under(person, verb, ref))
        if draft is None or draft.person != person:
            return {}
        answers: dict[str, str] = json.loads(draft.answers)
        return answers

    def begin(self, person: PersonId, verb: str, under: str | None = None, token: str = "") -> Face:
        """The form for a concern or for praise: what was begun with `token`, else what was kept, else an empty one."""
        filled = self._drafting.begun(person, token) or self.kept(person, verb, None)
        if filled:
            return self._drafting.again(person, verb, token or str(uuid4()), Typed(filled), under)
        form = self._drafting.raise_form if verb == Verb.RAISE else self._drafting.praise_form
        return form(person, under=under)
