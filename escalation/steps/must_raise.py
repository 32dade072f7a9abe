"""What has to be raised because a review or conference takes place: drafts that a person completes and sends."""

from __future__ import annotations

from dataclasses import dataclass

from ..case import Occasion, StageId, TrackId
from ..duties import Facts, row_of
from ..procedure import Procedure, Track
from ..stages import When
from .raise_checks import default_start


@dataclass(frozen=True, slots=True)
class Wanted:
    """A concern that the procedure asks for. It `starts_elsewhere` where others would not start at that stage."""

    track: TrackId
    at: StageId
    starts_elsewhere: bool = False


def wanted_after(occasion: Occasion, procedure: Procedure, earlier_concerns: bool) -> tuple[Wanted, ...]:
    """Once for each track and stage. What the register does not say of the child is left to whoever gets the draft."""
    found = (
        Wanted(id, draft.at, _usual_start(occasion, procedure, track, earlier_concerns) != draft.at)
        for id, track in procedure.tracks.items()
        for draft in track.must_be_raised
        if _follows(draft.when, occasion, earlier_concerns)
    )
    return tuple(dict.fromkeys(found))


def _follows(when: When, occasion: Occasion, earlier_concerns: bool) -> bool:
    checks = (
        when.source is None or when.source.value == occasion.kind.value,
        when.review_conference is None or when.review_conference == row_of(occasion.which),
        when.earlier_concerns is None or when.earlier_concerns == earlier_concerns,
    )
    return all(checks)


def _usual_start(occasion: Occasion, procedure: Procedure, track: Track, earlier_concerns: bool) -> StageId:
    children = frozenset(status.value for status in track.children)
    row = row_of(occasion.which)
    facts = Facts(occasion.kind.value, frozenset(), False, earlier_concerns, children, review_conference=row)
    return default_start(procedure, track, facts)
