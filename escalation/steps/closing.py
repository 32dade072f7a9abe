"""How a case ends. Only people close; silence never does."""

from __future__ import annotations

from ..actions import Close
from ..case import Outcome, Words
from ..case_log import CaseClosed, Ended
from ..deciding import Deciding
from ..errors import DetailNeeded, ReasonNeeded
from ..holders.openers import asked_to_open, no_longer_asked
from ..notices import Capacity, Meaning
from .stage_news import tell_each
from .visits import stage_of

CHOSEN = frozenset({Outcome.WITHDRAWN, Outcome.SUPERSEDED, Outcome.CHILD_LEFT, Outcome.TRANSFERRED})
"""The ends that a raiser may choose with a reason; the others follow from what they are."""
UNTOLD = frozenset({Outcome.UNDONE, Outcome.PRAISE, Outcome.SETTLED_IN_CONVERSATION})
"""Ends whose own notices say it all, or of which nobody had heard."""


def close_by_choice(d: Deciding, action: Close) -> None:
    if action.outcome not in CHOSEN:
        raise DetailNeeded("choose_how_it_ends")
    if not action.reason:
        raise ReasonNeeded("reason_for_closing")
    close(d, action.outcome, action.reason, action.difference)


def close(d: Deciding, outcome: Outcome, reason: Words, difference: Words) -> None:
    """End the case: every open duty goes, and everyone who was asked or copied hears how it ended."""
    were_to_open = asked_to_open(d)
    d.end(d.case.duties, Ended.NO_LONGER_NEEDED)
    stage = d.case.visit.stage if d.case.visit else None
    d.log(CaseClosed(outcome, stage, reason, difference, d.by))
    if outcome not in UNTOLD:
        d.tell_raiser(Meaning.CLOSED)
        tell_all_who_heard(d, Meaning.CLOSED)
    no_longer_asked(d, were_to_open)


def tell_all_who_heard(d: Deciding, meaning: Meaning) -> None:
    """Whoever was asked at any stage or covered, the social worker, the keeper of the log, and who had the copies."""
    asked = (person for v in d.case.visits for n in v.asked for person in (n.person, n.covering) if person is not None)
    d.tell(asked, meaning, Capacity.TOLD)
    if d.case.social_worker is not None:
        d.tell([d.case.social_worker], meaning, Capacity.TOLD)
    copied = (role for visit in d.case.visits for role in stage_of(d, visit.stage).copies)
    tell_each(d, dict.fromkeys((d.situation.procedure.log.kept_for, *copied)), meaning, Capacity.COPIED)
