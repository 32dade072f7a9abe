"""`iro-bot rehearse --load N`: a year of N generated cases on a database on disk, all swept, rendered and sent."""

from __future__ import annotations

import heapq
import os
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from escalation.actions import HumanAction, Respond
from escalation.case import Case, CaseRef, PersonId
from escalation.case_log import AskedAgain, DutyOwed, Lapsed
from escalation.decide import is_watched
from escalation.decision import Decision
from escalation.errors import ActionRefused
from escalation.packs.reading import Pack
from storage.database import Database, migrate, open_database
from storage.unit_of_work import Reading

from ..casework import Desk
from ..clock import SteppedClock
from ..doors import ChatMessage
from ..mail.collect import collect
from ..mail.door import Arrived, IncomingMail, OutgoingMail, Posted, Sending
from ..outbox.delivery import Delivery
from ..outbox.writing import Run
from ..procedures.packs import bundled, library
from ..world import World
from .council import Council, council_for
from .courses import Courses, Planned
from .writers import OwnWriter, SecondWriter, Writer, Written

STARTS = datetime.fromisoformat("2026-01-05T08:30:00+00:00")
MONTHS = 12
EVERY = timedelta(hours=1)
"""How often the metronome ticks within working hours."""
HOURS_AHEAD = 3
"""How far the play may run ahead of the writing, so that neither process waits for the other's busy hours."""
LEASE = STARTS.replace(year=STARTS.year + 1) - STARTS
"""Played weekends and holidays pass while a message is written: nobody else would send it before the year is over."""
Tell = Callable[[float, str], object]
"""How far it is, from 0 to 1, and what is being done."""


@dataclass(frozen=True)
class Load:
    """`keep` is the file in which the database stays; without it, it is deleted at the end."""

    cases: int
    pack: Pack
    seed: int = 1
    keep: Path | None = None
    cores: int = field(default_factory=lambda: os.cpu_count() or 1)


@dataclass
class Figures:
    """What a load did, and how long it took."""

    cases: int = 0
    closed: int = 0
    entries: int = 0
    fewest_entries: int = 0
    lapses: int = 0
    cards: int = 0
    mails: int = 0
    digests: int = 0
    letters: int = 0
    refused: int = 0
    unsent: int = 0
    broken: int = 0
    nobody: int = 0
    seconds: float = 0
    verifying: float = 0

    @property
    def sound(self) -> bool:
        """Every chain verifies, every open case has somebody who owes something, nothing is stuck."""
        return not (self.broken or self.unsent or self.nobody)

    def lines(self) -> Iterator[str]:
        each = self.entries / self.cases if self.cases else 0
        yield f"{self.cases:,} cases, {self.closed:,} of them closed"
        yield f"{self.entries:,} log entries: {each:.1f} a case, {self.fewest_entries} at least"
        yield f"{self.lapses:,} lapses; {self.refused:,} steps came too late or were not open"
        yield (
            f"{self.cards + self.mails:,} messages: {self.cards:,} cards and {self.mails:,} mails rendered, "
            f"{self.digests:,} of them digests; {self.letters:,} replies read"
        )
        yield f"{self.unsent} messages unsent, {self.nobody} open cases that nobody owes anything on"
        yield f"{self.cases - self.broken:,} of {self.cases:,} log chains verify"
        yield f"{self.seconds:.1f} s for twelve months, {self.verifying:.1f} s to verify"


