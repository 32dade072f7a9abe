"""Stages that others open, sign or agree to: they are asked, and their silence gives the step back to the raiser."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from escalation import actions as act
from escalation.case import (
    ChildStatus,
    Consulted,
    Entered,
    Occasion,
    OccasionKind,
    Outcome,
    PersonId,
    StageId,
    Task,
    TrackId,
    Which,
    Words,
)
from escalation.case_log import (
    GateConsulted,
    OpeningDeclined,
    OpeningGivenBack,
    OpeningTakenBack,
    Raised,
    Reopened,
    StageEntered,
)
from escalation.errors import CaseIsClosed, DetailNeeded, NothingOwed, NotYours, ReasonNeeded
from escalation.notices import Meaning
from escalation.packs.reading import Pack
from escalation.permissions import Step, steps_open
from tests.escalation.pack_texts import every_stage, every_stage_with
from tests.escalation.story import (
    CONSULTED,
    Story,
    concern,
    escalate,
    moving_up,
    not_satisfied,
    promised,
    said,
    satisfied,
)
from tests.ladders import everybody
from tests.people import HELEN, INES, OLGA, PETRA, QUENTIN, SARA, TOM, at

WHY = "It names no date."
URGENT = Consulted(passed_over_because=Words("AB moves on Friday."))
SIGNED = "{who: qa_improvement_lead, kind: endorse, may be passed over: it cannot wait}"
OPENED = "opened by: iro_manager\n"


def shared(stage: str = "first", **changes: object) -> Story:
    start = {"start_at": StageId(stage), "skipping_because": Words(WHY)} if stage != "first" else {}
    return Story.under(every_stage(), concern(track=TrackId("shared"), **start, **changes))


def signed_when(when: str) -> Pack:
    """The stage that another opens is signed for as well, where this holds."""
    gate = f"        consult: {{who: qa_improvement_lead, kind: endorse, when: {when}}}\n"
    return every_stage_with(OPENED, OPENED + gate)


def opened_at(stage: str, by: PersonId, **changes: object) -> Story:
    """Raised straight at a stage that another opens or signs for, who did."""
    story = shared(stage, **changes)
    story.does(opens(by, story))
    return story


def asked_for(to: str) -> Story:
    """The answer does not settle it, and the case is to move on."""
    story = shared()
    story.answer(TOM)
    story.does(not_satisfied(story, to=to, consulted=None))
    return story


def opens(by: PersonId, story: Story) -> act.OpenStage:
    return act.OpenStage(said(by), seen_at(story))


def declines(by: PersonId, story: Story, reason: str = "It is settled already.") -> act.DeclineToOpen:
    return act.DeclineToOpen(said(by), seen_at(story), Words(reason))


def seen_at(story: Story) -> int:
    return story.case.visit.number if story.case.visit is not None else 0


def reopens(reason: str = "It began again.", **changes: object) -> act.Reopen:
    return replace(act.Reopen(said(INES), Words(reason)), **changes)  # type: ignore[arg-type]


def closed_at_first() -> Story:
    story = shared()
    story.does(act.Close(said(INES), Outcome.WITHDRAWN, Words(WHY)))
    return story


# opened by others


def test_a_stage_that_others_open_waits_for_them_and_is_theirs_by_the_next_working_day() -> None:
    story = asked_for("opened")
    assert (story.stage, [n.person for n in story.duty(Task.OPEN).owed_by]) == ("first", [QUENTIN])
    assert story.due(Task.OPEN) == date(2026, 3, 3)
    assert story.who_was_told(Meaning.TO_OPEN) == [QUENTIN]
    assert story.who_was_told(Meaning.OPENING_AWAITED) == [INES]
    assert SARA not in story.who_was_told(*Meaning)


def test_once_they_open_it_the_case_moves_as_the_raiser_had_asked() -> None:
    story = asked_for("opened")
    story.does(opens(QUENTIN, story))
    assert (story.stage, story.visit.reason) == ("opened", Entered.NOT_SATISFIED)
    entry = story.logged(StageEntered)[-1]
    assert (entry.by, story.case.waiting, story.owes(Task.OPEN)) == (QUENTIN, None, False)


def test_nobody_else_can_open_it_and_nobody_without_having_been_asked() -> None:
    story = shared()
    assert Step.OPEN_STAGE not in steps_open(story.case, QUENTIN, story.situation)
    story = asked_for("opened")
    with pytest.raises(NotYours):
        story.does(opens(TOM, story))
    with pytest.raises(NotYours):
        story.does(opens(INES, story))


def test_an_opener_who_is_silent_for_a_working_day_gives_the_step_back_to_the_raiser() -> None:
    story = asked_for("opened").on("2026-03-04", "12:00")
    assert [e.facts for e in story.logged(OpeningGivenBack)] == [OpeningGivenBack(StageId("opened"))]
    assert Meaning.NOT_OPENED in story.meanings_for(INES)
    assert story.owes(Task.JUDGE)
    with pytest.raises(ReasonNeeded):
        story.does(escalate(story, to="opened"))
    story.does(escalate(story, to="opened", reason=WHY))
    assert story.stage == "opened"


def test_one_who_will_not_open_it_says_why_and_the_raiser_may_go_there_all_the_same() -> None:
    story = asked_for("opened")
    with pytest.raises(ReasonNeeded):
        story.does(declines(QUENTIN, story, ""))
    story.does(declines(QUENTIN, story))
    assert isinstance(story.logged(OpeningDeclined)[0].facts, OpeningDeclined)
    assert (story.who_was_told(Meaning.NOT_OPENED), story.owes(Task.JUDGE)) == ([INES], True)
    story.does(escalate(story, to="opened", reason=WHY))
    assert story.stage == "opened"


def test_while_it_waits_the_raiser_can_be_satisfied_withdraw_or_go_elsewhere() -> None:
    story = asked_for("opened")
    story.does(escalate(story, to="signed", reason=WHY, consulted=URGENT))
    assert (story.stage, story.case.waiting) == ("signed", None)
    story = asked_for("opened")
    assert {Step.SATISFIED, Step.CLOSE, Step.REFER_TO_CAFCASS} <= steps_open(story.case, INES, story.situation)


def test_those_asked_to_open_hear_that_nothing_more_is_asked_once_the_case_ends_or_goes_elsewhere() -> None:
    story = asked_for("opened")
    story.does(act.Close(said(INES), Outcome.WITHDRAWN, Words(WHY)))
    assert story.who_was_told(Meaning.NO_LONGER_ASKED) == [QUENTIN]
    story = asked_for("opened")
    story.does(escalate(story, to="signed", reason=WHY, consulted=URGENT))
    assert story.who_was_told(Meaning.NO_LONGER_ASKED) == [QUENTIN]
    story = closed_at_first()
    story.does(reopens(at=StageId("opened")))
    story.does(reopens(at=StageId("signed")))
    assert (story.who_was_told(Meaning.TO_OPEN), story.who_was_told(Meaning.NO_LONGER_ASKED)) == ([OLGA], [QUENTIN])


def test_a_case_that_is_settled_but_for_agreed_actions_no_longer_waits_to_be_opened_elsewhere() -> None:
    story = shared()
    story.answer(TOM, promised("A visit every week.", "2026-03-06"))
    story.does(not_satisfied(story, to="opened", consulted=None))
    for judge in (OLGA, INES):
        story.does(satisfied(story, by=judge))
    assert (story.case.closed, story.case.waiting, story.owes(Task.OPEN)) == (None, None, False)
    assert QUENTIN in story.who_was_told(Meaning.NO_LONGER_ASKED)
    assert [e.facts for e in story.logged(OpeningTakenBack)] == [OpeningTakenBack(StageId("opened"))]


def test_whoever_opens_a_stage_may_move_the_case_there_themselves_and_nowhere_else() -> None:
    story = shared()
    assert Step.MOVE_UP in steps_open(story.case, QUENTIN, story.situation)
    story.does(escalate(story, by=QUENTIN, to="opened", reason=WHY))
    assert story.stage == "opened"
    story = shared()
    with pytest.raises(NotYours):
        story.does(escalate(story, by=QUENTIN, to="agreed", reason=WHY))


def test_an_answer_that_comes_while_a_silence_waits_to_be_opened_is_judged_first() -> None:
    """It was the silence alone that was to move the case on."""
    story = opened_at("opened", QUENTIN).on("2026-03-10", "09:30")
    assert story.case.waiting is not None and story.duty(Task.OPEN).owed_by[0].person == OLGA
    story.answer(SARA)
    assert (story.stage, story.case.waiting, story.owes(Task.OPEN)) == ("opened", None, False)
    assert story.owes(Task.JUDGE)
    assert [e.facts for e in story.logged(OpeningTakenBack)] == [OpeningTakenBack(StageId("signed"))]
    assert Step.OPEN_STAGE not in steps_open(story.case, OLGA, story.situation)


def test_an_answer_does_not_take_back_what_the_raiser_asked_to_be_opened() -> None:
    story = asked_for("opened")
    story.does(act.Respond(said(TOM), story.visit.number, Words("One thing more.")))
    assert story.case.waiting is not None and story.owes(Task.OPEN)


# signed for, agreed to


def test_whoever_signs_for_a_stage_is_asked_and_the_signature_is_kept_with_its_day() -> None:
    story = asked_for("signed")
    assert [n.person for n in story.duty(Task.OPEN).owed_by] == [OLGA]
    story.does(opens(OLGA, story))
    assert story.stage == "signed"
    gate = story.logged(GateConsulted)[-1].facts
    assert gate == GateConsulted(StageId("signed"), Consulted(OLGA, date(2026, 3, 2)))


def test_a_soft_gate_is_passed_over_with_a_reason_and_whoever_would_have_signed_is_told() -> None:
    story = shared()
    story.answer(TOM)
    story.does(not_satisfied(story, to="signed", consulted=URGENT))
    assert (story.stage, story.who_was_told(Meaning.CONSULTED_AFTER)) == ("signed", [OLGA])


def test_a_hard_gate_is_not_passed_over() -> None:
    story = opened_at("signed", OLGA)
    story.does(escalate(story, to="agreed", reason=WHY, consulted=URGENT))
    assert (story.stage, story.owes(Task.OPEN)) == ("signed", True)


def test_where_several_have_to_agree_it_opens_with_the_last_of_them() -> None:
    story = opened_at("signed", OLGA)
    story.does(escalate(story, to="agreed", reason=WHY))
    story.does(opens(OLGA, story))
    assert story.stage == "signed"
    with pytest.raises((NothingOwed, NotYours)):
        story.does(opens(OLGA, story))
    story.does(opens(QUENTIN, story))
    assert story.stage == "agreed"


def test_silence_asks_for_the_signature_before_the_case_moves_up_by_itself() -> None:
    story = Story.under(
        every_stage(),
        moving_up(concern(track=TrackId("shared"), start_at=StageId("opened"), skipping_because=Words(WHY))),
    )
    story.does(opens(QUENTIN, story))
    story.on("2026-03-09", "17:01")
    assert (story.stage, story.who_was_told(Meaning.TO_OPEN)) == ("opened", [OLGA])
    story.does(opens(OLGA, story))
    assert (story.stage, story.visit.reason) == ("signed", Entered.SILENCE)


def test_the_word_of_whoever_is_asked_for_a_missing_line_manager_is_enough() -> None:
    """Where the raiser has no line manager, the supervisor is asked."""
    story = Story(
        at("2026-03-02"), everybody(), pack=every_stage_with(SIGNED, "{who: raiser's line manager, kind: endorse}")
    )
    story.joins(replace(story.people.people[INES], line_manager=None))
    story.begins(concern(track=TrackId("shared"), start_at=StageId("signed"), skipping_because=Words(WHY)))
    assert story.who_was_told(Meaning.TO_OPEN) == [QUENTIN]
    story.does(opens(QUENTIN, story))
    assert (story.stage, story.logged(GateConsulted)[-1].by) == ("signed", QUENTIN)


def test_a_signature_that_has_become_due_meanwhile_is_asked_for_before_the_case_moves() -> None:
    story = Story.under(signed_when("{child is: child_protection}"), concern(track=TrackId("shared")))
    story.answer(TOM)
    story.does(not_satisfied(story, to="opened", consulted=None))
    story.does(act.ChangeChildStatus(said(INES), ChildStatus.CHILD_PROTECTION))
    story.does(opens(QUENTIN, story))
    assert (story.stage, story.who_was_told(Meaning.TO_OPEN)) == ("first", [OLGA])
    story.does(opens(OLGA, story))
    assert (story.stage, story.case.waiting) == ("opened", None)


def test_a_signature_that_has_become_due_meanwhile_is_asked_for_before_a_draft_is_sent() -> None:
    start = concern(track=TrackId("shared"), start_at=StageId("opened"), skipping_because=Words(WHY))
    story = Story.under(signed_when("{review conference: third}"), start)
    third = Occasion(OccasionKind.CONFERENCE, date(2026, 3, 1), Which.THIRD, None, 1)
    story.does(act.DateOccasion(said(INES), third))
    story.does(opens(QUENTIN, story))
    assert (story.case.raised, story.who_was_told(Meaning.TO_OPEN)) == (None, [OLGA])
    story.does(opens(OLGA, story))
    assert story.stage == "opened"


# raised straight at a stage that others open or sign for


def test_a_concern_raised_at_a_stage_that_others_open_is_a_draft_until_they_do() -> None:
    story = shared("opened")
    assert (story.case.raised, story.case.visit) == (None, None)
    assert [n.person for n in story.duty(Task.OPEN).owed_by] == [QUENTIN]
    assert (story.who_was_told(Meaning.TO_OPEN), story.who_was_told(Meaning.OPENING_AWAITED)) == ([QUENTIN], [INES])
    assert SARA not in story.who_was_told(*Meaning)
    story.now = at("2026-03-02", "15:00")
    story.does(opens(QUENTIN, story))
    assert (story.stage, story.visit.reason, story.case.raised) == ("opened", Entered.RAISED, story.now)
    assert story.who_was_told(Meaning.ANSWER_ASKED) == [SARA]


def test_the_raisers_own_word_is_no_signature() -> None:
    """Whoever signs for a stage signs, also where the raiser says at the raise that they have agreed."""
    story = shared("signed", consulted=Consulted(OLGA, date(2026, 3, 2)))
    assert (story.case.visit, story.who_was_told(Meaning.TO_OPEN)) == (None, [OLGA])
    assert not story.logged(GateConsulted)
    story.does(opens(OLGA, story))
    assert (story.stage, story.logged(GateConsulted)[-1].by) == ("signed", OLGA)


def test_a_signature_is_passed_over_at_the_raise_where_the_procedure_allows_it() -> None:
    story = shared("signed", consulted=URGENT)
    assert (story.stage, story.who_was_told(Meaning.CONSULTED_AFTER)) == ("signed", [OLGA])


def test_whoever_was_not_consulted_hears_of_it_once_the_stage_opens_and_not_of_a_draft() -> None:
    gate = "        consult: {who: qa_improvement_lead, may be passed over: it cannot wait}\n"
    start = concern(track=TrackId("shared"), start_at=StageId("opened"), skipping_because=Words(WHY), consulted=URGENT)
    story = Story.under(every_stage_with(OPENED, OPENED + gate), start)
    assert (story.who_was_told(Meaning.TO_OPEN), story.who_was_told(Meaning.CONSULTED_AFTER)) == ([QUENTIN], [])
    story.does(declines(QUENTIN, story))
    story.does(act.SendNow(said(INES)))
    assert story.who_was_told(Meaning.CONSULTED_AFTER) == [OLGA]
    assert [e.facts for e in story.logged(GateConsulted)] == [GateConsulted(StageId("opened"), URGENT)]


def test_a_draft_that_others_will_not_open_is_the_raisers_to_send_or_to_take_back() -> None:
    story = shared("opened")
    story.does(declines(QUENTIN, story))
    assert (story.case.raised, story.who_was_told(Meaning.NOT_OPENED)) == (None, [INES])
    assert {Step.SEND_NOW, Step.UNDO} <= steps_open(story.case, INES, story.situation)
    story.does(act.SendNow(said(INES)))
    assert (story.stage, story.logged(Raised)[-1].by) == ("opened", INES)


def test_a_draft_about_which_others_are_silent_for_a_working_day_is_the_raisers_again() -> None:
    story = shared("opened").on("2026-03-04", "09:30")
    assert [e.facts for e in story.logged(OpeningGivenBack)] == [OpeningGivenBack(StageId("opened"))]
    assert (story.case.raised, story.owes(Task.DECIDE_TO_SEND)) == (None, True)
    story.does(act.UndoRaise(said(INES)))
    assert story.case.closed is not None and story.case.closed.outcome is Outcome.UNDONE


def test_a_draft_that_its_raiser_leaves_alone_climbs_like_every_judgement() -> None:
    story = shared("opened").on("2026-03-09", "09:30")
    assert (story.case.raised, QUENTIN in story.who_was_told(Meaning.NOT_OPENED)) == (None, True)
    story.does(act.SendNow(said(QUENTIN)))
    assert story.stage == "opened"


def test_nobody_but_the_raiser_takes_a_draft_back() -> None:
    """Not even whoever is asked in the raiser's place, who may be the one that would not open it."""
    story = shared("opened")
    story.does(declines(QUENTIN, story))
    story.on("2026-03-09", "09:30")
    for other in (QUENTIN, PETRA):
        assert Step.UNDO not in steps_open(story.case, other, story.situation)
        with pytest.raises(NotYours):
            story.does(act.UndoRaise(said(other)))
    story.does(act.UndoRaise(said(INES)))
    assert story.case.closed is not None and story.case.closed.by == INES


