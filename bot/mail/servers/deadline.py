"""The end of a connection that goes on for too long. Each wait for more has its own, which a server that sends a little
from time to time never reaches.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Timer
from types import TracebackType
from typing import Self


class Deadline:
    """For one connection, as long as it is entered. Whoever waits for the server then finds that it has ended."""

    def __init__(self, seconds: float) -> None:
        self._timer = Timer(seconds, self._end)
        self._timer.daemon = True
        self._watched: list[socket.socket] = []
        self._passed = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *trouble: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._timer.cancel()
        for ours in self._watched:
            ours.close()

    def watch(self, connection: socket.socket) -> None:
        """A second hold on it, which stays the same where TLS begins on it later. Raises TimeoutError when too late."""
        if not self._watched:
            self._watched.append(socket.fromfd(connection.fileno(), connection.family, connection.type))
        if self._passed:
            raise TimeoutError

    def _end(self) -> None:
        self._passed = True
        for ours in self._watched:
            with suppress(OSError):
                ours.shutdown(socket.SHUT_RDWR)
