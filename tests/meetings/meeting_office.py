"""Cases of a played office that are at their meeting, called by its chair."""

from __future__ import annotations

from dataclasses import replace

from bot.casework import Desk
from escalation import actions as act
from escalation.case import Case, CaseRef, Child, ChildStatus, Outcome, PersonId, Words
from tests.escalation.story import at_stage, said
from tests.people import INES, at

OURS = "dispute@example.org"
THURSDAY, FRIDAY = at("2026-03-05", "10:00"), at("2026-03-06", "14:00")


def case_at_its_meeting(desk: Desk, record: str = "10442") -> Case:
    """Raised straight to the meeting, and sent."""
    child = Child(record, "AB", ChildStatus.LOOKED_AFTER)
    raised = desk.perform(replace(at_stage("meeting"), child=child), None)
    return desk.perform(act.SendNow(said(INES)), raised.case.ref).case


def chair_of(case: Case) -> PersonId:
    return case.visits[-1].asked[0].person


def calls(desk: Desk, case: Case, day: object = THURSDAY, place: str = "Town hall, room 3") -> Case:
    action = act.ConveneMeeting(said(chair_of(case)), len(case.visits), day, Words(place))  # type: ignore[arg-type]
    return desk.perform(action, case.ref).case


def closes(desk: Desk, ref: CaseRef) -> Case:
    return desk.perform(act.Close(said(INES), Outcome.WITHDRAWN, Words("The placement has changed.")), ref).case
