"""Filling in the forms of a stage: whose field it is, and whether what was written fits it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from ..actions import Filled, FillIn
from ..case import FilledIn, PersonId, StageVisit
from ..case_log import FormFilled
from ..deciding import Deciding
from ..errors import DetailNeeded, StageHasMoved
from ..form_fields import fields_at_closing, fields_of, filled_in, is_needed
from ..permissions import fields_for
from ..procedure import FormField

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def fill_in(d: Deciding, action: FillIn) -> None:
    visit = next((v for v in d.case.visits if v.number == action.visit), None)
    if visit is None:
        raise StageHasMoved("no_such_visit")
    if not any(one.words for one in action.filled):
        raise DetailNeeded("nothing_filled_in")
    fill(d, visit, action.filled)


def fill(d: Deciding, visit: StageVisit, filled: Iterable[Filled]) -> None:
    """Keep what was filled in. Raises DetailNeeded for a field that is not theirs, or a value that cannot be."""
    theirs = {field.id for field in fields_for(visit, d.case, d.by, d.situation)}
    known = {field.id: (key, field) for key, field in fields_of(visit, d.case, d.situation.procedure)}
    kept: dict[str, list[FilledIn]] = {}
    for one in filled:
        if not one.words:
            continue
        form, field = known.get(one.field, ("", None))
        if field is None or field.id not in theirs:
            raise DetailNeeded("no_such_field")
        _check_value(d, field, one)
        kept.setdefault(form, []).append(FilledIn(visit.number, form, field.id, one.words, d.by, one.person))
    for form, entries in kept.items():
        d.log(FormFilled(visit.number, form, tuple(entries)))


def check_closing_form(d: Deciding, visit: StageVisit, filled: Iterable[Filled]) -> None:
    """Raises DetailNeeded where the form for the end has to be filled in first."""
    given = {one.field for one in filled if one.words}
    theirs = {field.id for field in fields_for(visit, d.case, d.by, d.situation)}
    closing = fields_at_closing(visit, d.case, d.situation.procedure)
    needed = [field for field in closing if field.id in theirs - given and is_needed(field, d.case)]
    missing = [field.title for field in needed if not filled_in(d.case, visit, field.id)]
    if missing:
        raise DetailNeeded("form_incomplete", fields=", ".join(missing))


def _check_value(d: Deciding, field: FormField, one: Filled) -> None:
    match field.type:
        case "choice":
            fits = one.words in field.choices
        case "yes or no":
            fits = one.words in ("yes", "no")
        case "date":
            fits = _is_a_day(one.words)
        case "person":
            fits = PersonId(one.words) in d.situation.roster.people
        case _:
            fits = True
    if not fits or (one.person is not None and one.person not in d.situation.roster.people):
        raise DetailNeeded("does_not_fit", field=field.title)


def _is_a_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and date.fromisoformat(text).year > 0
    except ValueError:
        return False
