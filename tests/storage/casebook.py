"""Cases for tests of storage: real decisions of the rules, and threads that all start at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import TypeVar

from escalation.actions import Close, ConcernRaised, RaiseConcern, ReachDeadline, Respond, Said, Via
from escalation.case import (
    Case,
    CaseRef,
    CategoryId,
    Child,
    ChildStatus,
    Consulted,
    Duty,
    Outcome,
    PersonId,
    Silence,
    Source,
    StageId,
    TeamId,
    TrackId,
    Words,
)
from escalation.decide import decide
from escalation.decision import Decision
from storage.database import Database
from storage.outgoing import Channel, Outgoing
from tests.people import AMIR, INES, NORTH, QUENTIN, TOM, at, luton, situation

Result = TypeVar("Result")
MONDAY = at("2026-03-02")
FIRST = CaseRef("LUT-26-0001")
CATEGORIES = tuple(CategoryId(name) for name in luton().procedure.categories_for("looked_after"))


def raising(
    ref: CaseRef = FIRST,
    *,
    what: str = "The health assessment is late.",
    by: PersonId = INES,
    team: TeamId = NORTH,
    record: str = "10442",
    category: CategoryId = CATEGORIES[1],
    now: datetime = MONDAY,
    silence: Silence = Silence.MOVE_UP,
) -> Decision:
    """A concern raised at the first formal stage."""
    concern = ConcernRaised(category, Words(what), Words("He has waited since May."), Words("A date this week."))
    action = RaiseConcern(
        Said(by, Via.TEAMS),
        ref,
        TrackId("looked_after"),
        team,
        Child(record, "AB", ChildStatus.LOOKED_AFTER),
        (concern,),
        Source.REVIEW,
        silence,
        social_worker=AMIR,
        start_at=StageId("stage_1"),
        skipping_because=Words("We have spoken twice."),
        consulted=Consulted(QUENTIN, now.date()),
    )
    return decide(None, action, situation(now), luton().pin)


def record(database: Database, decision: Decision, expected: int | None = None) -> int:
    with database.write() as uow:
        version = uow.record(decision, expected)
        uow.commit()
    return version


def next_duty(case: Case) -> Duty:
    return min((duty for duty in case.duties if duty.wake), key=lambda duty: (duty.wake, duty.number))


def waking(case: Case) -> Decision:
    """What follows when the next duty of the case wakes."""
    duty = next_duty(case)
    assert duty.wake is not None
    return decide(case, ReachDeadline(duty.number, duty.wake), situation(duty.wake + timedelta(seconds=1)))


def answering(case: Case, text: str, now: datetime) -> Decision:
    assert case.visit is not None
    return decide(case, Respond(Said(TOM, Via.EMAIL, now), case.visit.number, Words(text)), situation(now))


def withdrawing(case: Case, now: datetime, reason: str = "It was settled elsewhere.") -> Decision:
    return decide(case, Close(Said(INES, Via.TEAMS), Outcome.WITHDRAWN, Words(reason)), situation(now))


def recorded(database: Database, *decisions: Decision) -> Case:
    """Each on top of the one before."""
    version: int | None = None
    for decision in decisions:
        version = record(database, decision, version)
    return decisions[-1].case


def sent_case(database: Database, ref: CaseRef = FIRST, **raise_it: object) -> tuple[Case, int]:
    """A case that was raised and sent, and its version."""
    first = raising(ref, **raise_it)  # type: ignore[arg-type]
    second = waking(first.case)
    recorded(database, first, second)
    return second.case, 2


def message(
    id: str, to: PersonId = TOM, *, case: CaseRef | None = None, urgent: bool = False, at: datetime = MONDAY
) -> Outgoing:
    return Outgoing(id, case, to, Channel.EMAIL, None, "Good morning.", urgent, at, at)


def put(database: Database, *messages: Outgoing) -> None:
    with database.write() as uow:
        uow.outbox.put(messages)
        uow.commit()


def at_once(*actions: Callable[[], Result]) -> list[Result]:
    """What each of these gives when all begin in the same moment, each in a thread of its own."""
    start = Barrier(len(actions))

    def run(action: Callable[[], Result]) -> Result:
        start.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def refs(rows: Iterable[tuple[CaseRef, int]]) -> list[CaseRef]:
    return [ref for ref, _ in rows]
