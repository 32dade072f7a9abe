"""How a connection to each database is opened and how its transactions begin."""

from __future__ import annotations

from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import Error as SqliteError
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from .errors import DatabaseNotReady

BUSY_SECONDS = 30.0
"""How long a writer waits for another; on SQLite unless the address says ?timeout=."""
QUIET = {"hide_parameters": True}
"""A fault says which statement it was, and never what it carried: that may be people's words."""
READ_ONLY = "iro_bot_read_only"
"""Execution option of a connection that only reads."""
ADDRESS = (
    "its address reads sqlite:///folder/file.db or postgresql://user:password@host:5432/name, and in a password "
    "@ is written %40, : is written %3A and / is written %2F"
)
WHY = (
    ("resolve host", "no host of that name is found"),
    ("translate host", "no host of that name is found"),
    ("refused", "nothing listens there"),
    ("timeout", "nothing came back in time"),
    ("timed out", "nothing came back in time"),
    ("authentication failed", "it does not take this user with this password"),
    ("no password", "it asks for a password, and the address holds none"),
    ("does not exist", "it knows no such user, or no such database"),
    ("invalid connection option", "its address ends with an option that is not known"),
    ("invalid port", "its address names a port that there cannot be"),
    ("certificate", "its certificate is not one that is trusted"),
    ("permission denied", "its user may not use the tables"),
    ("not a database", "its file holds something else"),
    ("unable to open", "its file cannot be opened"),
    ("locked", "another program holds its file"),
)
"""What drivers say, and how we say it: their own words repeat the address, which may hold a password."""


def open_database(url: str) -> Engine:
    """An engine for `sqlite:///path`, `sqlite://` (in memory) or `postgresql://...`. Nothing is connected yet.

    Raises DatabaseNotReady.
    """
    try:
        return _open(_parsed(url))
    except (ArgumentError, ValueError):
        raise DatabaseNotReady(ADDRESS) from None


def connect(engine: Engine) -> Connection:
    """Raises DatabaseNotReady."""
    try:
        return engine.connect()
    except DBAPIError as trouble:
        raise not_answering(trouble) from None
    except ArgumentError:
        raise DatabaseNotReady(ADDRESS) from None


def not_answering(trouble: DBAPIError) -> DatabaseNotReady:
    said = str(trouble.orig).lower()
    why = next((f": {words}" for sign, words in WHY if sign in said), "")
    return DatabaseNotReady(f"the database does not answer{why}")


def _open(parsed: URL) -> Engine:
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed)
    if parsed.get_backend_name() != "postgresql":
        raise DatabaseNotReady(f"{parsed.get_backend_name()} is not served: SQLite and PostgreSQL are")
    try:
        engine = create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, **QUIET)
    except NoSuchModuleError as missing:
        raise DatabaseNotReady(str(missing)) from missing
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def open_existing(url: str) -> Engine:
    """As `open_database`, for whoever only looks: no file is made, or changed by that. Raises DatabaseNotReady where
    there is none.
    """
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
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # a port that is no number is part of a password, as often as not
        raise DatabaseNotReady(ADDRESS) from None
    if parsed.get_backend_name() == "postgresql" and "@" in f"{parsed.host}{parsed.database}":
        raise DatabaseNotReady(ADDRESS)
    return parsed


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


def let_readers_go_on(connection: Connection) -> None:
    """While somebody writes to SQLite. The file keeps it, so that who only looks changes none.

    Raises DatabaseNotReady.
    """
    if connection.dialect.name != "sqlite":
        return
    driver = connection.connection.driver_connection
    assert isinstance(driver, SqliteConnection)
    try:
        driver.execute("PRAGMA journal_mode = WAL")
    except SqliteError as trouble:
        raise not_answering(OperationalError("PRAGMA", None, trouble)) from None


def commit(connection: Connection) -> None:
    """Keeps the transaction, or ends it: SQLAlchemy would leave one that cannot be kept open in its pool."""
    try:
        connection.commit()
    except BaseException:
        if not connection.invalidated:  # the database has hung up, and with it ended the transaction
            connection.connection.rollback()
        raise


def _open_sqlite(url: URL) -> Engine:
    arguments: dict[str, object] = {"check_same_thread": False}
    if "timeout" not in url.query:
        arguments["timeout"] = BUSY_SECONDS
    if url.database in (None, "", ":memory:"):
        # The database lives as long as its connection: there is one, and everybody takes turns.
        engine = create_engine(url, poolclass=QueuePool, pool_size=1, max_overflow=0, connect_args=arguments, **QUIET)
    else:
        _make_folder(Path(str(url.database)).absolute().parent)
        engine = create_engine(url, connect_args=arguments, **QUIET)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise DatabaseNotReady(f"the folder of its file cannot be made: {trouble.strerror}") from None


def _prepare_postgresql(connection: Any, record: object) -> None:
    """Without it, who waits for a lock that nobody lets go waits without end."""
    connection.autocommit = True  # else it would begin a transaction
    connection.execute(f"SET lock_timeout = '{BUSY_SECONDS * 1000:.0f}ms'")
    connection.autocommit = False


def _prepare_sqlite(connection: SqliteConnection, record: object) -> None:
    connection.isolation_level = None  # the driver would begin by itself, too late for a write lock
    for pragma in ("synchronous = NORMAL", "foreign_keys = ON"):
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
