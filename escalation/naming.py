"""Who is asked: the one place that turns a role into named people, with cover, and never says "nobody"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .case import Case, Named, PersonId, RoleId, TeamId
from .errors import NobodyToAsk
from .people import Roster
from .procedure import Found, Procedure


def name(
    role: RoleId, procedure: Procedure, roster: Roster, team: TeamId, day: date, on_case: PersonId | None = None
) -> tuple[Named, ...]:
    """The people to ask for `role` on `day`: each holder, or whoever covers a holder who is away.

    `on_case` is the person named on the case, for a role that is found there. A role that nobody holds falls to the
    pack's last resort. Raises NobodyToAsk when the register has not even that.
    """
    holders = _holders(role, procedure, roster, team, day, on_case)
    named = tuple(dict.fromkeys(_present(holder, role, procedure, roster, team, day) for holder in holders))
    if named:
        return named
    fallback = roster.holders(procedure.last_resort, None, day)
    if not fallback:
        raise NobodyToAsk("nobody_to_ask", role=procedure.roles[role].title)
    return tuple(Named(person, role) for person in fallback)


def holders_of(role: RoleId, case: Case, procedure: Procedure, roster: Roster, day: date) -> tuple[PersonId, ...]:
    """Whoever holds `role` for this case, present or not."""
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


def _holders(
    role: RoleId, procedure: Procedure, roster: Roster, team: TeamId, day: date, on_case: PersonId | None
) -> tuple[PersonId, ...]:
    match procedure.roles[role].found:
        case Found.ON_THE_CASE:
            return (on_case,) if on_case is not None else ()
        case Found.BY_TEAM:
            return roster.holders(role, team, day)
        case _:
            return roster.holders(role, None, day)


def _present(holder: PersonId, role: RoleId, procedure: Procedure, roster: Roster, team: TeamId, day: date) -> Named:
    if not roster.is_away(holder, day):
        return Named(holder, role)
    for rule in procedure.roles[role].cover:
        stand_in = _stand_in(rule, holder, roster, team, day)
        if stand_in is not None and stand_in != holder:
            return Named(stand_in, role, covering=holder)
    if roster.serves(holder, day):
        return Named(holder, role)
    return _last_resort(holder, role, procedure, roster, day)


def _stand_in(rule: str, holder: PersonId, roster: Roster, team: TeamId, day: date) -> PersonId | None:
    if rule == "nominated":
        return cover_for(holder, roster, day)
    if rule == "line manager":
        return manager_present(holder, roster, day)
    if rule.startswith("duty:"):
        on_duty = roster.holders(RoleId(rule.removeprefix("duty:")), team, day)
        return next((person for person in on_duty if not roster.is_away(person, day)), None)
    return None


def _last_resort(holder: PersonId, role: RoleId, procedure: Procedure, roster: Roster, day: date) -> Named:
    fallback = roster.holders(procedure.last_resort, None, day)
    if not fallback:
        raise NobodyToAsk("nobody_to_ask", role=procedure.roles[role].title)
    return Named(fallback[0], role, covering=holder)


def _managers(person: PersonId, roster: Roster) -> Iterator[PersonId]:
    seen = {person}
    manager = roster.line_manager(person)
    while manager is not None and manager not in seen:
        yield manager
        seen.add(manager)
        manager = roster.line_manager(manager)
