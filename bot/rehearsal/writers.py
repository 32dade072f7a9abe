"""Who writes the messages of a load: this process, or a second one while this one plays the next hours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import cache
from multiprocessing import get_context
from typing import Protocol

from storage.database import Database, open_database

from ..casework import Desk
from ..clock import SteppedClock
from ..doors import ChatMessage
from ..mail.door import OutgoingMail
from ..outbox.writing import Ready, Run, written
from ..world import World

Written = list[list[Ready]]


class Writer(Protocol):
    def begin(self, runs: Sequence[Run]) -> Callable[[], Written]:
        """Have these written. What is returned gives the messages, in order, and waits for them."""
        ...

    def close(self) -> None: ...


class OwnWriter:
    """Writes at once, in this process: for a machine with one core."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def begin(self, runs: Sequence[Run]) -> Callable[[], Written]:
        done = [written(self._desk, run) for run in runs]
        return lambda: done

    def close(self) -> None: ...


class SecondWriter:
    """Another process reads the same database, as a delivery of its own would, and never writes to it."""

    def __init__(self, desk: Desk, database_url: str, pack_text: str, pack_file: str) -> None:
        self._clock = desk.clock
        self._where = (database_url, pack_text, pack_file)
        self._process = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))

    def begin(self, runs: Sequence[Run]) -> Callable[[], Written]:
        return self._process.submit(_write, *self._where, self._clock.now(), runs).result

    def close(self) -> None:
        self._process.shutdown()


def _write(url: str, pack_text: str, pack_file: str, now: datetime, runs: Sequence[Run]) -> Written:
    """In the other process."""
    database, world = _opened(url, pack_text, pack_file)
    desk = Desk(database, world, SteppedClock(now))
    return [[_emptied(ready) for ready in written(desk, run)] for run in runs]


@cache
def _opened(url: str, pack_text: str, pack_file: str) -> tuple[Database, World]:
    world = World()
    world.read(pack_text, pack_file)
    return Database(open_database(url)), world


def _emptied(ready: Ready) -> Ready:
    """A load counts messages; what they say has been written, and need not be carried to the other process."""
    match ready:
        case ChatMessage():
            return replace(ready, card=None)
        case OutgoingMail():
            return replace(ready, html="", text="")
    return ready
