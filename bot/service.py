"""`iro-bot serve`: the sweep and the health page; the doors to Teams and mail join them when they are built."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from escalation.pack import Pack
from storage.database import Database, migrate, open_database

from .auditor import AUDIT_EVERY, Auditor
from .casework import Desk
from .clock import WallClock
from .config import Settings
from .packs import text_of
from .people_file import read_people
from .timers import metronome
from .web import serve_health
from .world import World, bank_holidays_of

logger = logging.getLogger(__name__)
SWEEP_EVERY = timedelta(seconds=30)


class ServiceRefused(Exception):
    """The service must not start like this. Says why and what to do."""


def run_service(settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve until interrupted. Raises ServiceRefused for a procedure that nobody signed off, PackRefused."""
    desk = open_desk(settings)
    auditor = Auditor(desk)
    timers = metronome({"sweep": (desk.sweep, SWEEP_EVERY), "audit": (lambda: _report(auditor), AUDIT_EVERY)})
    timers.start()
    try:
        serve_health(auditor, settings.host, settings.port, ready)
    finally:
        timers.shutdown()


def _report(auditor: Auditor) -> None:
    health = auditor.audit()
    if not health.ok:
        logger.error("%d troubles, the first of them: %s", len(health.troubles), health.troubles[0])


def open_desk(settings: Settings) -> Desk:
    engine = open_database(settings.database_url)
    migrate(engine)
    database, world = Database(engine), World(bank_holidays_of(settings))
    pack = world.read(*text_of(str(settings.pack)))
    _check_signed(database, pack)
    assert settings.people is not None, "a service is told where its people are"
    people = read_people(settings.people.read_bytes(), settings.people.name, pack.procedure)
    clock = WallClock()
    with database.write() as uow:
        uow.procedures.assign(None, pack.pin.digest)
        uow.people.replace_all(people.people.values(), people.posts, people.absences, clock.now())
        uow.commit()
    return Desk(database, world, clock)


def _check_signed(database: Database, pack: Pack) -> None:
    if not pack.playable:
        raise ServiceRefused("\n".join(("No case can be opened under this procedure yet:", *pack.cannot_open)))
    with database.read() as reading:
        if reading.procedures.signed_off(pack.pin.digest) is None:
            raise ServiceRefused(
                f"{pack.pin.id} {pack.pin.version} is a draft: nobody has signed off this very text. "
                f'Read it with "iro-bot explain-pack {pack.pin.id}", then sign it off with '
                f'"iro-bot sign-off {pack.pin.id} --by NAME", with the same IRO_BOT_DATABASE_URL as here.'
            )
