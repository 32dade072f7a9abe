"""A transaction keeps everything or nothing, and no two writers overwrite each other."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from escalation.case import CaseRef
from escalation.decision import Decision
from storage.database import Database, open_database
from storage.errors import CaseHasChanged, DatabaseBusy, TryAgain
from tests.people import at
from tests.storage.casebook import FIRST, MONDAY, at_once, message, raising, record, recorded, sent_case, waking
from tests.storage.conftest import new_database

Another = Callable[[], Database]


def test_what_was_recorded_is_read_back_whole(database: Database) -> None:
    decision = raising()
    assert record(database, decision) == 1
    with database.read() as reading:
        stored = reading.cases.load(FIRST)
        assert stored is not None
        assert (stored.case, stored.version) == (decision.case, 1)
        assert reading.log.entries(FIRST) == decision.entries
        assert reading.cases.open_refs() == (FIRST,)


def test_a_fault_of_the_database_repeats_nothing_that_was_written(database: Database) -> None:
    words = replace(message("one", case=FIRST), case=None, notice=None, body="AB is waiting for a date")
    with pytest.raises(DBAPIError) as fault, database.write() as uow:
        uow.outbox.put([words, words])
    assert "INSERT" in str(fault.value) and "AB is waiting" not in str(fault.value)


def test_leaving_without_commit_keeps_nothing(database: Database) -> None:
    with database.write() as uow:
        uow.record(raising(), None)
        uow.outbox.put([message("one", case=FIRST)])
        uow.inbox.first_time("a form", MONDAY)
    with database.write() as uow:
        assert uow.cases.load(FIRST) is None
        assert uow.log.entries(FIRST) == ()
        assert uow.outbox.waiting() == 0
        assert uow.inbox.first_time("a form", MONDAY)


def test_an_error_inside_keeps_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError, match="the door fell shut"), database.write() as uow:
        uow.record(raising(), None)
        raise RuntimeError("the door fell shut")
    with database.read() as reading:
        assert reading.cases.load(FIRST) is None


def test_what_cannot_be_committed_is_over(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(connection: object) -> None:
        raise OSError("no room on the disk")

    with monkeypatch.context() as full_disk:
        full_disk.setattr(database.engine.dialect, "do_commit", fails)
        with pytest.raises(OSError, match="no room"):
            record(database, raising())
    assert record(database, raising()) == 1


def test_a_reading_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"), database.read() as reading:
        reading.watermarks.set("mailbox", MONDAY)
    record(database, raising())


def test_a_reading_sees_one_moment(database: Database, another: Another) -> None:
    with database.read() as reading:
        assert reading.cases.open_refs() == ()
        record(another(), raising())
        assert reading.cases.open_refs() == ()


def test_a_case_that_changed_meanwhile_is_not_overwritten(database: Database) -> None:
    case, version = sent_case(database)
    moved = waking(case)
    record(database, moved, version)
    with pytest.raises(CaseHasChanged):
        record(database, moved, version)
    with database.read() as reading:
        stored = reading.cases.load(FIRST)
        assert stored is not None
        assert (stored.case, stored.version) == (moved.case, version + 1)


def test_of_writers_who_saw_the_same_version_one_is_let_through(database: Database, another: Another) -> None:
    case, version = sent_case(database)
    moved = waking(case)

    def attempt(own: Database) -> bool:
        try:
            record(own, moved, version)
        except CaseHasChanged:
            return False
        return True

    databases = [another() for _ in range(4)]
    assert sorted(at_once(*(lambda own=own: attempt(own) for own in databases))) == [False, False, False, True]
    with database.read() as reading:
        assert reading.log.verify(FIRST).ok


def test_a_reference_is_taken_once(database: Database) -> None:
    record(database, raising())
    with pytest.raises(CaseHasChanged):
        record(database, raising(what="Another matter."))


def test_a_decision_that_changes_nothing_writes_nothing(database: Database) -> None:
    case, version = sent_case(database)
    assert record(database, Decision(case), version) == version
    assert record(database, Decision(replace(case, immediate_risk=True)), version) == version
    with database.read() as reading:
        stored = reading.cases.load(FIRST)
        assert stored is not None
        assert (stored.case, stored.version) == (case, version)


def test_references_count_up_within_a_year_and_leave_no_gap(database: Database) -> None:
    def next_one(year: int, commit: bool = True) -> CaseRef:
        with database.write() as uow:
            ref = uow.cases.next_reference("LUT", year)
            if commit:
                uow.commit()
        return ref

    assert [next_one(2026), next_one(2026)] == ["LUT-26-0001", "LUT-26-0002"]
    assert next_one(2026, commit=False) == "LUT-26-0003"
    assert [next_one(2026), next_one(2027)] == ["LUT-26-0003", "LUT-27-0001"]


def test_raising_at_the_same_time_gives_every_case_its_own_reference(another: Another) -> None:
    def raise_some(own: Database) -> list[CaseRef]:
        taken = []
        for _ in range(5):
            with own.write() as uow:
                ref = uow.cases.next_reference("LUT", 2026)
                uow.record(raising(ref), None)
                uow.commit()
            taken.append(ref)
        return taken

    databases = [another() for _ in range(4)]
    taken = [ref for some in at_once(*(lambda own=own: raise_some(own) for own in databases)) for ref in some]
    assert sorted(taken) == [f"LUT-26-{number:04d}" for number in range(1, 21)]


def test_a_writer_that_waits_too_long_is_told_so(sqlite_file: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_file, tmp_path / "busy.db")
    first, second = (Database(open_database(f"sqlite:///{tmp_path}/busy.db?timeout=0.05")) for _ in range(2))
    with first.write(), pytest.raises(DatabaseBusy), second.write():
        pass
    with second.write() as uow:
        uow.commit()


def test_writers_of_one_process_queue_where_another_would_be_turned_away(sqlite_file: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_file, tmp_path / "queue.db")
    database = Database(open_database(f"sqlite:///{tmp_path}/queue.db?timeout=0"))

    def write(key: str) -> bool:
        with database.write() as uow:
            is_new = uow.inbox.first_time(key, MONDAY)
            uow.commit()
        return is_new

    assert all(at_once(*(lambda key=key: write(key) for key in map(str, range(20)))))


def test_of_two_who_wait_for_each_other_one_is_told_to_try_again(postgresql_url: str) -> None:
    url = new_database(postgresql_url, "migrated")
    one, two, second = Database(open_database(url)), Database(open_database(url)), CaseRef("LUT-26-0002")
    moved = {ref: waking(sent_case(one, ref)[0]) for ref in (FIRST, second)}
    both_hold_one = Barrier(2)

    def record_both(own: Database, order: tuple[CaseRef, CaseRef]) -> str:
        try:
            with own.write() as uow:
                uow.record(moved[order[0]], 2)
                both_hold_one.wait()
                uow.record(moved[order[1]], 2)
                uow.commit()
        except TryAgain as trouble:
            return type(trouble).__name__
        return "kept"

    told = at_once(lambda: record_both(one, (FIRST, second)), lambda: record_both(two, (second, FIRST)))
    assert sorted(told) == ["Entangled", "kept"]


def test_who_waits_too_long_for_another_is_told_to_try_again(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.connections.BUSY_SECONDS", 0.05)
    first, second = Database(open_database(url)), Database(open_database(url))
    case, version = sent_case(first)
    with first.write() as uow:
        assert uow.cases.load(FIRST) is not None
        with pytest.raises(DatabaseBusy):
            record(second, waking(case), version)
    assert record(second, waking(case), version) == version + 1
    for database in (first, second):
        database.engine.dispose()


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)  # SQLite is in this process
def test_a_database_that_hangs_up_before_the_commit_is_called_that_and_serves_the_next(
    database: Database, another: Callable[[], Database]
) -> None:
    others = another()
    of_others = "datname = current_database() AND pid <> pg_backend_pid()"
    hang_up = text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {of_others}")
    with pytest.raises(OperationalError), database.write() as uow:
        uow.inbox.first_time("one", MONDAY)
        with others.engine.connect() as connection:
            connection.execute(hang_up)
        uow.commit()
    with database.write() as uow:
        assert uow.inbox.first_time("one", MONDAY)


def test_threads_may_share_one_database(database: Database) -> None:
    def play(number: int) -> bool:
        ref = CaseRef(f"LUT-26-{number:04d}")
        first = raising(ref)
        recorded(database, first, waking(first.case))
        with database.read() as reading:
            return reading.log.verify(ref).ok

    assert all(at_once(*(lambda number=number: play(number) for number in range(1, 9))))
    with database.read() as reading:
        assert len(reading.cases.open_refs()) == 8
        assert len(reading.duties.due(at("2026-12-01"), limit=1000)) >= 8
