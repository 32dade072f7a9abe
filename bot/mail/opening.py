"""The door to our mailbox, opened: what is sent, read and confirmed, put together for one process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Protocol

from aiohttp import web

from storage.outgoing import Channel

from ..absences.door import Calendars
from ..absences.watching import LOOK_EVERY, Watch
from ..casework import Desk
from ..doors import Chat, DoorTrouble, Threads
from ..meetings.answers import READ_EVERY, read_from_calendar
from ..meetings.door import Meetings
from ..meetings.planning import LOOK_EVERY as TIMES_EVERY
from ..meetings.planning import look_for_times
from ..outbox.delivery import Delivery
from ..outbox.held_up import held_up
from ..people.directory import Directory
from ..people.refreshing import LOOK_EVERY as DIRECTORY_EVERY
from ..people.refreshing import refresh
from ..settings.mail import GroupOfRole
from ..timers import Beat, surviving
from .arriving.reminding import left_waiting
from .collect import collect
from .door import Mailbox
from .outlook.notifications import notifications_route
from .outlook.subscribing import SUBSCRIBE_EVERY, Subscribing, ToldBy
from .sending.confirming import confirm, not_seen
from .sending.pace import AT_ONCE, BATCH, LEASE, PATIENCE

logger = logging.getLogger(__name__)
DELIVER_EVERY = timedelta(seconds=2)
COLLECT_EVERY = timedelta(seconds=60)
CONFIRM_EVERY = timedelta(seconds=60)


PASSING = timedelta(minutes=5)
"""What passes by itself within these is no trouble for anybody."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Since when our mailbox could not be read, and why the last time."""

    since: datetime
    why: str


class Post(Protocol):
    """A mailbox with what keeps it going. `warm_up` is over before the first who writes has to wait."""

    @property
    def mailbox(self) -> Mailbox: ...

    @property
    def told_by(self) -> ToldBy | None:
        """Who tells us of new mail, and where; None where we only look."""
        ...

    @property
    def calendars(self) -> Calendars | None:
        """Where it can be asked who is away; None where that is known from the register only."""
        ...

    @property
    def meetings(self) -> Meetings | None:
        """The calendar of ours from which people are invited; None where mails about a meeting do it."""
        ...

    @property
    def directory(self) -> Directory | None:
        """Where the register of people is brought up to date from; None where the people file says all."""
        ...

    @property
    def groups(self) -> tuple[GroupOfRole, ...]:
        """The groups of that directory whose members hold a post."""
        ...

    async def warm_up(self) -> None: ...

    def troubles(self) -> Iterable[str]:
        """What an operator has to see to, in words that hold no secret and no address."""
        ...

    async def close(self) -> None: ...


class MailDoor:
    """One for the process. `chat` and `threads` are the other door, where there is one: what one of the two cannot
    take goes through the other.
    """

    def __init__(self, desk: Desk, post: Post, chat: Chat | None = None, threads: Threads | None = None) -> None:
        self._desk = desk
        self._post = post
        self._one_reads = Lock()
        self._unread: Unread | None = None
        mine = Channel if chat is None else (Channel.EMAIL, Channel.CALENDAR)
        self.delivery = Delivery(
            desk,
            chat,
            post.mailbox,
            "mail",
            LEASE,
            threads,
            AT_ONCE,
            through=mine,
            patience=PATIENCE,
            batch=BATCH,
            meetings=post.meetings,
        )
        told_by = post.told_by
        self._subscribing = Subscribing(desk, told_by.subscriptions, told_by.url) if told_by else None
        self._poked: list[Poked] = []
        self._watch = Watch(desk, post.calendars) if post.calendars is not None else None

    @property
    def beats(self) -> Mapping[str, tuple[Beat, timedelta]]:
        beats: dict[str, tuple[Beat, timedelta]] = {
            "deliver mail": (self.delivery.deliver, DELIVER_EVERY),
            "collect": (self.collect, COLLECT_EVERY),
            "confirm": (lambda: confirm(self._desk, self._post.mailbox), CONFIRM_EVERY),
        }
        if self._watch is not None:
            beats["absences"] = (self._watch.look, LOOK_EVERY)
        if (directory := self._post.directory) is not None:
            beats["directory"] = (lambda: refresh(self._desk, directory, self._post.groups), DIRECTORY_EVERY)
        if (calendars := self._post.calendars) is not None:
            beats["free times"] = (lambda: look_for_times(self._desk, calendars), TIMES_EVERY)
        if (meetings := self._post.meetings) is not None:
            beats["answers to invitations"] = (lambda: read_from_calendar(self._desk, meetings), READ_EVERY)
        if self._subscribing is not None:
            beats["subscribe"] = (self._subscribing.keep, SUBSCRIBE_EVERY)
        return beats

    def routes(self) -> Iterator[web.RouteDef]:
        """Where Microsoft tells us of new mail."""
        if self._subscribing is not None:
            collect_now = Poked(surviving("collect", self.collect))
            renew_now = Poked(surviving("subscribe", self._subscribing.renew))
            self._poked += [collect_now, renew_now]
            yield notifications_route(self._subscribing.knows, collect_now.poke, renew_now.poke)

    def collect(self) -> None:
        """The beat and a poke never read at the same time. Raises DoorTrouble."""
        with self._one_reads:
            try:
                collect(self._desk, self._post.mailbox)
            except DoorTrouble as trouble:
                since = self._unread.since if self._unread is not None else self._desk.clock.now()
                self._unread = Unread(since, str(trouble))
                raise
            self._unread = None

    def troubles(self) -> Iterator[str]:
        yield from self._post.troubles()
        yield from self._watch.troubles() if self._watch is not None else ()
        unread, now = self._unread, self._desk.clock.now()
        if unread is not None and now - unread.since >= PASSING:
            yield f"Mail: our mailbox could not be read. {unread.why}"
        with self._desk.database.read() as reading:
            yield from held_up(self._desk, reading, "Mail", (Channel.EMAIL, Channel.CALENDAR))
            yield from not_seen(self._desk, reading)
            yield from left_waiting(self._desk, reading)

    async def warm_up(self) -> None:
        """What has come in while nobody served is read at once."""
        await self._post.warm_up()
        first = Poked(surviving("collect", self.collect))
        self._poked.append(first)
        first.poke()

    async def poked(self) -> None:
        """When what Microsoft has told of has been read."""
        for poked in self._poked:
            await poked.done()

    async def close(self) -> None:
        await self.poked()
        await self._post.close()


class Poked:
    """Reads now instead of at the next beat. Pokes that come while one still waits for its turn are one."""

    def __init__(self, read: Beat) -> None:
        self._read = read
        self._tasks: set[asyncio.Task[None]] = set()
        self._waits = False

    def poke(self) -> None:
        if self._waits:
            return
        self._waits = True
        task = asyncio.get_running_loop().create_task(asyncio.to_thread(self._begin))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _begin(self) -> None:
        self._waits = False  # what arrives from here on may be missed by this reading: it needs another
        self._read()

    async def done(self) -> None:
        while self._tasks:
            await asyncio.wait(self._tasks)


def add_to(app: web.Application, door: MailDoor) -> None:
    app.add_routes(door.routes())

    async def warm_up(_: web.Application) -> None:
        await door.warm_up()

    async def close(_: web.Application) -> None:
        await door.close()

    app.on_startup.append(warm_up)
    app.on_cleanup.append(close)
