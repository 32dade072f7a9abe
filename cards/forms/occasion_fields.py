"""The fields for the day of a review or a conference, and how one is named in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from escalation.case import Occasion, OccasionKind, Which

from ..wording import full_date
from .fields import Field, Kind, Option, Rows

KINDS = (Option(OccasionKind.REVIEW.value, "A review"), Option(OccasionKind.CONFERENCE.value, "A conference"))
WHICH: Mapping[Which, str] = {
    Which.INITIAL: "Initial conference",
    Which.FIRST: "First review conference",
    Which.SECOND: "Second review conference",
    Which.THIRD: "Third review conference",
    Which.LATER: "A later review conference",
}


def called(occasion: Occasion) -> str:
    """ "review", "third review conference"."""
    which = WHICH.get(occasion.which) if occasion.which is not None else None
    return f"{which[0].lower()}{which[1:]}".removeprefix("a ") if which else occasion.kind.value


def which_field(required: bool = False) -> Field:
    options = tuple(Option(which.value, title) for which, title in WHICH.items())
    return Field("which", "Which conference", Kind.ONE_OF, required, "Choose one, or leave it empty.", options)


def occasion_rows(kind: OccasionKind | None, known: Iterable[Occasion], today: date) -> Rows:
    """`kind` is what is waited for. One that is known and still to come can be moved."""
    ahead = tuple(
        Option(o.on.isoformat(), f"The {called(o)} on {full_date(o.on)}") for o in known if o.on >= today or o.arose
    )
    chosen = kind.value if kind is not None else ""
    moved = Field("instead_of", "If it has been moved: in place of", Kind.ONE_OF, options=ahead)
    return (
        Field("occasion", "What takes place", Kind.ONE_IN_SIGHT, True, "Choose one.", KINDS, chosen),
        (
            Field("on", "Its day", Kind.DATE, True, "Choose the day."),
            Field("ends", "When it ends, if you know", Kind.TIME, remedy="Write it like 14:30."),
        ),
        which_field(),
        *((moved,) if ahead else ()),
    )