class CountedChat:
    """Takes every card and keeps only that it came."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.digests = 0

    def post(self, message: ChatMessage) -> None:
        self.ids.add(message.id)
        self.digests += bool(message.holds and len(message.holds) > 1)

    def has(self, message_id: str) -> bool:
        return message_id in self.ids


class CountedMailbox:
    """Takes every mail, keeps which one each person can reply to, and holds the replies until they are read."""

    def __init__(self, clock: SteppedClock) -> None:
        self.ids: set[str] = set()
        self.replies = 0
        self.digests = 0
        self._clock = clock
        self._newest: dict[tuple[PersonId, str], str] = {}
        self._arrived: list[IncomingMail] = []

    def send(self, mail: OutgoingMail, sending: Sending) -> Posted:
        self.ids.add(mail.id)
        self._newest[mail.to, mail.thread] = mail.id
        self.digests += len(mail.holds) > 1
        return Posted(mail.id)

    def arrived(self, cursor: str | None) -> Arrived:
        """Whoever asks with the number of all replies has read those before it."""
        mails, self._arrived = tuple(self._arrived), []
        return Arrived(mails, str(self.replies), self._clock.now())

    def gone_out(self, since: datetime) -> frozenset[str]:
        return frozenset(self.ids)

    def reply(self, person: PersonId, address: str, ref: CaseRef, text: str) -> bool:
        """False where this person has had no mail about the case."""
        answered = self._newest.get((person, str(ref)))
        if answered is None:
            return False
        self.replies += 1
        id = f"reply {self.replies}"
        self._arrived.append(IncomingMail(id, address, True, (answered,), "RE:", text, self._clock.now()))
        return True


def rehearse_load(load: Load, tell: Tell) -> Figures:
    """Play the year. Raises OSError for a file that cannot be written."""
    with TemporaryDirectory(prefix="iro-bot-") as folder:
        year = Year(load, f"sqlite:///{load.keep or Path(folder) / 'load.db'}")
        try:
            return year.play(tell)
        finally:
            year.close()


class Year:
    """One year of one council."""

    def __init__(self, load: Load, database_url: str) -> None:
        self._load = load
        self._clock = SteppedClock(STARTS)
        world = World()
        pack = world.read(load.pack.text, f"{load.pack.pin.id}.yaml")
        self._pack, self._calendar = pack, world.calendar(pack)
        council = council_for(pack.procedure)
        self._roster = council.roster()
        self._database = opened(database_url, pack, council)
        self._desk = Desk(self._database, world, self._clock, kept=self._hear)
        self._chat, self._mailbox = CountedChat(), CountedMailbox(self._clock)
        self._delivery = Delivery(self._desk, self._chat, self._mailbox, lease=LEASE)
        self._writer = _writer(load, self._desk, database_url)
        self._being_written: deque[tuple[list[Run], Callable[[], Written]]] = deque()
        self._courses = Courses(load.seed, pack.procedure, council, self._calendar)
        self._figures = Figures()
        self._entries: Counter[CaseRef] = Counter()
        self._cases: dict[CaseRef, Case] = {}
        self._plans: list[tuple[datetime, int, Planned | int]] = []
        self._numbers = count()

    def close(self) -> None:
        self._writer.close()
        self._database.engine.dispose()

    def play(self, tell: Tell) -> Figures:
        start = perf_counter()
        for hour, part in self._hours():
            if self._has_work(hour):
                self._until(hour)
                tell(part, f"{len(self._entries):,} cases, {self._figures.entries:,} entries")
        while self._being_written:
            self._send_what_is_written()
        self._figures.seconds = perf_counter() - start
        tell(1.0, "verifying every chain")
        self._verify()
        return self._figures

    def _hours(self) -> Iterator[tuple[datetime, float]]:
        """Every tick of the year, with the part of the year that is over then. Raising stops before answers do."""
        first = self._calendar.local_date(STARTS)
        last = first.replace(year=first.year + MONTHS // 12)
        last_raised = last.replace(year=first.year, month=MONTHS)
        for place, at in enumerate(self._courses.raising_times(self._load.cases, first, last_raised)):
            heapq.heappush(self._plans, (at, next(self._numbers), place))
        days = self._calendar.working_days_between(first, last)
        for number in range(days):
            day = self._calendar.add_working_days(first, number) if number else first
            at, ends = self._calendar.day_starts(day), self._calendar.day_ends(day)
            while at <= ends:
                yield at + timedelta(seconds=1), number / days
                at += EVERY

    def _has_work(self, hour: datetime) -> bool:
        if self._plans and self._plans[0][0] <= hour:
            return True
        with self._database.read() as reading:
            wake = reading.duties.next_wake()
        return wake is not None and wake < hour

    def _until(self, hour: datetime) -> None:
        """People act at their times, then the metronome ticks."""
        while self._plans and self._plans[0][0] <= hour:
            at, _, planned = heapq.heappop(self._plans)
            self._clock.set(max(at, self._clock.now()))
            if isinstance(planned, int):
                self._perform(self._courses.concern(planned, at), None)
            else:
                self._act(planned)
        self._clock.set(max(hour, self._clock.now()))
        collect(self._desk, self._mailbox)
        self._desk.sweep()
        self._deliver()

    def _deliver(self) -> None:
        """Have written what may go now; what was begun a few hours ago is sent."""
        runs: list[Run] = []
        while claimed := self._delivery.claim():
            runs += claimed
        self._being_written.append((runs, self._writer.begin(runs)))
        if len(self._being_written) > HOURS_AHEAD:
            self._send_what_is_written()

    def _send_what_is_written(self) -> None:
        runs, give = self._being_written.popleft()
        for run, ready in zip(runs, give(), strict=True):
            self._delivery.send(run, ready)

    def _act(self, planned: Planned) -> None:
        case = self._cases[planned.ref]
        duty = next((duty for duty in case.duties if duty.number == planned.duty), None)
        if duty is None:
            return
        situation = self._desk.world.situation(self._pack, self._roster, self._clock.now())
        action = self._courses.action(case, duty, planned, situation)
        if action is not None and not self._by_mail(planned, action):
            self._perform(action, planned.ref)

    def _by_mail(self, planned: Planned, action: HumanAction) -> bool:
        if not planned.by_mail or not isinstance(action, Respond) or action.actions:
            return False
        by = self._roster.people[action.said.by]
        return self._mailbox.reply(by.id, by.email, planned.ref, action.text)

    def _perform(self, action: HumanAction, ref: CaseRef | None) -> None:
        try:
            self._desk.perform(action, ref)
        except ActionRefused:
            self._figures.refused += 1

    def _hear(self, decision: Decision) -> None:
        """After each decision: counted, and what became owed is planned for."""
        now, case = self._clock.now(), decision.case
        self._figures.entries += len(decision.entries)
        self._entries[case.ref] += len(decision.entries)
        self._cases[case.ref] = case
        open_duties = {duty.number for duty in case.duties}
        for entry in decision.entries:
            match entry.facts:
                case DutyOwed(duty=duty) if duty.number in open_duties and duty.owed_by:
                    self._put(self._courses.plan(case, duty, now))
                case AskedAgain(duty=duty) if duty.number in open_duties:
                    self._put(self._courses.plan_again(case, duty, now))
                case Lapsed():
                    self._figures.lapses += 1

    def _put(self, planned: Planned | None) -> None:
        if planned is not None:
            heapq.heappush(self._plans, (planned.at, next(self._numbers), planned))

    def _verify(self) -> None:
        figures, start = self._figures, perf_counter()
        figures.cards, figures.mails = len(self._chat.ids), len(self._mailbox.ids)
        figures.digests = self._chat.digests + self._mailbox.digests
        figures.letters = self._mailbox.replies
        with self._database.read() as reading:
            verified = list(reading.log.verify_all())
            figures.cases, figures.broken = len(verified), sum(not one.ok for one in verified)
            still_open = reading.cases.open_refs()
            figures.closed = figures.cases - len(still_open)
            figures.nobody = sum(not _is_watched(reading, ref) for ref in still_open)
            figures.unsent = reading.outbox.waiting() + len(reading.outbox.dead_letters())
        figures.fewest_entries = min(self._entries.values(), default=0)
        figures.verifying = perf_counter() - start


def _writer(load: Load, desk: Desk, database_url: str) -> Writer:
    if load.cores == 1:
        return OwnWriter(desk)
    return SecondWriter(desk, database_url, load.pack.text, f"{load.pack.pin.id}.yaml")


def _is_watched(reading: Reading, ref: CaseRef) -> bool:
    stored = reading.cases.load(ref)
    return stored is not None and any(is_watched(duty) for duty in stored.case.duties)


def opened(database_url: str, pack: Pack, council: Council) -> Database:
    """A new database with the procedure and the council in it."""
    engine = open_database(database_url)
    migrate(engine)
    database = Database(engine)
    with database.write() as uow:
        uow.procedures.keep(bundled(pack, library()), pack.pin, f"{pack.pin.id}.yaml", STARTS)
        uow.procedures.assign(None, pack.pin.digest)
        uow.people.replace_all(council.people, council.posts, (), STARTS)
        uow.commit()
    return database
