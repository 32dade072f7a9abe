"""Insert that says what to do when the row is there already: one spelling for both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Insert = sqlite.Insert | postgresql.Insert


def insert_into(connection: Connection, table: Table) -> Insert:
    return insert_for(connection.dialect.name, table)


def put_row(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Insert the row, or change the one with the same primary key."""
    put_rows(connection, table, [row])


def put_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """As `put_row`, for rows of the same columns."""
    if rows:
        connection.execute(_put(connection.dialect.name, table, tuple(rows[0])), rows)


def add_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those rows that are not there yet."""
    if rows:
        connection.execute(_add(connection.dialect.name, table), rows)


# Building a statement takes longer than SQLite takes to run it, so that each is built once.


@cache
def insert_for(dialect: str, table: Table) -> Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def _put(dialect: str, table: Table, names: tuple[str, ...]) -> Insert:
    new = insert_for(dialect, table)
    keys = [column.name for column in table.primary_key]
    changed = {name: new.excluded[name] for name in names if name not in keys}
    return new.on_conflict_do_update(index_elements=keys, set_=changed)


@cache
def _add(dialect: str, table: Table) -> Insert:
    return insert_for(dialect, table).on_conflict_do_nothing()
