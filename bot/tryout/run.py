"""`iro-bot tryout`: opens the played world and serves its page on loopback."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from ..config import Settings
from ..world import bank_holidays_of
from .example import play_example, procedure_of_the_example
from .server import LOOPBACK, tryout_app
from .stage import Stage

FIRST_MORNING = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
"""A Monday in a year whose bank holidays are known; Easter lies within the first case."""


def run_tryout(settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve until interrupted. Raises PackRefused, OSError."""
    people = settings.people.read_bytes() if settings.people else None
    pack = str(settings.pack) if settings.pack else procedure_of_the_example()
    stage = Stage(settings.folder, pack, people, FIRST_MORNING, play_example, bank_holidays_of(settings))
    address = f"http://localhost:{settings.port}"

    async def app() -> web.Application:
        """A client of Teams on this machine may come in, where nobody from elsewhere can."""
        served = tryout_app(stage, settings.host)
        if settings.host in LOOPBACK:
            from .teams import open_to_teams

            open_to_teams(served, stage)
        return served

    web.run_app(app(), host=settings.host, port=settings.port, print=lambda _: ready(address))  # said once it listens
