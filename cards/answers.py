"""What a press or a filled-in form asks for, read strictly: only `AnswerUnreadable` ever comes out of bad input.

Who pressed comes from `said`, which the door fills from the verified sender, never from the payload.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import Field, ValidationError

from escalation.actions import EscalateTo, HumanAction, Said
from escalation.case import CaseRef, PersonId, RoleId, Source, TrackId, Words
from escalation.notices import Capacity, Meaning, Notice
from escalation.permissions import Step
from escalation.procedure import Procedure

from .errors import AnswerUnreadable, FieldFault
from .forms.labels import is_a_field, label_of
from .payloads.by_step import FORMS
from .payloads.occasions import RegisterForm
from .payloads.raising import ConcernForm, PraiseForm
from .payloads.requests import (
    AboutMail,
    CardRequest,
    ChangeDraft,
    ChangeFiling,
    CheckFirst,
    DiscardDraft,
    FileMail,
    LeaveMail,
    OpenForm,
    ReadAll,
    ReadMail,
    SendDraft,
    ShowCase,
    ShowCases,
    ShowLog,
    StartPraise,
    StartRaise,
    TakeUp,
)
from .payloads.set_aside import FilingForm, MailAsked
from .payloads.shapes import FieldsUnfit, Payload, Token
from .payloads.values import BlankIsNone, GivenLine, GivenNumber, Line, Number, Unfit
from .verbs import Verb

ADDED_BY_TEAMS = frozenset({"verb", "msteams"})
CHECKED_FIRST = frozenset({Step.NOT_SATISFIED, Step.MOVE_UP, Step.ANOTHER_STAGE})
"""Steps whose effect is shown before they are done: who gets what, and when it is due."""
ABOUT_MAIL = frozenset(
    {Verb.FILE_MAIL, Verb.FILE_MAIL_NOW, Verb.CHANGE_FILING, Verb.LEAVE_MAIL, Verb.READ_MAIL}
)  # fmt: skip
"""What is pressed on a mail that was set aside."""
START = frozenset({"token", "procedure"})

AnyPayload = TypeVar("AnyPayload", bound=Payload)
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class PressedOn:
    """Which card was pressed: its case and visit as it showed them, and its one-use token (any may be empty).

    `procedure` is the digest of the pack whose form it is, for a case that is yet to be.
    """

    ref: CaseRef
    visit: int
    token: str
    procedure: str = ""


class DraftAsked(Payload):
    checked: Token = ""


class StepAsked(Payload):
    step: Step


class TrackAsked(Payload):
    track: GivenLine


class WordsAsked(Payload):
    heading: GivenLine
    place: GivenNumber = 0
    part: Annotated[GivenNumber, Field(ge=1)] = 1
    meaning: Annotated[Meaning | None, BlankIsNone] = None
    capacity: Capacity = Capacity.TOLD
    role: Annotated[Line | None, BlankIsNone] = None
    notice_visit: Number = None
    duty: Number = None
    about: Number = None


class LogAsked(Payload):
    asked: Line = ""
    after: Line = ""


def pressed_on(data: Mapping[str, object]) -> PressedOn:
    """What every button carries, whatever else it says."""
    known = {key: value for key, value in _plain(data).items() if key in ("case", "visit", "token", "procedure")}
    carried = _read(Payload, known)
    return PressedOn(CaseRef(carried.case), carried.visit, carried.token, carried.procedure)


def typed_into(verb: str, data: Mapping[str, object]) -> dict[str, str]:
    """What was typed, by field, to show the form again."""
    carried = frozenset(Payload.model_fields)
    typed = {key: value for key, value in _of_step(verb, _plain(data)).items() if key not in carried}
    return {key: str(value) for key, value in typed.items() if type(value) in (str, int, float)}


def read_answer(verb: str, data: Mapping[str, object], said: Said, procedure: Procedure) -> HumanAction | CardRequest:
    """`procedure` is the case's, or for a raise the one in force. Raises AnswerUnreadable."""
    sent = _of_step(verb, _plain(data))
    if verb == Verb.MOVE_UP_NOW:
        return EscalateTo(said, _read(Payload, sent).visit)
    if verb in FORMS:
        step = Step(verb)
        action = _read_step(step, sent, said)
        return CheckFirst(action) if step in CHECKED_FIRST else action
    if verb == Verb.RAISE:
        return _start_or_read(
            StartRaise(pressed_on(sent).procedure),
            sent,
            lambda: _read_form(ConcernForm, sent, lambda form: form.action(said, procedure)),
        )
    if verb == Verb.PRAISE:
        return _start_or_read(
            StartPraise(pressed_on(sent).procedure),
            sent,
            lambda: _read_form(PraiseForm, sent, lambda form: form.action(said, procedure)),
        )
    if verb == Verb.OCCASION:
        return _read_form(RegisterForm, sent, lambda form: form.request(procedure))
    if verb in ABOUT_MAIL:
        return _about_mail(verb, sent)
    return _read_request(verb, sent, said.by)


