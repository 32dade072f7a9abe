"""Whatever comes in twice is acted on once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from storage.database import Database
from tests.people import at
from tests.storage.casebook import FIRST, MONDAY, at_once


def first_time(database: Database, key: str) -> bool:
    with database.write() as uow:
        first = uow.inbox.first_time(key, MONDAY)
        uow.commit()
    return first


def test_a_key_is_new_once(database: Database) -> None:
    assert [first_time(database, "form 1"), first_time(database, "form 1")] == [True, False]
    assert first_time(database, "form 2")


def test_looking_does_not_take(database: Database) -> None:
    with database.read() as reading:
        assert not reading.inbox.seen("form 1")
    assert first_time(database, "form 1")
    with database.read() as reading:
        assert reading.inbox.seen("form 1")


def test_two_presses_at_the_same_time_count_once(another: Callable[[], Database]) -> None:
    databases = [another() for _ in range(4)]
    for key in ("press 1", "press 2", "press 3"):
        found = at_once(*(lambda own=own, key=key: first_time(own, key) for own in databases))
        assert sorted(found) == [False, False, False, True]


def test_the_second_waits_for_the_first_and_takes_over_if_that_gives_up(another: Callable[[], Database]) -> None:
    one, two, inside = another(), another(), Event()

    def give_up() -> bool:
        with one.write() as uow:
            first = uow.inbox.first_time("form", MONDAY)
            inside.set()
        return first

    def take_over() -> bool:
        inside.wait()
        return first_time(two, "form")

    assert at_once(give_up, take_over) == [True, True]


def test_what_came_in_leads_to_the_case_it_began(database: Database) -> None:
    with database.write() as uow:
        uow.inbox.first_time("form", MONDAY)
        uow.inbox.remember_case("form", FIRST)
        uow.commit()
    with database.read() as reading:
        assert reading.inbox.case_of("form") == FIRST
        assert reading.inbox.case_of("another form") is None


def test_the_moments_of_what_came_in_under_keys_that_begin_alike(database: Database) -> None:
    with database.write() as uow:
        uow.inbox.first_time("told tom 1", MONDAY)
        uow.inbox.first_time("told tom 2", at("2026-03-04"))
        uow.inbox.first_time("told tomas 1", MONDAY)
        assert uow.inbox.moments("told tom ") == (MONDAY, at("2026-03-04"))
        uow.commit()


def test_what_cannot_come_again_is_forgotten(database: Database) -> None:
    with database.write() as uow:
        uow.inbox.first_time("teams chat 1", MONDAY)
        uow.inbox.first_time("teams chat 2", at("2026-03-04"))
        uow.inbox.first_time("press ines token", MONDAY)
        assert uow.inbox.forget("teams ", at("2026-03-03")) == 1
        assert [uow.inbox.seen(key) for key in ("teams chat 1", "teams chat 2", "press ines token")] == [
            False,
            True,
            True,
        ]
        uow.commit()
