"""Who says whether an answer satisfies: the raiser, or whom the pack names beside or instead. Silence gives it back.

All of several have to be satisfied before a case is settled; any one who is not moves it on.
"""

from __future__ import annotations

from datetime import date

from ..case import Case, Named, PersonId, RoleId, StageVisit, Task
from ..decision import Situation
from ..errors import NobodyToAsk
from ..procedure import Procedure
from ..stages import RAISER, RAISERS_LINE_MANAGER, AskMode
from .naming import manager_present, name, was_asked


def judging_roles(case: Case, procedure: Procedure) -> tuple[RoleId, ...]:
    """The raiser alone, unless the stage says otherwise."""
    visit = case.visit
    judged = procedure.stage(case.track, visit.stage).judged_by if visit is not None else None
    return judged.roles if judged is not None and judged.mode is not AskMode.UNSET else (RAISER,)


def who_judges(case: Case, situation: Situation) -> tuple[Named, ...]:
    """By name. Nobody who was asked about the concern judges it; where that leaves nobody, the raiser does."""
    found = [one for role in judging_roles(case, situation.procedure) for one in _named(case, role, situation)]
    return tuple(dict.fromkeys(found)) or (Named(case.raiser, case.raiser_role),)


def judges(case: Case, person: PersonId, situation: Situation) -> bool:
    """One whom the pack names beside the raiser."""
    if judging_roles(case, situation.procedure) == (RAISER,):
        return False
    return any(person == n.person for n in who_judges(case, situation)) and person != case.raiser


def yet_to_be_satisfied(case: Case, visit: StageVisit, speaker: PersonId, situation: Situation) -> tuple[Named, ...]:
    """Who has still to be satisfied once `speaker` is; nobody once its time has passed and the raiser says so."""
    stage = situation.procedure.stage(case.track, visit.stage)
    if stage.judged_by is None or (speaker == case.raiser and _time_has_passed(case, visit)):
        return ()
    named, satisfied = who_judges(case, situation), {*visit.satisfied, speaker}
    waiting = tuple(n for n in named if n.person not in satisfied)
    if stage.judged_by.mode is AskMode.ANY:
        return () if len(waiting) < len(named) else named
    heard = {n.role for n in named if n.person in satisfied}
    return tuple(n for n in waiting if n.role not in heard)


def _time_has_passed(case: Case, visit: StageVisit) -> bool:
    return any(d.task is Task.JUDGE and d.visit == visit.number and d.lapsed is not None for d in case.duties)


def _named(case: Case, role: RoleId, situation: Situation) -> tuple[Named, ...]:
    raiser, day = Named(case.raiser, case.raiser_role), situation.today
    if role == RAISER:
        return (raiser,)
    found = _managers(case, situation, day) if role == RAISERS_LINE_MANAGER else _holders(case, role, situation, day)
    return tuple(n for n in found if n.person != case.raiser and not was_asked(case, n.person))


def _managers(case: Case, situation: Situation, day: date) -> tuple[Named, ...]:
    manager = manager_present(case.raiser, situation.roster, day)
    return (Named(manager, RAISERS_LINE_MANAGER),) if manager is not None else ()


def _holders(case: Case, role: RoleId, situation: Situation, day: date) -> tuple[Named, ...]:
    world = situation
    try:
        return name(role, world.procedure, world.roster, case.team, day, case.social_worker, case.raiser)
    except NobodyToAsk:
        return ()
