"""The outbox's one way out: claim, look at the case again, send once, ask the provider where the outcome is unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.outgoing import Channel
from storage.unit_of_work import UnitOfWork

from ..casework import Desk
from ..doors import Chat, TakenOver, Threads
from ..mail.door import Left, Mailbox, Sending
from ..meetings.door import Meetings
from .grouping import Lane, Pair, groups_of, lane_of, lanes_of, runs_of
from .handing_over import Doors, How, Outcome, handed_over, is_spoken
from .settling import settle
from .writing import Group, Ready, Run, written

LEASE = timedelta(minutes=2)
PATIENCE = timedelta(seconds=20)
"""What was claimed longer ago is given back untried: no message may still be on its way when its lease is over."""
BATCH = 200
WAVE = 100
"""How many messages are written before they are sent several at a time."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """`failed` includes what went by another door."""

    sent: int = 0
    failed: int = 0


class Delivery:
    """One worker of the outbox. Any number may run: a row's lease and fencing number make one of them its sender.

    `through`: the doors that this worker looks after. `at_once`: how many people are written to at the same time; a
    door that is called like that is used from as many threads. Each one's messages keep their order.
    """

    def __init__(
        self,
        desk: Desk,
        chat: Chat | None,
        mailbox: Mailbox | None,
        worker: str = "delivery",
        lease: timedelta = LEASE,
        threads: Threads | None = None,
        at_once: int = 1,
        through: Iterable[Channel] = Channel,
        patience: timedelta = PATIENCE,
        batch: int = BATCH,
        meetings: Meetings | None = None,
    ) -> None:
        self._lease = lease
        self._patience = patience
        self._batch = batch
        self._through = tuple(through)
        self._desk = desk
        self.doors = Doors(chat, mailbox, threads, meetings)
        self._worker = worker
        self._at_once = at_once
        self._stops = False

    def stop(self) -> None:
        """The process ends: what is on its way still goes, what was claimed is given back, nothing more is begun."""
        self._stops = True

    def deliver(self) -> Delivered:
        """Send everything that may go now, each run written just before."""
        outcomes: list[Outcome] = []
        waiting: set[Lane] = set()
        while not self._stops and (runs := self.claim()):
            ends = self._desk.clock.now() + self._patience
            for wave in self._waves(runs):
                outcomes += self._sent(wave, ends, waiting)
        sent = sum(len(one.group) for one in outcomes if one.how is How.SENT)
        return Delivered(sent, sum(len(one.group) for one in outcomes if one.how is not How.UNTRIED) - sent)

    def claim(self) -> tuple[Run, ...]:
        """Some of what may go now: this worker's, until the lease is over. Empty when nothing is left."""
        with self._desk.database.write() as uow:
            claimed = uow.outbox.claim(self._desk.clock.now(), self._worker, self._batch, self._lease, self._through)
            uow.commit()
        return tuple(runs_of(groups_of(claimed)))

    def send(self, run: Run, ready: Iterable[Ready]) -> list[Outcome]:
        """Hand over one by one, then keep what came of each.

        Where the process ends in between, they stay claimed: after the lease they are in doubt, and the provider is
        asked before anything is sent again.
        """
        outcomes = [handed_over(group, one, self.doors, self) for group, one in zip(run, ready, strict=True)]
        self._settle(outcomes)
        return outcomes

    def _waves(self, runs: tuple[Run, ...]) -> Iterator[tuple[Run, ...]]:
        """One run after the other; or so many together that several people can be written to at once."""
        wave: list[Run] = []
        for run in runs:
            wave.append(run)
            if self._at_once == 1 or sum(map(len, wave)) >= WAVE:
                yield tuple(wave)
                wave = []
        if wave:
            yield tuple(wave)

    def _sent(self, wave: tuple[Run, ...], ends: datetime, waiting: set[Lane]) -> list[Outcome]:
        def in_order(pairs: list[Pair]) -> list[Outcome]:
            return [self._in_turn(group, ready, ends, waiting) for group, ready in pairs]

        pairs = [pair for run in wave for pair in zip(run, written(self._desk, run), strict=True)]
        if self._at_once == 1:
            outcomes = in_order(pairs)
        else:
            with ThreadPoolExecutor(self._at_once, "delivery") as several:
                outcomes = [one for lane in several.map(in_order, lanes_of(pairs)) for one in lane]
        self._settle(outcomes)
        return outcomes

    def _in_turn(self, group: Group, ready: Ready, ends: datetime, waiting: set[Lane]) -> Outcome:
        """After one that has to wait, what follows it in the same chat waits too, so that the order is kept."""
        lane = lane_of(group[0])
        if lane in waiting:
            return Outcome(group, How.LATER, "what goes before it has to wait")
        if self._stops or self._desk.clock.now() > ends:
            return Outcome(group, How.UNTRIED, "its turn did not come in time")
        outcome = handed_over(group, ready, self.doors, self)
        if outcome.how is How.LATER and is_spoken(group[0]):
            waiting.add(lane)
        return outcome

    def begin(self, group: Group) -> bool:
        """From here until it is settled it is in doubt whether a chat has shown it."""
        with self._desk.database.write() as uow:
            mine = uow.outbox.begin(group)
            if mine:
                uow.commit()
        return mine

    def sending(self, group: Group) -> Sending:
        return Steps(self._desk, group)

    def now(self) -> datetime:
        return self._desk.clock.now()

    def _settle(self, outcomes: list[Outcome]) -> None:
        with self._desk.database.write() as uow:
            settle(uow, outcomes, self._desk.clock.now(), self.doors)
            uow.commit()


class Steps:
    """Keeps each step of a mail before it is taken."""

    def __init__(self, desk: Desk, group: Group) -> None:
        self._desk = desk
        self._group = group

    @property
    def left(self) -> Left:
        first = self._group[0]
        return Left(first.draft, first.provider_id, first.in_doubt)

    def drafting(self) -> None:
        self._keep(lambda uow: uow.outbox.drafting(self._group))

    def drafted(self, draft: str, message_id: str) -> None:
        self._keep(lambda uow: uow.outbox.drafted(self._group, draft, message_id))

    def sending(self) -> None:
        self._keep(lambda uow: uow.outbox.begin(self._group))

    def _keep(self, step: Callable[[UnitOfWork], bool]) -> None:
        with self._desk.database.write() as uow:
            if not step(uow):
                raise TakenOver("another worker has taken it over")
            uow.commit()
