"""What is said to the raiser of a draft: that it is held, and what has become of it since."""

from __future__ import annotations

from escalation.case import Task
from escalation.permissions import Step

from ..scene import Scene
from ..telling import Message
from ..wording import time_of_day
from .of_opening import not_opened, opening_awaited
from .parts import concern_facts, concern_sections, say
from .to_raiser import raise_undone, stage_opened
from .way_on import would_ask


def raise_held(s: Scene) -> Message:
    held = s.open_duty(Task.SEND)
    if held is None:
        return _since(s)
    stage = s.stage()
    return say(
        s,
        f"Your {s.procedure.words.case} will be sent at {time_of_day(held.due)}",
        "Until then you can undo it, and nobody hears of it.",
        f"to be sent at {time_of_day(held.due)}",
        sections=concern_sections(s),
        facts=(("Will be asked", would_ask(s, stage) if stage else ""), *concern_facts(s)),
        if_nothing="If you do nothing, it is sent then.",
        steps=(Step.UNDO, Step.SEND_NOW, Step.READ),
    )


def _since(s: Scene) -> Message:
    """Sent, undone, or a draft still: it waits for others, or for the raiser."""
    if s.case.raised is not None:
        return stage_opened(s)
    if not s.case.is_open:
        return raise_undone(s)
    return opening_awaited(s) if s.case.waiting is not None else not_opened(s)
