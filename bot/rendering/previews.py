"""What is shown before a concern is sent or a case moves: who would get what, and by which door."""

from __future__ import annotations

from functools import partial

from cards.preview import Preview, preview_of
from escalation.case import Case, Outcome, PersonId
from escalation.case_log import Drafted, OpeningAsked, StageEntered
from escalation.decision import Decision, Situation
from escalation.notices import Notice
from storage.outgoing import Channel

from ..posting import channels_of
from .held import CHANNEL_NAMES

LAST_STAGE = "This is the last stage: the case stays here until you refer it, move it elsewhere or close it."


def previewed(
    decision: Decision, situation: Situation, person: PersonId, token: str, doors: frozenset[Channel]
) -> Preview:
    """What is shown before a concern is sent, or a case that is under way is moved."""
    names = partial(_channel_names, doors)
    if decision.case.raised is not None and any(isinstance(entry.facts, OpeningAsked) for entry in decision.entries):
        title = "Check before others are asked to agree"
        return preview_of(decision, situation, person, names, token, title, "Ask them")
    if not any(isinstance(entry.facts, StageEntered | Drafted) for entry in decision.entries):
        title = "Check before it is noted"
        return preview_of(decision, situation, person, names, token, title, "Note it", (LAST_STAGE,))
    moves = len(decision.case.visits) > 1
    title = "Check before it moves" if moves else f"Check before you {_deed(decision.case, situation)}"
    return preview_of(decision, situation, person, names, token, title, "Move it" if moves else "Send")


def _deed(case: Case, situation: Situation) -> str:
    words = situation.procedure.words
    is_praise = case.closed is not None and case.closed.outcome is Outcome.PRAISE
    return f"note {words.praise}" if is_praise else words.raise_it


def _channel_names(doors: frozenset[Channel], notice: Notice) -> tuple[str, ...]:
    """What this deployment has no door for goes through the other one."""
    through = [channel for channel in channels_of(notice, doors) if channel in doors] or sorted(doors)
    return tuple(CHANNEL_NAMES[channel] for channel in through)
