"""How a connection to each database is opened and how its transactions begin."""

from __future__ import annotations

from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import Error as SqliteError

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from .errors import DatabaseNotReady

BUSY_SECONDS = 30
"""How long a writer waits for another on SQLite, unless the address says ?timeout=."""
QUIET = {"hide_parameters": True}
"""A fault says which statement it was, and never what it carried: that may be people's words."""
READ_ONLY = "iro_bot_read_only"
"""Execution option of a connection that only reads."""


def open_database(url: str) -> Engine:
    """An engine for `sqlite:///path`, `sqlite://` (in memory) or `postgresql://...`. Nothing is connected yet."""
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed)
    if parsed.get_backend_name() != "postgresql":
        raise DatabaseNotReady(f"{parsed.get_backend_name()} is not served: SQLite and PostgreSQL are")
    try:
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, **QUIET)
    except NoSuchModuleError as missing:
        raise DatabaseNotReady(str(missing)) from missing


def open_existing(url: str) -> Engine:
    """As `open_database`, for whoever only looks: no file is made. Raises DatabaseNotReady where there is none."""
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        raise DatabaseNotReady(f"there is no database {name_of(url)}")
    return open_database(url)


def name_of(url: str) -> str:
    """Which database an address means, in words that hold no user and no password. Raises DatabaseNotReady."""
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return str(Path(parsed.database).absolute()) if parsed.database else "in memory"
    where = f" on {parsed.host}" if parsed.host else ""
    return (parsed.database or "that bears its user's name") + where


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError:
        raise DatabaseNotReady("a database address reads sqlite:///folder/file.db or postgresql://...") from None


def begin_reading(connection: Connection) -> Connection:
    """A transaction that sees one moment and that the database itself keeps from writing."""
    if connection.dialect.name == "sqlite":
        chosen = connection.execution_options(**{READ_ONLY: True})
    else:
        chosen = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    chosen.begin()
    return chosen


def begin_writing(connection: Connection) -> Connection:
    connection.begin()
    return connection


def _open_sqlite(url: URL) -> Engine:
    arguments: dict[str, object] = {"check_same_thread": False}
    if "timeout" not in url.query:
        arguments["timeout"] = BUSY_SECONDS
    if url.database in (None, "", ":memory:"):
        # The database lives as long as its connection: there is one, and everybody takes turns.
        engine = create_engine(url, poolclass=QueuePool, pool_size=1, max_overflow=0, connect_args=arguments, **QUIET)
    else:
        Path(str(url.database)).absolute().parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args=arguments, **QUIET)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: SqliteConnection, record: object) -> None:
    connection.isolation_level = None  # the driver would begin by itself, too late for a write lock
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Said to the driver itself: these few words begin every transaction there is."""
    reads = bool(connection.get_execution_options().get(READ_ONLY))
    driver = connection.connection.driver_connection
    assert isinstance(driver, SqliteConnection)
    try:
        if connection.info.get(READ_ONLY) != reads:  # a pooled connection stays as it was left
            driver.execute(f"PRAGMA query_only = {int(reads)}")
            connection.info[READ_ONLY] = reads
        # A writer takes its lock at once: one that began as a reader could not be let through later.
        driver.execute("BEGIN" if reads else "BEGIN IMMEDIATE")
    except SqliteError as trouble:
        raise OperationalError("BEGIN", None, trouble) from trouble
