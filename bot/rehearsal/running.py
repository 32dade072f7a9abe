"""`iro-bot rehearse SCENARIO.yaml`: opens a fresh office in memory, plays, and writes the timeline as it grows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..tryout.office import Office, open_office
from .playing import Player, RehearsalStopped
from .reading import Script, read_scenario_file
from .timeline import Moment, Story, as_json

IN_MEMORY = "sqlite://"
Write = Callable[[str], object]


def rehearse_file(path: Path, in_json: bool, write: Write) -> None:
    """Raises ScenarioRefused before anything is played, RehearsalStopped after what was played has been written."""
    script = read_scenario_file(path)
    office = open_for(script)
    try:
        _rehearse(Player(office, script), in_json, write)
    finally:
        office.close()


def open_for(script: Script) -> Office:
    """The office that a scenario asks for, at the moment it starts."""
    return open_office(None, IN_MEMORY, script.procedure_name, script.people_csv, script.scenario.starts)


def _rehearse(player: Player, in_json: bool, write: Write) -> None:
    story = Story(player.opening())
    opening, moments = player.opening(), list[Moment]()
    if not in_json:
        write(story.begin())
    stopped: RehearsalStopped | None = None
    try:
        for moment in player.play():
            moments.append(moment)
            if not in_json:
                write(story.tell(moment))
    except RehearsalStopped as stop:
        stopped = stop
    ending = player.ending(str(stopped) if stopped else "")
    write(as_json(opening, moments, ending) if in_json else story.end(ending))
    if stopped:
        raise stopped
