"""The working calendar: which days count, when they start and end in London, and what falls due when."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from .bank_holidays import (
    BankHolidayFileFaulty,
    BankHolidays,
    CalendarError,
    DateOutsideCalendar,
    HoursCannotBe,
    NotAMoment,
    english_bank_holidays,
    is_weekend,
    read_govuk_bank_holidays,
)

__all__ = [
    "LONDON",
    "BankHolidayFileFaulty",
    "BankHolidays",
    "CalendarError",
    "DateOutsideCalendar",
    "DayHours",
    "HoursCannotBe",
    "NotAMoment",
    "WorkingCalendar",
    "build_calendar",
    "read_govuk_bank_holidays",
]

LONDON = ZoneInfo("Europe/London")
CLOSURE = "Closed by the authority"
_NOTHING = timedelta()


@dataclass(frozen=True)
class DayHours:
    """When a working day starts and ends, by London's clocks; both moments belong to it."""

    starts: time
    ends: time

    def __post_init__(self) -> None:
        if self.starts.tzinfo or self.ends.tzinfo:
            raise HoursCannotBe("Give the hours of the day without a time zone: they are London's.")
        if self.starts >= self.ends:
            raise HoursCannotBe(f"A day cannot start at {self.starts:%H:%M} and end at {self.ends:%H:%M}.")


