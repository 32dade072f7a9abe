"""Who is asked: holders, cover, line managers, the last resort, and never nobody or somebody who has left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from escalation.case import Named, PersonId, RoleId, TeamId
from escalation.errors import NobodyToAsk
from escalation.holders.naming import cover_for, manager_present, name, name_any
from escalation.people import Absence, Post, Roster
from tests.people import (
    AMIR,
    BEA,
    DANA,
    FAISAL,
    GRACE,
    HELEN,
    INES,
    NORTH,
    OLGA,
    PETRA,
    QUENTIN,
    SARA,
    TOM,
    luton,
    roster,
)

TODAY = date(2026, 3, 2)
TEAM, SERVICE, DIRECTOR, WORKER = (RoleId(r) for r in ("team_manager", "service_manager", "director", "social_worker"))


def away(person: PersonId, cover: PersonId | None = None) -> Absence:
    return Absence(person, date(2026, 3, 1), date(2026, 3, 6), cover)


def without(role: RoleId) -> Roster:
    full = roster()
    return Roster(full.people, tuple(p for p in full.posts if p.role != role))


def named(role: RoleId, people: Roster, **more: PersonId | None) -> tuple[Named, ...]:
    return name(role, luton().procedure, people, NORTH, TODAY, **more)


@pytest.mark.parametrize(
    ("absences", "asked"),
    [
        ((), Named(TOM, TEAM)),
        ((away(TOM),), Named(GRACE, TEAM, TOM)),  # the standing nomination
        ((away(TOM, AMIR),), Named(AMIR, TEAM, TOM)),  # who was nominated for this absence
        ((away(TOM), away(GRACE, AMIR)), Named(AMIR, TEAM, TOM)),  # cover of the cover
        ((away(TOM), away(GRACE)), Named(SARA, TEAM, TOM)),  # they cover each other: the line manager
        ((away(TOM), away(GRACE), away(SARA)), Named(HELEN, TEAM, TOM)),  # the next manager who is there
        ((away(TOM), away(GRACE), away(SARA), away(HELEN), away(DANA)), Named(TOM, TEAM)),  # nobody is: the holder
    ],
)
def test_cover_then_line_manager_then_the_holder(absences: tuple[Absence, ...], asked: Named) -> None:
    assert named(TEAM, roster(*absences)) == (asked,)


@pytest.mark.parametrize(
    ("day", "asked"), [("2026-02-28", TOM), ("2026-03-01", GRACE), ("2026-03-06", GRACE), ("2026-03-07", TOM)]
)
def test_an_absence_counts_from_its_first_day_to_its_last(day: str, asked: PersonId) -> None:
    found = name(TEAM, luton().procedure, roster(away(TOM)), NORTH, date.fromisoformat(day))
    assert [n.person for n in found] == [asked]


def test_a_day_that_somebody_does_not_work_is_covered() -> None:
    full = roster()
    part_time = replace(full.people[TOM], days_off=frozenset({TODAY.weekday()}))
    assert named(TEAM, Roster({**full.people, TOM: part_time}, full.posts)) == (Named(GRACE, TEAM, TOM),)


def test_a_team_has_its_own_manager() -> None:
    assert [n.person for n in name(TEAM, luton().procedure, roster(), TeamId("East"), TODAY)] == [GRACE]


def test_a_post_that_nobody_holds_falls_to_the_last_resort() -> None:
    assert named(TEAM, without(TEAM)) == (Named(BEA, TEAM),)
    assert name_any((WORKER, TEAM), luton().procedure, roster(), NORTH, TODAY) == (Named(TOM, TEAM),)
    assert name_any((WORKER, TEAM), luton().procedure, without(TEAM), NORTH, TODAY) == (Named(BEA, WORKER),)


def test_somebody_who_has_left_is_not_asked() -> None:
    full = roster()
    people = {**full.people, AMIR: replace(full.people[AMIR], until=date(2026, 3, 1))}
    found = named(WORKER, Roster(people, full.posts), on_case=AMIR)
    assert found == (Named(TOM, WORKER, AMIR),)  # the line manager


def test_somebody_who_has_left_and_has_nobody_above_is_passed_by() -> None:
    full = roster()
    people = {**full.people, AMIR: replace(full.people[AMIR], until=date(2026, 3, 1), line_manager=None)}
    found = name_any((WORKER, TEAM), luton().procedure, Roster(people, full.posts), NORTH, TODAY, on_case=AMIR)
    assert found == (Named(TOM, TEAM),)


def test_of_two_last_resorts_the_one_who_is_there_is_asked() -> None:
    gap = without(TEAM)
    two = Roster(gap.people, (*gap.posts, Post(OLGA, RoleId("business_manager"))), (away(BEA),))
    assert named(TEAM, two) == (Named(OLGA, TEAM),)


def test_a_gap_that_even_the_last_resort_cannot_fill_is_said() -> None:
    with pytest.raises(NobodyToAsk) as gap:
        named(TEAM, Roster(roster().people, ()))
    assert gap.value.facts == {"role": "Team Manager"}


def test_whoever_must_not_be_asked_is_passed_by_as_holder_and_as_cover() -> None:
    assert named(TEAM, roster(away(TOM)), never=GRACE) == (Named(SARA, TEAM, TOM),)
    assert named(TEAM, roster(), never=TOM) == (Named(GRACE, TEAM),)


def test_two_holders_are_both_asked() -> None:
    full = roster()
    two = Roster(full.people, (*full.posts, Post(FAISAL, SERVICE)))
    assert [n.person for n in named(SERVICE, two)] == [SARA, FAISAL]


def test_a_post_is_held_from_its_first_day_to_its_last() -> None:
    full = roster()
    posts = (Post(HELEN, SERVICE, None, date(2026, 3, 2)), Post(SARA, SERVICE, None, None, date(2026, 3, 1)))
    changed = Roster(full.people, posts)
    assert [n.person for n in named(SERVICE, changed)] == [HELEN]


def test_rings_of_cover_and_of_managers_come_to_an_end() -> None:
    full = roster(away(INES), away(PETRA))
    assert cover_for(INES, full, TODAY) is None
    ring = {**full.people, SARA: replace(full.people[SARA], line_manager=TOM)}
    people = Roster(ring, full.posts, (away(TOM), away(SARA)))
    assert manager_present(TOM, people, TODAY) is None
    assert manager_present(QUENTIN, full, TODAY) is not None
    assert named(DIRECTOR, full) == (Named(DANA, DIRECTOR),)
