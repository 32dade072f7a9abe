"""The fields of the authority's own forms, of a meeting's attendance and of its participants' views, as inputs."""

from __future__ import annotations

from collections.abc import Iterable

from escalation.case import Case, PersonId, StageVisit, There
from escalation.form_fields import fields_at_closing, fields_of, filled_in, is_needed
from escalation.holders.attendance import Expected, expected, whose_views
from escalation.permissions import fields_for
from escalation.procedure import FormField

from ..telling import Telling
from .fields import Field, Kind, Option, Rows
from .meeting_fields import expected_there
from .shared_fields import name_of, people_options

KINDS = {
    "text": Kind.LINE,
    "long text": Kind.WORDS,
    "rows": Kind.WORDS,
    "view of": Kind.WORDS,
    "date": Kind.DATE,
    "yes or no": Kind.ONE_OF,
    "choice": Kind.ONE_OF,
    "person": Kind.ONE_OF_MANY,
}
YES_OR_NO = (Option("yes", "Yes"), Option("no", "No"))
THERE_OPTIONS = (
    Option(There.PRESENT.value, "Present"),
    Option(There.APOLOGIES.value, "Sent apologies"),
    Option(There.ABSENT.value, "Not there"),
)
FORM, THERE, VIEW = "form:", "there:", "view:"
"""What the ids of these fields begin with, so that no field of ours can be taken for one of the pack's."""


def fill_in_rows(telling: Telling) -> Rows:
    """Everything that this person can fill in now."""
    visit = telling.case.visit
    fields = fields_for(visit, telling.case, telling.to, telling.situation) if visit is not None else ()
    return list(_each(telling, visit, fields)) if visit is not None else []


def answer_rows(telling: Telling) -> Rows:
    """What whoever is asked fills in beside the answer."""
    return _of(telling, "whoever is asked")


def closing_rows(telling: Telling) -> Rows:
    visit = telling.case.visit
    if visit is None or telling.to != telling.case.raiser:
        return []
    return list(_each(telling, visit, fields_at_closing(visit, telling.case, telling.situation.procedure)))


def minutes_rows(telling: Telling) -> Rows:
    """What the chair fills in, and what is noted for everyone present."""
    return [*_of(telling, "the chair"), *_of(telling, "everyone present")]


def attendance_rows(telling: Telling) -> Rows:
    """One choice for everybody who is expected."""
    case, visit = telling.case, telling.case.visit
    rules = telling.situation.procedure.stage(case.track, visit.stage).meeting if visit is not None else None
    if visit is None or rules is None or not rules.attendance:
        return []
    return [_attendance_of(telling, one) for one in expected(case, visit, telling.situation)]


def _attendance_of(telling: Telling, one: Expected) -> Field:
    """Whoever has declined the invitation has sent apologies, unless somebody says otherwise."""
    value, hint = expected_there(telling, one.person)
    label = _who(telling, one.person, one.required)
    return Field(f"{THERE}{one.person}", label, Kind.ONE_OF, options=THERE_OPTIONS, value=value, hint=hint)


def view_rows(telling: Telling) -> Rows:
    visit = telling.case.visit
    people = whose_views(telling.case, visit, telling.situation) if visit is not None else ()
    return [Field(f"{VIEW}{person}", f"View of {name_of(telling, person)}", Kind.WORDS) for person in people]


def _who(telling: Telling, person: PersonId, required: bool) -> str:
    return f"Was {name_of(telling, person)} there?{' (has to be)' if required else ''}"


def _of(telling: Telling, filler: str) -> Rows:
    visit = telling.case.visit
    if visit is None:
        return []
    fields = (f for _, f in fields_of(visit, telling.case, telling.situation.procedure) if f.filled_by == filler)
    return list(_each(telling, visit, fields))


def _each(telling: Telling, visit: StageVisit, fields: Iterable[FormField]) -> Iterable[Field]:
    for field in fields:
        if field.filled_by == "everyone present":
            for one in expected(telling.case, visit, telling.situation):
                title = f"{field.title}: {name_of(telling, one.person)}"
                id = f"{FORM}{field.id}:{one.person}"
                yield Field(id, title, Kind.WORDS, value=_value(telling.case, visit, field, one.person))
        else:
            yield _one(telling, visit, field)


def _one(telling: Telling, visit: StageVisit, field: FormField) -> Field:
    options: tuple[Option, ...] = ()
    match field.type:
        case "yes or no":
            options = YES_OR_NO
        case "choice":
            options = tuple(Option(choice, choice) for choice in field.choices)
        case "person":
            options = people_options(telling)
    remedy = f"Fill in: {field.title}."
    value = _value(telling.case, visit, field, None)
    required = is_needed(field, telling.case)
    return Field(
        f"{FORM}{field.id}", f"{field.title}{_rows(field)}", KINDS[field.type], required, remedy, options, value
    )


def _rows(field: FormField) -> str:
    """In the label: a hint would stand above it, below the field before."""
    return f", a line for each: {'; '.join(field.columns)}" if field.type == "rows" else ""


def _value(case: Case, visit: StageVisit, field: FormField, person: PersonId | None) -> str:
    return next((one.words for one in filled_in(case, visit, field.id) if one.person == person), "")
