"""A case goes on under another track: the form for it, filled in with what the case says already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from escalation.case import Case, CaseRef, ChildStatus, PersonId, TrackId
from escalation.errors import DetailNeeded
from escalation.packs.reading import Pack
from escalation.procedure import Procedure
from escalation.ways import may_be_taken_up
from storage.unit_of_work import Reading

from ..casework import Desk

LABELLED = ("", "_2")
"""How many concerns the form has room for, by what stands behind the names of their fields."""


def taking_up(desk: Desk, person: PersonId, ref: CaseRef, track: TrackId) -> tuple[Mapping[str, str], str | None]:
    """What the form for the new case is filled with, and the digest of its procedure. Raises DetailNeeded."""
    with desk.database.read() as reading:
        stored = reading.cases.load(ref)
        if stored is None:
            raise DetailNeeded("no_earlier_case")
        if not may_be_taken_up(stored.case, track, person, desk.pack_of(reading, stored.case.pack).procedure):
            raise DetailNeeded("no_earlier_case")
        pack = _now(desk, reading, person, stored.case)
    procedure = pack.procedure if pack is not None else None
    return dict(_filled(stored.case, track, procedure)), pack.pin.digest if pack is not None else None


def _now(desk: Desk, reading: Reading, person: PersonId, case: Case) -> Pack | None:
    """The procedure as it stands for new cases; it may have been amended since this one was opened."""
    packs = desk.in_force(reading).raised_under(person, reading.people.roster(), desk.today())
    return next((pack for pack in packs if pack.pin.id == case.pack.id), None)


def _filled(case: Case, track: TrackId, procedure: Procedure | None) -> Iterator[tuple[str, str]]:
    """What the other track does not know is left empty: whoever sends it fills it in."""
    yield from (("track", track), ("team", case.team), ("after", case.ref), ("source", case.source.value))
    yield from (("record", case.child.record), ("initials", case.child.initials))
    if case.child.status is not ChildStatus.NONE:
        yield "status", case.child.status.value
    if case.social_worker is not None:
        yield "social_worker", case.social_worker
    themes = procedure.categories_for(track) if procedure is not None and track in procedure.tracks else {}
    open_ones = [concern for concern in case.concerns if not concern.settled]
    for suffix, concern in zip(LABELLED, open_ones, strict=False):
        if concern.category in themes:
            yield f"category{suffix}", concern.category
        yield f"what{suffix}", str(concern.what)
        yield f"why{suffix}", str(concern.why_it_matters)
        yield f"asked{suffix}", str(concern.asked)
    if open_ones and open_ones[0].named:
        yield "named", str(open_ones[0].named)
