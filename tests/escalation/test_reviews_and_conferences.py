"""Days counted from and back from reviews and conferences, and what a concern can be raised about or from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from escalation import actions as act
from escalation.case import (
    Child,
    ChildStatus,
    Occasion,
    OccasionKind,
    Outcome,
    Source,
    StageId,
    Task,
    TrackId,
    Which,
)
from escalation.case_log import GateConsulted, OccasionDated, RaisedLate
from escalation.duties import facts_of
from escalation.errors import DetailNeeded, NotYours
from escalation.notices import Meaning
from escalation.permissions import Step, cafcass_is_open, steps_open
from escalation.replay import replay
from escalation.steps.must_raise import wanted_after
from tests.escalation.story import (
    CONCERN,
    CONSULTED,
    NO_VISITS,
    TRIED,
    Story,
    concern,
    escalate,
    said,
    words,
)
from tests.ladders import pack
from tests.people import AMIR, BEA, COLIN, INES, PETRA, TOM

PACK = pack("reviews")
REVIEW, CONFERENCE = OccasionKind.REVIEW, OccasionKind.CONFERENCE
SIBLING = Child("10443", "CD", ChildStatus.CHILD_PROTECTION)
NO_CHILD = Child("", "", ChildStatus.NONE)


def day(text: str) -> date:
    return date.fromisoformat(text)


def review(on: str, number: int = 0) -> Occasion:
    return Occasion(REVIEW, day(on), number=number)


def conference(on: str, which: Which | None = None, ends: time | None = None, number: int = 0) -> Occasion:
    return Occasion(CONFERENCE, day(on), which, ends, number)


def raised(**changes: object) -> act.RaiseConcern:
    return concern(**{"source": Source.MONITORING, "consulted": CONSULTED, **changes})


def at_alert(**changes: object) -> Story:
    start = {"start_at": StageId("alert"), "skipping_because": TRIED}
    return Story.under(PACK, raised(**start, **changes))


def dates(story: Story, occasion: Occasion, by: str = INES, instead_of: str | None = None) -> None:
    story.does(act.DateOccasion(said(by), occasion, day(instead_of) if instead_of else None))  # type: ignore[arg-type]


# counting from


def test_a_clock_counts_from_the_review_at_which_the_concern_arose() -> None:
    story = Story.under(PACK, raised(source=Source.REVIEW, review_on=day("2026-02-26")))
    assert story.due() == day("2026-03-05")


def test_a_review_in_the_register_is_counted_from_where_the_raiser_names_no_day() -> None:
    story = Story.under(PACK, raised(source=Source.REVIEW, occasions=(review("2026-02-27", 4),)))
    assert story.due() == day("2026-03-06")


def test_hours_count_from_the_very_end_of_the_conference_where_it_is_known() -> None:
    text_end = time(12, 30)
    known = (conference("2026-03-02", ends=text_end, number=1),)
    story = Story.under(
        PACK, raised(source=Source.CONFERENCE, conference_on=day("2026-03-02"), occasions=known), clock="16:00"
    )
    assert story.due() == day("2026-03-04")
    assert [o.ends for o in story.case.occasions] == [text_end]


def test_a_day_still_to_come_is_counted_from_too() -> None:
    ahead = (conference("2026-03-20", number=1), review("2026-05-11", 2))
    story = at_alert(occasions=ahead)
    story.does(escalate(story, to="service", reason="It cannot wait."))
    assert story.due() == day("2026-03-25")


# counting back


@pytest.mark.parametrize(
    ("on", "due"),
    [
        pytest.param("2026-03-18", "2026-03-11", id="a week before"),
        pytest.param("2026-04-13", "2026-04-02", id="a week before is a bank holiday, so the working day before it"),
        pytest.param("2026-03-03", "2026-03-03", id="past already, so the next working day"),
    ],
)
def test_a_clock_counts_back_from_the_next_review(on: str, due: str) -> None:
    assert at_alert(occasions=(review("2026-01-12", 1), review(on, 2))).due() == day(due)


def test_a_review_that_was_held_is_not_counted_back_from() -> None:
    story = at_alert(occasions=(review("2026-01-12", 1),))
    assert story.owes(Task.SET_A_DATE) and not story.owes(Task.ANSWER)


# a day that nobody has given yet


def test_until_the_day_is_given_the_raiser_owes_it_and_is_asked_again() -> None:
    story = at_alert()
    assert story.duty(Task.SET_A_DATE).owed_by[0].person == INES
    assert Step.DATE_OCCASION in steps_open(story.case, INES, story.situation)
    story.on("2026-03-04")
    assert Meaning.DATE_AWAITED in story.meanings_for(INES)


def test_the_day_once_given_is_owed_back_from_and_told() -> None:
    story = at_alert()
    dates(story, review("2026-03-18"))
    assert story.due() == day("2026-03-11")
    assert not story.owes(Task.SET_A_DATE)
    assert story.who_was_told(Meaning.DATE_SET) == [TOM]
    assert len(story.logged(OccasionDated)) == 1


def test_the_raiser_can_set_a_date_where_no_review_is_planned() -> None:
    story = at_alert()
    story.does(act.SetDate(said(INES), 1, day("2026-03-09")))
    dates(story, review("2026-03-18"))
    assert story.due() == day("2026-03-09"), "a day that was set stays"


@pytest.mark.parametrize("by", [INES, COLIN, BEA])
def test_whoever_raises_concerns_or_keeps_the_log_may_give_the_day(by: str) -> None:
    story = at_alert()
    dates(story, review("2026-03-18"), by)
    told = [] if by == INES else [INES]
    assert story.who_was_told(Meaning.OCCASION_DATED) == told


def test_nobody_else_may() -> None:
    with pytest.raises(NotYours):
        dates(at_alert(), review("2026-03-18"), TOM)


def test_a_chair_who_gives_the_day_gains_no_other_step() -> None:
    story = at_alert()
    dates(story, review("2026-03-18"), COLIN)
    assert steps_open(story.case, COLIN, story.situation) == frozenset()


# a day that is moved


def test_a_review_that_is_moved_moves_what_is_counted_from_it() -> None:
    story = at_alert(occasions=(review("2026-03-18", 7),))
    dates(story, review("2026-03-25", 7))
    assert story.due() == day("2026-03-18")
    [moved] = [entry.facts for entry in story.logged(OccasionDated)]
    assert isinstance(moved, OccasionDated) and moved.before is not None and moved.before.on == day("2026-03-18")
    assert story.case.occasions == (review("2026-03-25", 7),)
    assert replay(story.entries) == story.case


def test_the_day_in_whose_place_it_comes_says_which_is_moved() -> None:
    story = at_alert(occasions=(review("2026-03-18"),))
    dates(story, review("2026-03-25"), instead_of="2026-03-18")
    assert (len(story.case.occasions), story.due()) == (1, day("2026-03-18"))


def test_said_twice_it_happens_once() -> None:
    story = at_alert(occasions=(review("2026-03-18", 7),))
    assert story.does(act.DateOccasion(said(INES), review("2026-03-18", 7))).entries == ()


def test_a_silence_is_none_once_the_day_has_moved_away() -> None:
    story = at_alert(occasions=(review("2026-03-18", 7),)).on("2026-03-12")
    assert story.owes(Task.JUDGE)
    dates(story, review("2026-04-22", 7))
    assert story.due() == day("2026-04-15") and not story.owes(Task.JUDGE)
    assert story.duty(Task.ANSWER).lapsed is None


def test_nobody_becomes_late_because_a_review_was_brought_forward() -> None:
    story = at_alert(occasions=(review("2026-04-22", 7),))
    dates(story, review("2026-03-04", 7))
    assert story.due() == day("2026-03-03")


def test_further_time_that_was_agreed_stays() -> None:
    story = at_alert(occasions=(review("2026-03-18", 7),))
    story.does(act.AskFurtherTime(said(TOM), 1, day("2026-03-13"), words("The panel meets on the 12th.")))
    story.does(act.AgreeFurtherTime(said(INES), 1))
    dates(story, review("2026-04-22", 7))
    assert story.due() == day("2026-03-13")


# the time for raising


def test_a_concern_from_a_review_that_is_raised_late_is_marked() -> None:
    in_time = Story.under(PACK, raised(source=Source.REVIEW, review_on=day("2026-02-16")))
    late = Story.under(PACK, raised(source=Source.REVIEW, review_on=day("2026-02-13")))
    assert not in_time.logged(RaisedLate) and late.logged(RaisedLate)


def test_the_day_of_the_review_has_to_be_known_then() -> None:
    with pytest.raises(DetailNeeded) as refused:
        Story.under(PACK, raised(source=Source.REVIEW))
    assert refused.value.key == "review_date"


# what a concern is raised about


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ({"urgent": True}, "alert"),
        ({"immediate_risk": True}, "alert"),
        ({"source": Source.CONFERENCE, "conference_on": date(2026, 3, 2), "which": Which.THIRD}, "alert"),
        ({"source": Source.CONFERENCE, "conference_on": date(2026, 3, 2), "which": Which.SECOND}, "talk"),
        ({"source": Source.CONFERENCE, "conference_on": date(2026, 3, 2)}, "talk"),
        ({"occasions": (conference("2026-02-02", Which.THIRD, number=1),)}, "alert"),
        ({"source": Source.AUDIT, "earlier_concerns": True}, "alert"),
        ({"source": Source.AUDIT}, "talk"),
    ],
)
def test_where_it_starts_follows_from_what_is_known(facts: dict[str, object], stage: str) -> None:
    assert Story.under(PACK, raised(**facts)).stage == stage


def test_a_clock_can_hold_for_what_is_urgent_only() -> None:
    urgent = Story.under(PACK, raised(urgent=True, start_at=StageId("talk"), skipping_because=TRIED))
    assert urgent.due() == day("2026-03-04")


def test_nobody_is_consulted_first_about_what_is_urgent() -> None:
    assert not Story.under(PACK, raised(urgent=True, consulted=None)).logged(GateConsulted)
    with pytest.raises(DetailNeeded):
        at_alert(consulted=None)


def test_only_a_move_past_a_stage_needs_the_consultation_that_skipping_asks_for() -> None:
    story = Story.under(PACK, raised(consulted=None))
    with pytest.raises(DetailNeeded):
        story.does(escalate(story, to="service", reason="It cannot wait.", consulted=None))
    story.does(escalate(story, to="alert", reason="Nothing came.", consulted=CONSULTED))
    assert len(story.logged(GateConsulted)) == 1
    story.does(escalate(story, to="service", reason="Nothing came.", consulted=None))
    assert story.stage == "service"


# several children, or none


def test_a_concern_can_be_about_brothers_and_sisters_where_the_track_says_so() -> None:
    story = Story.under(PACK, raised(more_children=(SIBLING,)))
    assert [child.initials for child in story.case.children] == ["AB", "CD"]
    with pytest.raises(DetailNeeded) as refused:
        Story.of(concern(more_children=(replace(SIBLING, status=ChildStatus.LOOKED_AFTER),)))
    assert refused.value.key == "one_child_here"


@pytest.mark.parametrize(
    ("sibling", "key"),
    [
        (replace(SIBLING, record="10442"), "each_child_once"),
        (replace(SIBLING, record="Carl"), "record_number"),
        (replace(SIBLING, status=ChildStatus.CHILD_IN_NEED), "child_not_on_this_track"),
    ],
)
def test_each_child_is_checked_like_the_first(sibling: Child, key: str) -> None:
    with pytest.raises(DetailNeeded) as refused:
        Story.under(PACK, raised(more_children=(sibling,)))
    assert refused.value.key == key


def test_cafcass_is_offered_while_one_of_the_children_is_looked_after() -> None:
    story = Story.under(PACK, raised(more_children=(SIBLING,)))
    assert Step.REFER_TO_CAFCASS in steps_open(story.case, INES, story.situation)
    story.does(act.ChangeChildStatus(said(INES), ChildStatus.CARE_LEAVER, "10442"))
    assert not cafcass_is_open(story.case, story.situation)
    assert Step.REFER_TO_CAFCASS not in steps_open(story.case, INES, story.situation)
    story.does(act.ChangeChildStatus(said(INES), ChildStatus.LOOKED_AFTER, "10443"))
    assert cafcass_is_open(story.case, story.situation)
    assert replay(story.entries) == story.case


def test_of_several_children_the_one_whose_status_changes_is_named() -> None:
    story = Story.under(PACK, raised(more_children=(SIBLING,)))
    for record in ("", "10444"):
        with pytest.raises(DetailNeeded) as refused:
            story.does(act.ChangeChildStatus(said(INES), ChildStatus.CARE_LEAVER, record))
        assert refused.value.key == "which_child"


def test_a_concern_about_no_child_in_particular_runs_its_ladder_without_cafcass() -> None:
    story = Story.under(PACK, raised(by=PETRA, track=TrackId("nobody"), child=NO_CHILD))
    assert story.stage == "ask" and not cafcass_is_open(story.case, story.situation)
    with pytest.raises(DetailNeeded):
        Story.under(PACK, raised(child=NO_CHILD))


def test_the_raiser_hears_of_a_status_that_somebody_else_changed() -> None:
    story = Story.under(PACK, raised())
    story.does(act.ChangeChildStatus(said(BEA), ChildStatus.CARE_LEAVER))
    assert story.who_was_told(Meaning.CHILD_STATUS_CHANGED) == [INES]
    story.does(act.ChangeChildStatus(said(INES), ChildStatus.LOOKED_AFTER))
    assert story.told == []


# several concerns with different outcomes


def test_what_is_settled_no_longer_decides_what_holds_for_the_rest() -> None:
    story = Story.under(PACK, raised(concerns=(CONCERN, NO_VISITS)))
    assert facts_of(story.case).categories == {"drift", "visits"}
    story.answer(AMIR)
    story.does(act.JudgePartly(said(INES), 1, words("The plan is still missing."), (2,)))
    assert [c.settled for c in story.case.concerns] == [False, True]
    assert facts_of(story.case).categories == {"drift"}


def test_one_concern_can_be_settled_and_the_other_withdrawn() -> None:
    story = Story.under(PACK, raised(concerns=(CONCERN, NO_VISITS)))
    story.answer(AMIR)
    story.does(act.JudgePartly(said(INES), 1, words("The plan is still missing."), (2,)))
    story.does(act.Close(said(INES), Outcome.WITHDRAWN, words("AB has moved to another authority.")))
    assert [c.settled for c in story.case.concerns] == [False, True]
    assert replay(story.entries) == story.case


# what must be raised


@pytest.mark.parametrize(
    ("which", "wanted"), [(Which.THIRD, ["alert"]), (Which.SECOND, []), (Which.INITIAL, []), (None, [])]
)
def test_a_third_review_conference_has_to_be_followed_by_a_concern(which: Which | None, wanted: list[str]) -> None:
    found = wanted_after(conference("2026-03-02", which), PACK.procedure, earlier_concerns=False)
    assert [one.at for one in found] == wanted
    assert not any(one.starts_elsewhere for one in found), "the pack starts it there anyway"


def test_no_review_asks_for_a_concern_where_only_conferences_do() -> None:
    assert wanted_after(review("2026-03-02"), PACK.procedure, earlier_concerns=True) == ()
