"""Random play: whatever people, the clock and the register do, no case is stuck, lost or closed by silence."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from tests.escalation.games import Game, play_out
from tests.escalation.pack_texts import every_stage
from tests.ladders import pack

LADDERS = (
    "luton", "challenge_and_dispute", "knowsley", "walsall", "southwark", "every_stage", "reviews", "every_clock",
)  # fmt: skip


@pytest.mark.soak
@pytest.mark.parametrize("ladder", LADDERS)
@given(st.randoms(use_true_random=False))
def test_whatever_happens_no_case_is_stuck_lost_or_closed_by_silence(ladder: str, random: Random) -> None:
    game = Game(random, pack=every_stage() if ladder == "every_stage" else pack(ladder))
    try:
        play_out(game)
    finally:
        note("\n".join(game.story))
