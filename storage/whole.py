"""Several transactions of one thread made one: each ends as it would by itself, and one commit keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from .connections import commit
from .people import RosterCache
from .unit_of_work import Reading, UnitOfWork


class Whole:
    """Over a connection on which a transaction has begun. `to_tell` is called once something has been kept."""

    def __init__(self, connection: Connection, rosters: RosterCache, salt: Callable[[], str]) -> None:
        self._connection = connection
        self._new_part: Callable[[], Part] = lambda: Part(connection, rosters, salt)
        self._part = self._new_part()
        self._has_kept = False
        self._is_safe = False
        self.to_tell: list[Callable[[], object]] = []

    @property
    def reading(self) -> Reading:
        return self._part

    @contextmanager
    def part(self) -> Iterator[UnitOfWork]:
        """Rolled back on leaving, to where it began, unless it was committed."""
        began = self._connection.begin_nested() if self._has_kept else None
        self._part.is_kept = False
        try:
            yield self._part
        finally:
            if not self._part.is_kept:
                self._undo()
            elif began is not None:
                began.commit()
            self._has_kept |= self._part.is_kept

    def _undo(self) -> None:
        """What the part has read and written may be otherwise now: the next one asks anew."""
        if (began := self._connection.get_nested_transaction()) is not None:
            began.rollback()
        else:
            self._connection.rollback()
            self._connection.begin()
        self._part = self._new_part()

    def give_up(self) -> None:
        """What the parts have kept is not kept after all."""
        self._has_kept = False

    def end(self) -> None:
        if self._has_kept:
            commit(self._connection)
            self._is_safe = True

    def tell(self) -> None:
        for tell in self.to_tell if self._is_safe else ():
            tell()


class Part(UnitOfWork):
    """What it commits is kept when the whole is."""

    is_kept = False

    def commit(self) -> None:
        self.is_kept = True
