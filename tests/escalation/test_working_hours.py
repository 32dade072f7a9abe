"""When a day starts and ends in London, what counts as received today, and hours; over both clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.working_days import (
    DateOutsideCalendar,
    DayHours,
    HoursCannotBe,
    NotAMoment,
    WorkingCalendar,
    build_calendar,
)

LONDON = ZoneInfo("Europe/London")
NINE_TO_FIVE = DayHours(time(9), time(17))
CALENDAR = build_calendar(hours=NINE_TO_FIVE)
UNTIL_FOUR = build_calendar(hours=NINE_TO_FIVE, receipt_until=time(16))

moments = st.builds(datetime.combine, st.dates(date(2001, 1, 1), date(2099, 1, 1)), st.times(), tzinfo=st.just(UTC))


def london(day: str, clock: str = "00:00") -> datetime:
    """What a person in London would read off the wall; in UTC."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "starts_utc", "ends_utc"),
    [
        pytest.param(date(2026, 3, 27), 9, 17, id="Friday before the clocks go forward"),
        pytest.param(date(2026, 3, 28), 9, 17, id="the day before"),
        pytest.param(date(2026, 3, 29), 8, 16, id="the clocks go forward"),
        pytest.param(date(2026, 3, 30), 8, 16, id="Monday after"),
        pytest.param(date(2026, 10, 23), 8, 16, id="Friday before the clocks go back"),
        pytest.param(date(2026, 10, 24), 8, 16, id="the day before that"),
        pytest.param(date(2026, 10, 25), 9, 17, id="the clocks go back"),
        pytest.param(date(2026, 10, 26), 9, 17, id="Monday after that"),
    ],
)
def test_the_day_starts_at_nine_and_ends_at_five_by_londons_clocks(day: date, starts_utc: int, ends_utc: int) -> None:
    assert CALENDAR.day_starts(day) == datetime(day.year, day.month, day.day, starts_utc, tzinfo=UTC)
    assert CALENDAR.day_ends(day) == datetime(day.year, day.month, day.day, ends_utc, tzinfo=UTC)
    assert CALENDAR.day_ends(day).tzinfo is UTC


@pytest.mark.parametrize(
    ("raised", "n", "due"),
    [
        pytest.param(london("2026-03-23", "10:00"), 5, "2026-03-30T16:00Z", id="over the March change"),
        pytest.param(london("2026-10-19", "10:00"), 5, "2026-10-26T17:00Z", id="over the October change"),
        pytest.param(london("2026-03-30", "10:00"), 5, "2026-04-08T16:00Z", id="over Easter"),
        pytest.param(london("2026-06-30", "23:59"), 1, "2026-07-01T16:00Z", id="a minute before midnight"),
        pytest.param(london("2026-07-01", "00:00"), 1, "2026-07-02T16:00Z", id="midnight is the new day in London"),
        pytest.param(london("2026-07-01", "00:01"), 1, "2026-07-02T16:00Z", id="a minute after midnight"),
        pytest.param(london("2026-03-28", "10:00"), 5, "2026-04-07T16:00Z", id="raised on a Saturday"),
        pytest.param(london("2026-03-23", "17:01"), 5, "2026-03-30T16:00Z", id="raised after the day's end"),
        pytest.param(london("2026-03-24", "10:00"), 0, "2026-03-24T17:00Z", id="by the end of today"),
    ],
)
def test_due_at_the_end_of_the_nth_working_day(raised: datetime, n: int, due: str) -> None:
    assert CALENDAR.due(raised, n) == datetime.fromisoformat(due)


