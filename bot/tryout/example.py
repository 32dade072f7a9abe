"""Plays the example case on the try-out page: a sentence, the person it is about, and what comes of it, together."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files

from escalation.case import PersonId

from ..rehearsal.playing import Player
from ..rehearsal.reading import ScenarioRefused, Script, read_scenario_for
from .office import Office

AT_THE_END = "That was the whole case. Open the log to see every date, or start again and raise a concern yourself."
Say = Callable[[str, PersonId | None], None]
"""Hears a sentence and whose screen to look at, before it happens."""


def play_example(office: Office, say: Say) -> None:
    """A step that cannot be played ends it, with the reason."""
    try:
        player = Player(office, example_for(office))
        raiser: PersonId | None = None
        for place, step in enumerate(player.script.scenario.steps):
            if step.note:
                shown = named_first(office, step.note)
                raiser = raiser or shown
                say(step.note, shown)
            for _ in player.play_step(place):
                pass
        say(AT_THE_END, raiser)
    except ScenarioRefused as refused:
        say(_why_not(office, refused), None)


def named_first(office: Office, words: str) -> PersonId | None:
    """Whom a sentence names first: the screen shows the person that one reads about."""
    places = {
        found.start(): person.id
        for person in office.people.people.values()
        if (found := re.search(rf"\b{re.escape(person.name.split()[0])}\b", words))
    }
    return places[min(places)] if places else None


def example_for(office: Office) -> Script:
    """The example, its names looked up in the office's own procedure and people. Raises ScenarioRefused."""
    return read_scenario_for(_text(), "example.yaml", office.pack, office.people)


def procedure_of_the_example() -> str:
    """The procedure that is played where nobody has chosen one."""
    found = re.search(r"^procedure: (\S+)$", _text(), re.MULTILINE)
    assert found is not None, "the example names its procedure"
    return found[1]


def _text() -> str:
    return (files("bot.tryout") / "example.yaml").read_text(encoding="utf-8")


def _why_not(office: Office, refused: ScenarioRefused) -> str:
    first = refused.faults[0]
    words = f"{first.problem[:1].upper()}{first.problem[1:]}"
    return f"The example cannot be played on under “{office.procedure.title}” with these people. {words}."
