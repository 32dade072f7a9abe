"""What stands on our own side: the database, the procedures that were signed off, the people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from escalation.bank_holidays import CalendarError
from escalation.packs.faults import PackRefused
from escalation.packs.reading import Pack
from storage.database import Database, open_database
from storage.errors import DatabaseNotReady, StorageError
from storage.unit_of_work import Reading

from ..casework import Desk
from ..clock import Clock
from ..config import Settings
from ..people.file import PeopleFileRefused, read_people
from ..procedures.packs import text_of
from ..settings.mail import OutlookSettings
from ..world import World, bank_holidays_of
from .findings import Finding, missing, not_checked, there

DATABASE, CALENDAR, PROCEDURES = "the database", "the bank holidays", "the procedures are signed off"
PEOPLE = "the people file"
OF_GROUPS = "IRO_BOT_GROUPS names posts that there are"
SIGN_OFF = "Read each with iro-bot explain-pack, then: iro-bot sign-off PACK --by NAME"


def at_home(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Nothing is written, and no table is made or changed."""
    try:
        database = Database(open_database(settings.database_url))
    except DatabaseNotReady as trouble:
        yield from _not_ready(f"it does not answer: {trouble}")
        return
    try:
        desk = Desk(database, World(bank_holidays_of(settings)), clock)
        yield there(CALENDAR, "as in the file" if settings.bank_holidays else "as IRO Bot knows them")
        with database.read() as reading:
            yield there(DATABASE, "it answers, and its tables are up to date")
            packs, found = _procedures(settings, desk, reading)
        yield found
        yield _people(settings.people, packs)
        yield from _groups(settings, packs)
    except DatabaseNotReady as trouble:
        yield from _not_ready(str(trouble))
    except CalendarError as trouble:
        yield missing(CALENDAR, str(trouble), "Take the file from https://www.gov.uk/bank-holidays.json anew.")
    except (StorageError, PackRefused, OSError) as trouble:
        yield missing(PROCEDURES, f"they cannot be read: {trouble}")
    finally:
        database.engine.dispose()


def _not_ready(why: str) -> Iterator[Finding]:
    if "does not answer" in why:
        yield missing(DATABASE, why, "Compare IRO_BOT_DATABASE_URL with the server, its name and its password.")
    elif "newer" in why:
        yield missing(DATABASE, why)
    else:
        yield there(DATABASE, "it answers; the service makes its tables, or brings them up to date, when it starts")
    if "no tables" in why:
        yield missing(PROCEDURES, "nobody has signed one off in this database yet", SIGN_OFF)
    else:
        yield not_checked(PROCEDURES, "they stand in the database")
    yield not_checked(PEOPLE, "it is read by the procedures")


def _procedures(settings: Settings, desk: Desk, reading: Reading) -> tuple[tuple[Pack, ...], Finding]:
    packs = desk.in_force(reading).packs
    if not packs and settings.pack is not None:
        packs = (desk.world.read(*text_of(str(settings.pack))),)
    drafts = [pack.pin for pack in packs if reading.procedures.signed_off(pack.pin.digest) is None]
    if not packs:
        return packs, missing(PROCEDURES, "no team has one", "Set IRO_BOT_PACK, or run: iro-bot assign-pack PACK")
    named = ", ".join(f"{pin.id} {pin.version}" for pin in (drafts or [pack.pin for pack in packs]))
    if drafts:
        return packs, missing(PROCEDURES, f"still a draft: {named}", SIGN_OFF)
    return packs, there(PROCEDURES, named)


def _people(file: Path | None, packs: tuple[Pack, ...]) -> Finding:
    if file is None or not packs:
        return not_checked(PEOPLE, "it is read by the procedures")
    try:
        read = read_people(file.read_bytes(), file.name, *(pack.procedure for pack in packs))
    except (PeopleFileRefused, OSError) as trouble:
        return missing(PEOPLE, str(trouble), "iro-bot check-people FILE --pack PACK says it line by line.")
    return there(PEOPLE, f"{len(read.people)} people, {len(read.posts)} posts")


def _groups(settings: Settings, packs: tuple[Pack, ...]) -> Iterator[Finding]:
    """A slip in the name of a post or team gives a post to nobody."""
    groups = settings.mail.groups if isinstance(settings.mail, OutlookSettings) else ()
    roles = sorted({role for pack in packs for role in pack.procedure.roles})
    for wrong in sorted({one.role for one in groups} - set(roles)) if packs else ():
        yield missing(OF_GROUPS, f"no procedure has a role {wrong}", f"Known roles: {', '.join(roles)}.")
    teams = _teams(settings.people, packs)
    for strange in sorted({one.team for one in groups if one.team} - teams) if teams else ():
        named = f"Teams in the people file: {', '.join(sorted(teams))}."
        yield missing(OF_GROUPS, f"nobody is in a team {strange}", named)


def _teams(file: Path | None, packs: tuple[Pack, ...]) -> set[str]:
    """Empty where the people file cannot be read: that is said for itself."""
    try:
        read = (
            read_people(file.read_bytes(), file.name, *(pack.procedure for pack in packs)) if file and packs else None
        )
    except (PeopleFileRefused, OSError):
        return set()
    return set(read.teams) if read is not None else set()
