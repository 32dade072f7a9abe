"""What a conversation shows: a line or card, and what a press changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cards.card_json import Card
from escalation.actions import Said, Via
from escalation.case import PersonId

from ..doors import About

Voice = Callable[[PersonId], Said]
"""By which way somebody speaks, and when it was said, as the log has it."""


def in_chat(person: PersonId) -> Said:
    return Said(person, Via.TEAMS)


class NotTaken(Exception):
    """A press or command that was refused; the card and all that was typed stay. Says why and what can be done."""


@dataclass(frozen=True, slots=True)
class Face:
    """One line of a chat. `about` is set where the card is drawn afresh whenever somebody looks.

    A form stands in the place of the card that it was opened on, as it is, until it is sent.
    """

    text: str = ""
    card: Card | None = None
    about: About | None = None
    is_form: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """`replace` takes the place of the card that was pressed, `append` follows below, `toast` is said in passing.

    `is_refusal`: nothing came of the press, and `replace` is how the case stands instead.
    """

    append: tuple[Face, ...] = ()
    replace: Face | None = None
    toast: str = ""
    is_refusal: bool = False
