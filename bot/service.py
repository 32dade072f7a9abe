"""`iro-bot serve`: the sweep, the health page and the doors that are switched on."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from escalation.case import TeamId
from escalation.packs.reading import Pack
from storage.chats import Account
from storage.database import Database, migrate, open_database
from storage.outgoing import Channel
from storage.unit_of_work import UnitOfWork

from .auditor import AUDIT_EVERY, Auditor, Health
from .casework import Desk
from .clock import WallClock
from .config import Settings
from .mail.opening import MailDoor, Post
from .mail.opening import add_to as add_mail_to
from .meetings.door import Inviting
from .outbox.delivery import Delivery
from .packs import shipped, text_of
from .people.file import PeopleFile, read_people
from .people.noted import with_noted
from .posting import CHAT_AND_MAIL
from .settings.mail import MailSettings, OutlookSettings, PostOfficeSettings
from .timers import Beat, metronome
from .web import health_routes, ready_route
from .world import World, bank_holidays_of

if TYPE_CHECKING:  # botbuilder takes a second to load: only who opens the door waits for it
    from .teams.opening import Surroundings

logger = logging.getLogger(__name__)
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


class ServiceRefused(Exception):
    """The service must not start like this. Says why and what to do."""


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
    doors = await _open_doors(app, settings, desk, around, post)
    app.add_routes([*health_routes(lambda: _with_doors(auditor.health(), doors)), ready_route()])
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
) -> tuple[OpenDoor, ...]:
    """Each knows the other: what one cannot take goes through it."""
    doors: list[OpenDoor] = []
    post = post or open_post(settings, desk)
    chat, threads, mailbox = None, None, post.mailbox if post is not None else None
    if settings.teams is not None:
        from .teams.opening import add_to, open_door

        teams = await open_door(settings.teams, desk, around, mailbox, settings.authority)
        add_to(app, teams)
        doors.append(teams)
        chat, threads = teams.chats, teams.threads
    if post is not None:
        mail = MailDoor(desk, post, chat, threads)
        add_mail_to(app, mail)
        doors.append(mail)
    return tuple(doors)


def open_post(settings: Settings, desk: Desk) -> Post | None:
    """Our mailbox, where the settings name one. Used in the event loop that it serves. Raises OSError for a file."""
    match settings.mail:
        case OutlookSettings():
            from .mail.outlook.post import OutlookPost  # the SDK takes a second to load

            return OutlookPost(settings.mail, desk.clock, settings.authority)
        case PostOfficeSettings():
            from .mail.servers.post import ServerPost

            return ServerPost(settings.mail, desk.clock, settings.authority)
        case None:
            return None


def _with_doors(health: Health, doors: Iterable[OpenDoor]) -> Health:
    return replace(health, troubles=(*(said for door in doors for said in door.troubles()), *health.troubles))


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


def open_desk(settings: Settings) -> Desk:
    """Raises ServiceRefused where a team's procedure is a draft, PackRefused."""
    engine = open_database(settings.database_url)
    migrate(engine)
    threads = settings.teams is not None and bool(settings.teams.channel)
    desk = Desk(
        Database(engine),
        World(bank_holidays_of(settings)),
        WallClock(),
        threads=threads,
        reads_mail=settings.mail is not None,
        governance=settings.governance,
        inviting=_inviting(settings.mail),
        doors=_doors_of(settings),
    )
    if settings.pack is not None:
        _begin_with(desk, desk.world.read(*_text_named(str(settings.pack))))
    packs = _checked(desk)
    assert settings.people is not None, "a service is told where its people are"
    procedures = (pack.procedure for pack in packs)
    people = read_people(settings.people.read_bytes(), settings.people.name, *procedures)
    with desk.database.write() as uow:
        absences = with_noted(people.absences, uow.people.roster(), people.people)
        uow.people.replace_all(people.people.values(), people.posts, absences, desk.clock.now())
        _keep_accounts(uow, people, desk.clock.now())
        uow.commit()
    _check_governance(desk)
    _report_teams(desk, people.teams)
    return desk


