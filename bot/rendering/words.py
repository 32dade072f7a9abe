"""What is said of a step that was taken, or refused, and how the case stands then."""

from __future__ import annotations

from cards.log.words import log_sentence
from cards.messages.by_meaning import how_it_stands
from cards.refusals import refusal as refusal_sentence
from escalation.case import CaseRef, Outcome, PersonId
from escalation.case_log import DutyEnded, DutyMoved, DutyOwed, OpeningAsked
from escalation.decision import Decision, Entry
from escalation.errors import ActionRefused
from escalation.permissions import may_see

from ..casework import Desk
from .held import Held

PLUMBING = (DutyOwed, DutyEnded, DutyMoved)


def done_words(held: Held, person: PersonId, decision: Decision) -> str:
    said = (log_sentence(entry, held.case, held.situation) for entry in decision.entries if _by_hand(entry, person))
    return next((sentence for sentence in said if sentence), "This was done already")


def _by_hand(entry: Entry, person: PersonId) -> bool:
    return entry.by == person and not isinstance(entry.facts, PLUMBING)


def case_words(held: Held, person: PersonId) -> str:
    """How the case stands now, in a sentence or two."""
    if not may_see(held.case, person, held.situation):
        return "The case has gone on to others. Nothing more is needed from you."
    if held.case.closed is not None and held.case.closed.outcome is Outcome.UNDONE:
        asked_first = any(isinstance(entry.facts, OpeningAsked) for entry in held.entries)
        return "It was not sent." if asked_first else "Nothing was sent to anybody."
    title, lead = how_it_stands(held.case, held.situation, person, held.entries)
    return f"Now: {title}. {lead}".strip()


def refused(desk: Desk, error: ActionRefused, ref: CaseRef | None, person: PersonId) -> str:
    """Why not, what the case is now, and what this person can do."""
    with desk.database.read() as reading:
        stored = reading.cases.load(ref) if ref else None
        if stored is None:
            situation = desk.situation_under(reading, desk.pack_of_person(reading, person))
            return refusal_sentence(error, None, situation, person)
        return refusal_sentence(error, stored.case, desk.situation_of(reading, stored.case), person)
