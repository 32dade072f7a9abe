"""Column types that refuse what a database would silently bend: naive times, characters it cannot keep."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from .errors import TextRefused, TimeRefused


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, UTC out. SQLite drops time zones, so that a naive value would come back as another moment."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TimeRefused("a time without a time zone cannot be kept")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class PlainText(TypeDecorator[str]):
    """Text of any length and script that both databases can keep."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else checked(value)


def checked(text: str) -> str:
    """The same text as a plain str (of an enum, its value). Raises TextRefused, naming the place and never the text."""
    at = text.find("\x00")
    if at >= 0:
        raise TextRefused(f"character {at + 1} of a text is NUL, which cannot be kept")
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        raise TextRefused(
            f"character {fault.start + 1} of a text is half of a character, which cannot be kept"
        ) from None
    return str(text)