def test_a_draft_that_is_taken_back_is_no_longer_theirs_to_open() -> None:
    story = shared("opened")
    with pytest.raises(NothingOwed):
        story.does(act.SendNow(said(INES)))
    story.does(act.UndoRaise(said(INES)))
    assert (story.who_was_told(Meaning.NO_LONGER_ASKED), story.case.duties) == ([QUENTIN], ())
    with pytest.raises(CaseIsClosed):
        story.does(opens(QUENTIN, story))


def test_whoever_raises_and_holds_the_post_that_opens_asks_nobody() -> None:
    story = Story(at("2026-03-02"), everybody(), pack=every_stage())
    story.takes(INES, "iro_manager")
    story.begins(concern(track=TrackId("shared"), start_at=StageId("opened"), skipping_because=Words(WHY)))
    assert story.stage == "opened"


def test_at_immediate_risk_nobody_is_waited_for_and_those_passed_by_are_told() -> None:
    story = shared("opened", immediate_risk=True)
    assert (story.stage, story.owes(Task.OPEN)) == ("opened", False)
    assert SARA in story.who_was_told(Meaning.ANSWER_ASKED) and QUENTIN in story.who_was_told(Meaning.CONSULTED_AFTER)


def test_cafcass_is_open_while_a_draft_waits_for_others() -> None:
    story = shared("opened")
    assert Step.REFER_TO_CAFCASS in steps_open(story.case, INES, story.situation)
    story.does(act.ReferToCafcass(said(INES), Words(WHY)))
    assert story.case.referrals[0].why == WHY and story.case.waiting is not None
    story.does(act.ReferToCafcass(said(INES), Words(WHY), ends_here=True))
    assert story.case.closed is not None and story.case.closed.outcome is Outcome.WITH_CAFCASS


