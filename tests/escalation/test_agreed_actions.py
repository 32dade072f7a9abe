"""What was agreed is done, seen to be done, overdue, dropped or given a new date, and belongs to the case."""

from __future__ import annotations

from datetime import date

import pytest

from escalation import actions as act
from escalation.case import Outcome, PersonId, Task
from escalation.errors import ActionRefused, ActionsOverdue, CaseIsClosed, NothingOwed, NotYours, ReasonNeeded
from escalation.notices import Capacity, Meaning
from tests.escalation.story import (
    Story,
    at_stage,
    conference_concern,
    escalate,
    not_satisfied,
    promised,
    said,
    satisfied,
    words,
)
from tests.people import AMIR, BEA, DANA, INES, PETRA, SARA, TOM, at


def agreed(*actions: act.ActionProposed) -> Story:
    story = Story.of(at_stage("stage_1"))
    story.answer(TOM, *(actions or (promised("Visit AB", "2026-03-13"),)))
    return story


def waiting(*actions: act.ActionProposed) -> Story:
    """The raiser is satisfied and waits for what was agreed."""
    story = agreed(*actions)
    story.does(satisfied(story))
    return story


def test_an_action_is_owed_by_whoever_is_named_else_by_whoever_promised_it() -> None:
    story = agreed(promised("Visit AB", "2026-03-13"), promised("Find a school", "2026-03-20", AMIR))
    assert [(a.what, a.who, a.by) for a in story.case.actions] == [
        ("Visit AB", TOM, date(2026, 3, 13)),
        ("Find a school", AMIR, date(2026, 3, 20)),
    ]
    assert {(n.to, n.meaning, n.about) for n in story.told if n.meaning is Meaning.ACTION_OWED} == {
        (TOM, Meaning.ACTION_OWED, 1),
        (AMIR, Meaning.ACTION_OWED, 2),
    }


@pytest.mark.parametrize(
    ("offer", "key"),
    [
        (promised("", "2026-03-13"), "action_needs_words"),
        (promised("Visit AB", "2026-03-01"), "action_date_past"),
        (promised("Visit AB", "2026-03-13", PersonId("nobody")), "no_such_person"),
        (promised("Visit AB", "9999-12-31"), "date_out_of_reach"),
    ],
)
def test_an_action_says_what_by_when_and_by_somebody_known(offer: act.ActionProposed, key: str) -> None:
    story = Story.of(at_stage("stage_1"))
    with pytest.raises(ActionRefused, match=key):
        story.answer(TOM, offer)
    assert story.visit.answers == ()


def test_done_and_seen_to_be_done_closes_a_case_that_waited_for_nothing_else() -> None:
    story = waiting().on("2026-03-12")
    story.does(act.ActionDone(said(TOM), 1, date(2026, 3, 11)))
    assert story.who_was_told(Meaning.ACTION_SAID_DONE) == [INES]
    assert story.case.is_open and not story.owes(Task.ACT)
    assert story.duty(Task.VERIFY).due == at("2026-03-19", "17:00")
    story.on("2026-03-13").does(act.VerifyAction(said(INES), 1))
    closed = story.case.closed
    assert closed is not None and (closed.outcome, closed.by) == (Outcome.RESOLVED, INES)
    assert closed.difference == "AB is visited every week."
    action = story.case.actions[0]
    assert (action.done, action.verified) == (date(2026, 3, 11), date(2026, 3, 13))


def test_the_case_closes_when_the_last_action_is_seen_to() -> None:
    story = waiting(promised("Visit AB", "2026-03-13"), promised("Find a school", "2026-03-20"))
    story.does(act.VerifyAction(said(INES), 2))
    assert story.case.is_open
    story.does(act.DropAction(said(INES), 1, words("AB has moved.")))
    assert not story.case.is_open


def test_verified_before_the_raiser_is_satisfied_closes_nothing() -> None:
    story = agreed()
    story.does(act.VerifyAction(said(INES), 1))
    assert story.case.is_open and story.owes(Task.JUDGE)


def test_nobody_but_the_raisers_side_verifies() -> None:
    story = waiting(promised("Visit AB", "2026-03-13", AMIR))
    for person in (TOM, AMIR, SARA, BEA):
        for settled in (
            act.VerifyAction(said(person), 1),
            act.DropAction(said(person), 1, words("Not needed.")),
            act.ActionNotDone(said(person), 1, date(2026, 3, 20), words("Not yet.")),
        ):
            with pytest.raises(NotYours):
                story.does(settled)


def test_whoever_only_does_an_action_gets_no_say_in_the_case() -> None:
    story = agreed(promised("Pay the school", "2026-03-13", BEA), promised("Write", "2026-03-13", PETRA))
    for person in (BEA, PETRA):
        with pytest.raises(NotYours):
            story.does(satisfied(story, person))
    story.does(act.ActionDone(said(BEA), 1, date(2026, 3, 2)))


def test_an_action_gives_a_colleague_of_the_raiser_no_say_either() -> None:
    story = Story.of(conference_concern())
    story.answer(TOM, promised("Write", "2026-03-13", PETRA))  # a chair, as the raiser is
    with pytest.raises(NotYours):
        story.does(satisfied(story, PETRA))


