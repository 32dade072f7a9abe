"""A changed calendar: what was counted in working days is counted again, and moves later only.

A day that was promised is never taken back: where a closed day has become a working day, the date stays. The pack of a
case keeps its own closures, so that only the file of bank holidays can change what a case counts by.
"""

from __future__ import annotations

from dataclasses import replace

from ..case import Duty
from ..case_log import DaysCountedAnew
from ..deciding import Deciding
from ..notices import Capacity, Meaning


def count_anew(d: Deciding) -> None:
    """Nothing moves where nothing has changed, so that it can be asked for at any time."""
    moved = tuple(later for duty in d.case.duties if (later := _later(d, duty)) is not None)
    if not moved:
        return
    d.log(DaysCountedAnew(moved))
    d.tell_raiser(Meaning.DAYS_COUNTED_ANEW)
    d.tell((n.person for duty in moved for n in duty.owed_by), Meaning.DAYS_COUNTED_ANEW, Capacity.ASKED)


def _later(d: Deciding, duty: Duty) -> Duty | None:
    if duty.days is None or duty.lapsed is not None:
        return None
    calendar = d.situation.calendar
    due = calendar.day_ends(calendar.add_working_days(calendar.counted_from(duty.started), duty.days))
    if due <= duty.due:
        return None
    moved = replace(duty, due=due)
    return replace(moved, wake=d.wake_after(moved) if duty.wake is not None else None)
