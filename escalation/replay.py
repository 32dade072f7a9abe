"""Rebuild a case from its log: the entries, applied in order, are the case."""

from __future__ import annotations

from collections.abc import Iterable

from .case import Case
from .decision import Entry


def replay(entries: Iterable[Entry]) -> Case:
    """The case that `entries` made. Raises ValueError for a log that is empty."""
    case: Case | None = None
    for entry in entries:
        case = entry.facts.apply(case, entry.happened)  # type: ignore[arg-type]  # a draft needs no case before it
    if case is None:
        raise ValueError("a log without entries makes no case")
    return case
