"""The clocks: aware, in UTC, and never going back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import Clock, SteppedClock, WallClock

START = datetime(2026, 3, 28, 12, tzinfo=UTC)


def test_the_wall_clock_tells_the_real_time_in_utc() -> None:
    before = datetime.now(UTC)
    told = WallClock().now()
    assert before <= told <= datetime.now(UTC)
    assert told.utcoffset() == timedelta()


def test_a_stepped_clock_stands_still_until_it_is_moved() -> None:
    clock: Clock = SteppedClock(START)
    assert clock.now() == clock.now() == START


def test_a_stepped_clock_goes_where_it_is_moved() -> None:
    clock = SteppedClock(START)
    clock.advance(timedelta(hours=1))
    assert clock.now() == START + timedelta(hours=1)
    clock.set(datetime(2026, 4, 8, 17, tzinfo=UTC))
    assert clock.now() == datetime(2026, 4, 8, 17, tzinfo=UTC)


def test_a_london_time_is_kept_in_utc() -> None:
    clock = SteppedClock(datetime(2026, 4, 8, 17, tzinfo=ZoneInfo("Europe/London")))
    assert clock.now().isoformat() == "2026-04-08T16:00:00+00:00"


def test_a_step_of_an_hour_over_the_change_to_summer_time_is_an_hour() -> None:
    clock = SteppedClock(datetime(2026, 3, 29, 0, 30, tzinfo=ZoneInfo("Europe/London")))
    clock.advance(timedelta(hours=1))
    assert clock.now() == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_stepped_clock_cannot_go_back() -> None:
    clock = SteppedClock(START)
    with pytest.raises(ValueError, match="cannot go back"):
        clock.set(START - timedelta(seconds=1))
    with pytest.raises(ValueError, match="cannot go back"):
        clock.advance(timedelta(seconds=-1))
    assert clock.now() == START


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        SteppedClock(START.replace(tzinfo=None))
    with pytest.raises(ValueError, match="time zone"):
        SteppedClock(START).set(datetime(2026, 4, 8))  # noqa: DTZ001
