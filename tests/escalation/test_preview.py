"""What the raiser sees before anything is sent is what then happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from escalation import actions as act
from escalation.case import StageId, Task, TrackId
from escalation.decide import decide
from escalation.errors import ActionRefused, NobodyToAsk
from escalation.people import Absence
from escalation.preview import preview
from tests.escalation.pack_texts import every_stage
from tests.escalation.story import (
    TRIED,
    Story,
    at_stage,
    concern,
    conference_concern,
    escalate,
    not_satisfied,
    said,
    satisfied,
)
from tests.ladders import everybody
from tests.people import BEA, INES, QUENTIN, TOM, at, luton, situation

RAISES = [
    concern(),
    concern(immediate_risk=True, consulted=at_stage("stage_1").consulted),
    at_stage("stage_1"),
    at_stage("stage_3"),
    at_stage("meeting"),
    conference_concern(),
]


@pytest.mark.parametrize("raised", RAISES)
@pytest.mark.parametrize("moment", [at("2026-03-02"), at("2026-03-27", "16:59"), at("2026-03-28", "23:59")])
def test_a_raise_is_previewed_as_it_is_sent(raised: act.RaiseConcern, moment: datetime) -> None:
    away = Absence(TOM, moment.date(), moment.date())
    seen = preview(None, raised, situation(moment, away), luton().pin)
    held = decide(None, raised, situation(moment, away), luton().pin)
    send = next((d for d in held.case.duties if d.task is Task.SEND), None)
    if send is None:
        assert seen == held
        return
    assert send.wake is not None
    sent = decide(held.case, act.ReachDeadline(send.number, send.wake), situation(send.wake, away))
    assert (seen.case, seen.notices) == (sent.case, sent.notices)
    assert seen.entries == held.entries + sent.entries


def test_what_could_not_be_sent_is_said_before_it_is_raised() -> None:
    story = Story(at("2026-03-02"), everybody(), pack=every_stage())
    story.leaves(QUENTIN)
    story.leaves(BEA)
    raised = concern(track=TrackId("shared"), start_at=StageId("opened"), skipping_because=TRIED)
    with pytest.raises(NobodyToAsk):
        preview(None, raised, story.situation, story.pack.pin)


def test_what_is_sent_a_second_later_is_due_at_the_same_time_and_goes_to_the_same_people() -> None:
    seen = preview(None, concern(), situation(at("2026-03-02")), luton().pin)
    story = Story(at("2026-03-02"))
    story.does(concern())
    story.on("2026-03-02", "10:05")
    assert list(seen.notices) == story.told
    assert [(d.task, d.due, d.owed_by) for d in seen.case.duties] == [
        (d.task, d.due, d.owed_by) for d in story.case.duties
    ]


def test_a_move_is_previewed_as_it_happens() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-10")
    story.answer(TOM)
    for action in (not_satisfied(story), escalate(story, to="stage_4", reason="AB cannot wait."), satisfied(story)):
        seen = preview(story.case, action, story.situation)
        assert seen == decide(story.case, action, story.situation)


def test_a_preview_records_nothing() -> None:
    story = Story.of(at_stage("stage_1"))
    before = story.case
    preview(story.case, satisfied(story), story.situation)
    assert story.case is before and story.case.is_open


def test_what_would_be_refused_is_refused_in_the_preview() -> None:
    with pytest.raises(ActionRefused):
        preview(None, replace(concern(), concerns=()), situation(at("2026-03-02")), luton().pin)
    with pytest.raises(ActionRefused):
        preview(Story.of(concern()).case, act.Wait(said(INES), 1), situation(at("2026-03-02")))
