"""Brings a database's tables to what this program needs, and says where the two differ."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import as_file, files

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from .connections import begin_reading, connect, let_readers_go_on, not_answering
from .errors import DatabaseNotReady
from .schema import metadata

MIGRATING = 8_320_001
"""The advisory lock that a migration holds on PostgreSQL: any number, as long as it stays the same."""
LOG_GUARDS = ("log_no_update", "log_no_delete", "log_words_only_emptied", "log_words_no_delete")
"""Triggers that the migrations set and that no table in schema.py shows."""


def migrate(engine: Engine, up_to: str = "head") -> None:
    """Run every migration up to this one that this database has not had. Running it again does nothing.

    Raises DatabaseNotReady where it does not answer.
    """
    with as_file(files(__package__) / "migrations") as folder, connect(engine) as connection:
        let_readers_go_on(connection)
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.attributes["connection"] = connection
        with connection.begin():
            _wait_for_turn(connection)
            command.upgrade(config, up_to)


def _wait_for_turn(connection: Connection) -> None:
    """Replicas that start together migrate one after the other. SQLite has locked the file by now."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATING})


def schema_drift(engine: Engine) -> list[str]:
    """What differs between the tables in schema.py and those of a migrated database, one sentence each."""
    with engine.connect() as connected:
        connection = begin_reading(connected)
        pending = list(_pending(connection))
        return pending or [
            *_different_tables(connection),
            *_different_indexes(connection),
            *_missing_guards(connection),
        ]


def check_ready(engine: Engine) -> None:
    """Raises DatabaseNotReady unless the database answers and has had exactly this program's migrations."""
    try:
        with connect(engine) as connection:
            for fault in _pending(begin_reading(connection)):
                raise DatabaseNotReady(fault)
    except DBAPIError as trouble:
        raise not_answering(trouble) from None


def _pending(connection: Connection) -> Iterator[str]:
    has, needs = MigrationContext.configure(connection).get_current_revision(), newest_revision()
    if has is None:
        yield "the database has no tables of ours yet: the service makes them when it starts"
    elif has not in _known_revisions():
        yield f"the database is newer than this program (it is at {has}): install the newer program"
    elif has != needs:
        yield f"the database is at {has} and this program needs {needs}: the service updates it when it starts"


def newest_revision() -> str:
    return _known_revisions()[0]


def _known_revisions() -> tuple[str, ...]:
    """Newest first."""
    with as_file(files(__package__) / "migrations") as folder:
        return tuple(script.revision for script in ScriptDirectory(str(folder)).walk_revisions())


def _different_tables(connection: Connection) -> Iterator[str]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    for difference in compare_metadata(context, metadata):
        yield " ".join(str(part) for part in _flat(difference))


def _flat(difference: object) -> Iterator[object]:
    if isinstance(difference, tuple | list):
        for part in difference:
            yield from _flat(part)
    elif difference is not None and difference != {}:
        yield difference


def _different_indexes(connection: Connection) -> Iterator[str]:
    """Alembic does not look at the condition of a partial index."""
    found = inspect(connection)
    for table in (metadata.tables[name] for name in found.get_table_names() if name in metadata.tables):
        there = {str(index["name"]): index.get("dialect_options", {}) for index in found.get_indexes(table.name)}
        for index in table.indexes:
            partial = index.dialect_options[connection.dialect.name]["where"] is not None
            has = there.get(str(index.name), {}).get(f"{connection.dialect.name}_where") is not None
            if str(index.name) in there and partial != has:
                yield f"index {index.name} of {table.name} should {'' if partial else 'not '}be partial"


def _missing_guards(connection: Connection) -> Iterator[str]:
    source = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.dialect.name]
    there = set(connection.execute(text(source)).scalars())
    yield from (f"the trigger {name} that guards the log is missing" for name in LOG_GUARDS if name not in there)
