"""The guided first case: what to do next, said to somebody who has never seen this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from escalation.case import Case


@dataclass(frozen=True, slots=True)
class Step:
    """`person` does it, `type` is what to write to the bot, where something is typed."""

    title: str
    text: str
    is_done: Callable[[Case], bool]
    person: str | None = None
    type: str | None = None


STEPS = (
    Step(
        "Raise a concern",
        "You are Ines Okafor, a reviewing officer. Write “raise” in her chat, fill in the form and look at who gets "
        "what. Then press Send. The concern is held for a moment so that you can still undo it: press “Send now”.",
        lambda case: case.raised is not None,
        "ines",
        "raise",
    ),
    Step(
        "See it arrive",
        "Choose Tom Reid, the Team Manager. He has a card in Teams and a mail in Outlook. Leave them unanswered.",
        lambda case: case.raised is not None,
        "tom",
    ),
    Step(
        "Let the days pass",
        "Press “To the next deadline” until the time for an answer is over. "
        "The bot reminds Tom, then it asks Ines what next.",
        lambda case: len(case.visits) > 1 or any(duty.lapsed for duty in case.duties if duty.visit == 1),
    ),
    Step(
        "Move it up",
        "Back to Ines. Nobody answered: move the case up. The card shows first who will be asked, and by when.",
        lambda case: len(case.visits) > 1,
        "ines",
    ),
    Step(
        "Answer by mail",
        "Choose whoever is asked now, open the mail in Outlook, press reply and write an answer in your own words.",
        lambda case: any(visit.answers for visit in case.visits),
        "tom",
    ),
    Step(
        "Settle it",
        "Ines reads the answer. Press “Satisfied” and write what has changed for the child. Every date is in the log.",
        lambda case: case.closed is not None,
        "ines",
    ),
)
