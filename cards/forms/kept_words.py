"""Long words that a form cannot show again: they stay with the draft, and the form says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from .fields import Field, Kind, Typed

SHOWN_AGAIN_BYTES = 6 * 1024
"""How much of what was typed a form carries back in its boxes."""
KEPT = "kept"


def fitted(typed: Typed, fields: Iterable[Field]) -> Typed:
    """Leaves the longest texts out of the boxes until the rest fits."""
    words = sorted((f.id for f in fields if f.kind is Kind.WORDS), key=lambda id: _weight(typed, id))
    kept: list[str] = []
    while words and sum(_weight(typed, id) for id in words) > SHOWN_AGAIN_BYTES:
        kept.append(words.pop())
    return replace(typed, kept=frozenset(kept))


def kept_note(typed: Typed) -> Mapping[str, str]:
    """Goes with the form's data, so that `put_back` knows."""
    return {KEPT: ",".join(sorted(typed.kept))} if typed.kept else {}


def put_back(data: Mapping[str, object], earlier: Mapping[str, str]) -> dict[str, object]:
    """`data` with the words that the form said were kept, where nothing new was typed in their place."""
    names = data.get(KEPT)
    together = dict(data)
    for id in names.split(",") if isinstance(names, str) else ():
        if id in earlier and not together.get(id):
            together[id] = earlier[id]
    return together


def _weight(typed: Typed, id: str) -> int:
    return len(typed.filled.get(id, "").encode("utf-8", "surrogatepass"))
