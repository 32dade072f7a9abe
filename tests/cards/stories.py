"""Short stories of cases: together everything that can be told is told in them at least once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

from cards.telling import Telling
from escalation import actions as act
from escalation.case import (
    CaseRef,
    CategoryId,
    Child,
    ChildStatus,
    Consulted,
    Occasion,
    OccasionKind,
    Outcome,
    ReferralKind,
    RoleId,
    Silence,
    Source,
    StageId,
    Told,
    TrackId,
    Words,
)
from escalation.notices import Capacity, Meaning, Notice
from escalation.people import Absence
from tests.cards.played import Played, a_raise, answered, at_stage_1, concern, informally, said
from tests.escalation.pack_texts import every_stage
from tests.ladders import pack
from tests.people import AMIR, BEA, FAISAL, GRACE, HELEN, INES, NORTH, OLGA, QUENTIN, SARA, TOM, at

LINE = Words("The plan does not name a date.")


def undone() -> Played:
    return Played(at("2026-03-30")).does(a_raise()).does(act.UndoRaise(said(INES)))


def silent_and_moved_up_by_hand() -> Played:
    """Nobody answers, the raiser is asked and asked again, then moves it up; the first answer comes late."""
    played = at_stage_1().passes(at("2026-04-14"))
    played.does(act.EscalateTo(said(INES), 1))
    played.now = at("2026-04-15", "14:14")
    return played.does(act.Respond(said(TOM), 1, Words("It is done now.")))


def moving_by_itself() -> Played:
    return at_stage_1(when_silent=Silence.MOVE_UP).passes(at("2026-04-09", "12:00"))


def judged_and_settled() -> Played:
    """Answered, not satisfied, answered again, partly, then settled with the difference made."""
    played = answered()
    played.does(act.JudgeNotSatisfied(said(INES), 1, LINE))
    played.now = at("2026-04-09")
    played.does(act.Respond(said(SARA), 2, Words("Contact begins on 20 April.")))
    played.does(act.JudgePartly(said(INES), 2, LINE))
    played.now = at("2026-04-10")
    played.does(act.Respond(said(SARA), 3, Words("The core group is on 14 April.")))
    return played.does(act.JudgeSatisfied(said(INES), 3, Words("AB sees her sister every month."), Told.TOLD))


def reopened() -> Played:
    played = judged_and_settled()
    played.now = at("2026-05-05")
    return played.does(act.Reopen(said(INES), Words("Contact has stopped.")))


def further_time() -> Played:
    played = at_stage_1()
    played.now = at("2026-04-01")
    played.does(act.AskFurtherTime(said(TOM), 1, date(2026, 4, 17), Words("The social worker is on leave.")))
    played.does(act.RefuseFurtherTime(said(INES), 1, Words("AB has waited since January.")))
    played.does(act.AskFurtherTime(said(TOM), 1, date(2026, 4, 10), Words("Until the worker is back.")))
    played.does(act.AgreeFurtherTime(said(INES), 1))
    played.does(act.Forewarn(said(TOM), 1, Words("The placement has not replied.")))
    return played.does(act.PassOn(said(TOM), 1, GRACE))


def spoken() -> Played:
    played = at_stage_1()
    played.now = at("2026-04-01")
    text = Words("Tom said that the group meets on 14 April.")
    return played.does(act.RecordSpokenAnswer(said(INES), 1, TOM, date(2026, 3, 31), text))


def met() -> Played:
    """Straight to a meeting, which is called, held, and followed by agreed actions."""
    played = Played(at("2026-03-02"))
    jump = {"start_at": StageId("meeting"), "chair": RoleId("ad_family_support"), "skipping_because": LINE}
    played.does(a_raise(**jump, spoken=None)).does(act.SendNow(said(INES)))
    played.does(act.ConveneMeeting(said(FAISAL), 1, at("2026-03-05", "10:00"), Words("Town hall, room 3")))
    played.now = at("2026-03-05", "12:00")
    offers = (
        act.ActionProposed(Words("Set the date for contact"), date(2026, 3, 12), TOM),
        act.ActionProposed(Words("Share the plan"), date(2026, 3, 13), AMIR),
    )
    outcome, present = Words("Contact begins in April."), Words("Faisal, Ines, Tom")
    played.does(act.RecordMeeting(said(FAISAL), 1, date(2026, 3, 5), outcome, present, actions=offers))
    played.does(act.JudgeSatisfied(said(INES), 1, Words("AB knows the date.")))
    played.now = at("2026-03-10")
    played.does(act.ActionDone(said(AMIR), 2, date(2026, 3, 10)))
    return played.passes(at("2026-03-16", "12:00"))


def meeting_not_called() -> Played:
    played = Played(at("2026-03-02"))
    jump = {"start_at": StageId("meeting"), "chair": RoleId("ad_family_support"), "skipping_because": LINE}
    return played.does(a_raise(**jump, spoken=None)).does(act.SendNow(said(INES))).passes(at("2026-03-11", "12:00"))


def meeting_called_off() -> Played:
    """Called, and the case is closed before it: who was invited hears of it."""
    played = meeting_not_called()
    played.now = at("2026-03-11", "13:00")
    played.does(act.ConveneMeeting(said(FAISAL), 1, at("2026-03-16", "10:00"), Words("Town hall, room 3")))
    played.does(act.Close(said(INES), Outcome.WITHDRAWN, LINE))
    notice = Notice(TOM, Meaning.MEETING_CALLED_OFF, Capacity.TOLD, visit=1)
    played.told.append((notice, played.telling(TOM, notice)))
    return played


def jumped() -> Played:
    """Consulting and a stage are passed over; Cafcass; the limit; handed over; withdrawn."""
    hasty = Consulted(passed_over_because=Words("It cannot wait until Monday."))
    played = at_stage_1(consulted=hasty)
    played.now = at("2026-03-31")
    played.does(act.EscalateTo(said(INES), 1, StageId("stage_3"), LINE))
    played.does(act.ReferToCafcass(said(INES), Words("The delay harms AB.")))
    played.does(act.RecordReferral(said(INES), ReferralKind.LEGAL_ADVICE, date(2026, 3, 31), LINE))
    played.does(act.Reassign(said(BEA), HELEN, FAISAL, Words("Helen has moved.")))
    played.passes(at("2026-04-30", "12:00"))
    return played.does(act.Close(said(INES), Outcome.WITHDRAWN, Words("The placement has changed.")))


def away() -> Played:
    """Tom is away and Grace covers."""
    absence = Absence(TOM, date(2026, 3, 25), date(2026, 4, 20))
    hasty = {"start_at": "stage_1", "skipping_because": LINE, "consulted": Consulted(QUENTIN)}
    played = Played(at("2026-03-30"), (absence,))
    return played.does(a_raise(**hasty)).does(act.SendNow(said(INES)))


def goes_away() -> Played:
    """Tom is asked, and is found away a day later: Grace is asked."""
    played = at_stage_1()
    played.now = at("2026-03-31")
    played.absences = (Absence(TOM, date(2026, 3, 31), date(2026, 4, 20)),)
    return played.does(act.CoverAbsence(TOM))


def settled_in_conversation() -> Played:
    return Played(at("2026-03-30")).does(a_raise(settled=True, difference=Words("The date is set.")))


def praised() -> Played:
    given = a_raise()
    track = TrackId("looked_after")
    words = Words("Amir took AB to see the new school twice.")
    return Played(at("2026-03-30")).does(
        act.GivePraise(said(INES), CaseRef("LUT-26-0043"), track, NORTH, given.child, (AMIR,), words)
    )


def at_immediate_risk() -> Played:
    hasty = Consulted(passed_over_because=Words("AB is not safe tonight."))
    return Played(at("2026-03-30")).does(a_raise(immediate_risk=True, consulted=hasty))


def two_concerns_informally() -> Played:
    second = replace(concern(), category="drift", asked=Words("A permanence plan."))  # type: ignore[arg-type]
    played = informally(concerns=(concern(), second))
    played.now = at("2026-03-04")
    played.does(act.Respond(said(AMIR), 1, Words("I will look into it.")))
    return played.passes(at("2026-03-18", "12:00"))


def without_a_date() -> Played:
    """Under a procedure that names no times: the raiser is asked for the date, silent at first, then sets it."""
    start = {"start_at": StageId("stage_1"), "skipping_because": LINE, "spoken": None}
    said_drift = concern(category=CategoryId("drift"))
    played = Played(at("2026-03-02"), pack=pack("southwark"))
    played.does(a_raise(concerns=(said_drift,), **start)).does(act.SendNow(said(INES)))
    played.passes(at("2026-03-04", "12:00"))
    return played.does(act.SetDate(said(INES), 1, date(2026, 3, 9)))


def without_a_review() -> Played:
    """The time counts back from the review. The business manager records its day, then moves it."""
    start = {"start_at": StageId("alert"), "skipping_because": LINE, "spoken": None, "consulted": Consulted(QUENTIN)}
    said_drift = concern(category=CategoryId("drift"))
    brother = Child("10443", "CD", ChildStatus.CHILD_PROTECTION)
    played = Played(at("2026-03-02"), pack=pack("reviews"))
    raised = a_raise(concerns=(said_drift,), source=Source.MONITORING, more_children=(brother,), **start)
    played.does(raised).does(act.SendNow(said(INES)))
    played.passes(at("2026-03-04", "12:00"))
    played.does(act.DateOccasion(said(BEA), Occasion(OccasionKind.REVIEW, date(2026, 3, 18))))
    moved = Occasion(OccasionKind.REVIEW, date(2026, 3, 25))
    played.does(act.DateOccasion(said(BEA), moved, date(2026, 3, 18)))
    return played.does(act.ChangeChildStatus(said(BEA), ChildStatus.CARE_LEAVER, "10442"))


def shared_with_others() -> Played:
    """Others judge beside the raiser, open the next stage, sign for it; one is silent and one will not."""
    start = {"track": TrackId("shared"), "spoken": None, "concerns": (concern(category=CategoryId("drift")),)}
    played = Played(at("2026-03-02"), pack=every_stage())
    played.does(a_raise(**start)).does(act.SendNow(said(INES)))
    played.does(act.Respond(said(TOM), 1, Words("The plan is made.")))
    played.does(act.JudgeSatisfied(said(INES), 1, Words("AB knows the date.")))
    played.does(act.JudgeNotSatisfied(said(OLGA), 1, LINE, StageId("opened")))
    played.does(act.DeclineToOpen(said(QUENTIN), 1, Words("The Service Manager has answered already.")))
    played.does(act.EscalateTo(said(INES), 1, StageId("opened"), LINE))
    played.does(act.EscalateTo(said(INES), 2, StageId("signed"), LINE))
    played.passes(at("2026-03-04", "12:00"))
    played.does(act.EscalateTo(said(INES), 2, StageId("signed"), LINE))
    played.does(act.EscalateTo(said(INES), 3, StageId("agreed"), LINE))
    return played.does(act.OpenStage(said(QUENTIN), 3))


def waits_at_the_raise(at_stage: str = "opened") -> Played:
    """Raised straight at a stage that another opens, who will not: it is sent all the same; then closed."""
    first = {"start_at": StageId(at_stage), "skipping_because": LINE}
    start = {"track": TrackId("shared"), "spoken": None, "concerns": (concern(category=CategoryId("drift")),)}
    played = Played(at("2026-03-02"), pack=every_stage()).does(a_raise(**start, **first)).does(act.SendNow(said(INES)))
    played.does(act.DeclineToOpen(said(QUENTIN), 0, Words("The Service Manager knows of it already.")))
    played.passes(at("2026-03-03", "12:00")).does(act.SendNow(said(INES)))
    return played.does(act.Close(said(INES), Outcome.WITHDRAWN, LINE))


def waits_to_be_reopened() -> Played:
    """Closed, and to be reopened where another opens: nothing is heard, so the raiser asks again, elsewhere."""
    played = waits_at_the_raise()
    played.does(act.Reopen(said(INES), LINE, StageId("signed"))).passes(at("2026-03-05", "12:00"))
    return played.does(act.Reopen(said(INES), LINE, StageId("first")))


def everything_beside_the_answer() -> Played:
    """Acknowledged, planned, answered, confirmed late, sent round, put on the record."""
    start = {"start_at": StageId("plan"), "skipping_because": LINE, "spoken": None}
    played = Played(at("2026-03-02"), pack=pack("every_clock"))
    raised = a_raise(concerns=(concern(category=CategoryId("drift")),), **start)
    played.does(raised).does(act.SendNow(said(INES)))
    played.passes(at("2026-03-02", "14:00")).does(act.Acknowledge(said(TOM), 1))
    played.does(act.AgreePlan(said(TOM), 1, Words("A new worker is named by Friday.")))
    played.passes(at("2026-03-04", "12:00")).does(act.Respond(said(TOM), 1, Words("It is done.")))
    played.passes(at("2026-03-09", "12:00")).does(act.Confirm(said(SARA), 1, Words("Agreed.")))
    return played.does(act.EnterOnRecord(said(AMIR), 1, date(2026, 3, 9)))


def silence_that_binds() -> Played:
    """Nobody answers or contests in time: what was asked stands, and the concern stays open."""
    start = {"start_at": StageId("review"), "skipping_because": LINE, "spoken": None}
    played = Played(at("2026-03-02"), pack=pack("every_clock"))
    raised = a_raise(concerns=(concern(category=CategoryId("drift")),), **start)
    played.does(raised).does(act.SendNow(said(INES)))
    played.does(act.Contest(said(SARA), 1, Words("The plan is right as it is.")))
    return played.passes(at("2026-03-05", "12:00"))


STORIES: tuple[Callable[[], Played], ...] = (
    undone, silent_and_moved_up_by_hand, moving_by_itself, judged_and_settled, reopened, further_time, spoken, met,
    meeting_not_called, meeting_called_off, jumped, away, goes_away, settled_in_conversation, praised,
    at_immediate_risk, two_concerns_informally, without_a_date, without_a_review, shared_with_others,
    waits_at_the_raise, waits_to_be_reopened, everything_beside_the_answer, silence_that_binds,
)  # fmt: skip


@cache
def everything_told() -> tuple[tuple[Notice, Telling], ...]:
    return tuple(told for story in STORIES for told in story().told)


SELDOM = frozenset({Meaning.RAISE_UNDONE, Meaning.REOPENED, Meaning.DAYS_COUNTED_ANEW})
"""Which no story tells of; the words are there for them all the same."""