def _doors_of(settings: Settings) -> frozenset[Channel]:
    """Where none is opened yet, what waits is written for both."""
    named = {Channel.TEAMS: settings.teams, Channel.EMAIL: settings.mail}
    return frozenset(door for door, opened in named.items() if opened is not None) or CHAT_AND_MAIL


def _check_governance(desk: Desk) -> None:
    with desk.database.read() as reading:
        if desk.governance and reading.people.roster().person_with_address(desk.governance) is None:
            raise ServiceRefused(
                "IRO_BOT_GOVERNANCE is the address of nobody in the list of people. Add whoever is told when "
                "information goes astray to the list, or take the setting out: then it is whoever keeps the log."
            )


def _inviting(mail: MailSettings | None) -> Inviting | None:
    """From the mailbox's own calendar where it has one, else with the mails about a meeting."""
    match mail:
        case OutlookSettings():
            return Inviting(Channel.CALENDAR, mail.address)
        case PostOfficeSettings():
            return Inviting(Channel.EMAIL, mail.address)
        case None:
            return None


def _keep_accounts(uow: UnitOfWork, people: PeopleFile, now: datetime) -> None:
    """Whom Teams can be asked for before they have written there themselves. What the file has taken back goes."""
    for account in uow.chats.unheard():
        if people.accounts.get(account.person) != account.object_id:
            uow.chats.forget_account(account.object_id)
            if uow.chats.account_of(account.person) is None:
                uow.chats.forget(account.person)
    for person, object_id in people.accounts.items():
        known = uow.chats.account(object_id)
        if known is None or known.person not in people.people:  # else it was recognised since
            uow.chats.keep_account(Account(object_id, person, ""), now)


def _text_named(pack: str) -> tuple[str, str]:
    try:
        return text_of(pack)
    except FileNotFoundError:
        known = ", ".join(shipped())
        raise ServiceRefused(
            f"IRO_BOT_PACK names {pack}, and there is no such procedure or file. Those that come with IRO Bot: {known}."
        ) from None


def _begin_with(desk: Desk, pack: Pack) -> None:
    """The procedure that the settings name is the first one; from then on it is amended by `iro-bot assign-pack`."""
    _check_signed(desk.database, pack)
    with desk.database.write() as uow:
        now = uow.procedures.assigned().get(None)
        if now is None:
            uow.procedures.assign(None, pack.pin.digest)
            uow.commit()
        elif now != pack.pin.digest:
            pin = desk.recalled(uow, now).pin
            raise ServiceRefused(
                f"IRO_BOT_PACK names {pack.pin.id} {pack.pin.version}, and new cases run under another text here: "
                f"{pin.id} {pin.version}, digest {pin.digest[:12]}. To keep that one, take IRO_BOT_PACK out. To amend "
                f'it, run "iro-bot assign-pack" with what IRO_BOT_PACK names; open cases keep theirs.'
            )


def _checked(desk: Desk) -> tuple[Pack, ...]:
    """Every procedure that a team works under, each signed off."""
    with desk.database.read() as reading:
        packs = desk.in_force(reading).packs
    if not packs:
        raise ServiceRefused('No team has a procedure yet. Set IRO_BOT_PACK, or run "iro-bot assign-pack".')
    for pack in packs:
        _check_signed(desk.database, pack)
    return packs


def _report_teams(desk: Desk, teams: tuple[TeamId, ...]) -> None:
    with desk.database.read() as reading:
        unknown = sorted(set(desk.in_force(reading).of_teams) - set(teams))
    for team in unknown:
        logger.warning("the team %s has a procedure, and nobody in the list of people is in it", team)


def _check_signed(database: Database, pack: Pack) -> None:
    with database.read() as reading:
        if reading.procedures.signed_off(pack.pin.digest) is None:
            raise ServiceRefused(
                f"{pack.pin.id} {pack.pin.version} is a draft: nobody has signed off this very text. "
                'Read it with "iro-bot explain-pack PACK", then sign it off with "iro-bot sign-off PACK --by NAME", '
                "with the same IRO_BOT_DATABASE_URL as here. PACK is its file, or its id if it comes with IRO Bot."
            )
