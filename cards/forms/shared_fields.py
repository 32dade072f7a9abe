"""Fields and choices that several forms ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from escalation.case import PersonId, Told

from ..telling import Telling
from .fields import Field, Kind, Option

PEOPLE_BYTES = 4 * 1024
"""What a list of people may weigh in a form that asks for much else."""
A_CHOICE = 26
"""What each choice weighs beside its title and value."""
TOLD = (
    Option(Told.TOLD.value, "Told"),
    Option(Told.NOT_YET.value, "Not yet"),
    Option(Told.NOT_APPROPRIATE.value, "Not right for them now"),
)

STATUSES: Mapping[str, str] = {
    "looked_after": "Looked after",
    "child_protection": "On a child protection plan",
    "child_in_need": "In need",
    "care_leaver": "Care leaver",
    "other": "A child with none of these",
    "none": "No child is concerned",
}


def child_told(required: bool) -> tuple[Field, Field]:
    """Side by side: told or not, and why not."""
    return (
        Field("child_told", "Has the child been told", Kind.ONE_OF, required, "Choose one.", TOLD),
        Field("child_not_told_because", "If not, why", Kind.LINE, remedy="Say in a line why not."),
    )


def post_and_holder(title: str, names: str) -> str:
    """ "Assistant Director (Faisal Rahman)"; the post alone where nobody holds it."""
    return f"{title} ({names})" if names else title


def person_field(field: Field, options: Sequence[Option], at_most: int = PEOPLE_BYTES) -> Field:
    """One of these people, from a list; where that would make the card too heavy, by the name that is typed."""
    weight = sum(A_CHOICE + len(f"{option.title}{option.value}".encode()) for option in options)
    if weight <= at_most:
        return replace(field, options=tuple(options))
    remedy = "Write the full name or the e-mail address."
    return replace(field, label=f"{field.label}: full name or e-mail", kind=Kind.LINE, options=(), remedy=remedy)


def name_of(telling: Telling, person: PersonId) -> str:
    known = telling.situation.roster.people.get(person)
    return known.name if known is not None else person


def number_options(numbered: Iterable[tuple[int, str]]) -> tuple[Option, ...]:
    return tuple(Option(str(number), f"{number}. {title}") for number, title in numbered)


def people_options(telling: Telling, without: Collection[PersonId] = ()) -> tuple[Option, ...]:
    """Everybody in service by name."""
    roster = telling.situation.roster
    today = telling.situation.today
    serving = [person for person in roster.people.values() if roster.serves(person.id, today)]
    chosen = [person for person in serving if person.id not in without]
    bearers = Counter(person.name for person in chosen)
    options = (
        Option(person.id, f"{person.name} ({person.email})" if bearers[person.name] > 1 else person.name)
        for person in chosen
    )
    return tuple(sorted(options, key=lambda option: option.title))
