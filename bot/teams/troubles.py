"""What a person is told when something goes wrong, and what the technical log has of it: a type and a reference."""

from __future__ import annotations

import logging

from cards.errors import AnswerUnreadable
from escalation.errors import EscalationError
from storage.errors import TextRefused, TryAgain

from ..doors import DoorTrouble
from ..talk.conversation import NO_TEXT
from ..talk.faces import NotTaken
from .allowance import Pause
from .arrivals import Arrived
from .speakers import NotRecognised

logger = logging.getLogger(__name__)

AGAIN = "Somebody else was at the same case at that moment, so this was not done. Please try it once more."
FAULT = (
    "Something went wrong in the bot with this one, and whoever looks after it can see that it did. "
    "Write “my cases” to see how things stand before you try it again."
)


class TooMuch(Exception):
    """More than one person may ask for at a time."""

    def __init__(self, pause: Pause) -> None:
        super().__init__("too much at once")
        self.pause = pause


def in_words(trouble: Exception, who: Arrived) -> str:
    """A sentence for the person; a fault of ours is logged, without a word of what was typed."""
    match trouble:
        case NotTaken():
            return str(trouble)
        case NotRecognised():
            return trouble.sentence
        case TooMuch():
            return trouble.pause.sentence
        case TryAgain():
            return AGAIN
        case TextRefused():
            return NO_TEXT
        case AnswerUnreadable():
            return " ".join(map(str, trouble.faults))
    level = logging.WARNING if isinstance(trouble, DoorTrouble | EscalationError) else logging.ERROR
    logger.log(level, "a turn failed, %s: %s", who.case_named, type(trouble).__name__)
    return FAULT