@pytest.mark.parametrize(
    ("raised", "day_0"),
    [
        pytest.param(london("2026-03-24", "15:59"), date(2026, 3, 24), id="a minute before"),
        pytest.param(london("2026-03-24", "16:00"), date(2026, 3, 24), id="at the hour"),
        pytest.param(london("2026-03-24", "16:00:01"), date(2026, 3, 25), id="a second after"),
        pytest.param(london("2026-03-24", "16:01"), date(2026, 3, 25), id="a minute after"),
        pytest.param(london("2026-03-25", "00:00"), date(2026, 3, 25), id="midnight"),
        pytest.param(london("2026-03-27", "15:59"), date(2026, 3, 27), id="Friday, GMT, before"),
        pytest.param(london("2026-03-27", "16:01"), date(2026, 3, 30), id="Friday, GMT, after: Monday"),
        pytest.param(london("2026-03-28", "10:00"), date(2026, 3, 30), id="Saturday morning: Monday"),
        pytest.param(london("2026-03-30", "15:59"), date(2026, 3, 30), id="Monday, BST, before"),
        pytest.param(london("2026-03-30", "16:01"), date(2026, 3, 31), id="Monday, BST, after"),
        pytest.param(london("2026-10-23", "16:01"), date(2026, 10, 26), id="October, BST, after"),
        pytest.param(london("2026-10-26", "15:59"), date(2026, 10, 26), id="October, GMT, before"),
        pytest.param(london("2026-10-26", "16:01"), date(2026, 10, 27), id="October, GMT, after"),
        pytest.param(london("2026-04-02", "16:01"), date(2026, 4, 7), id="Maundy Thursday, after: past Easter"),
        pytest.param(london("2026-12-28", "11:00"), date(2026, 12, 29), id="a bank holiday"),
    ],
)
def test_what_comes_after_the_hour_of_receipt_counts_from_the_next_working_day(raised: datetime, day_0: date) -> None:
    assert UNTIL_FOUR.counted_from(raised) == day_0
    assert CALENDAR.counted_from(raised) == raised.astimezone(LONDON).date()


@given(earlier=moments, later=moments, n=st.integers(0, 30))
@pytest.mark.parametrize("calendar", [CALENDAR, UNTIL_FOUR], ids=["any hour", "until four"])
def test_what_is_raised_later_is_never_due_earlier(
    calendar: WorkingCalendar, earlier: datetime, later: datetime, n: int
) -> None:
    first, second = sorted((earlier, later))
    assert calendar.due(first, n) <= calendar.due(second, n)


@pytest.mark.parametrize(
    ("at", "within", "next_moment", "morning", "next_morning"),
    [
        ("2026-03-27T08:59Z", False, "2026-03-27T09:00Z", "2026-03-27T09:00Z", "2026-03-30T08:00Z"),
        ("2026-03-27T09:00Z", True, "2026-03-27T09:00Z", "2026-03-27T09:00Z", "2026-03-30T08:00Z"),
        ("2026-03-27T09:01Z", True, "2026-03-27T09:01Z", "2026-03-30T08:00Z", "2026-03-30T08:00Z"),
        ("2026-03-27T17:00Z", True, "2026-03-27T17:00Z", "2026-03-30T08:00Z", "2026-03-30T08:00Z"),
        ("2026-03-27T17:01Z", False, "2026-03-30T08:00Z", "2026-03-30T08:00Z", "2026-03-30T08:00Z"),
        ("2026-03-28T12:00Z", False, "2026-03-30T08:00Z", "2026-03-30T08:00Z", "2026-03-30T08:00Z"),
        ("2026-03-29T23:30Z", False, "2026-03-30T08:00Z", "2026-03-30T08:00Z", "2026-03-31T08:00Z"),
        ("2026-10-23T16:01Z", False, "2026-10-26T09:00Z", "2026-10-26T09:00Z", "2026-10-26T09:00Z"),
        ("2026-10-26T08:59Z", False, "2026-10-26T09:00Z", "2026-10-26T09:00Z", "2026-10-27T09:00Z"),
        ("2026-04-03T10:00Z", False, "2026-04-07T08:00Z", "2026-04-07T08:00Z", "2026-04-07T08:00Z"),
    ],
)
def test_when_a_person_may_be_told(at: str, within: bool, next_moment: str, morning: str, next_morning: str) -> None:
    moment = datetime.fromisoformat(at)
    assert CALENDAR.within_hours(moment) is within
    assert CALENDAR.next_working_moment(moment) == datetime.fromisoformat(next_moment)
    assert CALENDAR.morning_at_or_after(moment) == datetime.fromisoformat(morning)
    assert CALENDAR.next_morning(moment) == datetime.fromisoformat(next_morning)


