"""The try-out's stage: which played office is on it, the example that plays on it, and starting anew."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event, RLock, Thread

from escalation.case import PersonId
from escalation.packs.faults import PackRefused
from escalation.working_days import BankHolidays

from ..auditor import Health
from ..people.file import PeopleFileRefused, read_people
from ..procedures.packs import shipped, text_of
from ..talk.faces import NotTaken
from ..world import World
from .office import CHOSEN, DATABASE, JOURNAL, Office, open_office, sample_people
from .turns import Turns

logger = logging.getLogger(__name__)
PAUSE = 2.2
"""Seconds for which a step of the example and what came of it can be read, before the next one."""
KEPT_FILES = (JOURNAL, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "procedure", CHOSEN)
"""What a played world keeps. Whatever else lies in its folder is somebody else's."""
Script = Callable[[Office, Callable[[str, PersonId | None], None]], None]


@dataclass
class Example:
    """The example as it stands: running, the sentence of its present step, and whom that is about."""

    running: bool = False
    words: str = ""
    person: PersonId | None = None


class Stage:
    def __init__(
        self,
        folder: Path,
        pack: str,
        people_csv: bytes | None,
        start: datetime,
        script: Script,
        bank_holidays: BankHolidays | None = None,
    ) -> None:
        """`people_csv` None plays with the sample people in the posts of whichever pack is chosen."""
        self._bank_holidays = bank_holidays
        self._folder = folder
        self._people = people_csv
        self._start = start
        self._script = script
        self._stop = Event()
        self._lock = RLock()
        self._player: Thread | None = None
        self.turns = Turns()
        self.example = Example()
        self.pack = self._chosen(pack)
        self.office = self._open(self.pack)

    def play_example(self) -> Example:
        """Start the example in a fresh world; a second call while it runs changes nothing."""
        with self._lock:
            if not self.example.running:
                self.start_anew(self.pack)
                self.example = Example(running=True)
                self._player = Thread(target=self._play, name="example", daemon=True)
                self._player.start()
            return self.example

    def start_anew(self, pack: str) -> None:
        """Put everything played away and begin again, under `pack`. Raises NotTaken, with the old world as it was."""
        with self._lock:
            self._check(pack)
            self._stop.set()
            if self._player is not None:
                self._player.join()  # what it still wrote would stand in the new world
            with self.turns.alone():
                self._put_away(pack)
            self._stop = Event()
            self.example = Example()

    def health(self) -> Health:
        with self.turns.together():
            return self.office.auditor.health()

    def _put_away(self, pack: str) -> None:
        self.office.close()
        for name in KEPT_FILES:
            (self._folder / name).unlink(missing_ok=True)
        (self._folder / "procedure").write_text(pack, encoding="utf-8")
        self.pack = pack
        self.office = self._open(pack)

    def _check(self, pack: str) -> None:
        if pack not in {*shipped(), self.pack}:
            raise NotTaken("There is no such procedure here. Choose one of the list.")
        try:
            read = World().read(*text_of(pack))
            read_people(self._people_for(pack), "people.csv", read.procedure)
        except (PackRefused, PeopleFileRefused) as refused:
            raise NotTaken(f"This procedure cannot be played here. {refused}") from None

    def _chosen(self, otherwise: str) -> str:
        kept = self._folder / "procedure"
        return kept.read_text(encoding="utf-8") if kept.exists() else otherwise

    def _open(self, pack: str) -> Office:
        self._folder.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{self._folder / DATABASE}"
        return open_office(self._folder, url, pack, self._people_for(pack), self._start, self._bank_holidays)

    def _people_for(self, pack: str) -> bytes:
        return sample_people(pack) if self._people is None else self._people

    def _play(self) -> None:
        example, stop, office = self.example, self._stop, self.office

        def say(words: str, person: PersonId | None) -> None:
            if example.words and stop.wait(PAUSE):  # the step before stays to be read
                raise InterruptedError
            example.words, example.person = words, person

        try:
            self._script(office, say)
        except InterruptedError:
            logger.info("the example was stopped")
        finally:
            example.running = False
