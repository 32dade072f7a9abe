"""What is asked where a date is left to the raiser: of the answer, or of what is owed beside it, and why."""

from __future__ import annotations

from collections.abc import Mapping

from escalation.case import Case, StageVisit, Task
from escalation.duties import awaited_on, task_of

from ..scene import Scene
from ..wording import capital

BY_WHEN: Mapping[Task, str] = {
    Task.ACKNOWLEDGE: "By when should it be acknowledged?",
    Task.AGREE_A_PLAN: "By when should a plan be agreed?",
    Task.CONTEST: "Until when can it be contested?",
    Task.CONFIRM: "By when should the decision be confirmed?",
    Task.DISTRIBUTE: "By when should it be sent round?",
    Task.ENTER_ON_RECORD: "By when should it be on the child’s record?",
}


def by_when(s: Scene, visit: StageVisit) -> str:
    """ "Tom Reid is asked to answer: by when?", unless only something beside the answer waits for its date."""
    beside = only_beside(s.case, visit)
    if beside is not None:
        return BY_WHEN[beside]
    return capital(f"{s.are_asked(visit)}: by when?")


def why_no_date(s: Scene) -> str:
    """Whether the procedure counts from a day that is not known, or leaves the date to the raiser."""
    kind = awaited_on(s.case, s.situation)
    if kind is None:
        return "The procedure leaves the date to you. Until it is set, nobody is late."
    counts = f"The time counts from the {kind}, and its day is not known here yet."
    return f"{counts} Record the day, or set a date yourself. Until then, nobody is late."


def only_beside(case: Case, visit: StageVisit) -> Task | None:
    """What waits for its date, where the answer itself has one."""
    waiting = [duty.clock for duty in case.duties if duty.task is Task.SET_A_DATE and duty.visit == visit.number]
    tasks = [task_of(clock) if clock is not None else Task.ANSWER for clock in waiting]
    return tasks[0] if tasks and all(task in BY_WHEN for task in tasks) else None
