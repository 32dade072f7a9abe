"""What stands on our own side: the database, the procedures that were signed off, the people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from escalation.bank_holidays import CalendarError
from escalation.packs.reading import Pack

from ..clock import Clock
from ..config import Settings
from ..people.file import PeopleFileRefused, read_people
from ..settings.mail import OutlookSettings
from ..world import World, bank_holidays_of
from .findings import Finding, not_checked, there, wrong
from .in_force import procedures
from .in_the_database import looked_at

CALENDAR, PEOPLE = "the bank holidays", "the people file"
OF_GROUPS = "IRO_BOT_GROUPS names posts that there are"


def at_home(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Nothing is written, and nothing is made: no file, no folder, no table."""
    world, calendar = _world(settings)
    yield calendar
    looked = looked_at(settings.database_url)
    yield looked.found
    try:
        packs, found = procedures(settings, world, looked, clock)
    finally:
        if looked.database is not None:
            looked.database.engine.dispose()
    yield found
    yield _people(settings.people, packs)
    yield from _groups(settings, packs)


def _world(settings: Settings) -> tuple[World, Finding]:
    try:
        days = bank_holidays_of(settings)
    except (CalendarError, OSError) as trouble:
        mend = "Take the file from https://www.gov.uk/bank-holidays.json anew."
        return World(), wrong(CALENDAR, str(trouble), mend)
    return World(days), there(CALENDAR, "as IRO Bot knows them" if days is None else "as in the file")


def _people(file: Path | None, packs: tuple[Pack, ...]) -> Finding:
    if file is None or not packs:
        return not_checked(PEOPLE, "it is read by the procedures")
    try:
        read = read_people(file.read_bytes(), file.name, *(pack.procedure for pack in packs))
    except PeopleFileRefused as refused:
        how = "iro-bot check-people FILE --pack PACK says the same of a file that you have mended."
        return wrong(PEOPLE, "nothing of it can be used as it is", *str(refused).splitlines(), how)
    except OSError:
        return wrong(PEOPLE, f"{file} cannot be read. Check who may read it.")
    return there(PEOPLE, f"{len(read.people)} people, {len(read.posts)} posts")


def _groups(settings: Settings, packs: tuple[Pack, ...]) -> Iterator[Finding]:
    """A slip in the name of a post or team gives a post to nobody."""
    groups = settings.mail.groups if isinstance(settings.mail, OutlookSettings) else ()
    roles = sorted({role for pack in packs for role in pack.procedure.roles})
    for unknown in sorted({one.role for one in groups} - set(roles)) if packs else ():
        yield wrong(OF_GROUPS, f"no procedure has a role {unknown}", f"Known roles: {', '.join(roles)}.")
    teams = _teams(settings.people, packs)
    for strange in sorted({one.team for one in groups if one.team} - teams) if teams else ():
        named = f"Teams in the people file: {', '.join(sorted(teams))}."
        yield wrong(OF_GROUPS, f"nobody is in a team {strange}", named)


def _teams(file: Path | None, packs: tuple[Pack, ...]) -> set[str]:
    """Empty where the people file cannot be read: that is said for itself."""
    try:
        read = (
            read_people(file.read_bytes(), file.name, *(pack.procedure for pack in packs)) if file and packs else None
        )
    except (PeopleFileRefused, OSError):
        return set()
    return set(read.teams) if read is not None else set()
