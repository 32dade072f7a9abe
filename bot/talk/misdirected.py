"""What the bot answers to whoever says that something about a case went to the wrong person."""

from __future__ import annotations

from cards.card import plain_card
from cards.wording import counted, listed
from escalation.case import Case, PersonId
from escalation.errors import ActionRefused
from escalation.holders.naming import is_asked_now

from ..casework import Desk
from ..commands.kinds import WrongPerson
from ..enquiries import Enquiries
from ..mail.misdirected import Reported, had_something, report_misdirected, what_went
from ..rendering.words import refused
from .faces import Face, NotTaken, Voice
from .finding import find_person

WHICH_CASE = "Say which case, by its reference: “sent to the wrong person” and the reference."


class MisdirectedTalk:
    def __init__(self, desk: Desk, enquiries: Enquiries, voice: Voice) -> None:
        self._desk = desk
        self._voice = voice
        self._enquiries = enquiries

    def hear(self, person: PersonId, typed: WrongPerson) -> Face:
        """Raises NotTaken."""
        if typed.ref is None:
            raise NotTaken(WHICH_CASE)
        case = self._enquiries.load(person, typed.ref)
        to = self._who(case, typed.name)
        try:
            reported = report_misdirected(self._desk, self._voice(person), case.ref, to)
        except ActionRefused as refusal:
            raise NotTaken(refused(self._desk, refusal, case.ref, person)) from None
        return Face(card=plain_card(*self._said(case, to, reported)))

    def _who(self, case: Case, name: str) -> PersonId:
        """Whoever is named; else the only one who was asked where the case is. Raises NotTaken."""
        with self._desk.database.read() as reading:
            roster, people = reading.people.roster(), had_something(reading, case.ref)
        if name:
            return find_person(name, roster)
        asked = [named.person for named in case.visit.asked] if case.visit is not None else []
        if len(asked) == 1:
            return asked[0]
        names = listed([roster.people[one].name for one in people], "or") or "anybody yet"
        raise NotTaken(
            f"For whom was it not? Write “sent to the wrong person {case.ref}:” and the name. It went to {names}."
        )

    def _said(self, case: Case, to: PersonId, reported: Reported) -> tuple[str, str]:
        ref, name = case.ref, self._name(to)
        count = counted(reported.stopped, "message was", "messages were")
        stopped = f"{count} stopped before going to {name}." if reported.stopped else ""
        if not reported.gone:
            none = f"Nothing about {ref} has gone to {name}."
            return ("It is stopped" if reported.stopped else "Nothing has gone there"), f"{stopped} {none}".strip()
        told = self._name(reported.told) if reported.told is not None else "the log"
        went = what_went(reported.gone, self._desk.clock.now())
        ask = f"Please ask {name} to delete what they have."
        lines = (
            f"{stopped} {went}".strip(),
            f"The log of the case says so, and {told} is told. {ask}",
            _what_they_owe(case, to, name),
        )
        return f"It has gone to {name}", "\n".join(lines)

    def _name(self, person: PersonId) -> str:
        with self._desk.database.read() as reading:
            known = reading.people.roster().people.get(person)
        return known.name if known is not None else person


def _what_they_owe(case: Case, person: PersonId, name: str) -> str:
    if not is_asked_now(case, person):
        return f"Nothing about {case.ref} is asked of {name} now."
    return (
        f"What {name} is asked stays theirs until it is handed over: their line manager or whoever keeps the log "
        f"writes “reassign {case.ref}”."
    )
