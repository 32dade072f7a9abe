"""The register of people comes back as it was imported, and is read again only when it changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event

from escalation.case import PersonId
from escalation.people import Absence, Roster, Source
from storage.database import Database
from tests.people import GRACE, MINA, TOM, at, roster

AWAY = Absence(TOM, date(2026, 3, 2), date(2026, 3, 6), GRACE)


def keep(database: Database, whole: Roster) -> None:
    with database.write() as uow:
        uow.people.replace_all(whole.people.values(), whole.posts, whole.absences, at("2026-03-01"))
        uow.commit()


def read(database: Database) -> Roster:
    with database.read() as reading:
        return reading.people.roster()


def test_an_empty_register_is_an_empty_roster(database: Database) -> None:
    assert read(database) == Roster()


def test_everybody_comes_back_in_order_with_posts_and_absences(database: Database) -> None:
    whole = roster(AWAY)
    part_time = replace(whole.people[TOM], days_off=frozenset({0, 4}), until=date(2027, 1, 1))
    left = replace(whole.posts[0], since=date(2020, 1, 1), until=date(2026, 12, 31))
    whole = Roster({**whole.people, TOM: part_time}, (left, *whole.posts[1:]), whole.absences)
    keep(database, whole)
    kept = read(database)
    assert kept == whole
    assert list(kept.people) == list(whole.people)
    assert kept.people[MINA].answers_for
    with database.read() as reading:
        assert reading.people.imported_at() == at("2026-03-01")


def test_a_new_import_takes_the_place_of_the_last(database: Database) -> None:
    keep(database, roster(AWAY))
    smaller = Roster({TOM: roster().people[TOM]}, roster().posts[:1])
    keep(database, smaller)
    assert read(database) == smaller


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)  # on SQLite an import waits for whoever writes
def test_an_import_that_ends_while_somebody_reads_gives_them_one_register_or_the_other(
    database: Database, another: Callable[[], Database]
) -> None:
    keep(database, roster())
    smaller = Roster({TOM: roster().people[TOM]}, tuple(post for post in roster().posts if post.person == TOM))
    own, others, imports = another(), another(), [smaller]

    def import_between(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if "FROM posts" in statement and imports:
            keep(others, imports.pop())

    event.listen(own.engine, "before_cursor_execute", import_between)
    with own.write() as uow:
        assert uow.people.roster() == smaller
    assert imports == [] and read(own) == smaller


def test_an_absence_is_added_to_those_known(database: Database) -> None:
    keep(database, roster(AWAY))
    longer = Absence(GRACE, date(2026, 4, 1), date(2026, 4, 2))
    with database.write() as uow:
        uow.people.add_absence(longer)
        uow.commit()
    assert read(database).absences == (AWAY, longer)
    with database.read() as reading:
        assert reading.people.imported_at() == at("2026-03-01")


def test_the_roster_is_read_once_until_somebody_changes_it(database: Database, another: Callable[[], Database]) -> None:
    keep(database, roster())
    first = read(database)
    assert read(database) is first
    with another().write() as uow:
        uow.people.add_absence(AWAY)
        uow.commit()
    assert read(database).absences == (AWAY,)


def test_a_roster_that_was_rolled_back_is_not_remembered(database: Database) -> None:
    keep(database, roster())
    with database.write() as uow:
        uow.people.add_absence(AWAY)
        assert uow.people.roster().absences == (AWAY,)
    assert read(database).absences == ()
    other = Absence(PersonId("dana"), date(2026, 5, 1), date(2026, 5, 2))
    with database.write() as uow:
        uow.people.add_absence(other)
        uow.commit()
    assert read(database).absences == (other,)


def test_what_was_found_takes_the_place_of_what_was_found_and_of_nothing_that_was_said(database: Database) -> None:
    said = Absence(GRACE, date(2026, 4, 1), date(2026, 4, 2), source=Source.SAID)
    found = Absence(GRACE, date(2026, 4, 2), date(2026, 4, 3), source=Source.FOUND)
    keep(database, roster(said))
    for absence in (replace(found, until=date(2026, 4, 2)), found):
        with database.write() as uow:
            uow.people.add_absence(absence)
            uow.commit()
    assert read(database).absences == (said, found)
    with database.write() as uow:
        uow.people.add_absence(replace(said, until=date(2026, 4, 8)))
        uow.commit()
    assert read(database).absences == (replace(said, until=date(2026, 4, 8)),)
