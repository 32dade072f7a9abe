"""The process: the sweep, the health page and the doors that are switched on, each with its beats."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from ..auditor import AUDIT_EVERY, Auditor, Health
from ..casework import Desk
from ..config import Settings
from ..mail.opening import MailDoor, Post
from ..mail.opening import add_to as add_mail_to
from ..outbox.delivery import Delivery
from ..settings.mail import OutlookSettings, PostOfficeSettings
from ..timers import Beat, metronome
from .health import health_routes, ready_route
from .opening_desk import open_desk

if TYPE_CHECKING:  # botbuilder takes a second to load: only who opens the door waits for it
    from ..teams.opening import Surroundings

logger = logging.getLogger(__name__)
NO_DOOR = "Teams and mail are both off: nobody can be reached, and nobody can reach the bot"
SWEEP_EVERY = timedelta(seconds=30)
NEW_OBJECTS = 20_000
"""So many, after those that have ended, until Python looks for what holds itself; its own measure is 700."""


class OpenDoor(Protocol):
    """What a door adds to the process."""

    @property
    def beats(self) -> Mapping[str, tuple[Beat, timedelta]]: ...

    @property
    def delivery(self) -> Delivery: ...

    def troubles(self) -> Iterator[str]:
        """What an operator has to see to."""
        ...


def run_service(settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve until interrupted. Raises ServiceRefused for a procedure that nobody signed off, PackRefused."""
    desk = open_desk(settings)
    desk.count_anew()
    address = f"http://{settings.host}:{settings.port}"
    app = _with_what_stays_left_alone(service_app(settings, desk))
    web.run_app(app, host=settings.host, port=settings.port, print=lambda _: ready(address))  # said once it listens


async def _with_what_stays_left_alone(opening: Awaitable[web.Application]) -> web.Application:
    app = await opening

    async def leave_alone(_: web.Application) -> None:
        leave_alone_what_stays()

    app.on_startup.append(leave_alone)
    return app


def leave_alone_what_stays() -> None:
    """What is loaded once the doors are warm lives as long as the process. Looked through by each full collection of
    garbage, it would stop the event loop for a tenth of a second.

    One turn makes thousands of objects, and nearly all of them end by themselves: what does not is looked for less
    often than Python would.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)


async def service_app(
    settings: Settings, desk: Desk, around: Surroundings | None = None, post: Post | None = None
) -> web.Application:
    """Everything that a process serves, with the beats that keep it going. Answers once the doors are warmed up.

    `around` and `post` take the place of Microsoft's services and of our mailbox, in tests.
    """
    auditor = Auditor(desk)
    app = web.Application()
    doors, lets_in = await _open_doors(app, settings, desk, around, post)
    if not doors:
        logger.warning(NO_DOOR)
    app.add_routes([*health_routes(lambda: _with_doors(auditor.health(), doors)), ready_route(lets_in)])
    beats: dict[str, tuple[Beat, timedelta]] = {
        "sweep": (desk.sweep, SWEEP_EVERY),
        "audit": (lambda: _report(auditor), AUDIT_EVERY),
    }
    for door in doors:
        beats.update(door.beats)
    _keep_going(app, beats, doors)
    return app


async def _open_doors(
    app: web.Application, settings: Settings, desk: Desk, around: Surroundings | None, post: Post | None
) -> tuple[tuple[OpenDoor, ...], Callable[[], Awaitable[bool]]]:
    """Each knows the other: what one cannot take goes through it. With them, whether people who come here are let in:
    only Teams sends any, since the mailbox is read from here."""
    doors: list[OpenDoor] = []
    post = post or open_post(settings, desk)
    lets_in: Callable[[], Awaitable[bool]] = _at_once
    chat, threads, mailbox = None, None, post.mailbox if post is not None else None
    if settings.teams is not None:
        from ..teams.opening import add_to, open_door

        teams = await open_door(settings.teams, desk, around, mailbox, settings.authority)
        add_to(app, teams)
        doors.append(teams)
        chat, threads, lets_in = teams.chats, teams.threads, teams.lets_in
    if post is not None:
        mail = MailDoor(desk, post, chat, threads)
        add_mail_to(app, mail)
        doors.append(mail)
    return tuple(doors), lets_in


async def _at_once() -> bool:
    return True


def open_post(settings: Settings, desk: Desk) -> Post | None:
    """Our mailbox, where the settings name one. Used in the event loop that it serves. Raises OSError for a file."""
    match settings.mail:
        case OutlookSettings():
            from ..mail.outlook.post import OutlookPost  # the SDK takes a second to load

            return OutlookPost(settings.mail, desk.clock, settings.authority)
        case PostOfficeSettings():
            from ..mail.servers.post import ServerPost

            return ServerPost(settings.mail, desk.clock, settings.authority)
        case None:
            return None


def _with_doors(health: Health, doors: Sequence[OpenDoor]) -> Health:
    """Every door's troubles before the desk's own; that there is no door is one."""
    theirs = [said for door in doors for said in door.troubles()] if doors else [NO_DOOR]
    return replace(health, troubles=(*theirs, *health.troubles))


def _keep_going(app: web.Application, beats: Mapping[str, tuple[Beat, timedelta]], doors: Iterable[OpenDoor]) -> None:
    timers = metronome(beats)

    async def start(_: web.Application) -> None:
        timers.start()

    async def stop(_: web.Application) -> None:
        for door in doors:
            door.delivery.stop()  # a long outbox goes on with the next start
        await asyncio.to_thread(timers.shutdown)  # waits for what a beat has in hand

    app.on_startup.append(start)
    app.on_cleanup.insert(0, stop)


def _report(auditor: Auditor) -> None:
    health = auditor.audit()
    if not health.ok:
        logger.error("%d troubles, the first of them: %s", len(health.troubles), health.troubles[0])
