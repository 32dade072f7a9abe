"""The database of one authority: opening it, and the transactions everything else happens in."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock, local

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import StatementError

from .connections import BUSY_SECONDS, begin_reading, begin_writing, name_of, open_database, open_existing
from .errors import DatabaseBusy, Entangled, StorageError, TryAgain
from .migrating import check_ready, migrate, schema_drift
from .people import RosterCache
from .unit_of_work import Reading, UnitOfWork
from .whole import Whole

__all__ = ["Database", "migrate", "name_of", "open_database", "open_existing", "schema_drift"]

SALT_BYTES = 16
BUSY = ("database is locked", "lock timeout")
ENTANGLED = ("deadlock detected", "could not serialize access")


def _salt() -> str:
    return secrets.token_hex(SALT_BYTES)


class Database:
    """Hands out transactions. One for each process; threads may share it."""

    def __init__(self, engine: Engine, salt: Callable[[], str] = _salt) -> None:
        self.engine = engine
        self._salt = salt
        self._rosters = RosterCache()
        self._checked = False
        self._writing = Lock()
        self._of_this_thread = local()

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """One moment of the database, which cannot be changed through it; inside `as_one`, its transaction.

        Raises DatabaseNotReady, DatabaseBusy.
        """
        if (whole := self._whole()) is not None:
            with _in_our_words():
                yield whole.reading
            return
        with self._connection(begin_reading) as connection:
            yield Reading(connection, self._rosters)

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """A transaction, rolled back on leaving unless it was committed. Raises DatabaseNotReady, DatabaseBusy."""
        if (whole := self._whole()) is not None:
            with _in_our_words(), whole.part() as part:
                yield part
            return
        with self._in_turn(), self._connection(begin_writing) as connection:
            yield UnitOfWork(connection, self._rosters, self._salt)

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """All that this thread reads and writes inside is one transaction, kept by one commit when it is left.

        Each part is kept or rolled back as it would be by itself, whatever becomes of those after it; only, what it
        has committed is safe, and seen by others, from the end on. Where the end is that somebody else was first, or
        that the database failed, nothing is kept: so it can be said that nothing was done, and all of it done anew.
        Raises DatabaseNotReady, DatabaseBusy.
        """
        if self._whole() is not None:
            yield
            return
        with ExitStack() as at_last, self._in_turn(), self._connection(begin_writing) as connection:
            whole = self._of_this_thread.whole = Whole(connection, self._rosters, self._salt)
            at_last.callback(whole.tell)
            try:
                yield
            except (TryAgain, StatementError):
                whole.give_up()
                raise
            finally:
                self._of_this_thread.whole = None
                whole.end()

    def once_kept(self, tell: Callable[[], object]) -> None:
        """Calls it now; inside `as_one`, once the whole is kept."""
        whole = self._whole()
        if whole is not None:
            whole.to_tell.append(tell)
        else:
            tell()

    def _whole(self) -> Whole | None:
        whole: Whole | None = getattr(self._of_this_thread, "whole", None)
        return whole

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Whoever finds SQLite's one write lock taken sleeps and asks again: the threads of a process queue instead."""
        if self.engine.dialect.name != "sqlite":
            yield
        elif not self._writing.acquire(timeout=BUSY_SECONDS):
            raise DatabaseBusy("another thread goes on writing")
        else:
            try:
                yield
            finally:
                self._writing.release()

    @contextmanager
    def _connection(self, begin: Callable[[Connection], Connection]) -> Iterator[Connection]:
        self.check_ready()
        with _in_our_words(), self.engine.connect() as connection:
            yield begin(connection)

    def check_ready(self) -> None:
        """Raises DatabaseNotReady. Looks once."""
        if not self._checked:
            check_ready(self.engine)
            self._checked = True


@contextmanager
def _in_our_words() -> Iterator[None]:
    """SQLAlchemy wraps what the column types refuse, and what the database says when somebody else was first."""
    try:
        yield
    except StatementError as trouble:
        raise _ours(trouble) or trouble from None


def _ours(trouble: StatementError) -> StorageError | None:
    if isinstance(trouble.orig, StorageError):
        return trouble.orig
    said = str(trouble.orig)
    if any(sign in said for sign in ENTANGLED):
        return Entangled(said)
    return DatabaseBusy(said) if any(sign in said for sign in BUSY) else None
