"""Text made ready for looking things up: the same for any case, script and way of writing accents."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize

from sqlalchemy import ColumnElement

MOST_TERMS = 12
"""More words than this are no search; the first of them are looked for."""


def folded(*texts: str) -> str:
    return normalize("NFKC", "\n".join(texts)).casefold()


def terms_of(asked: str) -> tuple[str, ...]:
    """The words somebody looks for; each must be found."""
    return tuple(dict.fromkeys(folded(asked).split()))[:MOST_TERMS]


def has_all(column: ColumnElement[str] | ColumnElement[str | None], terms: Iterable[str]) -> list[ColumnElement[bool]]:
    """One condition for each term. Percent signs and underscores mean themselves."""
    return [column.contains(term, autoescape=True) for term in terms]
