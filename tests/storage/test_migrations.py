"""A database is brought to what the program needs, and says so in plain words where it is not."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from storage.database import Database, migrate, open_database, open_existing, schema_drift
from storage.errors import DatabaseNotReady
from tests.sources import ROOT


def run(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def run_on(file: Path, *statements: str) -> None:
    """As another program would."""
    connection = sqlite3.connect(file)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_migrated_database_has_no_drift(database: Database) -> None:
    assert schema_drift(database.engine) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    migrate(database.engine)
    assert schema_drift(database.engine) == []


def test_an_empty_database_says_what_to_run(empty_engine: Engine) -> None:
    assert any("no tables of ours yet" in line for line in schema_drift(empty_engine))
    with pytest.raises(DatabaseNotReady, match="the service makes them"), Database(empty_engine).read():
        pass
    migrate(empty_engine)
    assert schema_drift(empty_engine) == []
    with Database(empty_engine).read() as reading:
        assert reading.cases.open_refs() == ()


def journal_of(file: Path) -> str:
    connection = sqlite3.connect(file)
    [(mode,)] = connection.execute("PRAGMA journal_mode")
    connection.close()
    return str(mode)


def test_readers_go_on_while_somebody_writes_also_in_a_copy_that_was_restored(tmp_path: Path) -> None:
    migrate(open_database(f"sqlite:///{tmp_path}/iro-bot.db"))
    assert journal_of(tmp_path / "iro-bot.db") == "wal"
    run_on(tmp_path / "iro-bot.db", f"VACUUM INTO '{tmp_path}/copy.db'")
    migrate(open_database(f"sqlite:///{tmp_path}/copy.db"))
    assert journal_of(tmp_path / "copy.db") == "wal"


@pytest.mark.parametrize("statements", [(), ("CREATE TABLE others (one INTEGER)",)], ids=["empty", "another program's"])
def test_who_only_looks_changes_no_file(tmp_path: Path, statements: tuple[str, ...]) -> None:
    file = tmp_path / "others.db"
    file.touch()
    run_on(file, *statements)
    before = file.read_bytes()
    with pytest.raises(DatabaseNotReady, match="no tables of ours"):
        Database(open_existing(f"sqlite:///{file}")).check_ready()
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_is_no_database_says_so_on_migrating(tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_text("Dear Ines, " * 200)
    with pytest.raises(DatabaseNotReady, match="its file holds something else"):
        migrate(open_database(f"sqlite:///{file}"))


def test_replicas_that_start_together_migrate_once(empty_engine: Engine) -> None:
    url = empty_engine.url.render_as_string(hide_password=False)
    program = "import sys; from storage.database import *; migrate(open_database(sys.argv[1]))"
    replicas = [subprocess.Popen([sys.executable, "-c", program, url], cwd=ROOT) for _ in range(3)]
    assert [replica.wait() for replica in replicas] == [0, 0, 0]
    assert schema_drift(empty_engine) == []


def test_an_older_and_a_newer_database_say_so(database: Database) -> None:
    run(database.engine, "UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(DatabaseNotReady, match="the service updates it"):
        Database(database.engine).check_ready()
    run(database.engine, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseNotReady, match="newer than this program"):
        Database(database.engine).check_ready()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("ALTER TABLE drafts ADD COLUMN colour TEXT", "colour"),
        ("ALTER TABLE drafts DROP COLUMN kind", "kind"),
        ("DROP TABLE watermarks", "watermarks"),
        ("DROP INDEX ix_drafts_at", "ix_drafts_at"),
        ("CREATE TABLE gossip (id INTEGER PRIMARY KEY)", "gossip"),
    ],
)
def test_a_table_that_differs_is_named(database: Database, change: str, named: str) -> None:
    run(database.engine, change)
    drift = schema_drift(database.engine)
    assert len(drift) == 1
    assert named in drift[0]


def test_an_index_that_lost_its_condition_is_named(database: Database) -> None:
    run(
        database.engine,
        "DROP INDEX ix_duties_waking",
        "CREATE INDEX ix_duties_waking ON duties (wake, case_id, number)",
    )
    assert schema_drift(database.engine) == ["index ix_duties_waking of duties should be partial"]


def test_a_missing_guard_of_the_log_is_named(database: Database) -> None:
    on = "" if database.engine.dialect.name == "sqlite" else " ON log"
    run(database.engine, f"DROP TRIGGER log_no_update{on}")
    assert schema_drift(database.engine) == ["the trigger log_no_update that guards the log is missing"]


@pytest.mark.parametrize("url", ["", "iro-bot.db", "mysql://host/name", "oracle://host"])
def test_an_address_that_is_not_served_is_refused_in_words(url: str) -> None:
    with pytest.raises(DatabaseNotReady):
        open_database(url)


def test_a_database_in_memory_lasts_as_long_as_its_engine() -> None:
    engine = open_database("sqlite://")
    migrate(engine)
    for _ in range(2):
        with Database(engine).write() as uow:
            uow.commit()
    engine.dispose()


def test_a_postgresql_that_does_not_answer_is_not_ready() -> None:
    engine = open_database("postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=1")
    with pytest.raises(DatabaseNotReady, match="does not answer"):
        Database(engine).check_ready()
