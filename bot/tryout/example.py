"""Plays the example case on the try-out page, a sentence before each step, so that each can be seen."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

from ..rehearsal.playing import Player
from ..rehearsal.reading import ScenarioRefused, Script, read_scenario_for
from .office import Office

AT_THE_END = "That was the whole case. Open the log to see every date, or start again and raise a concern yourself."


def play_example(office: Office, say: Callable[[str], None]) -> None:
    """`say` hears what happens now, before it happens. A step that cannot be played ends it, with the reason."""
    try:
        player = Player(office, example_for(office))
        for place, step in enumerate(player.script.scenario.steps):
            if step.note:
                say(step.note)
            for _ in player.play_step(place):
                pass
        say(AT_THE_END)
    except ScenarioRefused as refused:
        say(_why_not(office, refused))


def example_for(office: Office) -> Script:
    """The example, its names looked up in the office's own procedure and people. Raises ScenarioRefused."""
    text = (files("bot.tryout") / "example.yaml").read_text(encoding="utf-8")
    return read_scenario_for(text, "example.yaml", office.pack, office.people)


def _why_not(office: Office, refused: ScenarioRefused) -> str:
    first = refused.faults[0]
    words = f"{first.problem[:1].upper()}{first.problem[1:]}"
    return f"The example cannot be played on under “{office.procedure.title}” with these people. {words}."
