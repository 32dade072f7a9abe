"""The log shows what each authority wants to see of a case, under the authority's own titles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cards.log.columns import log_cells
from cards.log.record_text import record_text
from escalation.case import CategoryId, TrackId
from escalation.packs.reading import check_pack, read_pack
from tests.escalation.pack_texts import FAIR, LIBRARY, fair_with
from tests.escalation.story import CONCERN, Story, at_stage, concern, not_satisfied, satisfied
from tests.ladders import pack
from tests.people import SARA, TOM

COLUMNS = "columns: [raised, concluded]"


def cells(story: Story) -> dict[str, str]:
    return dict(log_cells(story.case, story.situation))


def case_at_second_stage() -> Story:
    story = Story.of(at_stage("stage_1")).on("2026-03-05")
    story.answer(TOM)
    story.does(not_satisfied(story))
    return story


def test_everyday_words_are_understood_and_the_reference_stands_there_already() -> None:
    text = fair_with(COLUMNS, "columns: [reference, theme, due, outcome]")
    shown = read_pack(text, "fair.yaml", LIBRARY).procedure.log.columns
    assert [(column.title, column.shows.value) for column in shown] == [
        ("reference", "reference"),
        ("theme", "themes"),
        ("due", "answer due"),
        ("outcome", "concluded"),
    ]
    story = Story.of(concern())
    procedure = story.pack.procedure.model_copy(
        update={"log": story.pack.procedure.log.model_copy(update={"columns": shown})}
    )
    situation = replace(story.situation, procedure=procedure)
    titles = [title for title, _ in log_cells(story.case, situation)]
    assert titles[:3] == ["theme", "due", "outcome"] and "reference" not in titles


def test_an_open_case_shows_what_the_pack_asks_for_and_where_it_stands() -> None:
    assert cells(case_at_second_stage()) == {
        "raised": "2 March 2026",
        "escalated": "Stage 2 on 5 March 2026",
        "themes": "Significant drift in permanence planning",
        "concluded": "",
        "stage resolved": "",
        "stage": "Stage 2, Service Manager",
        "answer due": "12 March 2026",
    }


def test_a_resolved_case_says_when_and_at_which_stage() -> None:
    story = case_at_second_stage().on("2026-03-10")
    story.answer(SARA)
    story.does(satisfied(story))
    shown = cells(story)
    assert (shown["concluded"], shown["stage resolved"]) == ("resolved, 10 March 2026", "Stage 2")
    assert "answer due" not in shown and "stage" not in shown


def under(name: str, track: str, category: str, **changes: object) -> Story:
    raised = concern(track=TrackId(track), concerns=(replace(CONCERN, category=CategoryId(category)),), **changes)
    return Story.under(pack(name), raised)


def test_the_tracker_shows_each_stages_expected_time_and_dates() -> None:
    category = next(iter(pack("challenge_and_dispute").procedure.categories))
    noticed = {"identified_on": date(2026, 3, 2)}
    story = under("challenge_and_dispute", "looked_after", category, **noticed).on("2026-03-03")
    story.answer(story.visit.asked[0].person)
    story.does(not_satisfied(story, to="dr1"))
    shown = cells(story)
    assert shown["IC1"] == "2 March 2026 to 3 March 2026 (expected: 1 working day)"
    assert shown["IC2"] == "(expected: 5 working days)"
    assert shown["DR1"] == "from 3 March 2026", "the tracker leaves its expected time blank"
    text = record_text(story.case, 1, story.situation, story.entries)
    assert "Tracker:\nIC1: 2 March 2026 to 3 March 2026 (expected: 1 working day)\n" in text
    assert "DR2: not reached\nDR3: (expected: 20 working days)" in text


@pytest.mark.parametrize(
    ("day", "colour"),
    [
        ("2026-03-02", "green: inside the time"),
        ("2026-03-04", "amber: due within"),
        ("2026-03-06", "red: the time has"),
    ],
)
def test_the_colour_says_what_the_authority_means_by_it(day: str, colour: str) -> None:
    track = next(iter(pack("walsall").procedure.tracks))
    category = next(iter(pack("walsall").procedure.categories_for(track)))
    story = under("walsall", track, category, answer_within=3).on(day)
    assert cells(story)["colour"].startswith(colour)


def test_a_column_may_have_the_authoritys_own_title() -> None:
    procedure = read_pack(fair_with(COLUMNS, "columns: [{first sent: raised}]"), "fair.yaml", LIBRARY).procedure
    assert [(c.title, c.shows.value) for c in procedure.log.columns] == [("first sent", "raised")]


@pytest.mark.parametrize("wrong", ["banana", "{fruit: banana}", "{a: raised, b: raised}", "[raised]"])
def test_what_the_log_cannot_show_is_refused_with_what_it_can(wrong: str) -> None:
    assert COLUMNS in FAIR
    (fault,) = check_pack(fair_with(COLUMNS, f"columns: [raised, {wrong}]"), "fair.yaml", LIBRARY)
    assert fault.key == "log > columns > item 2"
    assert "raised" in fault.remedy
