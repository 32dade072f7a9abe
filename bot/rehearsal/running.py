"""`iro-bot rehearse SCENARIO.yaml`: opens a fresh office, plays, and writes the timeline as it grows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from ..tryout.office import Office, open_office
from .playing import Player, RehearsalStopped
from .reading import Script, read_scenario_file
from .timeline import Moment, Story, as_json

Write = Callable[[str], object]


def rehearse_file(path: Path, in_json: bool, write: Write) -> None:
    """Raises ScenarioRefused before anything is played, RehearsalStopped after what was played has been written."""
    script = read_scenario_file(path)
    with TemporaryDirectory(prefix="iro-bot-") as folder:
        office = open_for(script, Path(folder))
        try:
            _rehearse(Player(office, script), in_json, write)
        finally:
            office.close()


def open_for(script: Script, folder: Path) -> Office:
    """The office that a scenario asks for, at the moment it starts; its database lies in `folder`."""
    url = f"sqlite:///{folder / 'rehearsal.db'}"
    return open_office(None, url, script.procedure_name, script.people_csv, script.scenario.starts)


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
