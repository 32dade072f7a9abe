"""Everything the rules can refuse, and why.

EscalationError
├── ActionRefused            an action that the procedure or the state of the case does not allow
│   ├── NotYours             this person may not do this here
│   ├── StageHasMoved        the card or mail speaks of a stage that the case has left
│   ├── CaseIsClosed
│   ├── NothingOwed          there is nothing to answer, judge, extend or confirm
│   ├── NoSuchStage          the stage is not on this track, or is no way on from here
│   ├── ChoiceNeeded         two ways on, or two posts that could chair: one has to be named
│   ├── ReasonNeeded         the step is allowed, and asks for a reason that was not given
│   ├── DetailNeeded         a field is missing or cannot be right
│   ├── ActionsOverdue       satisfied, while an agreed action is overdue
│   ├── CafcassNotOpen       not a looked-after child, or not the IRO
│   ├── TooLate              the time in which this was possible has ended
│   └── NobodyToAsk          no holder, no cover, no last resort: the register of people has a gap
└── RuleBroken               our own postcondition failed: a defect, never the user's doing
"""

from __future__ import annotations


class EscalationError(Exception):
    """Root of this package's errors."""


class ActionRefused(EscalationError):
    """`key` names the sentence in cards/wording.py; `facts` fill it. Nothing a person wrote goes in."""

    def __init__(self, key: str, **facts: str) -> None:
        self.key = key
        self.facts = facts
        super().__init__(f"{type(self).__name__}: {key} {facts}" if facts else f"{type(self).__name__}: {key}")


class NotYours(ActionRefused): ...


class StageHasMoved(ActionRefused): ...


class CaseIsClosed(ActionRefused): ...


class NothingOwed(ActionRefused): ...


class NoSuchStage(ActionRefused): ...


class ChoiceNeeded(ActionRefused): ...


class ReasonNeeded(ActionRefused): ...


class DetailNeeded(ActionRefused): ...


class ActionsOverdue(ActionRefused): ...


class CafcassNotOpen(ActionRefused): ...


class TooLate(ActionRefused): ...


class NobodyToAsk(ActionRefused): ...


class RuleBroken(EscalationError):
    """A defect of ours: the decision is not recorded and an operator is told."""
