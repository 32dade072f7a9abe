"""Who is expected at a meeting, who came or sent apologies, and whose view is noted apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..case import Attended, Case, PersonId, RoleId, StageVisit, There
from ..deciding import Deciding
from ..decision import Situation
from ..errors import DetailNeeded
from ..stages import RAISER, MeetingRules
from .naming import holders_of


@dataclass(frozen=True, slots=True)
class Expected:
    person: PersonId
    role: RoleId
    required: bool


def expected(case: Case, visit: StageVisit, situation: Situation) -> tuple[Expected, ...]:
    """The chair, whoever has to be there, and whoever is invited: each person once."""
    rules = _rules(case, visit, situation)
    if rules is None:
        return ()
    people: dict[PersonId, Expected] = {n.person: Expected(n.person, n.role, True) for n in visit.asked}
    for roles, required in ((rules.required, True), (rules.invited, False)):
        for word in roles:
            role = case.raiser_role if word == RAISER else RoleId(word)
            for person in _holders(case, RoleId(word), situation):
                people.setdefault(person, Expected(person, role, required))
    return tuple(people.values())


def whose_views(case: Case, visit: StageVisit, situation: Situation) -> tuple[PersonId, ...]:
    """The participants whose view has a box of its own."""
    rules = _rules(case, visit, situation)
    if rules is None or not rules.views_of:
        return ()
    if isinstance(rules.views_of, str):
        return tuple(one.person for one in expected(case, visit, situation))
    people = (p for word in rules.views_of for p in _holders(case, RoleId(word), situation))
    return tuple(dict.fromkeys(people))


def as_expected(d: Deciding, visit: StageVisit, attendance: Iterable[Attended]) -> tuple[Attended, ...]:
    """In which post they were expected, and whether they had to be there, as the pack has it."""
    known = {one.person: one for one in expected(d.case, visit, d.situation)}
    return tuple(
        replace(one, role=known[one.person].role, required=known[one.person].required)
        for one in attendance
        if one.person in known
    )


def check_attendance(d: Deciding, visit: StageVisit, attendance: Iterable[Attended]) -> None:
    """Whoever has to be there was, or sent apologies. Raises DetailNeeded for those of whom it is not said."""
    said = {one.person for one in attendance if one.there is not There.ABSENT}
    people = d.situation.roster.people
    missing = [one.person for one in expected(d.case, visit, d.situation) if one.required and one.person not in said]
    if missing:
        raise DetailNeeded("required_not_there", who=", ".join(people[p].name for p in missing if p in people))


def _rules(case: Case, visit: StageVisit, situation: Situation) -> MeetingRules | None:
    return situation.procedure.stage(case.track, visit.stage).meeting


def _holders(case: Case, role: RoleId, situation: Situation) -> tuple[PersonId, ...]:
    """In service today; the child's own social worker where a social worker is meant."""
    day = situation.today
    found = holders_of(role, case, situation.procedure, situation.roster, day)
    return tuple(person for person in found if situation.roster.serves(person, day))