def test_a_consultation_serves_its_own_post_and_no_other() -> None:
    pack = every_stage_with(
        "{who: qa_improvement_lead, kind: endorse, may be passed over: it cannot wait}", "{who: qa_improvement_lead}"
    )
    story = Story.under(pack, concern(track=TrackId("shared"), consulted=CONSULTED))
    with pytest.raises(DetailNeeded, match="consult_cannot_be_passed_over"):
        story.does(escalate(story, to="signed", reason=WHY, consulted=None))
    story.does(escalate(story, to="signed", reason=WHY, consulted=Consulted(OLGA, date(2026, 3, 2))))
    assert story.stage == "signed"


# reopened at a stage that others open or sign for


def test_a_case_reopened_at_a_stage_that_others_open_stays_closed_until_they_do() -> None:
    story = closed_at_first()
    story.does(reopens(at=StageId("opened")))
    assert story.case.closed is not None
    assert (story.who_was_told(Meaning.TO_OPEN), story.who_was_told(Meaning.OPENING_AWAITED)) == ([QUENTIN], [INES])
    assert TOM not in story.who_was_told(*Meaning)
    story.does(opens(QUENTIN, story))
    assert (story.case.closed, story.stage, story.visit.reason) == (None, "opened", Entered.REOPENED)
    assert (story.case.run, story.logged(Reopened)[-1].by) == (2, QUENTIN)
    assert TOM in story.who_was_told(Meaning.REOPENED)


