"""What packs can say and no case follows yet. One table: take a line out when the rules learn to play it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .durations import Unit
from .pack_spots import Spot
from .procedure import Procedure
from .stages import Asks, Clock, Stage, Track, When

_PLAYED_CLOCKS = ("answer", "settle", "convene", "hold")
_PLAYED_ORIGINS = ("stage opened", "raised", "case opened", "identified", "conference end")
_NOT_PLAYED_UNITS = (Unit.NONE,)
_ANSWER_SILENCES = ("ask the raiser", "move up", "tell the line manager")


def _names_others(asks: Asks | None) -> bool:
    return asks is not None and asks.roles != ("raiser",)


def _can_be_checked(raise_within: Clock) -> bool:
    """At raising two days can be known: when it was noticed, and the conference."""
    open_ended = (*_NOT_PLAYED_UNITS, Unit.SET_BY_THE_RAISER, Unit.UNSET)
    return raise_within.counted_from in ("identified", "conference end") and raise_within.within.unit not in open_ended


TRACK: tuple[tuple[str, Callable[[Track], bool]], ...] = (
    ("raise within", lambda track: track.raise_within is not None and not _can_be_checked(track.raise_within)),
    ("must be raised", lambda track: bool(track.must_be_raised)),
    ("several children", lambda track: track.several_children),
)
STAGE: tuple[tuple[str, Callable[[Stage], bool]], ...] = (
    ("opened by", lambda stage: _names_others(stage.opened_by)),
    ("judged by", lambda stage: _names_others(stage.judged_by)),
    ("form on closing", lambda stage: stage.form_on_closing is not None),
    ("consult", lambda stage: stage.consult is not None and stage.consult.kind != "consult"),
)
CLOCK: tuple[tuple[str, Callable[[Clock], bool]], ...] = (
    ("within", lambda clock: clock.within.unit in _NOT_PLAYED_UNITS),
    ("from", lambda clock: clock.counted_from not in _PLAYED_ORIGINS),
    ("due", lambda clock: clock.due is not None),
    ("if late", lambda clock: clock.if_late is not None),
)
WHEN: tuple[tuple[str, Callable[[When], bool]], ...] = (
    ("urgent", lambda when: when.urgent is not None),
    ("review conference", lambda when: when.review_conference is not None),
    ("skipping a stage", lambda when: when.skipping_a_stage is not None),
)
PACK: tuple[tuple[str, Callable[[Procedure], bool]], ...] = (
    ("pauses", lambda pack: bool(pack.pauses)),
    ("reports", lambda pack: bool(pack.reports)),
    ("events", lambda pack: bool(pack.events)),
    ("side workflows", lambda pack: bool(pack.side_workflows)),
    ("colours", lambda pack: pack.colours is not None),
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
        yield from _blocking(_of_a_track(track, spot))
        for stage_name, stage in track.stages.items():
            yield from _blocking(_of_a_stage(stage, procedure, spot["stages"][stage_name]))


def _blocking(spots: Iterator[Spot]) -> Iterator[Unplayed]:
    return (Unplayed(spot, prevents_cases=True) for spot in spots)


def _of_a_track(track: Track, spot: Spot) -> Iterator[Spot]:
    for key, applies in TRACK:
        if applies(track):
            yield spot[key]
    for start, start_spot in zip(track.starts_at, spot["starts at"].items(), strict=True):
        yield from _of_when(start.when, start_spot["when"])


def _of_a_stage(stage: Stage, procedure: Procedure, spot: Spot) -> Iterator[Spot]:
    for key, applies in STAGE:
        if applies(stage):
            yield spot[key]
    if stage.consult is not None:
        yield from _of_when(stage.consult.when, spot["consult"]["when"])
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
    yield from _of_when(clock.when, spot["when"])


def _of_when(when: When | None, spot: Spot) -> Iterator[Spot]:
    for key, applies in WHEN:
        if when is not None and applies(when):
            yield spot[key]
