"""Whether things stand as a scenario's check says."""

from __future__ import annotations

from collections.abc import Iterator

from cards.wording import full_date
from escalation.case import Case, PersonId, Task
from escalation.decision import Situation
from escalation.duties import LASTING, RAISERS_TASKS

from .naming import Naming
from .steps import Look

Finding = tuple[bool, str, str]
"""Does it hold, what holds, and what is the case instead."""


def faults_of_check(
    wanted: Look, case: Case, situation: Situation, told: frozenset[PersonId], naming: Naming
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What does not hold, and what does, in sentences."""
    found = [
        *_of_case(wanted, case, situation, naming),
        *_of_dates(wanted, case, situation),
        *_of_people(wanted, case, told, naming),
    ]
    return tuple(other for holds, _, other in found if not holds), tuple(words for holds, words, _ in found if holds)


def _of_case(wanted: Look, case: Case, situation: Situation, naming: Naming) -> Iterator[Finding]:
    if wanted.open is not None:
        now = "open" if case.is_open else "closed"
        yield case.is_open == wanted.open, f"{case.ref} is {now}", f"{case.ref} is {now}"
    if wanted.stage is not None:
        stage = naming.stage(wanted.stage, case.track)
        stages = situation.procedure.tracks[case.track].stages
        at = stages[case.visit.stage].title if case.visit else "no stage yet"
        yield case.visit is not None and case.visit.stage == stage, f"it is at {at}", f"it is at {at}"
    if wanted.outcome is not None:
        outcome = case.closed.outcome.value if case.closed else "not ended"
        yield outcome == wanted.outcome, f"it ended: {outcome}", f"how it ended: {outcome}"


def _of_dates(wanted: Look, case: Case, situation: Situation) -> Iterator[Finding]:
    calendar = situation.calendar
    if wanted.due is not None:
        mine = [d.due for d in case.duties if case.visit and d.visit == case.visit.number and _is_answer(d.task)]
        day = calendar.local_date(min(mine)) if mine else None
        words = f"it has to be answered by {full_date(day)}" if day else "nothing has to be answered"
        yield day == wanted.due.day(situation.now, calendar), words, words
    if wanted.limit is not None:
        ends = [d.due for d in case.duties if d.task is Task.OVERALL_LIMIT]
        day = calendar.local_date(min(ends)) if ends else None
        words = f"the overall time ends on {full_date(day)}" if day else "there is no overall time"
        yield day == wanted.limit.day(situation.now, calendar), words, words


def _is_answer(task: Task) -> bool:
    return task not in RAISERS_TASKS and task not in LASTING and task is not Task.SEND


def _of_people(wanted: Look, case: Case, told: frozenset[PersonId], naming: Naming) -> Iterator[Finding]:
    names = naming.roster.people
    for person in map(naming.person, wanted.told):
        name = names[person].name
        yield person in told, f"{name} was told", f"{name} was told nothing since the check before"
    for person in map(naming.person, wanted.not_told):
        name = names[person].name
        yield person not in told, f"{name} was told nothing", f"{name} was told something since the check before"
    owing = {named.person for duty in case.duties for named in duty.owed_by}
    for person in map(naming.person, wanted.owed_by):
        name = names[person].name
        yield person in owing, f"{name} owes something", f"{name} owes nothing"