def _start_or_read(
    empty: StartRaise | StartPraise, sent: Mapping[str, object], read: Callable[[], HumanAction]
) -> CardRequest:
    """A bare button opens the form; the form itself carries more."""
    return empty if set(sent) <= START else CheckFirst(read())


def _read_step(step: Step, sent: Mapping[str, object], said: Said) -> HumanAction:
    return _read_form(FORMS[step], sent, lambda form: form.action(said))


def _read_request(verb: str, sent: Mapping[str, object], by: PersonId) -> CardRequest:
    match verb:
        case Verb.SEND_DRAFT:
            draft = _draft(sent)
            return SendDraft(draft.token, draft.checked)
        case Verb.CHANGE_DRAFT:
            return ChangeDraft(_draft(sent).token)
        case Verb.DISCARD_DRAFT:
            return DiscardDraft(_draft(sent).token)
        case Verb.TAKE_UP:
            taken = _read(TrackAsked, sent)
            return TakeUp(_case(taken), TrackId(taken.track))
        case Verb.SHOW_CASE:
            return ShowCase(_case(_read(Payload, sent)))
        case Verb.OPEN_FORM:
            opened = _read(StepAsked, sent)
            return OpenForm(_case(opened), opened.step, opened.visit)
        case Verb.READ_ALL:
            return _words_asked(_read(WordsAsked, sent), by)
        case Verb.SHOW_LOG:
            log = _read(LogAsked, sent)
            return ShowLog(log.asked, log.after)
        case Verb.SHOW_CASES:
            return ShowCases(_read(LogAsked, sent).after)
        case _:
            raise _card_fault("has a button that this version does not know")


def _about_mail(verb: str, sent: Mapping[str, object]) -> AboutMail:
    match verb:
        case Verb.FILE_MAIL:
            return _read_form(FilingForm, sent, lambda form: form.request())
        case Verb.FILE_MAIL_NOW:
            return FileMail(_draft(sent).token)
        case Verb.CHANGE_FILING:
            return ChangeFiling(_draft(sent).token)
        case Verb.LEAVE_MAIL:
            return LeaveMail(_read(MailAsked, sent).mail)
        case _:
            asked = _read(MailAsked, sent)
            return ReadMail(asked.mail, asked.part)


def _words_asked(asked: WordsAsked, by: PersonId) -> ReadAll:
    ref = _case(asked)
    if asked.meaning is None:
        return ReadAll(ref, None, asked.heading, asked.place, asked.part)
    role = RoleId(asked.role) if asked.role is not None else None
    notice = Notice(by, asked.meaning, asked.capacity, role, asked.notice_visit, asked.duty, asked.about)
    return ReadAll(ref, notice, asked.heading, asked.place, asked.part)


def _case(sent: Payload) -> CaseRef:
    if not sent.case:
        raise _card_fault("does not say which case it is about")
    return CaseRef(sent.case)


def _draft(sent: Mapping[str, object]) -> DraftAsked:
    asked = _read(DraftAsked, sent)
    if not asked.token:
        raise _card_fault("does not say which draft it is about")
    return asked


def _plain(data: Mapping[str, object]) -> dict[str, object]:
    """Without what Teams adds."""
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise _card_fault("cannot be read")
    return {key: value for key, value in data.items() if key not in ADDED_BY_TEAMS}


def _of_step(verb: str, sent: Mapping[str, object]) -> dict[str, object]:
    """A form inside a card puts its step before the names of its fields."""
    if not isinstance(verb, str):
        raise _card_fault("cannot be read")
    return {key.removeprefix(f"{verb}."): value for key, value in sent.items()}


def _read(model: type[AnyPayload], sent: Mapping[str, object]) -> AnyPayload:
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        raise AnswerUnreadable(*dict.fromkeys(_faults(error))) from None


def _read_form(model: type[AnyPayload], sent: Mapping[str, object], read: Callable[[AnyPayload], Read]) -> Read:
    """Everything that is wrong is told at once, also what shows only when several fields are read together."""
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


_STAND_INS: Mapping[object, str] = {str: "-", Words: "-", Source: Source.REVIEW.value}
"""For what is missing, while the rest is looked at; none of it is kept."""
_OPEN_AGAIN = "Open the case and try again."
_PROBLEMS: Mapping[str, str] = {"missing": "is empty", "enum": "is none of the choices"}


def _card_fault(problem: str) -> AnswerUnreadable:
    return AnswerUnreadable(FieldFault("", "This card", problem, _OPEN_AGAIN))
