"""The sweep: every duty that is due is reached, in order. One case that fails holds up none of the others."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from escalation.actions import ReachDeadline
from escalation.case import CaseRef
from escalation.errors import EscalationError
from storage.database import Database
from storage.duties import DueDuty
from storage.errors import StorageError, TryAgain
from storage.unit_of_work import Reading

from .deciding import Deciding
from .trying import TRIES

logger = logging.getLogger(__name__)
POSTPONED = timedelta(minutes=15)
"""How long a case that failed in the sweep is left alone."""
BATCH = 500
Place = tuple[CaseRef, int]
"""A duty by its case and its number there."""


@dataclass(frozen=True, slots=True)
class Swept:
    lapses: int = 0
    postponed: int = 0


class Reached(Enum):
    """What became of a duty that was due."""

    LAPSED = auto()
    POSTPONED = auto()
    CHANGED = auto()  # somebody else wrote to the case meanwhile, and may have seen to it


class Sweep:
    """One of them, at `now`. `heard` says up to when answers by mail are known; `deciding` is a transaction."""

    def __init__(
        self,
        database: Database,
        now: datetime,
        heard: Callable[[Reading], datetime | None],
        deciding: Callable[[], AbstractContextManager[Deciding]],
    ) -> None:
        self._database = database
        self._now = now
        self._heard = heard
        self._deciding = deciding
        self._tried = Counter[Place]()

    def through(self) -> Swept:
        came = Counter[Reached]()
        while due := self._due():
            for duty in due:
                reached = self._reach(duty.ref, ReachDeadline(duty.number, duty.wake))
                came[reached] += 1
                self._tried[duty.ref, duty.number] += reached is Reached.CHANGED
        return Swept(came[Reached.LAPSED], came[Reached.POSTPONED])

    def _due(self) -> tuple[DueDuty, ...]:
        """What is due, without what was tried often enough in this sweep: it comes again in the next one."""
        with self._database.read() as reading:
            due = reading.duties.due(self._now, BATCH, self._heard(reading))
        return tuple(duty for duty in due if self._tried[duty.ref, duty.number] < TRIES)

    def _reach(self, ref: CaseRef, action: ReachDeadline) -> Reached:
        try:
            with self._deciding() as deciding:
                came = deciding.go_on(action, ref).decision.entries
                if not came:
                    deciding.uow.duties.postpone(ref, action.duty, self._now + POSTPONED, "nothing came of it")
            return Reached.LAPSED if came else Reached.POSTPONED
        except TryAgain:
            return Reached.CHANGED
        except (EscalationError, StorageError, AssertionError, KeyError, ValueError) as trouble:
            self._postpone(ref, action.duty, trouble)
            return Reached.POSTPONED

    def _postpone(self, ref: CaseRef, duty: int, trouble: Exception) -> None:
        logger.error("%s duty %d was postponed: %s", ref, duty, type(trouble).__name__)
        with self._database.write() as uow:
            uow.duties.postpone(ref, duty, self._now + POSTPONED, type(trouble).__name__)
            uow.commit()
