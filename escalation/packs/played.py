"""What packs can say and IRO Bot does not act on yet. One table: take a line out when the rules learn it."""

from __future__ import annotations

from collections.abc import Callable

from ..procedure import Procedure
from .spots import Spot

PACK: tuple[tuple[str, Callable[[Procedure], bool]], ...] = (
    ("pauses", lambda pack: bool(pack.pauses)),
    ("reports", lambda pack: bool(pack.reports)),
    ("events", lambda pack: bool(pack.events)),
    ("side workflows", lambda pack: bool(pack.side_workflows)),
)
"""Keys outside tracks: cases run without them, and whoever reads the pack is told so."""


def not_played(procedure: Procedure, top: Spot) -> tuple[str, ...]:
    """Where each such key stands in a readable pack: file, line, key."""
    spots = (top[key] for key, applies in PACK if applies(procedure))
    return tuple(f"{spot.place.file}, line {spot.place.line}, {spot.key}" for spot in spots)
