"""The metronome: it only says when to look. What is due stands in the database, so a missed beat loses nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from .doors import DoorTrouble

logger = logging.getLogger(__name__)
Beat = Callable[[], object]


def metronome(beats: Mapping[str, tuple[Beat, timedelta]]) -> BackgroundScheduler:
    """A scheduler, not yet started, that calls each beat at its pace. A beat never overlaps itself.

    One that takes long keeps no other from its turn, and one whose turn comes late comes nevertheless.
    """
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)  # it warns of every turn that a long beat skips
    scheduler = BackgroundScheduler(timezone="UTC", executors={"default": ThreadPoolExecutor(max(1, len(beats)))})
    for name, (beat, every) in beats.items():
        scheduler.add_job(
            surviving(name, beat),
            "interval",
            seconds=every.total_seconds(),
            id=name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    return scheduler


def surviving(name: str, beat: Beat) -> Callable[[], None]:
    """The beat, so wrapped that its failure is logged and the next one still comes."""

    def call() -> None:
        try:
            beat()
        except DoorTrouble as trouble:  # says in our own words what a server did, and names nobody
            logger.error("%s failed: %s", name, trouble)
        except Exception as trouble:  # noqa: BLE001 - the loop must survive whatever one beat met
            logger.error("%s failed: %s", name, type(trouble).__name__)

    return call
