"""What a pack assumes, leaves out and remarks, gathered for whoever signs it off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pydantic import BaseModel

from ...case import StageId, TrackId
from ...durations import Within
from ...pack_values import Part
from ...procedure import Procedure
from ...stages import Stage
from ..reading import Pack
from .marks import is_marked, meanings_of, without_marks
from .words import bullets, heading, listed

_SHORT = 60
_SILENT_KEYS = ("tracks", "stages", "clocks", "meeting", "next")
"""Keys that add nothing where the track and the stage are named."""


@dataclass(frozen=True, slots=True)
class _Remark:
    """An assumption or a note: what it is about, on which track, at which stage, and why."""

    about: str
    track: str
    stage: str
    why: str


def explain_for_sign_off(pack: Pack) -> Iterator[str]:
    every = tuple(track.title for track in pack.procedure.tracks.values())
    assumed, notes = [*_assumed(pack.procedure)], [*_notes(pack.procedure)]
    meanings = meanings_of(remark.why for remark in (*notes, *assumed))
    choices = [_in_words(note, meanings) for note in notes if is_marked(note.why)]
    others = [_in_words(note, meanings) for note in notes if not is_marked(note.why)]
    for title, none, lines in (
        (
            "Assumed: to be confirmed before sign-off",
            "Nothing is assumed.",
            _gathered((_in_words(one, meanings) for one in assumed), every),
        ),
        ("Gaps: the source text leaves these out", "No gaps are named.", list(pack.procedure.gaps)),
        (
            "Our choices where the text is silent or can be read in two ways",
            "No choice had to be made.",
            _gathered(choices, every),
        ),
        ("Notes", "There are none.", _gathered(others, every)),
        ("What IRO Bot does not act on yet", "IRO Bot acts on everything this pack says.", list(pack.not_played)),
    ):
        yield heading(title)
        yield bullets(lines) if lines else none


def _in_words(remark: _Remark, meanings: Mapping[str, str]) -> _Remark:
    return replace(remark, why=without_marks(remark.why, meanings))


def _gathered(remarks: Iterable[_Remark], every_track: tuple[str, ...]) -> list[str]:
    """The same remark at several stages or on several tracks is read once."""
    places: dict[tuple[str, str], list[_Remark]] = {}
    for remark in remarks:
        places.setdefault((remark.about, remark.why), []).append(remark)
    return [f"{_where(found, every_track)}{about}: {why}" for (about, why), found in places.items()]


def _where(found: list[_Remark], every_track: tuple[str, ...]) -> str:
    stages = [stage for stage in dict.fromkeys(remark.stage for remark in found) if stage]
    tracks = [track for track in dict.fromkeys(remark.track for remark in found) if track]
    if not tracks:
        return ""
    on = "every track" if len(tracks) == len(every_track) > 1 else listed(tracks)
    return f"{listed(stages)} ({on}), " if stages else f"{on}, "


def _assumed(procedure: Procedure) -> Iterator[_Remark]:
    for part, place in _parts(procedure, ()):
        for key, why in part.assumed.items():
            yield _remark(procedure, (*place, key + _value(part, key)), why)


def _notes(procedure: Procedure) -> Iterator[_Remark]:
    for part, place in _parts(procedure, ()):
        if part.note:
            yield _remark(procedure, place, part.note)


def _remark(procedure: Procedure, place: tuple[str, ...], why: str) -> _Remark:
    track = procedure.tracks[TrackId(place[1])] if place[:1] == ("tracks",) and len(place) > 1 else None
    stage = track.stages[StageId(place[3])] if track and place[2:3] == ("stages",) and len(place) > 3 else None
    rest = place[4:] if stage else place[2:] if track else place
    about = ", ".join(word.replace("_", " ") for word in rest if word not in _SILENT_KEYS)
    return _Remark(about or "as a whole", track.title if track else "", _short(stage), why.strip())


def _short(stage: Stage | None) -> str:
    return (stage.short or stage.title) if stage else ""


def _value(part: Part, key: str) -> str:
    """A short value is read out with its key."""
    for name, info in type(part).model_fields.items():
        if (info.alias or name) == key:
            value = getattr(part, name)
            short = isinstance(value, (str, Within)) and len(str(value)) <= _SHORT
            return f' "{value}"' if short else ""
    return ""


def _parts(value: object, place: tuple[str, ...]) -> Iterator[tuple[Part, tuple[str, ...]]]:
    """Every part below, with the keys that lead to it; the items of a list have none."""
    if isinstance(value, Part):
        yield value, place
    for key, below in _below(value):
        yield from _parts(below, (*place, key) if key else place)


def _below(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            yield info.alias or name, getattr(value, name)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key), item
    elif isinstance(value, tuple):
        for item in value:
            yield "", item
