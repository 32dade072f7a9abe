"""What a press or a filled-in form asks for, read strictly: only `AnswerUnreadable` ever comes out of bad input.

Who pressed comes from `said`, which the door fills from the verified sender, never from the payload.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from escalation.actions import EscalateTo, HumanAction, Said
from escalation.case import CaseRef
from escalation.permissions import Step
from escalation.procedure import Procedure

from .payloads.by_step import FORMS
from .payloads.occasions import RegisterForm
from .payloads.raising import ConcernForm, PraiseForm
from .payloads.requests import (
    CardRequest,
    CheckFirst,
    StartPraise,
    StartRaise,
)
from .payloads.shapes import Payload
from .presses import ABOUT_MAIL, read_about_mail, read_request
from .strictly import of_step, plain, read_form, read_strictly
from .verbs import Verb

CHECKED_FIRST = frozenset({Step.NOT_SATISFIED, Step.MOVE_UP, Step.ANOTHER_STAGE})
"""Steps whose effect is shown before they are done: who gets what, and when it is due."""
START = frozenset({"token", "procedure"})


@dataclass(frozen=True, slots=True)
class PressedOn:
    """Which card was pressed: its case and visit as it showed them, and its one-use token (any may be empty).

    `procedure` is the digest of the pack whose form it is, for a case that is yet to be.
    """

    ref: CaseRef
    visit: int
    token: str
    procedure: str = ""


def pressed_on(data: Mapping[str, object]) -> PressedOn:
    """What every button carries, whatever else it says."""
    known = {key: value for key, value in plain(data).items() if key in ("case", "visit", "token", "procedure")}
    carried = read_strictly(Payload, known)
    return PressedOn(CaseRef(carried.case), carried.visit, carried.token, carried.procedure)


def typed_into(verb: str, data: Mapping[str, object]) -> dict[str, str]:
    """What was typed, by field, to show the form again."""
    carried = frozenset(Payload.model_fields)
    typed = {key: value for key, value in of_step(verb, plain(data)).items() if key not in carried}
    return {key: str(value) for key, value in typed.items() if type(value) in (str, int, float)}


def read_answer(verb: str, data: Mapping[str, object], said: Said, procedure: Procedure) -> HumanAction | CardRequest:
    """`procedure` is the case's, or for a raise the one in force. Raises AnswerUnreadable."""
    sent = of_step(verb, plain(data))
    if verb == Verb.MOVE_UP_NOW:
        return EscalateTo(said, read_strictly(Payload, sent).visit)
    if verb in FORMS:
        step = Step(verb)
        action = _read_step(step, sent, said)
        return CheckFirst(action) if step in CHECKED_FIRST else action
    if verb == Verb.RAISE:
        return _start_or_read(
            StartRaise(pressed_on(sent).procedure),
            sent,
            lambda: read_form(ConcernForm, sent, lambda form: form.action(said, procedure)),
        )
    if verb == Verb.PRAISE:
        return _start_or_read(
            StartPraise(pressed_on(sent).procedure),
            sent,
            lambda: read_form(PraiseForm, sent, lambda form: form.action(said, procedure)),
        )
    if verb == Verb.OCCASION:
        return read_form(RegisterForm, sent, lambda form: form.request(procedure))
    if verb in ABOUT_MAIL:
        return read_about_mail(verb, sent)
    return read_request(verb, sent, said.by)


def _start_or_read(
    empty: StartRaise | StartPraise, sent: Mapping[str, object], read: Callable[[], HumanAction]
) -> CardRequest:
    """A bare button opens the form; the form itself carries more."""
    return empty if set(sent) <= START else CheckFirst(read())


def _read_step(step: Step, sent: Mapping[str, object], said: Said) -> HumanAction:
    return read_form(FORMS[step], sent, lambda form: form.action(said))
