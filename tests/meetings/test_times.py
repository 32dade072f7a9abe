"""Free times: inside working days and the duty's time, apart from each other, and never where somebody is taken."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.absences.door import Span
from bot.meetings.times import free_times
from tests.people import at, calendar

HOUR = timedelta(hours=1)
MONDAY, FRIDAY = at("2026-03-02", "09:00"), at("2026-03-06", "17:00")


def free(*taken: Span, begins: datetime = MONDAY, until: datetime = FRIDAY) -> list[datetime]:
    return list(free_times(taken, calendar(), begins, until, HOUR))


def test_the_first_of_each_day_is_offered_three_in_all() -> None:
    assert free() == [at("2026-03-02", "09:00"), at("2026-03-03", "09:00"), at("2026-03-04", "09:00")]


def test_what_is_taken_is_passed_over_to_the_minute() -> None:
    morning = (at("2026-03-02", "09:00"), at("2026-03-02", "10:00"))
    noon = (at("2026-03-02", "11:00"), at("2026-03-02", "17:00"))
    assert free(morning, noon)[0] == at("2026-03-02", "10:00")
    a_minute_more = (noon[0] - timedelta(minutes=1), noon[1])
    assert free(morning, a_minute_more)[0] == at("2026-03-03", "09:00")


def test_where_only_one_day_is_left_its_times_are_apart() -> None:
    evening = at("2026-03-02", "17:00")
    assert free(until=evening) == [at("2026-03-02", clock) for clock in ("09:00", "10:00", "11:00")]


def test_where_nobody_is_free_together_nothing_is_offered() -> None:
    assert free((MONDAY, FRIDAY)) == []


def test_a_meeting_ends_before_it_is_due_and_not_on_a_bank_holiday_or_at_a_weekend() -> None:
    good_friday = at("2026-04-03", "09:00")
    assert free(begins=good_friday, until=at("2026-04-07", "10:00")) == [at("2026-04-07", "09:00")]
    assert free(begins=good_friday, until=at("2026-04-07", "09:59")) == []


def test_half_past_is_offered_over_the_change_of_the_clocks_at_the_time_on_the_wall() -> None:
    begins = at("2026-03-27", "15:30")
    assert free(begins=begins, until=at("2026-03-30", "17:00"))[:2] == [begins, at("2026-03-30", "09:00")]


MOMENTS = st.integers(0, 5 * 24 * 4).map(lambda quarter: MONDAY + timedelta(minutes=15 * quarter))
SPANS = st.lists(st.tuples(MOMENTS, MOMENTS).map(lambda pair: (min(pair), max(pair) + HOUR)), max_size=12)


@given(SPANS)
def test_whatever_is_taken_each_time_offered_is_free_in_hours_and_apart(taken: list[Span]) -> None:
    offered = free(*taken)
    for start in offered:
        assert all(start + HOUR <= a or start >= b for a, b in taken)
        assert calendar().within_hours(start) and calendar().within_hours(start + HOUR) and start + HOUR <= FRIDAY
    assert all(later - earlier >= HOUR for earlier, later in pairwise(offered)) and len(offered) <= 3