def test_hours_pass_at_night_and_over_a_weekend_with_a_short_sunday() -> None:
    friday_five = london("2026-03-27", "17:00")
    assert CALENDAR.add_hours(friday_five, 72) == london("2026-03-30", "18:00")
    assert CALENDAR.add_hours(friday_five.astimezone(LONDON), 72) == london("2026-03-30", "18:00")
    assert CALENDAR.add_hours(london("2026-10-23", "17:00"), 72) == london("2026-10-26", "16:00")


@pytest.mark.parametrize(
    ("at", "hours", "due"),
    [
        pytest.param(("2026-03-24", "10:00"), 1, ("2026-03-24", "11:00"), id="within a day"),
        pytest.param(("2026-03-24", "16:00"), 1, ("2026-03-24", "17:00"), id="to the day's end exactly"),
        pytest.param(("2026-03-24", "16:01"), 1, ("2026-03-25", "09:01"), id="a minute over"),
        pytest.param(("2026-03-24", "17:00"), 1, ("2026-03-25", "10:00"), id="from the day's end"),
        pytest.param(("2026-03-24", "06:00"), 1, ("2026-03-24", "10:00"), id="from the small hours"),
        pytest.param(("2026-03-27", "16:30"), 1, ("2026-03-30", "09:30"), id="over the weekend of the change"),
        pytest.param(("2026-04-02", "16:30"), 1, ("2026-04-07", "09:30"), id="over Easter"),
        pytest.param(("2026-03-24", "09:00"), 16, ("2026-03-25", "17:00"), id="two whole days"),
        pytest.param(("2026-10-23", "13:00"), 12, ("2026-10-26", "17:00"), id="a day and a half in October"),
        pytest.param(("2026-03-24", "10:00"), 0.5, ("2026-03-24", "10:30"), id="half an hour"),
        pytest.param(("2026-03-28", "10:00"), 0, ("2026-03-30", "09:00"), id="no hours from a Saturday"),
    ],
)
def test_working_hours_stop_at_the_days_end(at: tuple[str, str], hours: float, due: tuple[str, str]) -> None:
    assert CALENDAR.add_working_hours(london(*at), hours) == london(*due)


@given(at=moments, hours=st.integers(1, 300))
def test_a_working_hour_always_ends_within_working_hours(at: datetime, hours: int) -> None:
    due = CALENDAR.add_working_hours(at, hours)
    assert CALENDAR.within_hours(due)
    assert due - at >= timedelta(hours=hours)


def test_hours_that_cannot_be_counted_are_refused() -> None:
    at = london("2026-03-24", "10:00")
    for hours in (float("nan"), float("inf"), 1e300, -1):
        with pytest.raises(HoursCannotBe, match="hours"):
            CALENDAR.add_working_hours(at, hours)
    for hours in (10**8, 10**9):
        with pytest.raises(DateOutsideCalendar, match="2000 to 2100"):
            CALENDAR.add_hours(at, hours)
    with pytest.raises(DateOutsideCalendar):
        CALENDAR.add_working_hours(at, 10**6)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    naive = datetime.combine(date(2026, 3, 24), time(10))
    for ask in (CALENDAR.local_date, CALENDAR.counted_from, CALENDAR.within_hours, CALENDAR.next_morning):
        with pytest.raises(NotAMoment, match="time zone"):
            ask(naive)


def test_a_day_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(HoursCannotBe, match="17:00 and end at 09:00"):
        DayHours(time(17), time(9))
    with pytest.raises(HoursCannotBe, match="London"):
        DayHours(time(9, tzinfo=UTC), time(17))
