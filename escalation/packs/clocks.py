"""Whether a pack's clocks can be kept: by whoever can do what they measure, with a silence that means something."""

from __future__ import annotations

from collections.abc import Iterator

from ..stages import RAISER
from .faults import Fault
from .names import asked
from .spots import Spot

_NOT_ACCEPTED = ("acknowledge", "convene", "hold", "distribute", "put on the child's record")
_ASKED_THEMSELVES = ("answer", "settle", "contest")


def faults_of_clocks(top: Spot) -> Iterator[Fault]:
    for track in top["tracks"].entries():
        for stage in track["stages"].entries():
            for clocks in stage["clocks"].entries():
                for clock in clocks.items():
                    yield from _of_silence(clocks.key, clock)
                    yield from _of_the_holder(clocks.key, clock, stage)
                    yield from _of_the_right(clocks.key, clock)
                    yield from _of_the_meeting(clocks.key, clock, stage)


def _of_silence(key: str, clock: Spot) -> Iterator[Fault]:
    if clock["if silent"].text == "accept" and key in _NOT_ACCEPTED:
        problem = f'silence cannot accept anything here: "{key}" recommends nothing'
        yield clock["if silent"].fault(problem, "Write `if silent: ask the raiser`, or another of its words")


def _of_the_holder(key: str, clock: Spot, stage: Spot) -> Iterator[Fault]:
    holder, on_the_stage = clock["owed by"].text, {word.text for word in asked(stage["asks"])}
    if not holder or holder in on_the_stage:
        return
    if holder == RAISER and key in (*_ASKED_THEMSELVES, "acknowledge"):
        yield clock["owed by"].fault(f"the raiser cannot be the one to {key} their own concern", "Name another role")
    elif key in _ASKED_THEMSELVES:
        remedy = "Name the role under `asks` of the stage too, or delete `owed by`"
        yield clock["owed by"].fault(f'"{holder}" is to {key}, and is not asked at this stage', remedy)


def _of_the_right(key: str, clock: Spot) -> Iterator[Fault]:
    if "if late" in clock and key not in _ASKED_THEMSELVES:
        problem = f'no right to dissent hangs on "{key}"'
        yield clock["if late"].fault(problem, "Write it beside `contest` or `answer`, or delete it")


def _of_the_meeting(key: str, clock: Spot, stage: Spot) -> Iterator[Fault]:
    if clock["due"].text != "before the meeting":
        return
    remedy = "Write it at a stage that has a meeting, or give the clock a length alone"
    if "meeting" not in stage:
        yield clock["due"].fault("this stage has no meeting, so this never falls due", remedy)
    elif key in ("convene", "hold"):
        yield clock["due"].fault("the meeting itself cannot be due before it", "Delete `due`, and count forwards")
