"""Random play: whatever people, the clock and the register do, no case is stuck, lost or closed by silence."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from tests.escalation.games import Game, resolve

STEPS = 30
ACTS = 10


def play(random: Random) -> Game:
    game = Game(random)
    try:
        game.begin()
        for _ in range(STEPS):
            game.step()
        assert resolve(game) <= ACTS + len(game.case.actions if game.case else ())
    finally:
        note("\n".join(game.story))
    return game


@given(st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_whatever_happens_no_case_is_stuck_lost_or_closed_by_silence(random: Random) -> None:
    play(random)


@pytest.mark.soak
@given(st.integers(0, 2**32))
def test_thousands_of_games_leave_no_case_stuck_lost_or_closed_by_silence(seed: int) -> None:
    play(Random(seed))
