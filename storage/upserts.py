"""Insert that says what to do when the row is there already: one spelling for both databases."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Insert = sqlite.Insert | postgresql.Insert


def insert_into(connection: Connection, table: Table) -> Insert:
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def put_row(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Insert the row, or change the one with the same primary key."""
    put_rows(connection, table, [row])


def put_rows(connection: Connection, table: Table, rows: Collection[Mapping[str, Any]]) -> None:
    """As `put_row`, for rows of the same columns."""
    if not rows:
        return
    new = insert_into(connection, table)
    keys = [column.name for column in table.primary_key]
    changed = {name: new.excluded[name] for name in next(iter(rows)) if name not in keys}
    connection.execute(new.on_conflict_do_update(index_elements=keys, set_=changed), [dict(row) for row in rows])
