"""Who is asked: the one place that turns a role into named people, with cover, and never says "nobody"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..case import Case, Named, PersonId, RoleId, Task, TeamId
from ..decision import Situation
from ..errors import NobodyToAsk
from ..people import Roster
from ..procedure import Found, Procedure
from ..stages import RAISER, RAISERS_LINE_MANAGER
from .on_the_case import holders_on_the_case
from .tiers import role_above


def name(
    role: RoleId,
    procedure: Procedure,
    roster: Roster,
    team: TeamId,
    day: date,
    on_case: PersonId | None = None,
    never: PersonId | None = None,
) -> tuple[Named, ...]:
    """The people to ask for `role` on `day`: each holder, or whoever covers a holder who is away.

    `on_case` is the person named on the case, for a role that is found there. `never` is not asked, even as cover:
    the raiser does not answer their own concern. A role that nobody holds falls to the pack's last resort.
    Raises NobodyToAsk when the register has not even that.
    """
    return name_any((role,), procedure, roster, team, day, on_case, never)


def name_any(
    roles: tuple[RoleId, ...],
    procedure: Procedure,
    roster: Roster,
    team: TeamId,
    day: date,
    on_case: PersonId | None = None,
    never: PersonId | None = None,
    barred: frozenset[PersonId] = frozenset(),
) -> tuple[Named, ...]:
    """The people to ask where any of `roles` may answer: the last resort only where none of the roles is held.

    `barred` are kept out like `never`: they answered before what is disputed now.
    """
    kept_out = barred if never is None else barred | {never}
    found = (
        _present(holder, role, procedure, roster, team, day, kept_out)
        for role in roles
        for holder in _holders(role, procedure, roster, team, day, on_case)
    )
    named = tuple(dict.fromkeys(n for n in found if n is not None))
    return named or (_last_resort(roles[0], procedure, roster, day, kept_out),)


def name_person(person: PersonId, role: RoleId, case: Case, procedure: Procedure, roster: Roster, day: date) -> Named:
    """Somebody asked by name, or whoever covers them while they are away."""
    found = _present(person, role, procedure, roster, case.team, day, frozenset({case.raiser}))
    return found or _last_resort(role, procedure, roster, day)


def holders_of(role: RoleId, case: Case, procedure: Procedure, roster: Roster, day: date) -> tuple[PersonId, ...]:
    """Whoever holds `role` for this case, present or not. The raiser and their line manager are words of their own."""
    if role == RAISER:
        return (case.raiser,)
    if role == RAISERS_LINE_MANAGER:
        manager = roster.line_manager(case.raiser)
        return (manager,) if manager is not None else ()
    if role == case.raiser_role and procedure.roles[role].found is Found.ON_THE_CASE:
        return (case.raiser,)
    return _holders(role, procedure, roster, case.team, day, case.social_worker)


def cover_for(person: PersonId, roster: Roster, day: date) -> PersonId | None:
    """The nominated cover who is there, following cover of cover; None where nobody is nominated or a ring is met."""
    seen = {person}
    cover = roster.nominated_cover(person, day)
    while cover is not None and cover not in seen:
        if not roster.is_away(cover, day):
            return cover
        seen.add(cover)
        cover = roster.nominated_cover(cover, day)
    return None


def manager_present(person: PersonId, roster: Roster, day: date) -> PersonId | None:
    """The nearest line manager who is there."""
    return next((m for m in _managers(person, roster) if not roster.is_away(m, day)), None)


def supervisor_present(case: Case, procedure: Procedure, roster: Roster, day: date) -> PersonId | None:
    """The raiser's supervisor, or whoever covers one who is away."""
    try:
        on_case = case.social_worker
        return name(procedure.supervisor, procedure, roster, case.team, day, on_case, never=case.raiser)[0].person
    except NobodyToAsk:
        return None


def cover_of_raiser(case: Case, roster: Roster, day: date) -> PersonId | None:
    """The raiser's cover who is there, unless they were asked on this case: nobody judges their own answer."""
    cover = cover_for(case.raiser, roster, day)
    return None if cover is None or was_asked(case, cover) else cover


def in_the_raisers_place(case: Case, procedure: Procedure, roster: Roster, day: date) -> PersonId:
    cover = cover_of_raiser(case, roster, day)
    return cover or supervisor_present(case, procedure, roster, day) or case.raiser


def was_asked(case: Case, person: PersonId) -> bool:
    """At any stage, or as the holder whom somebody covered."""
    return any(person in (n.person, n.covering) for v in case.visits for n in v.asked)


