"""What packs can say and no case follows yet. One table: take a line out when the rules learn to play it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .durations import Unit
from .occasions import COUNTED_FROM
from .pack_spots import Spot
from .procedure import Procedure
from .stages import Clock, Stage

_PLAYED_CLOCKS = ("answer", "settle", "convene", "hold")
_PLAYED_ORIGINS = ("stage opened", "raised", "case opened", "identified", *COUNTED_FROM)
_NOT_PLAYED_UNITS = (Unit.NONE,)
_ANSWER_SILENCES = ("ask the raiser", "move up", "tell the line manager")


STAGE: tuple[tuple[str, Callable[[Stage], bool]], ...] = (
    ("form on closing", lambda stage: stage.form_on_closing is not None),
)
CLOCK: tuple[tuple[str, Callable[[Clock], bool]], ...] = (
    ("within", lambda clock: clock.within.unit in _NOT_PLAYED_UNITS),
    ("from", lambda clock: clock.counted_from not in _PLAYED_ORIGINS),
    ("due", lambda clock: clock.due == "before the meeting"),
    ("if late", lambda clock: clock.if_late is not None),
)
PACK: tuple[tuple[str, Callable[[Procedure], bool]], ...] = (
    ("pauses", lambda pack: bool(pack.pauses)),
    ("reports", lambda pack: bool(pack.reports)),
    ("events", lambda pack: bool(pack.events)),
    ("side workflows", lambda pack: bool(pack.side_workflows)),
    ("colours", lambda pack: pack.colours is not None),
)
"""Keys outside tracks: they are listed, and cases can be opened all the same."""
SHOWN_IN_LOG = ("reference", "case", "stage", "raised", "themes", "due", "answer due", "concluded", "raised by")
"""The words under `log` > `columns` that the log follows: it always shows these."""


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
    for column in top["log"]["columns"].words():
        if column.text.lower() not in SHOWN_IN_LOG:
            yield Unplayed(column, prevents_cases=False)
    for name, track in procedure.tracks.items():
        spot = top["tracks"][name]
        for stage_name, stage in track.stages.items():
            yield from _blocking(_of_a_stage(stage, procedure, spot["stages"][stage_name]))


def _blocking(spots: Iterator[Spot]) -> Iterator[Unplayed]:
    return (Unplayed(spot, prevents_cases=True) for spot in spots)


def _of_a_stage(stage: Stage, procedure: Procedure, spot: Spot) -> Iterator[Spot]:
    for key, applies in STAGE:
        if applies(stage):
            yield spot[key]
    for name, clocks in stage.clocks.items():
        listed = spot["clocks"][name]
        if name not in _PLAYED_CLOCKS:
            yield listed
        for clock, clock_spot in zip(clocks, listed.items(), strict=True):
            yield from _of_a_clock(clock, procedure, clock_spot)


def _of_a_clock(clock: Clock, procedure: Procedure, spot: Spot) -> Iterator[Spot]:
    for key, applies in CLOCK:
        if applies(clock):
            yield spot[key]
    if procedure.silence_of(clock) not in _ANSWER_SILENCES:
        yield spot["if silent"]
