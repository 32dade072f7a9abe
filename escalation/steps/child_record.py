"""The child's record, and the child: each stage is put on record once, and the child is told or the reason is kept."""

from __future__ import annotations

from dataclasses import replace

from ..actions import ChangeChildStatus, ConfirmOnRecord
from ..case import NO_WORDS, ChildView, StageVisit, Task, Told, Words
from ..case_log import ChildStatusChanged, ChildTold, Ended, PutOnRecord
from ..deciding import Deciding
from ..duties import after
from ..errors import DetailNeeded, NothingOwed, ReasonNeeded
from ..notices import Meaning
from .visits import any_visit


def confirm_on_record(d: Deciding, action: ConfirmOnRecord) -> None:
    """Once for each stage, and after closing too. A child who is not told yet is asked about again."""
    visit = any_visit(d, action.visit)
    recorded = any(r.visit == visit.number for r in d.case.on_record)
    if recorded and not d.open_duties(Task.PUT_ON_RECORD, visit=visit.number):
        raise NothingOwed("on_record_already")
    if action.on > d.today:
        raise DetailNeeded("date_ahead")
    _check_reason(action.child_told, action.child_not_told_because)
    if not recorded:
        d.log(PutOnRecord(visit.number, action.on))
    d.end(d.open_duties(Task.ENTER_ON_RECORD, visit=visit.number), Ended.MET)
    child_told(d, visit, action.child_told, action.child_not_told_because, action.views)
    _ask_later_or_never(d, visit, action.child_told)


def child_told(d: Deciding, visit: StageVisit, told: Told, because: Words, views: Words = NO_WORDS) -> None:
    _check_reason(told, because)
    before = d.case.child_view
    d.log(ChildTold(visit.number, ChildView(views or before.views, before.against_because, told, because)))


def change_child_status(d: Deciding, action: ChangeChildStatus) -> None:
    """Cafcass is offered or not from here on. The case stays on its track: another track is a case of its own."""
    child = next((c for c in d.case.children if action.record in ("", c.record)), None)
    if child is None or (not action.record and d.case.more_children):
        raise DetailNeeded("which_child")
    if action.status != child.status:
        d.log(ChildStatusChanged(action.status, child.record))
        if d.by != d.case.raiser:
            d.tell_raiser(Meaning.CHILD_STATUS_CHANGED)


def _check_reason(told: Told, because: Words) -> None:
    if told is Told.NOT_APPROPRIATE and not because:
        raise ReasonNeeded("why_child_not_told")


def _ask_later_or_never(d: Deciding, visit: StageVisit, told: Told) -> None:
    """At the stage where the case is, the question comes back until the child is told; the next stage asks anew."""
    asked = d.open_duties(Task.PUT_ON_RECORD, visit=visit.number)
    if told is not Told.NOT_YET or visit.left is not None:
        d.end(asked, Ended.MET)
        return
    due = after(d.situation.procedure.follow_up.put_on_record_within, d.now, d.situation.calendar)
    for duty in asked:
        later = replace(duty, due=due, asked_again=0, lapsed=None)
        d.move(replace(later, wake=d.wake_after(later)))
