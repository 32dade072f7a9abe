"""Reviews and conferences from a file into the register of a database, all of them or none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from escalation.actions import Said, Via
from escalation.case import OccasionKind, PersonId
from escalation.errors import ActionRefused, NotYours
from escalation.permissions import may_record_occasions
from storage.database import Database, migrate, open_database

from ..casework import Desk
from ..clock import Clock, WallClock
from ..config import Settings
from ..rendering.words import refused
from ..tryout.office import JOURNAL, open_played
from ..tryout.run import FIRST_MORNING
from ..world import World
from .file import Known, read_occasions
from .recording import Kept, ToRecord


class ImportRefused(Exception):
    """Whoever imports may not, or something in the file goes against the procedure. The message says so in words."""


def import_occasions(file: Path, by: PersonId, database_url: str, clock: Clock) -> tuple[Kept, ...]:
    """Raises OccasionsFileRefused, ImportRefused, OSError."""
    engine = open_database(database_url)
    migrate(engine)
    desk = Desk(Database(engine), World(), clock)
    try:
        return desk.record_occasions(_asked(file, by, desk))
    except ActionRefused as refusal:
        raise ImportRefused(refused(desk, refusal, None, by)) from None


def _asked(file: Path, by: PersonId, desk: Desk) -> tuple[ToRecord, ...]:
    with desk.database.read() as reading:
        if not desk.in_force(reading).packs:
            raise ImportRefused(
                'No team has a procedure in this database yet. Run "iro-bot assign-pack" or "iro-bot serve" first.'
            )
        if by not in reading.people.roster().people:
            raise ImportRefused(
                f"Nobody on the list of people in this database has the id “{by}”: ids stand in its first column. "
                "The service reads the list from IRO_BOT_PEOPLE when it starts; the try-out brings its own."
            )
        situation = desk.situation_under(reading, desk.pack_of_person(reading, by))
        if not may_record_occasions(by, situation):
            raise NotYours("may_not_date_occasion")
        days: dict[tuple[str, OccasionKind], set[date]] = {}
        for record, occasion in reading.occasions.everything():
            days.setdefault((record, occasion.kind), set()).add(occasion.on)
    return read_occasions(file.read_bytes(), file.name, Said(by, Via.CONSOLE), situation, Known(days))


def clock_of(settings: Settings) -> Clock:
    """The try-out's own clock, where its database is meant."""
    played = settings.folder / JOURNAL
    in_tryout = str(settings.folder) in settings.database_url
    return open_played(settings.folder, FIRST_MORNING).clock if in_tryout and played.is_file() else WallClock()
