"""A case in a channel: reference, stage and dates, in the pack's words, and no more than the pack allows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from cards.card_json import Card, size_of
from cards.neutral_card import neutral_card
from cards.thread_card import own_head, thread_head, thread_line, thread_subject
from escalation.case import Case
from escalation.decision import Situation
from escalation.procedure import Channel
from tests.cards.played import Played
from tests.cards.stories import (
    STORIES,
    judged_and_settled,
    met,
    moving_by_itself,
    silent_and_moved_up_by_hand,
)
from tests.cards.validity import schema_fault


def case_of(played: Played) -> Case:
    assert played.case is not None
    return played.case


def lines(played: Played) -> list[str]:
    """What each entry alone says, in order."""
    said = (thread_line(case_of(played), played.situation, (entry,)) for entry in played.entries)
    return [line for line in said if line]


def everything(played: Played, situation: Situation) -> Iterator[str]:
    case, entries = case_of(played), played.entries
    yield json.dumps(thread_head(case, situation, entries), ensure_ascii=False)
    for person in (case.raiser, *(n.person for visit in case.visits for n in visit.asked)):
        yield json.dumps(_body(own_head(replace(played.telling(person), situation=situation), "t")), ensure_ascii=False)
    yield thread_subject(case, situation, entries)
    yield from (thread_line(case, situation, (entry,)) for entry in entries)


def _body(card: Card) -> Card:
    """Without the buttons, which are each person's own."""
    return {key: value for key, value in card.items() if key != "actions"}


def showing(situation: Situation, *what: str) -> Situation:
    shows = situation.procedure.model_copy(update={"channel": Channel.model_construct(shows=what)})
    return replace(situation, procedure=shows)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_nobody_no_child_and_nobodys_words_are_in_a_channel(story: object) -> None:
    played = story()  # type: ignore[operator]
    names = {name for person in played.situation.roster.people.values() for name in person.name.split()}
    case = case_of(played)
    children = {part for child in case.children for part in (child.initials, child.record) if part}
    words = {concern.what for concern in case.concerns} | {answer.text for v in case.visits for answer in v.answers}
    for text in everything(played, played.situation):
        assert not any(word in text for word in names | children | words if word), text


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_a_head_is_a_valid_card_and_a_light_one(story: object) -> None:
    played = story()  # type: ignore[operator]
    head = thread_head(case_of(played), played.situation, played.entries)
    assert schema_fault(head) is None
    assert size_of(head) < 4_000


def test_the_head_says_the_stage_and_its_dates_and_opens_the_case() -> None:
    played = moving_by_itself()
    head = thread_head(case_of(played), played.situation, played.entries)
    assert head["speak"] == (
        "Dispute Resolution, stage 2. Stage: Stage 2, Service Manager. Raised on: Monday 30 March. "
        "Answer asked for by: Wednesday 15 April. Overall time ends on: Wednesday 29 April."
    )
    assert '"verb": "show case"' in json.dumps(head)


def test_a_closed_case_says_when_and_not_how_it_ended() -> None:
    played = judged_and_settled()
    spoken = str(thread_head(case_of(played), played.situation, played.entries)["speak"])
    assert "Closed on" in spoken and "asked for" not in spoken
    assert lines(played)[-1] == "Closed."
    assert thread_subject(case_of(played), played.situation) == "Dispute Resolution, stage 2: LUT-26-0042"


def test_each_move_is_a_line() -> None:
    assert lines(silent_and_moved_up_by_hand()) == [
        "Stage 1 began.",  # that its date was 8 April stands in another entry
        "No answer came by Wednesday 8 April.",
        "Stage 2 began. Answer asked for by Tuesday 21 April.",
        "Answered.",
    ]


def test_a_meeting_is_called_and_held() -> None:
    assert any(line.startswith("A meeting was called: ") for line in lines(met()))
    assert any(line.startswith("The meeting was held on ") for line in lines(met()))


def test_several_moves_at_once_are_one_line() -> None:
    played = moving_by_itself()
    line = thread_line(case_of(played), played.situation, played.entries)
    assert line.count("Stage 2 began.") == 1


@pytest.mark.parametrize(
    ("shows", "hidden"),
    [
        (("reference",), ("Stage", "stage", "April", "March")),
        (("stage",), ("LUT", "April", "March")),
        (("dates",), ("LUT", "Stage", "stage")),
        ((), ("LUT", "Stage", "stage", "April", "March")),
    ],
)
@pytest.mark.parametrize("story", [silent_and_moved_up_by_hand, met], ids=lambda story: story.__name__)
def test_a_channel_shows_no_more_than_the_pack_allows(
    story: object, shows: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    played = story()  # type: ignore[operator]
    for text in everything(played, showing(played.situation, *shows)):
        readable = text.replace('{"case": "LUT-26-0042", "verb": "show case"}', "")
        assert not any(word in readable for word in hidden), readable


def test_a_card_that_is_not_theirs_any_more_says_nothing() -> None:
    card = neutral_card()
    assert schema_fault(card) is None
    assert "actions" not in card