def is_asked_now(case: Case, person: PersonId) -> bool:
    """Do they owe something still, or will they once somebody has set its date?"""
    if any(person == named.person for duty in case.duties for named in duty.owed_by):
        return True
    waits_for_a_date = any(duty.task is Task.SET_A_DATE for duty in case.duties)
    asked = case.visit.asked if case.visit is not None else ()
    return waits_for_a_date and any(person in (named.person, named.covering) for named in asked)


def reachable(named: Named, case: Case, procedure: Procedure, roster: Roster, day: date) -> tuple[PersonId, ...]:
    """Who hears of what `named` owes today: they, their cover while they are away, and the holder who came back."""
    people = [named.person]
    if named.covering is not None and not roster.is_away(named.covering, day):
        people.append(named.covering)
    elif roster.is_away(named.person, day):
        kept_out = frozenset({case.raiser})
        stand_in = _present(named.person, named.role, procedure, roster, case.team, day, kept_out)
        if stand_in is None and roster.holders(procedure.last_resort, None, day):
            stand_in = _last_resort(named.role, procedure, roster, day)
        people += [stand_in.person] if stand_in is not None else []
    return tuple(dict.fromkeys(people))


def stand_in_for(
    holder: PersonId, role: RoleId, case: Case, world: Situation, barred: frozenset[PersonId]
) -> PersonId | None:
    """Who is asked for one who is away: nominated, then as the pack has it for the role. None where nobody is there."""
    kept_out = barred | {case.raiser}
    found = _present(holder, role, world.procedure, world.roster, case.team, world.today, kept_out)
    return found.person if found is not None and found.person != holder else None


def everyone_on(case: Case, procedure: Procedure, roster: Roster, day: date) -> tuple[PersonId, ...]:
    """All who were asked, the raiser, the social worker and the supervisor."""
    asked = [n.person for v in case.visits for n in v.asked]
    supervisors = roster.holders(procedure.supervisor, case.team, day)
    worker = [case.social_worker] if case.social_worker else []
    return tuple(dict.fromkeys([case.raiser, *asked, *worker, *supervisors]))


def _holders(
    role: RoleId, procedure: Procedure, roster: Roster, team: TeamId, day: date, on_case: PersonId | None
) -> tuple[PersonId, ...]:
    match procedure.roles[role].found:
        case Found.ON_THE_CASE:
            return holders_on_the_case(role, procedure, roster, team, day, on_case)
        case Found.BY_TEAM:
            return roster.holders(role, team, day)
        case _:
            return roster.holders(role, None, day)


def _present(
    holder: PersonId,
    role: RoleId,
    procedure: Procedure,
    roster: Roster,
    team: TeamId,
    day: date,
    kept_out: frozenset[PersonId],
) -> Named | None:
    """The holder, or who stands in; None where the holder is nobody who can be asked and nobody stands in."""
    if holder not in kept_out and not roster.is_away(holder, day):
        return Named(holder, role)
    for rule in procedure.roles[role].cover if role in procedure.roles else ("nominated", "line manager"):
        stand_in = _stand_in(rule, holder, role, procedure, roster, team, day)
        if stand_in is not None and stand_in != holder and stand_in not in kept_out:
            return Named(stand_in, role, covering=holder if holder not in kept_out else None)
    return Named(holder, role) if holder not in kept_out and roster.serves(holder, day) else None


def _stand_in(
    rule: str, holder: PersonId, role: RoleId, procedure: Procedure, roster: Roster, team: TeamId, day: date
) -> PersonId | None:
    if rule == "nominated":
        return cover_for(holder, roster, day)
    if rule == "line manager":
        return manager_present(holder, roster, day)
    post = role_above(procedure, role) if rule == "next tier" else RoleId(rule.removeprefix("duty:"))
    on_duty = roster.holders(post, team, day) if post is not None else ()
    return next((person for person in on_duty if not roster.is_away(person, day)), None)


def _last_resort(
    role: RoleId, procedure: Procedure, roster: Roster, day: date, kept_out: frozenset[PersonId] = frozenset()
) -> Named:
    """Somebody of the last resort who is there and not kept out, as far as there is a choice."""
    fallback = roster.holders(procedure.last_resort, None, day)
    if not fallback:
        raise NobodyToAsk("nobody_to_ask", role=procedure.roles[role].title if role in procedure.roles else role)
    return Named(min(fallback, key=lambda p: (p in kept_out, roster.is_away(p, day))), role)


def _managers(person: PersonId, roster: Roster) -> Iterator[PersonId]:
    seen = {person}
    manager = roster.line_manager(person)
    while manager is not None and manager not in seen:
        yield manager
        seen.add(manager)
        manager = roster.line_manager(manager)
