"""Which days count: worked dates, two independent oracles over the whole century, and the edges of the table."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from workalendar.europe import UnitedKingdom

from escalation.working_days import DateOutsideCalendar, DayHours, NotAMoment, WorkingCalendar, build_calendar

NINE_TO_FIVE = DayHours(time(9), time(17))
CALENDAR = build_calendar(hours=NINE_TO_FIVE)
CORONATION = date(2023, 5, 8)  # the one day of the century that workalendar does not know
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
CENTURY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]

days = st.dates(date(2001, 1, 1), date(2099, 12, 31))
few = st.integers(-200, 200)


@cache
def holidays_by_workalendar(first_year: int = 2000, last_year: int = 2100) -> frozenset[date]:
    kingdom = UnitedKingdom()  # its holidays are England's and Wales's
    years = range(first_year, last_year + 1)
    return frozenset(day for year in years for day, _ in kingdom.holidays(year)) | {CORONATION}


@cache
def wider_calendar() -> WorkingCalendar:
    """A year more, so that one can count back from every day of the century."""
    return build_calendar(first_year=1999, hours=NINE_TO_FIVE)


@pytest.mark.parametrize(
    ("day_0", "n", "due"),
    [
        pytest.param(date(2026, 3, 30), 5, date(2026, 4, 8), id="over Easter"),
        pytest.param(date(2026, 4, 2), 2, date(2026, 4, 8), id="from Maundy Thursday"),
        pytest.param(date(2026, 5, 22), 5, date(2026, 6, 1), id="over the spring bank holiday"),
        pytest.param(date(2026, 12, 18), 10, date(2027, 1, 6), id="over Christmas and its substitute day"),
        pytest.param(date(2026, 3, 28), 5, date(2026, 4, 7), id="raised on a Saturday"),
        pytest.param(date(2026, 3, 2), 1, date(2026, 3, 3), id="day 1 of a cumulative ladder"),
        pytest.param(date(2026, 3, 2), 5, date(2026, 3, 9), id="day 5 of a cumulative ladder"),
        pytest.param(date(2026, 3, 2), 20, date(2026, 3, 30), id="day 20, where the overall limit expires"),
        pytest.param(date(2026, 4, 8), -5, date(2026, 3, 30), id="back over Easter"),
        pytest.param(date(2026, 3, 28), -1, date(2026, 3, 27), id="back from a Saturday"),
        pytest.param(date(2026, 3, 28), 0, date(2026, 3, 28), id="no days leave even a Saturday as it is"),
    ],
)
def test_worked_dates(day_0: date, n: int, due: date) -> None:
    assert CALENDAR.add_working_days(day_0, n) == due
    assert CALENDAR.working_days_between(day_0, due) == n


def test_a_whole_ladder_of_five_working_days_each_from_2_march_2026() -> None:
    ladder = [date(2026, 3, 2)]
    for _ in ("stage 1", "stage 2", "stage 3", "meeting", "stage 4"):
        ladder.append(CALENDAR.add_working_days(ladder[-1], 5))
    assert [(day.day, day.month) for day in ladder[1:]] == [(9, 3), (16, 3), (23, 3), (30, 3), (8, 4)]
    assert CALENDAR.working_days_between(ladder[0], ladder[-1]) == 25


def test_every_day_of_the_century_is_worked_or_not_as_workalendar_says() -> None:
    theirs = holidays_by_workalendar()
    differing = [day for day in CENTURY if CALENDAR.is_working_day(day) != (day.weekday() < 5 and day not in theirs)]
    assert differing == []


def test_the_coronation_is_the_only_gap_of_workalendar() -> None:
    assert CORONATION not in {day for day, _ in UnitedKingdom().holidays(CORONATION.year)}
    assert not CALENDAR.is_working_day(CORONATION)


@pytest.mark.parametrize("n", [1, 2, 3, 5, 10, 15, 20, 25, 65, 130, -1, -2, -5, -10, -20, -65])
def test_counting_from_every_day_of_the_century_agrees_with_numpy(n: int) -> None:
    theirs = np.busday_offset(
        np.array(CENTURY, dtype="datetime64[D]"),
        n,
        roll="backward" if n > 0 else "forward",  # a weekend is nobody's working day, whichever way one counts
        holidays=sorted(holidays_by_workalendar(1999, 2100)),
    ).tolist()
    within = sum(day <= LAST for day in theirs)
    add = wider_calendar().add_working_days
    assert [add(day, n) for day in CENTURY[:within]] == theirs[:within]
    for day in CENTURY[within:]:
        with pytest.raises(DateOutsideCalendar):
            add(day, n)


def test_the_days_between_any_two_agree_with_numpy() -> None:
    some = np.random.default_rng(2026).integers(0, len(CENTURY) - 1, size=(20_000, 2))
    pairs = [(CENTURY[min(pair)], CENTURY[max(pair)]) for pair in some.tolist()]
    after = np.array([start + timedelta(days=1) for start, _ in pairs], dtype="datetime64[D]")
    beyond = np.array([end + timedelta(days=1) for _, end in pairs], dtype="datetime64[D]")
    theirs = np.busday_count(after, beyond, holidays=sorted(holidays_by_workalendar())).tolist()
    assert [CALENDAR.working_days_between(start, end) for start, end in pairs] == theirs


@given(day=days, n=few)
def test_counting_forth_is_measured_as_what_was_counted(day: date, n: int) -> None:
    assert CALENDAR.working_days_between(day, CALENDAR.add_working_days(day, n)) == n


@given(day=days, n=few.filter(bool))
def test_counting_never_ends_on_a_day_that_is_not_worked(day: date, n: int) -> None:
    assert CALENDAR.is_working_day(CALENDAR.add_working_days(day, n))


@given(start=days, length=st.integers(-360, 360))  # within the calendar, from either end
def test_every_weekday_in_between_is_either_counted_or_named(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    inside = range(1, length + 1) if length >= 0 else range(length, 0)
    weekdays = [day for n in inside if (day := start + timedelta(days=n)).weekday() < 5]
    named = [day for day, _ in CALENDAR.bank_holidays_between(start, end)]
    assert named == [day for day in weekdays if not CALENDAR.is_working_day(day)]
    assert len(weekdays) == abs(CALENDAR.working_days_between(start, end)) + len(named)


def test_the_bank_holidays_counted_over_christmas_are_named_in_order() -> None:
    assert CALENDAR.bank_holidays_between(date(2026, 12, 18), date(2027, 1, 6)) == (
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 28), "Boxing Day (substitute day)"),
        (date(2027, 1, 1), "New Year’s Day"),
    )


def test_day_0_is_not_counted_even_if_it_is_a_bank_holiday_and_the_last_day_is() -> None:
    good_friday, easter_monday = date(2026, 4, 3), date(2026, 4, 6)
    assert CALENDAR.bank_holidays_between(good_friday, easter_monday) == ((easter_monday, "Easter Monday"),)
    assert CALENDAR.bank_holidays_between(easter_monday, good_friday) == ((good_friday, "Good Friday"),)


def test_the_next_and_the_previous_working_day_leave_out_easter() -> None:
    assert CALENDAR.next_working_day(date(2026, 4, 2)) == date(2026, 4, 7)
    assert CALENDAR.previous_working_day(date(2026, 4, 7)) == date(2026, 4, 2)


def test_calendar_days_leave_out_nothing() -> None:
    assert CALENDAR.add_calendar_days(date(2026, 4, 2), 2) == date(2026, 4, 4)
    assert CALENDAR.add_calendar_days(date(2026, 4, 2), -7) == date(2026, 3, 26)


def test_a_closure_moves_a_date_and_is_named() -> None:
    between_the_years = [date(2026, 12, day) for day in (26, 28, 29, 30, 31)]
    calendar = build_calendar(hours=NINE_TO_FIVE, closed=between_the_years)
    due = calendar.add_working_days(date(2026, 12, 18), 10)
    assert due == date(2027, 1, 11)
    assert calendar.bank_holidays_between(date(2026, 12, 24), date(2026, 12, 31)) == (
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 28), "Boxing Day (substitute day)"),
        (date(2026, 12, 29), "Closed by the authority"),
        (date(2026, 12, 30), "Closed by the authority"),
        (date(2026, 12, 31), "Closed by the authority"),
    )


def test_the_table_says_where_it_ends_instead_of_guessing() -> None:
    """Before, after, and where a negative position in a list would quietly have given a date a century off."""
    assert CALENDAR.add_working_days(FIRST, 1) == date(2000, 1, 4)
    assert CALENDAR.add_working_days(LAST, -1) == date(2100, 12, 30)
    for beyond in (
        lambda: CALENDAR.is_working_day(date(1999, 12, 31)),
        lambda: CALENDAR.is_working_day(date(2101, 1, 1)),
        lambda: CALENDAR.add_working_days(FIRST, -1),
        lambda: CALENDAR.add_working_days(LAST, 1),
        lambda: CALENDAR.add_working_days(date(2026, 3, 2), 10**9),
        lambda: CALENDAR.add_working_days(date(1900, 3, 2), 1),
        lambda: CALENDAR.working_days_between(date(1999, 3, 2), date(2026, 3, 2)),
        lambda: CALENDAR.add_calendar_days(LAST, 1),
        lambda: CALENDAR.bank_holidays_between(date(1999, 3, 2), date(2026, 3, 2)),
        lambda: build_calendar(hours=NINE_TO_FIVE, closed=[date(2206, 12, 29)]),
        lambda: build_calendar(hours=NINE_TO_FIVE, first_year=2030, last_year=2029),
        lambda: build_calendar(hours=NINE_TO_FIVE, last_year=2101),  # the source of bank holidays ends before
    ):
        with pytest.raises(DateOutsideCalendar, match=r"2000|2030|of 2101 are not known"):
            beyond()


def test_a_moment_is_not_taken_for_a_date() -> None:
    """At 11:30pm in summer the date of a UTC moment is London's yesterday."""
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    with pytest.raises(NotAMoment, match="local_date"):
        CALENDAR.add_working_days(late, 5)
    with pytest.raises(NotAMoment, match="closures are dates"):
        build_calendar(hours=NINE_TO_FIVE, closed=[late])


def test_a_calendar_prints_in_one_line() -> None:
    assert len(repr(CALENDAR)) < 200
