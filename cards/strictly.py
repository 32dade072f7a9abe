"""What a card sends, read strictly: all that is wrong with it is told at once, by the names on the form.

Only `AnswerUnreadable` ever comes out of bad input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from pydantic import ValidationError

from escalation.case import Source, Words

from .errors import AnswerUnreadable, FieldFault
from .forms.labels import is_a_field, label_of
from .payloads.shapes import FieldsUnfit, Payload
from .payloads.values import Unfit

AnyPayload = TypeVar("AnyPayload", bound=Payload)
Read = TypeVar("Read")

ADDED_BY_TEAMS = frozenset({"verb", "msteams"})
_STAND_INS: Mapping[object, str] = {str: "-", Words: "-", Source: Source.REVIEW.value}
"""For what is missing, while the rest is looked at; none of it is kept."""
_OPEN_AGAIN = "Open the case and try again."
_PROBLEMS: Mapping[str, str] = {"missing": "is empty", "enum": "is none of the choices"}


def plain(data: Mapping[str, object]) -> dict[str, object]:
    """Without what Teams adds."""
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise card_fault("cannot be read")
    return {key: value for key, value in data.items() if key not in ADDED_BY_TEAMS}


def of_step(verb: str, sent: Mapping[str, object]) -> dict[str, object]:
    """A form inside a card puts its step before the names of its fields."""
    if not isinstance(verb, str):
        raise card_fault("cannot be read")
    return {key.removeprefix(f"{verb}."): value for key, value in sent.items()}


def read_strictly(model: type[AnyPayload], sent: Mapping[str, object]) -> AnyPayload:
    """Raises AnswerUnreadable."""
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        raise AnswerUnreadable(*dict.fromkeys(_faults(error))) from None


def read_form(model: type[AnyPayload], sent: Mapping[str, object], read: Callable[[AnyPayload], Read]) -> Read:
    """Everything that is wrong is told at once, also what shows only when several fields are read together.

    Raises AnswerUnreadable.
    """
    try:
        form, faults = model.model_validate(sent), dict[str, FieldFault]()
    except ValidationError as error:
        faults = {fault.field: fault for fault in _faults(error)}
        form = _as_far_as_it_goes(model, sent, faults)
    try:
        done = read(form)
    except FieldsUnfit as unfit:
        together = {field: _field_fault(field, problem) for field, problem in unfit.problems.items()}
        raise AnswerUnreadable(*_in_order(model, {**together, **faults})) from None
    if faults:
        raise AnswerUnreadable(*_in_order(model, faults))
    return done


def _as_far_as_it_goes(
    model: type[AnyPayload], sent: Mapping[str, object], faults: Mapping[str, FieldFault]
) -> AnyPayload:
    """The form without the fields that cannot be taken. Raises AnswerUnreadable where nothing can be read then."""
    needed = (field for field in faults if field in model.model_fields and model.model_fields[field].is_required())
    stand_ins = {field: _STAND_INS.get(model.model_fields[field].annotation) for field in needed}
    try:
        rest = {key: value for key, value in sent.items() if key not in faults}
        return model.model_validate({**rest, **stand_ins})
    except ValidationError:
        raise AnswerUnreadable(*faults.values()) from None


def _in_order(model: type[Payload], faults: Mapping[str, FieldFault]) -> list[FieldFault]:
    order = {field: place for place, field in enumerate(model.model_fields)}
    return [faults[field] for field in sorted(faults, key=lambda field: order.get(field, len(order)))]


def _field_fault(field: str, unfit: Unfit) -> FieldFault:
    """What the card itself carries is no field that anybody could mend."""
    label, remedy = label_of(field)
    return FieldFault(field if is_a_field(field) else "", label, unfit.problem, unfit.remedy or remedy)


def _faults(error: ValidationError) -> Iterator[FieldFault]:
    for detail in error.errors():
        field = str(detail["loc"][0]) if detail["loc"] else ""
        cause = detail.get("ctx", {}).get("error")
        if detail["type"] == "extra_forbidden":
            yield FieldFault("", "This card", "holds something that its form does not ask for", _OPEN_AGAIN)
        elif isinstance(cause, Unfit):
            yield _field_fault(field, cause)
        else:
            yield _field_fault(field, Unfit(_PROBLEMS.get(detail["type"], "cannot be read")))


def card_fault(problem: str) -> AnswerUnreadable:
    return AnswerUnreadable(FieldFault("", "This card", problem, _OPEN_AGAIN))
