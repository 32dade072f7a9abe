"""How far something has been read, such as the mailbox: silence is not declared past it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from .schema import cursors, watermarks
from .upserts import put_row

MAILBOX_READ = "mailbox read up to"
"""Whatever arrived in the mailbox before that has been looked at."""


class Watermarks:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> datetime | None:
        return self._connection.execute(select(watermarks.c.at).where(watermarks.c.name == name)).scalar()

    def set(self, name: str, at: datetime) -> None:
        put_row(self._connection, watermarks, {"name": name, "at": at})

    def cursor(self, name: str) -> str | None:
        """Where its provider said to go on reading."""
        return self._connection.execute(select(cursors.c.value).where(cursors.c.name == name)).scalar()

    def set_cursor(self, name: str, value: str) -> None:
        put_row(self._connection, cursors, {"name": name, "value": value})
