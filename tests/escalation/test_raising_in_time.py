"""A time for raising: late is taken and marked, unless the procedure says that the right ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from escalation import actions as act
from escalation.case import CategoryId
from escalation.case_log import RaisedLate
from escalation.errors import DetailNeeded, TooLate
from escalation.packs.reading import Pack, read_pack
from tests.escalation.pack_texts import LIBRARY, PROCEDURES
from tests.escalation.story import CONCERN, Story, concern
from tests.ladders import pack

CHALLENGE = pack("challenge_and_dispute")
WITHIN = "      within: 1 working day\n      from: identified\n"


def noticed(day: str | None) -> act.RaiseConcern:
    drift = replace(CONCERN, category=CategoryId("drift"))
    return concern(concerns=(drift,), identified_on=date.fromisoformat(day) if day else None)


def where_the_right_ends() -> Pack:
    text = (PROCEDURES / "challenge_and_dispute.yaml").read_text("utf-8")
    assert text.count(WITHIN) == 1
    return read_pack(
        text.replace(WITHIN, f"{WITHIN}      if late: the right to dissent ends\n"), "strict.yaml", LIBRARY
    )


@pytest.mark.parametrize(
    ("day", "clock", "late"),
    [
        ("2026-03-03", "16:59", False),
        ("2026-03-03", "17:00", False),
        ("2026-03-03", "17:01", True),
        ("2026-03-05", "10:00", True),
    ],
)
def test_a_concern_noticed_on_monday_is_late_after_tuesday(day: str, clock: str, late: bool) -> None:
    story = Story.under(CHALLENGE, noticed("2026-03-02"), day, clock)
    assert bool(story.logged(RaisedLate)) is late
    assert story.stage == "ic1"


def test_a_weekend_does_not_count_towards_the_time_for_raising() -> None:
    assert Story.under(CHALLENGE, noticed("2026-02-27"), "2026-03-02", "16:00").logged(RaisedLate) == []


def test_the_day_it_was_noticed_has_to_be_said() -> None:
    with pytest.raises(DetailNeeded) as refused:
        Story.under(CHALLENGE, noticed(None))
    assert refused.value.key == "identified_date"


def test_where_the_right_ends_a_late_concern_is_refused_and_one_in_time_is_taken() -> None:
    strict = where_the_right_ends()
    assert Story.under(strict, noticed("2026-03-02"), "2026-03-03", "17:00").stage == "ic1"
    with pytest.raises(TooLate):
        Story.under(strict, noticed("2026-03-02"), "2026-03-03", "17:01")