def test_a_reopening_that_they_will_not_open_or_are_silent_about_can_be_asked_for_alone() -> None:
    story = closed_at_first()
    story.does(reopens(at=StageId("opened")))
    story.does(declines(QUENTIN, story))
    assert (story.case.duties, story.who_was_told(Meaning.NOT_OPENED)) == ((), [INES])
    story.does(reopens(at=StageId("opened")))
    assert (story.case.closed, story.stage) == (None, "opened")
    story = closed_at_first()
    story.does(reopens(at=StageId("opened")))
    story.on("2026-03-04", "09:30")
    assert (story.case.duties, story.who_was_told(Meaning.NOT_OPENED)) == ((), [INES])
    story.does(reopens(at=StageId("opened")))
    assert story.stage == "opened"


def test_a_reopening_elsewhere_takes_the_place_of_the_one_that_waits() -> None:
    story = closed_at_first()
    story.does(reopens(at=StageId("opened")))
    story.does(reopens())
    assert (story.stage, story.owes(Task.OPEN), story.case.waiting) == ("first", False, None)


def test_before_a_case_is_reopened_at_a_stage_its_gate_is_passed() -> None:
    """Settled before Stage 1 and opened again straight there: the line manager is consulted like before any move."""
    story = Story.of(concern())
    story.does(act.Close(said(INES), Outcome.WITHDRAWN, Words(WHY)))
    with pytest.raises(DetailNeeded, match="consult_first"):
        story.does(reopens(at=StageId("stage_1")))
    story.does(reopens(at=StageId("stage_1"), consulted=CONSULTED))
    assert (story.stage, story.logged(GateConsulted)[-1].facts) == (
        "stage_1",
        GateConsulted(StageId("stage_1"), CONSULTED),
    )


