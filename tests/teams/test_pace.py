"""The pace that Teams allows: so many in a second, in half a minute, in an hour, and for the whole tenant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import Limit
from bot.teams.pace import MOST_CONVERSATIONS, PER_CONVERSATION, PER_TENANT, Pace


def sent(pace: Pace, times: int, conversation: str = "a:1", now: float = 0) -> list[float]:
    """When each goes, for somebody who always has the next one ready."""
    went = []
    for _ in range(times):
        while wait := pace.reserve(conversation, now):
            now += wait
        went.append(now)
    return went


def test_a_conversation_gets_seven_in_a_second_and_sixty_in_half_a_minute() -> None:
    went = sent(Pace(), 61)
    assert went[:8] == [0] * 7 + [1]
    assert went[59] == 8
    assert went[60] == 30


def test_a_conversation_gets_eighteen_hundred_in_an_hour() -> None:
    went = sent(Pace(), 1_801)
    assert went[1_799] < 3_600
    assert went[1_800] == 3_600


def test_the_tenant_gets_fifty_in_a_second_over_all_conversations() -> None:
    pace = Pace()
    assert [pace.reserve(f"a:{number}", 0) for number in range(51)] == [0] * 50 + [1]


def test_a_conversation_that_must_wait_keeps_no_other_waiting() -> None:
    pace = Pace()
    sent(pace, 7)
    assert all(pace.reserve("a:1", 0) == 1 for _ in range(200))
    assert pace.reserve("a:2", 0) == 0


def test_a_pause_is_kept_to_its_end_and_the_longer_of_two_counts() -> None:
    pace = Pace()
    pace.hold("a:1", 10)
    pace.hold("a:1", 5)
    assert pace.reserve("a:1", 4) == 6
    assert pace.reserve("a:1", 10) == 0


def test_conversations_that_went_quiet_are_forgotten() -> None:
    pace = Pace()
    for number in range(100):
        pace.hold(f"a:{number}", 1)
        pace.reserve(f"a:{number}", number * 2)
    pace.reserve("b:1", 10_000)
    assert len(pace) == 1


def test_however_many_conversations_there_are_memory_has_its_end() -> None:
    pace = Pace(tenant=(Limit(1_000_000, 1),))
    for number in range(MOST_CONVERSATIONS + 500):
        pace.reserve(f"a:{number}", 0)
    assert len(pace) == MOST_CONVERSATIONS


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 0.4)), max_size=400))
def test_no_window_ever_holds_more_than_its_limit(asked: list[tuple[str, float]]) -> None:
    pace, now = Pace(), 0.0
    went: dict[str, list[float]] = {}
    for conversation, later in asked:
        now += later
        if pace.reserve(conversation, now) == 0:
            went.setdefault(conversation, []).append(now)
    everything = sorted(time for times in went.values() for time in times)
    for limits, lists in ((PER_CONVERSATION, list(went.values())), (PER_TENANT, [everything])):
        assert all(most(times, limit) <= limit.times for limit in limits for times in lists)


def most(times: list[float], limit: Limit) -> int:
    """The most that any window of that length holds, its end not counted."""
    return max((sum(start <= time < start + limit.seconds for time in times) for start in times), default=0)


@pytest.mark.parametrize("limit", [*PER_CONVERSATION, *PER_TENANT])
def test_a_limit_is_used_to_the_full(limit: Limit) -> None:
    pace = Pace(conversation=(limit,), tenant=(Limit(10_000, 1),))
    assert sent(pace, limit.times + 1)[-2:] == [0, limit.seconds]
