"""The text for the child's record: plain, complete, dated, and the same words that people wrote."""

from __future__ import annotations

import re

import pytest

from cards.log.record_text import record_text
from cards.messages.by_meaning import message
from escalation.notices import Meaning
from tests.cards.played import WHY, Played, at_stage_1
from tests.cards.stories import STORIES, judged_and_settled, met, silent_and_moved_up_by_hand
from tests.people import at


def text(played: Played, visit: int) -> str:
    assert played.case is not None
    return record_text(played.case, visit, played.situation, played.entries)


def test_a_stage_is_told_with_every_date() -> None:
    written = text(judged_and_settled(), 1)
    assert "Luton, Safeguarding alerts and dispute resolution" in written
    assert "Stage 1, Team Manager. Reference LUT-26-0042." in written
    assert "Child: AB, record number 10442." in written
    assert "Raised by Ines Okafor, Independent Reviewing Officer on 30 March 2026." in written
    assert "On 30 March 2026 Tom Reid, Team Manager, was asked to answer by 8 April 2026." in written
    assert "Tom Reid answered on 7 April 2026. The answer:\nThe core group is on 14 April." in written
    assert "Ines Okafor is not satisfied with the answer." in written
    assert WHY in written


def test_a_silence_is_told_as_it_was() -> None:
    played = at_stage_1().passes(at("2026-04-09"))
    assert "No answer had come by 8 April 2026." in text(played, 1)


def test_the_last_stage_says_how_it_ended_and_what_changed_for_the_child() -> None:
    written = text(judged_and_settled(), 3)
    assert "Ines Okafor closed the case: resolved." in written
    assert "The difference made for the child:\nAB sees her sister every month." in written
    assert "The child was told." in written


def test_a_meeting_says_who_was_there_and_what_was_agreed() -> None:
    written = text(met(), 1)
    assert "The meeting was held on 5 March 2026." in written
    assert "Present:\nFaisal, Ines, Tom" in written
    assert "Agreed: Share the plan\nWho: Amir Haddad. By: 13 March 2026." in written


@pytest.mark.parametrize("story", STORIES)
def test_every_stage_of_every_story_can_be_put_on_record(story: object) -> None:
    played = story()  # type: ignore[operator]
    for visit in (0, *(v.number for v in played.case.visits)):
        written = text(played, visit)
        assert written.endswith("\n") and "None" not in written and "\n\n\n" not in written
        assert not re.search(r"[*#<>_`]", written.replace(WHY, "")), "plain text only"


def test_the_prompt_for_the_record_brings_the_text_along() -> None:
    played = silent_and_moved_up_by_hand().passes(at("2026-04-16"))
    words = message(played.last(Meaning.PUT_ON_RECORD))
    assert words.title == "Is Stage 1 on AB’s record?"
    assert words.sections[0].words.startswith("Luton, Safeguarding alerts")
