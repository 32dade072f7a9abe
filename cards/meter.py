"""How far a case is: day 3 of 5 of its stage, day 3 of 20 overall. Working days; day 0 is the day of issue."""

from __future__ import annotations

from escalation.case import Case, Duty, Task
from escalation.decision import Situation
from escalation.working_days import WorkingCalendar

from .telling import Meter

CLOCKED = (Task.ANSWER, Task.SETTLE, Task.HOLD, Task.CONVENE)
"""Whose time is the stage's time, the most telling first."""


def meter_of(case: Case, situation: Situation) -> Meter | None:
    """None for a case that is closed, not sent yet, or has no clock at all."""
    if case.closed is not None or case.raised is None or case.visit is None:
        return None
    stage = stage_clock(case, case.visit.number)
    limit = min((d for d in case.duties if d.task is Task.OVERALL_LIMIT), key=lambda d: d.due, default=None)
    if stage is None and limit is None:
        return None
    return Meter(*_day_of(stage, situation), *_day_of(limit, situation))


def stage_clock(case: Case, visit: int) -> Duty | None:
    """The duty whose time is the visit's: open, and the first in the order above."""
    found = [d for d in case.duties if d.visit == visit and d.task in CLOCKED and d.has_time]
    return min(found, key=lambda d: CLOCKED.index(d.task), default=None)


def in_words(shown: Meter) -> str:
    """The meter as a sentence, for a mail and for whoever listens to a card."""
    stage = _part(shown.stage_day, shown.stage_of, "at this stage")
    overall = _part(shown.overall_day, shown.overall_of, "overall")
    both = ", ".join(part for part in (stage, overall) if part)
    return f"In working days: {both}." if both else ""


def _part(day: int | None, of: int | None, what: str) -> str:
    if day is None or of is None:
        return ""
    return f"day {day} of {of} {what}" if day <= of else f"{day - of} over the {of} {what}"


def _day_of(duty: Duty | None, situation: Situation) -> tuple[int | None, int | None]:
    if duty is None:
        return None, None
    calendar = situation.calendar
    start = calendar.counted_from(duty.started)
    of = calendar.working_days_between(start, calendar.local_date(duty.due))
    return (_days_since(duty, situation, calendar), of) if of > 0 else (None, None)


def _days_since(duty: Duty, situation: Situation, calendar: WorkingCalendar) -> int:
    today = situation.today
    return max(0, calendar.working_days_between(calendar.counted_from(duty.started), today))
