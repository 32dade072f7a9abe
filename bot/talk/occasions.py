"""What the bot answers where somebody records a review or a conference: the form, or what came of it."""

from __future__ import annotations

from uuid import uuid4

from cards.card import plain_card
from cards.card_json import Card
from cards.forms.fields import Typed
from cards.forms.occasion import occasion_form
from cards.forms.occasion_fields import called
from cards.payloads.requests import RecordOccasion as Filled
from cards.wording import full_date, listed
from escalation.case import CaseRef, Occasion, OccasionKind, PersonId
from escalation.errors import ActionRefused, DetailNeeded, NotYours
from escalation.permissions import may_record_occasions, may_see
from storage.unit_of_work import Reading

from ..casework import Desk
from ..commands.kinds import RecordOccasion
from ..occasions.recording import Kept, ToRecord
from ..rendering.words import refused
from .faces import Face, NotTaken, Voice, in_chat


class OccasionTalk:
    def __init__(self, desk: Desk, voice: Voice = in_chat) -> None:
        self._desk = desk
        self._voice = voice

    def hear(self, person: PersonId, typed: RecordOccasion) -> Face:
        """Done at once where all is said; else the form with what was. Raises NotTaken."""
        if not (typed.record and typed.initials and typed.on):
            return self.form(person, Typed(_fields(typed)), typed.kind)
        occasion = Occasion(typed.kind, typed.on, typed.which, typed.ends)
        try:
            return self.record(person, Filled(typed.record, typed.initials, occasion, typed.instead_of))
        except ActionRefused as refusal:
            raise NotTaken(refused(self._desk, refusal, None, person)) from None

    def form(self, person: PersonId, typed: Typed, kind: OccasionKind | None = None) -> Face:
        """Raises NotTaken for somebody who may not record any."""
        with self._desk.database.read() as reading:
            situation = self._desk.situation_under(reading, self._desk.pack_of_person(reading, person))
            known = reading.occasions.of_child(typed.filled.get("record", ""))
        if not may_record_occasions(person, situation):
            raise NotTaken(refused(self._desk, NotYours("may_not_date_occasion"), None, person))
        today = situation.today
        card = occasion_form(situation.procedure, str(uuid4()), typed, kind, known, today)
        return Face(card=card, is_form=True)

    def record(self, person: PersonId, filled: Filled) -> Face:
        """Raises ActionRefused."""
        asked = ToRecord(self._voice(person), filled.record, filled.initials, filled.occasion, filled.instead_of)
        self._check_known(asked)
        return Face(card=self._done(asked, self._desk.record_occasion(asked), person))

    def _check_known(self, asked: ToRecord) -> None:
        """Only what is known can be moved. Raises DetailNeeded."""
        with self._desk.database.read() as reading:
            known = reading.occasions.of_child(asked.record)
        same = [o for o in known if o.kind is asked.occasion.kind and o.on == asked.instead_of]
        if asked.instead_of is not None and not same:
            raise DetailNeeded("no_such_occasion", kind=asked.occasion.kind.value)

    def _done(self, asked: ToRecord, kept: Kept, person: PersonId) -> Card:
        what = f"{called(kept.occasion)} for {asked.initials}"
        day = full_date(kept.occasion.on)
        if not kept.is_news:
            return plain_card("That was known already", f"The {what} is on {day}. Nothing has changed.")
        moved = kept.before is not None and kept.before.on != kept.occasion.on
        title = f"The {what} is moved to {day}" if moved else f"The {what} is recorded: {day}"
        return plain_card(title, " ".join(filter(None, (self._cases(kept, person), self._drafts(kept, person)))))

    def _cases(self, kept: Kept, person: PersonId) -> str:
        """Only those that this person may see: of the others not even that there are any."""
        with self._desk.database.read() as reading:
            seen = [ref for ref in kept.cases if self._may_see(reading, ref, person)]
        if not seen:
            return "Any open case about this child follows it."
        return f"Told to {'the open case' if len(seen) == 1 else 'the open cases'} {listed(seen)}."

    def _may_see(self, reading: Reading, ref: CaseRef, person: PersonId) -> bool:
        stored = reading.cases.load(ref)
        return stored is not None and may_see(stored.case, person, self._desk.situation_of(reading, stored.case))

    def _drafts(self, kept: Kept, person: PersonId) -> str:
        if not kept.drafts or kept.drafts_to is None:
            return ""
        with self._desk.database.read() as reading:
            known = reading.people.roster().people.get(kept.drafts_to)
        to = "you" if kept.drafts_to == person else known.name if known is not None else kept.drafts_to
        count = "A draft" if kept.drafts == 1 else f"{kept.drafts} drafts"
        return f"The procedure asks for a concern to be raised: {count} went to {to}."


def _fields(typed: RecordOccasion) -> dict[str, str]:
    """What was typed, by the fields of the form."""
    return {
        "record": typed.record,
        "initials": typed.initials,
        "occasion": typed.kind.value,
        "on": typed.on.isoformat() if typed.on else "",
        "which": typed.which.value if typed.which else "",
        "ends": typed.ends.isoformat("minutes") if typed.ends else "",
        "instead_of": typed.instead_of.isoformat() if typed.instead_of else "",
    }
