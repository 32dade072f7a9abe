"""The rights that the migrations advise on PostgreSQL: each of the two roles can do its work, and neither more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from storage.database import Database, open_database
from tests.people import at
from tests.storage.casebook import FIRST
from tests.storage.conftest import new_database, run_outside_transactions
from tests.storage.test_case_log import play_to_the_end

SERVICE, RETENTION = "iro_bot", "iro_bot_retention"
VERSIONS = "storage.migrations.versions"
LATER = at("2034-01-10")


def advised() -> list[str]:
    said = "".join(import_module(f"{VERSIONS}.{name}").__doc__ or "" for name in ("0002_guard_the_log", "0005_mails"))
    return re.findall(r"(?:GRANT|REVOKE) [^;]+;", said)


@pytest.fixture
def url(postgresql_url: str) -> Iterator[str]:
    """A database with the rights that are advised; the roles end with it."""
    url = new_database(postgresql_url, "migrated")
    run_outside_transactions(url, *(f"CREATE ROLE {role} LOGIN" for role in (SERVICE, RETENTION)), *advised())
    yield url
    run_outside_transactions(url, *(f"DROP OWNED BY {role}" for role in (SERVICE, RETENTION)))
    run_outside_transactions(url, *(f"DROP ROLE {role}" for role in (SERVICE, RETENTION)))


def opened_as(url: str, role: str) -> Database:
    return Database(open_database(make_url(url).set(username=role).render_as_string(hide_password=False)))


def test_the_service_writes_and_retention_empties(url: str) -> None:
    service, retention = opened_as(url, SERVICE), opened_as(url, RETENTION)
    play_to_the_end(service)
    with retention.write() as uow:
        assert [ref for ref, _ in uow.retention.due(LATER)] == [FIRST]
        assert uow.retention.empty_words(FIRST, "six years", LATER, LATER) >= 2
        uow.retention.drop_loose(LATER)
        assert uow.log.verify(FIRST).ok
        uow.commit()
    with service.read() as reading:
        assert reading.log.verify(FIRST).removed_under == ("six years",)
    service.engine.dispose()
    retention.engine.dispose()


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        (SERVICE, "UPDATE log_words SET words = NULL"),
        (SERVICE, "DELETE FROM log"),
        (RETENTION, "INSERT INTO inbox (key, at) VALUES ('a press', now())"),
        (RETENTION, "DELETE FROM cases"),
        (RETENTION, "UPDATE log SET by = 'helen'"),
    ],
)
def test_neither_may_do_more(url: str, role: str, statement: str) -> None:
    database = opened_as(url, role)
    with pytest.raises(DBAPIError, match="permission denied"), database.engine.begin() as connection:
        connection.execute(text(statement))
    database.engine.dispose()
