"""The guided first case: what to do next, said to somebody who has never seen this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from escalation.case import Case, PersonId, Task


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the latest case has come. `up_to_date` are the people who have looked at all they were sent.

    `raiser` is who raised it; before there is a case, somebody who may.
    """

    raiser: PersonId | None
    case: Case | None = None
    up_to_date: frozenset[PersonId] = frozenset()

    @property
    def is_sent(self) -> bool:
        return self.case is not None and self.case.raised is not None

    @property
    def has_moved(self) -> bool:
        return self.case is not None and len(self.case.visits) > 1

    @property
    def is_late(self) -> bool:
        """Whether the first stage's time has passed; the note on the child's record does not count."""
        return self.case is not None and any(
            duty.lapsed and duty.task is not Task.PUT_ON_RECORD for duty in self.case.duties if duty.visit == 1
        )

    @property
    def is_answered(self) -> bool:
        """Whether the stage where the case is has its answer: what was answered before did not settle it."""
        visit = self.case.visit if self.case is not None else None
        return self.is_closed or (visit is not None and bool(visit.answers))

    @property
    def is_over(self) -> bool:
        """Whether there is nothing to wait for at the first stage: its time has passed, or its answer has come."""
        return self.is_late or self.has_moved or self.is_answered

    @property
    def is_closed(self) -> bool:
        return self.case is not None and self.case.closed is not None

    @property
    def asked(self) -> PersonId | None:
        """Who is asked now; the last one named, where any of several may answer."""
        visit = self.case.visit if self.case is not None else None
        return visit.asked[-1].person if visit is not None and visit.asked else None


@dataclass(frozen=True, slots=True)
class Step:
    """`person` does it, `type` is what to write to the bot, where something is typed."""

    title: str
    text: str
    is_done: Callable[[Progress], bool]
    person: Callable[[Progress], PersonId | None] = lambda progress: None
    type: str | None = None


def _raiser(progress: Progress) -> PersonId | None:
    return progress.raiser


def _asked(progress: Progress) -> PersonId | None:
    return progress.asked


STEPS = (
    Step(
        "Raise a concern",
        "You are a reviewing officer. Write “raise”, fill in the form, and look at who would be told what and by when. "
        "Then press Send. It is held for two minutes, so that you can still undo it: press “Send now”.",
        lambda progress: progress.is_sent,
        _raiser,
        "raise",
    ),
    Step(
        "See it arrive",
        "Whoever is asked has a card in Teams and a mail in Outlook, and can answer from either. "
        "Have a look, and leave both unanswered: this time nobody replies.",
        lambda progress: progress.is_over or progress.asked in progress.up_to_date,
        _asked,
    ),
    Step(
        "Let the days pass",
        "Press “Next event” above, several times. The bot reminds those who are asked, asks the raiser to "
        "note it on the child’s record, and, when the time is over, asks the raiser what next.",
        lambda progress: progress.is_over,
    ),
    Step(
        "Move it up",
        "Back to the raiser, whose card now says that it is not settled. Press “Move up”. If the procedure "
        "has a manager consulted first, say when, or why it could not wait. Check who is told, and move it.",
        lambda progress: progress.has_moved or progress.is_answered,
        _raiser,
    ),
    Step(
        "Answer by mail",
        "Now the time of the next stage runs. Open the newest mail in Outlook, press Reply and write an answer in "
        "words of your own.",
        lambda progress: progress.is_answered,
        _asked,
    ),
    Step(
        "Settle it",
        "The raiser reads the answer and decides, never the bot. Press “Satisfied” and write what has changed for the "
        "child. Then open the log at the foot of the page: every date is in it. “Not satisfied” moves it up "
        "instead, and the next stage is asked to answer.",
        lambda progress: progress.is_closed,
        _raiser,
    ),
)
