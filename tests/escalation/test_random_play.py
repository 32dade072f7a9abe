"""Random play: whatever people, the clock and the register do, no case is stuck, lost or closed by silence."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from tests.escalation.games import Game, resolve
from tests.escalation.pack_texts import every_stage
from tests.ladders import pack

STEPS = 30
ACTS = 10


LADDERS = (
    "luton", "challenge_and_dispute", "knowsley", "walsall", "southwark", "every_stage", "reviews", "every_clock",
)  # fmt: skip


@pytest.mark.soak
@pytest.mark.parametrize("ladder", LADDERS)
@given(st.randoms(use_true_random=False))
def test_whatever_happens_no_case_is_stuck_lost_or_closed_by_silence(ladder: str, random: Random) -> None:
    """Thirty steps, each checked as it is taken; from wherever they lead, few acts bring the case to its end."""
    game = Game(random, pack=every_stage() if ladder == "every_stage" else pack(ladder))
    try:
        game.begin()
        for _ in range(STEPS):
            game.step()
        still_open = sum(a.is_open for a in game.case.actions) if game.case else 0
        assert resolve(game) <= max(ACTS, still_open + 2)
    finally:
        note("\n".join(game.story))