@dataclass(frozen=True, eq=False, slots=True)
class WorkingCalendar:
    """Built once by `build_calendar`. Day 0 is the day from which one counts, whether it is worked or not."""

    hours: DayHours
    receipt_until: time | None
    day_of_issue_counts: bool  # the day from which one counts is day 1 then, if its working day is not over
    _first: int = field(repr=False)  # ordinal of the table's first day
    _worked: tuple[date, ...] = field(repr=False)  # every working day, in order
    _before: tuple[int, ...] = field(repr=False)  # for every day of the table, and one more: working days before it
    _skipped: tuple[tuple[date, str], ...] = field(repr=False)  # weekdays not worked, in order, by name

    def is_working_day(self, day: date) -> bool:
        at = self._place(day)
        return self._before[at + 1] > self._before[at]

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day`; before it if n is negative; `day` itself if n is 0."""
        if n == 0:
            return day
        at = self._place(day)
        index = self._before[at + 1] + n - 1 if n > 0 else self._before[at] + n
        if 0 <= index < len(self._worked):
            return self._worked[index]
        raise DateOutsideCalendar(f"{n} working days from {day} is outside the calendar: {self._reach()}.")

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days after `start`, up to and including `end`; negative if `end` comes first."""
        if end >= start:
            return self._before[self._place(end) + 1] - self._before[self._place(start) + 1]
        return self._before[self._place(end)] - self._before[self._place(start)]

    def next_working_day(self, day: date) -> date:
        return self.add_working_days(day, 1)

    def previous_working_day(self, day: date) -> date:
        return self.add_working_days(day, -1)

    def add_calendar_days(self, day: date, n: int) -> date:
        """Every day counts: weekends and bank holidays too."""
        self._place(day)
        ordinal = day.toordinal() + n
        if self._first <= ordinal < self._first + len(self._before) - 1:
            return date.fromordinal(ordinal)
        raise DateOutsideCalendar(f"{n} days from {day} is outside the calendar: {self._reach()}.")

    def bank_holidays_between(self, start: date, end: date) -> tuple[tuple[date, str], ...]:
        """Weekdays not counted from `start` (day 0) to `end`, forwards or back, with their names."""
        self._place(start)
        self._place(end)
        earlier, later = min(start, end), max(start, end)
        cut = bisect_right if end >= start else bisect_left  # day 0 itself is never counted
        return self._skipped[cut(self._skipped, earlier, key=_day) : cut(self._skipped, later, key=_day)]

    def local_date(self, at: datetime) -> date:
        """The date in London at that moment."""
        return _in_london(at).date()

    def day_starts(self, day: date) -> datetime:
        return self._moment(day, self.hours.starts)

    def day_ends(self, day: date) -> datetime:
        return self._moment(day, self.hours.ends)

    def moment(self, day: date, clock: time) -> datetime:
        """That time of day in London."""
        return self._moment(day, clock)

    def next_morning(self, after: datetime) -> datetime:
        """The start of the first working day after the date, in London, of `after`."""
        return self.day_starts(self.next_working_day(self.local_date(after)))

    def morning_at_or_after(self, at: datetime) -> datetime:
        """The first start of a working day that is not before `at`."""
        today = self.local_date(at)
        if self.is_working_day(today) and at <= self.day_starts(today):
            return self.day_starts(today)
        return self.next_morning(at)

    def within_hours(self, at: datetime) -> bool:
        today = self.local_date(at)
        return self.is_working_day(today) and self.day_starts(today) <= at <= self.day_ends(today)

    def next_working_moment(self, at: datetime) -> datetime:
        """`at` itself within working hours, else the next start of a working day."""
        return _in_utc(at) if self.within_hours(at) else self.morning_at_or_after(at)

    def next_evening(self, after: datetime) -> datetime:
        """The end of the first working day after the date, in London, of `after`."""
        return self.day_ends(self.next_working_day(self.local_date(after)))

    def counted_from(self, at: datetime) -> date:
        """Day 0 of working days: the day of receipt, or the day before it where the day of issue counts."""
        received = self._received_on(at)
        if received == self.local_date(at):
            return self.day_zero(at)
        return self._before_day(received) if self.day_of_issue_counts else received

    def day_zero(self, at: datetime) -> date:
        """Day 0 of days in the calendar. What comes after the end of a day cannot count that day any more."""
        today = self.local_date(at)
        still_counts = self.day_of_issue_counts and _in_london(at).time() <= self.hours.ends
        return self._before_day(today) if still_counts else today

    def _before_day(self, day: date) -> date:
        return self.add_calendar_days(day, -1)

    def _received_on(self, at: datetime) -> date:
        """Without `receipt_until` the day in London, whatever the hour.

        With it, what comes after that hour is received on the next working day, and so is what comes on a
        day that is not worked: otherwise a Saturday's concern would fall due before a Friday evening's.
        """
        local = _in_london(at)
        today = local.date()
        if self.receipt_until is None:
            return today
        if self.is_working_day(today) and local.time() <= self.receipt_until:
            return today
        return self.next_working_day(today)

    def due(self, at: datetime, n: int) -> datetime:
        """The end of the n-th working day after day 0."""
        return self.day_ends(self.add_working_days(self.counted_from(at), n))

    def add_months(self, day: date, n: int) -> date:
        """The same day of a later month; its last day where it has no such day: 31 January and 1 month, 28 February."""
        years, month = divmod(day.month - 1 + n, 12)
        year = day.year + years
        self._place(date(min(year, MAXYEAR), month + 1, 1))
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

    def add_hours(self, at: datetime, hours: float) -> datetime:
        """Hours as they pass: nights, weekends and the hour that is lost or gained in March and October."""
        try:
            later = _in_utc(at) + _hours(hours)
            self._place(self.local_date(later))
        except OverflowError:
            raise DateOutsideCalendar(f"{hours} hours from {at} is outside the calendar: {self._reach()}.") from None
        return later

    def add_working_hours(self, at: datetime, hours: float) -> datetime:
        """Hours of working time only: what is left at the end of a day is carried to the next morning."""
        left = _hours(hours)
        if left < _NOTHING:
            raise HoursCannotBe(f"{hours} working hours cannot be counted: give a number that is not negative.")
        moment = self.next_working_moment(at)
        while left > (today := self.day_ends(self.local_date(moment)) - moment):
            left -= today
            moment = self.next_morning(moment)
        return moment + left

    def _place(self, day: date) -> int:
        if isinstance(day, datetime):  # a datetime is a date to Python, and its UTC date is the wrong one at night
            raise NotAMoment("A date is needed here, not a moment: ask local_date for the day in London.")
        at = day.toordinal() - self._first
        if 0 <= at < len(self._before) - 1:
            return at
        raise DateOutsideCalendar(f"{day.isoformat()} is outside the calendar: {self._reach()}.")

    def _reach(self) -> str:
        last = self._first + len(self._before) - 2
        return f"it covers {date.fromordinal(self._first).year} to {date.fromordinal(last).year}"

    def _moment(self, day: date, clock: time) -> datetime:
        self._place(day)
        return datetime.combine(day, clock, LONDON).astimezone(UTC)


def build_calendar(
    *,
    first_year: int = 2000,
    last_year: int = 2100,
    closed: Iterable[date] = (),
    holidays_override: BankHolidays | None = None,
    hours: DayHours,
    receipt_until: time | None = None,
    day_of_issue_counts: bool = False,
) -> WorkingCalendar:
    """`holidays_override` (GOV.UK) wins for the years it covers; on `closed` the authority does not work."""
    if first_year > last_year:
        raise DateOutsideCalendar(f"A calendar cannot run from {first_year} to {last_year}.")
    known = english_bank_holidays(first_year, last_year)
    if holidays_override is not None:
        known = holidays_override.over(known)
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    closures = dict.fromkeys(_checked(closed, first, last), CLOSURE)
    skipped = closures | dict(known.named)  # a bank holiday keeps its own name
    days = [date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1)]
    worked = tuple(day for day in days if not is_weekend(day) and day not in skipped)
    return WorkingCalendar(
        hours=hours,
        receipt_until=receipt_until,
        day_of_issue_counts=day_of_issue_counts,
        _first=first.toordinal(),
        _worked=worked,
        _before=_counts_before(days, frozenset(worked)),
        _skipped=tuple(sorted((d, n) for d, n in skipped.items() if first <= d <= last and not is_weekend(d))),
    )


def _checked(closed: Iterable[date], first: date, last: date) -> Iterator[date]:
    for day in closed:
        if isinstance(day, datetime):
            raise NotAMoment(f"{day} is a moment: closures are dates.")
        if not first <= day <= last:
            raise DateOutsideCalendar(f"The closure on {day} is outside the calendar: {first} to {last}.")
        yield day


def _counts_before(days: list[date], worked: frozenset[date]) -> tuple[int, ...]:
    return tuple(accumulate((day in worked for day in days), initial=0))


def _day(skipped: tuple[date, str]) -> date:
    return skipped[0]


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise NotAMoment("This moment says no time zone: give it in UTC.")
    return at.astimezone(UTC)


def _in_london(at: datetime) -> datetime:
    return _in_utc(at).astimezone(LONDON)


def _hours(hours: float) -> timedelta:
    try:
        return timedelta(hours=hours)
    except (OverflowError, ValueError):  # too many for any calendar; not a number
        raise HoursCannotBe(f"{hours} is no number of hours that could be counted.") from None
