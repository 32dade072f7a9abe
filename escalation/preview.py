"""What would happen: the decision of an action, played forward to its sending and recorded nowhere."""

from __future__ import annotations

from dataclasses import replace

from .actions import HumanAction, ReachDeadline
from .case import Case, PackPin, Task
from .decide import decide
from .decision import Decision, Situation


def preview(case: Case | None, action: HumanAction, situation: Situation, pin: PackPin | None = None) -> Decision:
    """Who would be told what and what would be owed. A held raise is previewed as sent. Raises as `decide` does."""
    first = decide(case, action, situation, pin)
    held = next((duty for duty in first.case.duties if duty.task is Task.SEND), None)
    if held is None or held.wake is None:
        return first
    sending = replace(situation, now=held.wake)
    sent = decide(first.case, ReachDeadline(held.number, held.wake), sending)
    return Decision(sent.case, first.entries + sent.entries, sent.notices)
