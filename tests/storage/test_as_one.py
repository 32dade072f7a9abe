"""Several transactions of one thread as one: kept by one commit, and each undone only by itself."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from escalation.case import CaseRef
from storage.database import Database
from storage.errors import CaseHasChanged, Entangled, TextRefused
from tests.storage.casebook import FIRST, MONDAY, at_once, message, record, sent_case, waking

Another = Callable[[], Database]


def knows(database: Database, *keys: str) -> list[bool]:
    with database.read() as reading:
        return [reading.inbox.seen(key) for key in keys]


def note(database: Database, key: str) -> None:
    with database.write() as uow:
        assert uow.inbox.first_time(key, MONDAY)
        uow.commit()


def test_what_the_parts_keep_is_seen_inside_at_once_and_outside_at_the_end(
    database: Database, another: Another
) -> None:
    others = another()
    with database.as_one():
        note(database, "one")
        note(database, "two")
        assert knows(database, "one", "two") == [True, True]
        assert knows(others, "one", "two") == [False, False]
    assert knows(others, "one", "two") == [True, True]


def test_they_are_kept_by_one_commit(database: Database) -> None:
    commits: list[object] = []
    event.listen(database.engine, "commit", commits.append)
    with database.as_one():
        note(database, "one")
        with database.as_one():
            note(database, "two")
        note(database, "three")
    assert len(commits) == 1
    assert knows(database, "one", "two", "three") == [True, True, True]


def test_where_nothing_is_committed_nothing_is_kept(database: Database) -> None:
    commits: list[object] = []
    event.listen(database.engine, "commit", commits.append)
    with database.as_one(), database.write() as uow:
        uow.inbox.first_time("one", MONDAY)
    assert commits == []
    assert knows(database, "one") == [False]


@pytest.mark.parametrize("before", [[], ["earlier"]], ids=["first", "later"])
def test_a_part_that_fails_is_undone_alone(database: Database, before: list[str]) -> None:
    with database.as_one():
        for key in before:
            note(database, key)
        with pytest.raises(RuntimeError, match="the door fell shut"), database.write() as uow:
            uow.inbox.first_time("failed", MONDAY)
            raise RuntimeError("the door fell shut")
        assert knows(database, *before, "failed") == [True] * len(before) + [False]
        note(database, "afterwards")
    assert knows(database, *before, "failed", "afterwards") == [True] * len(before) + [False, True]


@pytest.mark.parametrize("before", [[], ["earlier"]], ids=["first", "later"])
def test_a_part_that_the_database_refuses_is_undone_alone(database: Database, before: list[str]) -> None:
    with database.as_one():
        for key in before:
            note(database, key)
        with pytest.raises(DBAPIError), database.write() as uow:
            uow.outbox.put([message("one"), message("one")])
        with pytest.raises(TextRefused), database.write() as uow:
            uow.inbox.first_time("half of a character: \ud83d", MONDAY)
        note(database, "afterwards")
    assert knows(database, *before, "afterwards") == [True] * len(before) + [True]


def test_a_case_is_loaded_afresh_after_a_part_that_was_undone(database: Database) -> None:
    case, version = sent_case(database)
    with database.as_one():
        with pytest.raises(RuntimeError), database.write() as uow:
            uow.record(waking(case), version)
            raise RuntimeError("the door fell shut")
        with database.read() as reading:
            stored = reading.cases.load(FIRST)
        assert stored is not None
        assert (stored.case, stored.version) == (case, version)
        assert record(database, waking(case), version) == version + 1
    with database.read() as reading:
        assert reading.log.verify(FIRST).ok


def test_what_was_kept_stays_though_the_end_is_an_error(database: Database) -> None:
    with pytest.raises(RuntimeError, match="the door fell shut"), database.as_one():
        note(database, "one")
        raise RuntimeError("the door fell shut")
    assert knows(database, "one") == [True]


def test_where_somebody_else_was_first_nothing_is_kept_and_nobody_told(database: Database) -> None:
    """Whoever hears that it was not done does it again, all of it."""
    told: list[str] = []
    with pytest.raises(CaseHasChanged), database.as_one():
        note(database, "one")
        database.once_kept(lambda: told.append("one"))
        raise CaseHasChanged("LUT-26-0001 is not at version 2 any more")
    assert told == []
    assert knows(database, "one") == [False]


def test_where_the_database_fails_nothing_is_kept_and_nobody_told(database: Database) -> None:
    """PostgreSQL would answer the commit that follows with a rollback, and call that done."""
    told: list[str] = []
    with pytest.raises(DBAPIError), database.as_one():
        note(database, "one")
        database.once_kept(lambda: told.append("one"))
        with database.read() as reading:
            reading.cases._connection.execute(text("SELECT no_such_column FROM cases"))
    assert told == []
    assert knows(database, "one") == [False]
    note(database, "one")


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)  # on SQLite one waits until the other has ended
def test_of_two_wholes_that_wait_for_each_other_one_gives_way(database: Database) -> None:
    second = CaseRef("LUT-26-0002")
    for ref in (FIRST, second):
        sent_case(database, ref)
    both = Barrier(2)

    def hold(*refs: CaseRef) -> str:
        try:
            with database.as_one():
                note(database, f"began with {refs[0]}")
                for ref in refs:
                    with database.read() as reading:
                        assert reading.cases.load(ref) is not None
                    if ref == refs[0]:
                        both.wait(10)
        except Entangled:
            return "gave way"
        return "kept"

    came = at_once(lambda: hold(FIRST, second), lambda: hold(second, FIRST))
    assert sorted(came) == ["gave way", "kept"]
    assert knows(database, f"began with {FIRST}", f"began with {second}") == [one == "kept" for one in came]


def test_who_waits_for_it_is_told_once_it_is_kept(database: Database, another: Another) -> None:
    others, told = another(), list[list[bool]]()
    with database.as_one():
        note(database, "one")
        database.once_kept(lambda: told.append(knows(others, "one")))
        assert told == []
    assert told == [[True]]
    database.once_kept(lambda: told.append(knows(others, "one")))
    assert told == [[True], [True]]


def test_nobody_is_told_of_what_could_not_be_kept(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(connection: object) -> None:
        raise OSError("no room on the disk")

    told: list[str] = []
    with monkeypatch.context() as full_disk:
        full_disk.setattr(database.engine.dialect, "do_commit", fails)
        with pytest.raises(OSError, match="no room"), database.as_one():
            note(database, "one")
            database.once_kept(lambda: told.append("one"))
    assert told == []
    assert knows(database, "one") == [False]
    note(database, "one")


def test_another_thread_is_not_part_of_it(database: Database) -> None:
    begun, looked = Event(), list[list[bool]]()

    def look() -> None:
        assert begun.wait(10)
        looked.append(knows(database, "one"))

    thread = Thread(target=look)
    thread.start()
    with database.as_one():
        note(database, "one")
        begun.set()
        thread.join(10)
    assert looked == [[False]]


def test_wholes_of_several_threads_follow_each_other(database: Database) -> None:
    _, version = sent_case(database)

    def move(number: int) -> bool:
        with database.as_one():
            with database.read() as reading:
                stored = reading.cases.load(FIRST)
            assert stored is not None
            note(database, f"press {number}")
            record(database, waking(stored.case), stored.version)
            return True

    assert all(at_once(*(lambda n=n: move(n) for n in range(4))))
    with database.read() as reading:
        stored = reading.cases.load(FIRST)
        assert stored is not None and stored.version == version + 4
        assert reading.log.verify(FIRST).ok
