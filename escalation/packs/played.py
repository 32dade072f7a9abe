"""What packs can say and no case follows yet. One table: take a line out when the rules learn to play it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..procedure import Procedure
from .spots import Spot

PACK: tuple[tuple[str, Callable[[Procedure], bool]], ...] = (
    ("pauses", lambda pack: bool(pack.pauses)),
    ("reports", lambda pack: bool(pack.reports)),
    ("events", lambda pack: bool(pack.events)),
    ("side workflows", lambda pack: bool(pack.side_workflows)),
)
"""Keys outside tracks: they are listed, and cases can be opened all the same."""


@dataclass(frozen=True, slots=True)
class Unplayed:
    """A key that no case follows yet. Where it `prevents_cases`, playing without it would play another procedure."""

    spot: Spot
    prevents_cases: bool

    def __str__(self) -> str:
        value = f": {self.spot.text}" if self.spot.text else ""
        place = f"{self.spot.place.file}, line {self.spot.place.line}"
        return f"{place}, {' > '.join(self.spot.path)}{value}"


def unplayed(procedure: Procedure, top: Spot) -> Iterator[Unplayed]:
    """Everything in a readable pack that is not played yet, each place once."""
    for key, applies in PACK:
        if applies(procedure):
            yield Unplayed(top[key], prevents_cases=False)
