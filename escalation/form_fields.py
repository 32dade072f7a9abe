"""The forms of a stage visit: their fields, what is filled in, and what has still to be."""

from __future__ import annotations

from collections.abc import Iterator

from .case import Case, FilledIn, StageVisit
from .procedure import Form, FormField, Procedure


def forms_of(visit: StageVisit, case: Case, procedure: Procedure) -> Iterator[tuple[str, Form]]:
    """The forms of a visit by their keys: the stage's own, then the one for its end."""
    stage = procedure.stage(case.track, visit.stage)
    for key in dict.fromkeys(key for key in (stage.form, stage.form_on_closing) if key is not None):
        yield key, procedure.forms[key]


def fields_of(visit: StageVisit, case: Case, procedure: Procedure) -> Iterator[tuple[str, FormField]]:
    """What is to be filled in at a visit; not what the case holds already."""
    for key, form in forms_of(visit, case, procedure):
        for field in form.fields:
            here = not field.stages or visit.stage in field.stages
            if here and field.same_as is None:
                yield key, field


def fields_at_closing(visit: StageVisit, case: Case, procedure: Procedure) -> tuple[FormField, ...]:
    """What is filled in when the stage ends here."""
    closing = procedure.stage(case.track, visit.stage).form_on_closing
    found = fields_of(visit, case, procedure)
    return tuple(f for key, f in found if f.filled_by == "the raiser" and (f.at == "closing" or key == closing))


def is_needed(field: FormField, case: Case) -> bool:
    themes = {concern.category for concern in case.concerns}
    return field.required or not themes.isdisjoint(field.required_for)


def filled_in(case: Case, visit: StageVisit, field: str) -> tuple[FilledIn, ...]:
    return tuple(f for f in case.filled if f.visit == visit.number and f.field == field)


def still_to_fill_in(case: Case, visit: StageVisit, procedure: Procedure) -> tuple[FormField, ...]:
    """The fields that have to be filled in at this visit and are not."""
    found = (f for _, f in fields_of(visit, case, procedure))
    return tuple(f for f in found if is_needed(f, case) and not filled_in(case, visit, f.id))
