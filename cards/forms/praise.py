"""The form for praise: whom, what for, and which child if one is concerned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from escalation.case import PersonId, TeamId, TrackId
from escalation.procedure import Procedure

from ..buttons import arranged, button
from ..card_json import Card, finished
from ..errors import FieldFault
from ..parts import band, paragraphs
from ..telling import Tone
from ..verbs import Verb
from ..wording import capital
from .concern_fields import carried, child_rows, labelled, team_rows
from .fields import Field, Kind, Option, Rows, Typed, each, fault_summary, inputs
from .kept_words import fitted, kept_note
from .shared_fields import person_field

IN_SIGHT = 8


@dataclass(frozen=True, slots=True)
class PraiseRequest:
    """Who may be praised by this person, and what had been filled in."""

    procedure: Procedure
    tracks: tuple[TrackId, ...]
    teams: tuple[tuple[TeamId, str], ...]
    people: tuple[tuple[PersonId, str], ...]
    token: str
    filled: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[FieldFault, ...] = ()
    digest: str = ""  # of the procedure's pack, to be sent along


def praise_form(form: PraiseRequest) -> Card:
    """Sends the verb "praise"; the check card comes next."""
    rows = _rows(form)
    typed = fitted(Typed(form.filled, form.faults), each(rows))
    title = capital(form.procedure.words.praise)
    data = {"token": form.token, **carried(form.tracks, form.teams, form.digest), **kept_note(typed)}
    actions = [
        button("Next: who is told", Verb.PRAISE, data, inputs="auto"),
        button("Discard", Verb.DISCARD_DRAFT, {"token": form.token}),
    ]
    body = [
        band(form.procedure.title, title, "", Tone.CALM, None),
        *fault_summary(form.faults),
        *paragraphs([form.procedure.advice.praise or ""], "quiet"),
        *inputs(rows, typed),
    ]
    return finished(body, arranged(actions), f"{title}: the form")


def _rows(form: PraiseRequest) -> Rows:
    return [
        *_people(form),
        labelled("text", Kind.WORDS, True),
        *team_rows(form.teams),
        *[_if_one_child(row) for row in child_rows(form.procedure, form.tracks)],
    ]


def _people(form: PraiseRequest) -> Rows:
    """A few people all in sight; many are found by typing a part of the name, or the whole of it."""
    options = [Option(person, name) for person, name in form.people]
    if len(options) <= IN_SIGHT:
        return [labelled("people", Kind.SOME_OF, True, options)]
    fields = [labelled(id, Kind.ONE_OF_MANY, id == "people") for id in ("people", "people_2", "people_3")]
    return [person_field(field, options) for field in fields]


def _if_one_child(row: Field | tuple[Field, Field]) -> Field | tuple[Field, Field]:
    """Praise need not be about one child; the track is still needed."""
    if isinstance(row, tuple):
        return (replace(row[0], required=False), replace(row[1], required=False))
    return row if row.id == "track" else replace(row, required=False)
