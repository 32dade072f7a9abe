"""How a closed case begins again: a new run with new limits, while the old dates stay in the log."""

from __future__ import annotations

from datetime import date

from ..actions import Reopen
from ..case import Closed, Entered, Opening, RoleId, StageId
from ..deciding import Deciding
from ..durations import Unit
from ..duties import after
from ..errors import NothingOwed, ReasonNeeded, TooLate
from ..holders.chairs import chairs_allowed
from .visits import stage_of
from .way_in import check_way_in, go_in


def reopen(d: Deciding, action: Reopen) -> None:
    """At the stage where it ended, or at another. Actions that were open when it closed are owed again."""
    closed = d.case.closed
    if closed is None:
        raise NothingOwed("not_closed")
    if closed.stage is None:
        raise NothingOwed("never_sent")
    if not action.reason:
        raise ReasonNeeded("reason_for_reopening")
    _check_in_time(d, closed)
    stage_id = action.at or closed.stage
    chair = action.chair or _chair_before(d, stage_id)
    opening = Opening(stage_id, Entered.REOPENED, action.reason, chair, action.asking, action.answer_within)
    go_in(d, check_way_in(d, opening, action.consulted), action.consulted)


def _check_in_time(d: Deciding, closed: Closed) -> None:
    within, calendar = d.situation.procedure.reopen_within, d.situation.calendar
    if within.unit in (Unit.NONE, Unit.UNSET):
        return
    if within.unit is Unit.MONTHS:
        too_late = _whole_months(calendar.local_date(closed.at), d.today, within.amount)
    else:
        too_late = d.now > after(within, closed.at, calendar)
    if too_late:
        raise TooLate("reopen_too_late", within=str(within))


def _whole_months(start: date, end: date, months: int) -> bool:
    """Is `end` after the day that lies `months` after `start`?"""
    passed = (end.year - start.year) * 12 + end.month - start.month
    return passed > months or (passed == months and end.day > start.day)


def _chair_before(d: Deciding, stage_id: StageId) -> RoleId | None:
    """Whoever chaired there before, if they still may."""
    before = next((v.asked[0].role for v in reversed(d.case.visits) if v.stage == stage_id and v.asked), None)
    return before if before in chairs_allowed(d, stage_of(d, stage_id)) else None
