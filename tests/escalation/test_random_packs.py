"""Random play under procedures that nobody wrote: the rules hold whatever an authority has written."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from tests.escalation.games import Game, play_out
from tests.escalation.made_packs import calendar_under, made_pack


@pytest.mark.soak
@given(st.randoms(use_true_random=False))
def test_whatever_a_procedure_says_no_case_is_stuck_lost_or_closed_by_silence(random: Random) -> None:
    """A new procedure for each game, then as under the procedures that we know."""
    pack = made_pack(random)
    game = Game(random, pack=pack, calendar=calendar_under(pack))
    try:
        play_out(game)
    finally:
        note(pack.text)
        note("\n".join(game.story))