# judged by others


def test_both_have_to_be_satisfied_before_a_case_that_two_judge_is_settled() -> None:
    story = shared()
    story.answer(TOM)
    assert [n.person for n in story.duty(Task.JUDGE).owed_by] == [INES, OLGA]
    assert OLGA in story.who_was_told(Meaning.YOUR_VIEW_AWAITED)
    story.does(satisfied(story))
    assert story.case.closed is None
    assert [n.person for n in story.duty(Task.JUDGE).owed_by] == [OLGA]
    story.does(satisfied(story, by=OLGA))
    assert story.case.closed is not None


def test_any_one_of_them_who_is_not_satisfied_moves_it_on() -> None:
    story = shared()
    story.answer(TOM)
    story.does(satisfied(story))
    story.does(not_satisfied(story, by=OLGA, to="signed", consulted=URGENT))
    assert story.stage == "signed"


def test_a_judge_who_stays_silent_leaves_it_to_the_raiser() -> None:
    story = shared()
    story.answer(TOM)
    story.does(satisfied(story))
    story.on("2026-03-06", "12:00")
    story.does(satisfied(story))
    assert story.case.closed is not None


def test_where_others_judge_instead_the_raiser_cannot_settle_it_before_they_had_their_time() -> None:
    story = opened_at("opened", QUENTIN)
    story.answer(SARA)
    with pytest.raises(NotYours, match="others_judge"):
        story.does(satisfied(story))
    story.on("2026-03-06", "12:00")
    story.does(satisfied(story))
    assert story.case.closed is not None


def test_nobody_judges_what_they_were_asked_themselves() -> None:
    story = shared()
    story.takes(OLGA, "team_manager")
    story.does(escalate(story, to="signed", reason=WHY, consulted=URGENT))
    story.does(escalate(story, to="first", reason=WHY))
    assert [n.person for n in story.visit.asked] == [OLGA]
    story.answer(OLGA)
    assert [n.person for n in story.duty(Task.JUDGE).owed_by] != [INES, OLGA]
    story.does(satisfied(story))
    assert story.case.closed is not None or OLGA not in {n.person for n in story.duty(Task.JUDGE).owed_by}


def test_where_either_judges_one_of_them_is_enough() -> None:
    story = opened_at("signed", OLGA)
    story.answer(HELEN)
    story.does(satisfied(story, by=QUENTIN))
    assert story.case.closed is not None and story.case.closed.by == QUENTIN
