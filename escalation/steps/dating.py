"""A review or conference gets its day, or another day: what waited for it begins, and what is counted from it moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from ..actions import DateOccasion
from ..case import Case, Duty, Occasion, OccasionKind, StageVisit, Task
from ..case_log import Ended, OccasionDated
from ..deciding import Deciding
from ..duties import ANSWERS, due_of, occasion_clocks
from ..errors import DetailNeeded
from ..notices import Capacity, Meaning
from ..occasions import known_as, occasions_of
from ..procedure import Clock
from .clocks_owed import begin_clock


def date_occasion(d: Deciding, action: DateOccasion) -> None:
    """Told twice, it happens once. A case between two stages, or closed, only keeps the day."""
    check_occasion(action.occasion)
    before = _known(d.case, action)
    occasion = replace(action.occasion, arose=before.arose if before is not None else False)
    if occasion == before:
        return
    was = d.case
    d.log(OccasionDated(occasion, before))
    visit = d.case.visit
    if d.case.closed is None and visit is not None and visit.left is None:
        told = [*_begin_what_waited(d, visit), *_move_what_followed(d, visit, was)]
        if told:
            d.tell((n.person for n in visit.asked), Meaning.DATE_SET, Capacity.ASKED)
    if d.by != d.case.raiser:
        d.tell_raiser(Meaning.OCCASION_DATED)


def _known(case: Case, action: DateOccasion) -> Occasion | None:
    known = occasions_of(case)
    if action.instead_of is None:
        return known_as(action.occasion, known)
    same = (o for o in known if o.kind is action.occasion.kind and o.on == action.instead_of)
    return known_as(action.occasion, known) or next(same, None)


def _begin_what_waited(d: Deciding, visit: StageVisit) -> Iterator[str]:
    clocks = occasion_clocks(d.case, d.situation.procedure)
    for duty in d.open_duties(Task.SET_A_DATE, visit=visit.number):
        due = _due(d, clocks[duty.clock], d.case, visit) if duty.clock in clocks else None
        if due is not None and duty.clock is not None:
            d.end([duty], Ended.MET)
            begin_clock(d, visit, duty.clock, due)
            yield duty.clock


def _move_what_followed(d: Deciding, visit: StageVisit, was: Case) -> Iterator[str]:
    """Only what stands where the clock had put it: a day that somebody agreed or set stays."""
    clocks = occasion_clocks(d.case, d.situation.procedure)
    for duty in d.case.duties:
        if duty.visit != visit.number or duty.clock not in clocks or duty.task is Task.SET_A_DATE:
            continue
        clock = clocks[duty.clock]
        due = _due(d, clock, d.case, visit)
        if due is not None and due != duty.due and duty.due == due_of(clock, was, visit.entered, d.situation.calendar):
            _move(d, visit, duty, due)
            yield duty.clock


def _move(d: Deciding, visit: StageVisit, duty: Duty, due: datetime) -> None:
    """A silence that was asked about is none any more, if the day is still to come."""
    moved = replace(duty, due=due, lapsed=None, days=None)
    d.move(replace(moved, wake=d.wake_after(moved)))
    if duty.lapsed is not None and duty.task in ANSWERS and not visit.answers:
        d.end(d.open_duties(Task.JUDGE, visit=visit.number), Ended.NO_LONGER_NEEDED)


def _due(d: Deciding, clock: Clock, case: Case, visit: StageVisit) -> datetime | None:
    """Nobody is late for what was not known: a day past already becomes the next working day."""
    due = due_of(clock, case, visit.entered, d.situation.calendar)
    return due if due is None or due > d.now else d.situation.calendar.due(d.now, 1)


def check_occasion(occasion: Occasion) -> None:
    """Raises DetailNeeded where a review has what only a conference has."""
    if occasion.kind is OccasionKind.REVIEW and occasion.which is not None:
        raise DetailNeeded("which_is_for_conferences")
