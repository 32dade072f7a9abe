"""What would happen: the decision of an action, played forward to its sending and recorded nowhere."""

from __future__ import annotations

from dataclasses import replace

from .actions import HumanAction, ReachDeadline, SendNow
from .case import Case, PackPin, Task
from .case_log import NotSent
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
    if case is None and any(isinstance(entry.facts, NotSent) for entry in sent.entries):
        decide(first.case, SendNow(action.said), sending)  # says what stands in the way before anything is kept
    return Decision(sent.case, first.entries + sent.entries, sent.notices)
