"""Text made ready for looking things up: the same for any case, script and way of writing accents."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize

from sqlalchemy import ColumnElement


def folded(*texts: str) -> str:
    return normalize("NFKC", "\n".join(texts)).casefold()


def terms_of(asked: str) -> tuple[str, ...]:
    """The words somebody looks for; each must be found."""
    return tuple(folded(asked).split())


def has_all(column: ColumnElement[str] | ColumnElement[str | None], terms: Iterable[str]) -> list[ColumnElement[bool]]:
    """One condition for each term. Percent signs and underscores mean themselves."""
    return [column.contains(term, autoescape=True) for term in terms]
