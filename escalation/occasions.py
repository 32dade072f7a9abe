"""Reviews and conferences of a child as days to count from: which one a clock means, and what it says of a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from .case import Case, Occasion, OccasionKind, Source, Which
from .durations import Unit, Within
from .stages import Clock
from .working_days import WorkingCalendar

COUNTED_FROM: Mapping[str, OccasionKind] = {
    "review date": OccasionKind.REVIEW,
    "conference date": OccasionKind.CONFERENCE,
    "conference end": OccasionKind.CONFERENCE,
}
"""The beginnings of clocks that are a review or a conference."""
BEFORE: Mapping[str, OccasionKind] = {
    "before the review": OccasionKind.REVIEW,
    "before the conference": OccasionKind.CONFERENCE,
}
"""What a clock can be counted back from."""
BEFORE_THE_MEETING = "before the meeting"  # of the stage itself, once it is called
REVIEW_CONFERENCES = (Which.FIRST, Which.SECOND, Which.THIRD)


def kind_for(clock: Clock) -> OccasionKind | None:
    """What the clock needs to know the day of, if it is a review or a conference."""
    return BEFORE.get(clock.due or "") or COUNTED_FROM.get(clock.counted_from)


def occasion_for(clock: Clock, occasions: Iterable[Occasion], today: date) -> Occasion | None:
    """The one that the clock means on that day.

    Counting back, the next one. Counting on, the one at which the concern arose, else the last one that was held,
    else the next one.
    """
    known = sorted((o for o in occasions if o.kind is kind_for(clock)), key=lambda o: o.on)
    ahead = next((o for o in known if o.on >= today), None)
    if clock.due in BEFORE:
        return ahead
    held = next((o for o in reversed(known) if o.on <= today), None)
    return next((o for o in known if o.arose), held or ahead)


def occasions_of(case: Case) -> tuple[Occasion, ...]:
    """Cases drafted before these were kept know the day of their conference only."""
    if case.occasions or case.conference_on is None:
        return case.occasions
    return (Occasion(OccasionKind.CONFERENCE, case.conference_on, arose=case.source is Source.CONFERENCE),)


def is_awaited(clock: Clock, case: Case, today: date) -> bool:
    """Is the clock counted from, or back from, a day that nobody has given yet?"""
    return kind_for(clock) is not None and occasion_for(clock, occasions_of(case), today) is None


def began(clock: Clock, occasion: Occasion, calendar: WorkingCalendar) -> datetime:
    """The moment it counts from: its end where that is known and meant, else its own evening."""
    if clock.counted_from == "conference end" and occasion.ends is not None:
        return calendar.moment(occasion.on, occasion.ends)
    return calendar.day_ends(occasion.on)


def counted_back(within: Within, event: date, calendar: WorkingCalendar) -> datetime:
    """The end of the last working day that lies so long before it. Hours count back from the start of its day."""
    match within.unit:
        case Unit.WORKING_DAYS:
            day = calendar.add_working_days(event, -within.amount)
        case Unit.HOURS if within.counted_as:
            day = calendar.add_working_days(event, -within.counted_as)
        case Unit.HOURS:
            return calendar.add_hours(calendar.day_starts(event), -within.amount)
        case Unit.CALENDAR_DAYS | Unit.WEEKS:
            days = within.amount * (7 if within.unit is Unit.WEEKS else 1)
            day = calendar.previous_working_day(calendar.add_calendar_days(event, 1 - days))
        case Unit.MONTHS:
            event = calendar.add_months(event, -within.amount)
            day = calendar.previous_working_day(calendar.add_calendar_days(event, 1))
        case _:
            raise ValueError(f"a time that is {within.unit} cannot be counted back")
    return calendar.day_ends(day)


def which_conference(occasions: Iterable[Occasion], today: date) -> Which | None:
    """Which conference in a row the concern arose at; else which was held last."""
    held = sorted((o for o in occasions if o.kind is OccasionKind.CONFERENCE and o.on <= today), key=lambda o: o.on)
    arose = next((o for o in held if o.arose), held[-1] if held else None)
    return arose.which if arose is not None else None


def known_as(occasion: Occasion, occasions: Iterable[Occasion]) -> Occasion | None:
    """What was known of this one: the same number in the register, or the same day where only the day was named."""
    same_kind = [o for o in occasions if o.kind is occasion.kind]
    numbered = (o for o in same_kind if occasion.number and o.number == occasion.number)
    bare = (o for o in same_kind if 0 in (o.number, occasion.number) and o.on == occasion.on)
    return next(iter((*numbered, *bare)), None)
