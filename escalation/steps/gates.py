"""The gate before a stage: somebody is consulted first, or it is passed over with a reason.

Whoever signs or agrees at a gate says so in person (openers.py): of them only a passing over is told here.
"""

from __future__ import annotations

from ..case import Case, Consulted, Opening, RoleId, StageId
from ..case_log import GateConsulted
from ..deciding import Deciding
from ..decision import Situation
from ..duties import Facts, holds
from ..errors import DetailNeeded
from ..holders.naming import holders_of
from ..holders.openers import facts_at, is_consultation
from ..notices import Capacity, Meaning
from ..procedure import Stage


def asks_who_was_consulted(case: Case, situation: Situation, opening: Opening) -> bool:
    """Does a gate stand on this way to the stage, and was nobody consulted there before?"""
    stage = situation.procedure.tracks[case.track].stages[opening.to]
    return is_consultation(stage, facts_at(case, opening)) and consulted_before(case, situation, stage) is None


def check_gate(d: Deciding, stage: Stage, opening: Opening, consulted: Consulted | None) -> None:
    """Raises DetailNeeded where somebody is to be consulted and neither was nor, with a reason, is passed over."""
    gate = stage.consult
    if gate is None or not is_consultation(stage, facts_at(d.case, opening)):
        return
    if consulted is None and not asks_who_was_consulted(d.case, d.situation, opening):
        return
    known = d.situation.procedure.roles.get(gate.who)
    title = known.title if known is not None else "line manager"
    if gate.may_be_passed_over is None and (consulted is None or consulted.who is None):
        raise DetailNeeded("consult_cannot_be_passed_over", who=title)
    if consulted is None or not (consulted.who or consulted.passed_over_because):
        raise DetailNeeded("consult_first", who=title)
    if consulted.who is not None and consulted.who not in d.situation.roster.people:
        raise DetailNeeded("no_such_person")
    if consulted.on is not None and consulted.on > d.today:
        raise DetailNeeded("date_ahead")


def pass_gate(d: Deciding, stage_id: StageId, stage: Stage, consulted: Consulted | None, facts: Facts) -> bool:
    """What was said at the gate goes into the log, once. Was somebody passed over, who is told once the stage opens?"""
    gate = stage.consult
    if gate is None or consulted is None or not holds(gate.when, facts):
        return False
    if gate.kind != "consult" and not gate.is_passed_over(consulted):
        return False
    if stage_id not in d.case.raiser_may_open or consulted != d.case.consulted:
        d.log(GateConsulted(stage_id, consulted))
    return consulted.who is None


def consulted_before(case: Case, situation: Situation, stage: Stage) -> Consulted | None:
    """Who was consulted at an earlier gate need not be asked again; for another post it says nothing."""
    gate, before = stage.consult, case.consulted
    if gate is None or before is None or before.who is None:
        return None
    known = holders_of(gate.who, case, situation.procedure, situation.roster, situation.today)
    return before if before.who in known else None


def tell_consulted_after(d: Deciding, who: RoleId) -> None:
    """About the stage that is entered next."""
    people = holders_of(who, d.case, d.situation.procedure, d.situation.roster, d.today)
    d.tell(people, Meaning.CONSULTED_AFTER, Capacity.TOLD, role=who, visit=len(d.case.visits) + 1)
