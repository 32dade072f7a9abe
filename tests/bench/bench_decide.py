"""How long a decision takes: a lapse that asks, one that opens the next stage, an answer, and adding working days."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from time import perf_counter_ns

from escalation import actions as act
from escalation.case import (
    Case,
    CaseRef,
    CategoryId,
    Child,
    ChildStatus,
    Consulted,
    Silence,
    Source,
    StageId,
    Task,
    TrackId,
    Words,
)
from escalation.decide import decide
from tests.people import AMIR, INES, NORTH, QUENTIN, TOM, at, calendar, luton, situation

CALLS = 5_000
WARM_UP = 200
A_LAPSE_THAT_ASKS = 100
A_LAPSE_THAT_MOVES_UP = 300
ADDING_WORKING_DAYS = 1
"""Ceilings in microseconds."""


def main() -> None:
    print(f"{machine()}; median of {CALLS} calls")
    show("a lapse that asks", lapse(Silence.ASK_THE_RAISER), A_LAPSE_THAT_ASKS)
    show("a lapse that opens stage 2", lapse(Silence.MOVE_UP), A_LAPSE_THAT_MOVES_UP)
    show("an answer", answer())
    show("a raise at stage 1", raising())
    show("add_working_days, 5", adding(), ADDING_WORKING_DAYS)


def machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def microseconds(call: Callable[[], object]) -> float:
    taken = []
    for _ in range(WARM_UP):
        call()
    for _ in range(CALLS):
        start = perf_counter_ns()
        call()
        taken.append(perf_counter_ns() - start)
    return median(taken) / 1000


def show(name: str, taken: float, ceiling: int | None = None) -> None:
    limit = f"  of {ceiling} at most{'' if taken <= ceiling else ': TOO SLOW'}" if ceiling else ""
    print(f"{name:<28}{taken:>8.2f} us{limit}")


def raise_concern(when_silent: Silence) -> act.RaiseConcern:
    return act.RaiseConcern(
        act.Said(INES, act.Via.TEAMS),
        CaseRef("LUT-26-0001"),
        TrackId("looked_after"),
        NORTH,
        Child("10442", "AB", ChildStatus.LOOKED_AFTER),
        (act.ConcernRaised(CategoryId("drift"), Words("No plan."), Words("AB waits."), Words("A plan.")),),
        Source.REVIEW,
        when_silent=when_silent,
        immediate_risk=True,
        consulted=Consulted(QUENTIN, date(2026, 3, 2)),
        start_at=StageId("stage_1"),
        social_worker=AMIR,
    )


def raised(when_silent: Silence) -> Case:
    return decide(None, raise_concern(when_silent), situation(at("2026-03-02")), luton().pin).case


def lapse(when_silent: Silence) -> float:
    """A second after five o'clock, when all reminders have gone out."""
    case = raised(when_silent)
    while (duty := next(d for d in case.duties if d.task is Task.ANSWER)).wake != duty.due:
        assert duty.wake is not None
        case = decide(case, act.ReachDeadline(duty.number, duty.wake), situation(duty.wake)).case
    world = situation(duty.due + timedelta(seconds=1))
    wake_up = act.ReachDeadline(duty.number, duty.due)
    return microseconds(lambda: decide(case, wake_up, world))


def answer() -> float:
    case, world = raised(Silence.ASK_THE_RAISER), situation(at("2026-03-04"))
    given = act.Respond(act.Said(TOM, act.Via.EMAIL), 1, Words("A plan is made."))
    return microseconds(lambda: decide(case, given, world))


def raising() -> float:
    action, world, pin = raise_concern(Silence.ASK_THE_RAISER), situation(at("2026-03-02")), luton().pin
    return microseconds(lambda: decide(None, action, world, pin))


def adding() -> float:
    """Many at once: a single call is shorter than the clock can tell."""
    add, day, many = calendar().add_working_days, date(2026, 3, 30), range(100)

    def hundred() -> None:
        for _ in many:
            add(day, 5)

    return microseconds(hundred) / len(many)


if __name__ == "__main__":
    main()
