"""How a case ends and begins again. Only people close; silence never does."""

from __future__ import annotations

from datetime import date

from .actions import Close, Reopen
from .case import Entered, Outcome, Words
from .case_log import CaseClosed, Ended, Reopened
from .deciding import Deciding
from .durations import Unit
from .errors import DetailNeeded, NothingOwed, ReasonNeeded, TooLate
from .moving import choose_chair, enter_stage, stage_of
from .naming import holders_of
from .notices import Capacity, Meaning

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
    d.end(d.case.duties, Ended.NO_LONGER_NEEDED)
    stage = d.case.visit.stage if d.case.visit else None
    d.log(CaseClosed(outcome, stage, reason, difference, d.by))
    if outcome in UNTOLD:
        return
    d.tell([d.case.raiser], Meaning.CLOSED, Capacity.RAISER)
    d.tell((n.person for v in d.case.visits for n in v.asked), Meaning.CLOSED, Capacity.TOLD)
    if d.case.social_worker is not None:
        d.tell([d.case.social_worker], Meaning.CLOSED, Capacity.TOLD)
    keeper = d.situation.procedure.log.kept_for
    kept_for = holders_of(keeper, d.case, d.situation.procedure, d.situation.roster, d.today)
    d.tell(kept_for, Meaning.CLOSED, Capacity.COPIED, role=keeper)


def reopen(d: Deciding, action: Reopen) -> None:
    """A new run with new limits, at the stage it ended at or another."""
    closed, within = d.case.closed, d.situation.procedure.reopen_within
    if closed is None:
        raise NothingOwed("not_closed")
    if closed.stage is None:
        raise NothingOwed("never_sent")
    if not action.reason:
        raise ReasonNeeded("reason_for_reopening")
    if within.unit is Unit.MONTHS and _months(closed.at.date(), d.today) >= within.amount:
        raise TooLate("reopen_too_late", within=str(within))
    d.log(Reopened(action.reason))
    stage_id = action.at or closed.stage
    enter_stage(d, stage_id, Entered.REOPENED, action.reason, choose_chair(d, stage_of(d, stage_id), None))


def _months(start: date, end: date) -> int:
    whole = (end.year - start.year) * 12 + end.month - start.month
    return whole - (end.day < start.day)
