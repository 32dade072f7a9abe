"""A rehearsal in which a review is recorded and moved, as a timeline that can be read.

After a change that is meant: UPDATE_TIMELINES=1 pytest tests/bot/test_review_rehearsal.py, and read what has changed.
"""

from __future__ import annotations

from bot.rehearsal import rehearse_file
from tests.bot.test_timelines import compare_with_the_kept
from tests.ladders import OWN


def test_what_counts_back_from_a_review_follows_it() -> None:
    lines: list[str] = []
    rehearse_file(OWN / "reviews" / "scenario.yaml", False, lines.append)
    compare_with_the_kept("".join(lines), OWN / "reviews" / "timeline.txt")