def test_an_action_is_reminded_of_and_asked_about_when_its_day_has_passed() -> None:
    story = waiting()
    assert story.on("2026-03-12", "09:30").who_was_told(Meaning.REMINDER) == [TOM]
    assert story.on("2026-03-13", "17:00").who_was_told(Meaning.ACTION_OVERDUE) == []
    story.on("2026-03-13", "17:01")
    assert {n.to: (n.meaning, n.about) for n in story.told} == {
        INES: (Meaning.ACTION_OVERDUE, 1),
        TOM: (Meaning.ANSWER_OVERDUE, 1),
    }
    assert story.case.is_open and story.owes(Task.VERIFY)


def test_whether_it_was_done_is_asked_again_each_week_and_climbs() -> None:
    story = waiting().on("2026-03-14")
    asked = [(n.to, n.capacity) for n in story.on("2026-04-20").told if n.meaning is Meaning.ACTION_OVERDUE]
    assert asked[:2] == [(INES, Capacity.RAISER), (PETRA, Capacity.RAISER)]
    assert {person for person, _ in asked[2:]} == {"quentin"}
    assert len(asked) <= 4


def test_an_action_for_a_sunday_is_owed_until_the_end_of_monday() -> None:
    story = waiting(promised("Visit AB", "2026-03-15"))
    assert story.duty(Task.ACT).due == at("2026-03-16", "17:00")
    assert story.on("2026-03-16", "17:00").duty(Task.ACT).lapsed is None


def test_satisfied_is_refused_while_an_action_is_overdue() -> None:
    story = agreed().on("2026-03-16")
    with pytest.raises(ActionsOverdue):
        story.does(satisfied(story))
    story.does(act.ActionNotDone(said(INES), 1, date(2026, 3, 20), words("Next week.")))
    story.does(satisfied(story))
    assert story.case.is_open


@pytest.mark.parametrize(
    "seen_to",
    [act.VerifyAction(said(INES), 1), act.DropAction(said(INES), 1, words("Not needed."))],
)
def test_satisfied_is_open_again_once_the_overdue_action_is_seen_to(seen_to: act.HumanAction) -> None:
    story = agreed().on("2026-03-16")
    story.does(seen_to)
    story.does(satisfied(story))
    assert not story.case.is_open


def test_found_not_done_it_is_owed_again_by_a_new_day() -> None:
    story = waiting().on("2026-03-12")
    story.does(act.ActionDone(said(TOM), 1, date(2026, 3, 11)))
    story.does(act.ActionNotDone(said(INES), 1, date(2026, 3, 20), words("Nobody came.")))
    assert story.duty(Task.ACT).due == at("2026-03-20", "17:00") and not story.owes(Task.VERIFY)
    assert story.case.actions[0].done is None
    assert story.who_was_told(Meaning.ACTION_OWED) == [TOM]
    with pytest.raises(ActionRefused, match="action_date_past"):
        story.does(act.ActionNotDone(said(INES), 1, date(2026, 3, 2), words("Nobody came.")))


def test_dropping_needs_a_reason() -> None:
    story = agreed()
    with pytest.raises(ReasonNeeded):
        story.does(act.DropAction(said(INES), 1, words("")))


def test_actions_survive_moving_up() -> None:
    story = agreed()
    story.does(not_satisfied(story))
    assert story.stage == "stage_2" and story.duty(Task.ACT).about == 1
    assert story.on("2026-03-13", "17:01").who_was_told(Meaning.ACTION_OVERDUE) == [INES]


def test_an_action_is_handed_over_with_the_rest() -> None:
    story = agreed()
    story.does(act.Reassign(said(SARA), TOM, AMIR, words("Tom is ill.")))
    assert [(n.person) for n in story.duty(Task.ACT).owed_by] == [AMIR]
    story.does(act.ActionNotDone(said(INES), 1, date(2026, 3, 20), words("Not yet.")))
    assert [(n.person) for n in story.duty(Task.ACT).owed_by] == [AMIR]


def test_reported_twice_is_reported_once_and_what_is_settled_is_settled() -> None:
    story = waiting(promised("Visit AB", "2026-03-13"), promised("Write", "2026-03-13"))
    story.does(act.ActionDone(said(TOM), 1, date(2026, 3, 2)))
    again = story.does(act.ActionDone(said(TOM), 1, date(2026, 3, 2)))
    assert again.entries == ()
    story.does(act.VerifyAction(said(INES), 1))
    for settled in (act.VerifyAction(said(INES), 1), act.ActionDone(said(TOM), 1, date(2026, 3, 2))):
        with pytest.raises(NothingOwed):
            story.does(settled)


def test_a_case_that_waits_can_still_move_up_or_be_withdrawn() -> None:
    story = waiting()
    story.does(escalate(story, to="stage_4", reason="Nothing happens."))
    assert [n.person for n in story.visit.asked] == [DANA]
    story.does(act.Close(said(INES), Outcome.WITHDRAWN, words("AB has moved.")))
    with pytest.raises(CaseIsClosed):
        story.does(act.VerifyAction(said(INES), 1))
