"""A second process that writes most of the messages of a load, so that two cores share the rendering."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection

from storage.database import Database, open_database

from ..casework import Desk
from ..clock import SteppedClock
from ..world import World
from ..writing import Ready, Run, written

OWN_SHARE = 0.4
"""Of the runs; the process that also decides and keeps has the smaller part."""
LONGEST_WAIT = 5.0


class SecondWriter:
    """Reads the same database; never writes to it."""

    def __init__(self, desk: Desk, database_url: str, pack_text: str, pack_file: str, now: datetime) -> None:
        self._desk = desk
        spawning = get_context("spawn")
        self._pipe, other_end = spawning.Pipe()
        arguments = (other_end, database_url, pack_text, pack_file, now)
        self._process = spawning.Process(target=_write_for, args=arguments, daemon=True)
        self._process.start()
        other_end.close()

    def write(self, runs: Sequence[Run]) -> Iterator[list[Ready]]:
        """The first part here, the rest there, at the same time; given in order."""
        own = max(1, int(len(runs) * OWN_SHARE))
        elsewhere = runs[own:]
        if elsewhere:
            self._pipe.send((self._desk.clock.now(), elsewhere))
        for run in runs[:own]:
            yield written(self._desk, run)
        if elsewhere:
            yield from self._pipe.recv()

    def close(self) -> None:
        self._pipe.close()
        self._process.join(LONGEST_WAIT)


def _write_for(
    pipe: Connection[object, tuple[datetime, Sequence[Run]]], url: str, pack_text: str, pack_file: str, now: datetime
) -> None:
    """The other process: until the pipe is closed."""
    world, clock = World(), SteppedClock(now)
    world.read(pack_text, pack_file)
    desk = Desk(Database(open_database(url)), world, clock)
    while True:
        try:
            now, runs = pipe.recv()
        except EOFError:
            return
        clock.set(now)
        pipe.send([written(desk, run) for run in runs])
