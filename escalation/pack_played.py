"""What packs can say and no case follows yet. One table: take a line out when the rules learn to play it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .pack_spots import Spot
from .procedure import Procedure
from .stages import Clock, Stage

CLOCK: tuple[tuple[str, Callable[[Clock], bool]], ...] = (("due", lambda clock: clock.due == "before the meeting"),)
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
    for name, track in procedure.tracks.items():
        spot = top["tracks"][name]
        for stage_name, stage in track.stages.items():
            yield from _blocking(_of_a_stage(stage, spot["stages"][stage_name]))


def _blocking(spots: Iterator[Spot]) -> Iterator[Unplayed]:
    return (Unplayed(spot, prevents_cases=True) for spot in spots)


def _of_a_stage(stage: Stage, spot: Spot) -> Iterator[Spot]:
    for name, clocks in stage.clocks.items():
        listed = spot["clocks"][name]
        for clock, clock_spot in zip(clocks, listed.items(), strict=True):
            yield from _of_a_clock(clock, clock_spot)


def _of_a_clock(clock: Clock, spot: Spot) -> Iterator[Spot]:
    for key, applies in CLOCK:
        if applies(clock):
            yield spot[key]
