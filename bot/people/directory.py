"""The edge to the authority's directory, and how Outlook's is asked."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from graph.directory import DirectoryUser, GraphDirectory
from graph.errors import GraphTrouble, NotAllowed, NotYet

from ..doors import Refused, TryLater
from ..on_the_loop import OnTheLoop

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Entry:
    """`object_id` is the directory's own. `is_open` False: the account was closed."""

    object_id: str
    name: str
    address: str
    is_open: bool = True


class Directory(Protocol):
    """Raises DoorTrouble: Refused for one entry that cannot be understood, TryLater where it does not answer at all."""

    def with_id(self, object_id: str) -> Entry | None:
        """None where the account is gone."""
        ...

    def with_address(self, address: str) -> Entry | None:
        """None where it is not one person's."""
        ...

    def above(self, object_id: str) -> tuple[Entry, ...]:
        """The managers, the nearest first."""
        ...

    def members(self, group: str) -> tuple[Entry, ...]:
        """Refused where there is no such group."""
        ...


class OutlookDirectory:
    """A `Directory`. Its calls block, from any thread but the event loop's."""

    def __init__(self, directory: GraphDirectory, loop: OnTheLoop) -> None:
        self._directory = directory
        self._loop = loop

    def with_id(self, object_id: str) -> Entry | None:
        return _entry(self._asked(self._directory.user(object_id)))

    def with_address(self, address: str) -> Entry | None:
        return _entry(self._asked(self._directory.with_address(address)))

    def above(self, object_id: str) -> tuple[Entry, ...]:
        users = self._asked(self._directory.managers(object_id))
        return tuple(Entry(user.id, user.name, user.address, user.is_enabled) for user in users)

    def members(self, group: str) -> tuple[Entry, ...]:
        users = self._asked(self._directory.members(group))
        return tuple(Entry(user.id, user.name, user.address, user.is_enabled) for user in users)

    def _asked(self, call: Coroutine[Any, Any, Answer]) -> Answer:
        try:
            return self._loop.run(call)
        except (NotYet, NotAllowed) as trouble:
            raise TryLater(trouble.why, trouble.after) from trouble
        except GraphTrouble as trouble:
            raise Refused(trouble.why) from trouble


def _entry(user: DirectoryUser | None) -> Entry | None:
    return Entry(user.id, user.name, user.address, user.is_enabled) if user is not None else None
