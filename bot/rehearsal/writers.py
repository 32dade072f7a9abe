"""Who writes the messages of a load: this process, or a second one while this one plays the next hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Protocol

from storage.database import Database, open_database

from ..casework import Desk
from ..clock import SteppedClock
from ..doors import ChatMessage, OutgoingMail
from ..world import World
from ..writing import Ready, Run, written, written_from

LONGEST_WAIT = 5.0


class Writer(Protocol):
    def begin(self, runs: Sequence[Run]) -> None:
        """Write these, from the cases as they are now."""
        ...

    def written(self) -> Sequence[list[Ready]]:
        """What was begun last, in order; waits for it."""
        ...

    def close(self) -> None: ...


class OwnWriter:
    """Writes at once, in this process: for a machine with one core."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._written: list[list[Ready]] = []

    def begin(self, runs: Sequence[Run]) -> None:
        self._written = [written(self._desk, run) for run in runs]

    def written(self) -> Sequence[list[Ready]]:
        return self._written

    def close(self) -> None: ...


class SecondWriter:
    """A process that reads the same database and never writes to it."""

    def __init__(self, desk: Desk, database_url: str, pack_text: str, pack_file: str) -> None:
        self._clock = desk.clock
        spawning = get_context("spawn")
        self._pipe, other_end = spawning.Pipe()
        arguments = (other_end, database_url, pack_text, pack_file, desk.clock.now())
        self._process = spawning.Process(target=_write_for, args=arguments, daemon=True)
        self._process.start()
        other_end.close()
        self._busy = False

    def begin(self, runs: Sequence[Run]) -> None:
        """Returns as soon as the other process holds on to the database as it is now."""
        self._busy = bool(runs)
        if runs:
            self._pipe.send((self._clock.now(), runs))
            self._pipe.recv()

    def written(self) -> Sequence[list[Ready]]:
        return self._pipe.recv() if self._busy else ()

    def close(self) -> None:
        self._pipe.close()
        self._process.join(LONGEST_WAIT)


def _write_for(
    pipe: Connection[object, tuple[datetime, Sequence[Run]]], url: str, text: str, file: str, now: datetime
) -> None:
    """The other process: until the pipe is closed."""
    world, clock = World(), SteppedClock(now)
    world.read(text, file)
    desk = Desk(Database(open_database(url)), world, clock)
    while True:
        try:
            now, runs = pipe.recv()
        except EOFError:
            return
        clock.set(now)
        with desk.database.read() as reading:
            reading.people.roster()  # a transaction sees the moment of its first question
            pipe.send(None)
            pipe.send([[_emptied(ready) for ready in written_from(desk, reading, run)] for run in runs])


def _emptied(ready: Ready) -> Ready:
    """A load counts messages; what they say has been written, and need not be carried to the other process."""
    match ready:
        case ChatMessage():
            return replace(ready, card=None)
        case OutgoingMail():
            return replace(ready, html="", text="")
    return ready
