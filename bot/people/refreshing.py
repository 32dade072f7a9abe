"""The register of people, brought up to date from the directory each day. Posts stay as the people file has them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from escalation.case import PersonId
from escalation.people import Person, Roster
from storage.unit_of_work import Reading, UnitOfWork

from ..casework import Desk
from ..doors import Refused
from ..settings.mail import GroupOfRole
from .directory import Directory, Entry
from .groups import keep_groups, read_groups
from .handing_over import tell_of_leavers

logger = logging.getLogger(__name__)
LOOK_EVERY = timedelta(minutes=10)
REFRESH_EVERY = timedelta(days=1)
REFRESHED = "directory read"
MOST_AT_ONCE = 0.25
"""The part of all people that can leave on one day. More than that, and it is the directory that is not right."""
SOME = 3


@dataclass(frozen=True, slots=True)
class Refreshed:
    """Numbers of people: how many were found, changed, have left or come back, and whose entry was odd."""

    found: int = 0
    changed: int = 0
    left: int = 0
    back: int = 0
    odd: int = 0


@dataclass
class _Round:
    """What the directory says of everybody, before anything of it is kept."""

    entries: dict[PersonId, Entry] = field(default_factory=dict)
    gone: set[PersonId] = field(default_factory=set)
    managers: dict[PersonId, PersonId] = field(default_factory=dict)
    odd: int = 0


def refresh(desk: Desk, directory: Directory, groups: Iterable[GroupOfRole] = ()) -> Refreshed | None:
    """Once a day, and after each new reading of the people file; None where it is not time. Raises TryLater."""
    with desk.database.read() as reading:
        if not _is_time(desk, reading):
            return None
        roster = reading.people.roster()
        accounts = {person: _account(reading, person) for person in roster.people}
        left = reading.people.leavers()
    seen = _asked(directory, roster, accounts)
    gone = seen.gone if _is_likely(len(seen.gone - left.keys()), len(roster.people)) else set(left)
    held = read_groups(directory, groups, _known(seen, accounts), roster)
    with desk.database.write() as uow:
        told = _kept(desk, uow, seen, gone)
        keep_groups(uow, held)
        uow.watermarks.set(REFRESHED, desk.clock.now())
        uow.commit()
    tell_of_leavers(desk)
    logger.info("directory: %s", told)
    return told


def _is_time(desk: Desk, reading: Reading) -> bool:
    last, imported = reading.watermarks.get(REFRESHED), reading.people.imported_at()
    if last is None or (imported is not None and imported > last):
        return True
    return desk.clock.now() - last >= REFRESH_EVERY


def _account(reading: Reading, person: PersonId) -> str | None:
    account = reading.chats.account_of(person)
    return account.object_id.lower() if account is not None else None


def _asked(directory: Directory, roster: Roster, accounts: Mapping[PersonId, str | None]) -> _Round:
    """One odd entry must not stop the others; a directory that does not answer stops all. Raises TryLater."""
    seen = _Round()
    for person in roster.people.values():
        try:
            _ask(directory, seen, person, accounts[person.id])
        except Refused:
            seen.odd += 1
    known = _known(seen, accounts)
    for id, entry in seen.entries.items():
        try:
            above = directory.above(entry.object_id)
        except Refused:
            seen.odd += 1
            continue
        manager = _nearest_known(above, known, roster)
        if manager is not None and manager != id:
            seen.managers[id] = manager
    return seen


def _known(seen: _Round, accounts: Mapping[PersonId, str | None]) -> dict[str, PersonId]:
    known = {id: person for person, id in accounts.items() if id is not None}
    return known | {entry.object_id: person for person, entry in seen.entries.items()}


def _ask(directory: Directory, seen: _Round, person: Person, object_id: str | None) -> None:
    """Only whoever is known by their account can be found to be gone: an address may be mistyped."""
    entry = directory.with_id(object_id) if object_id is not None else directory.with_address(person.email)
    if (entry is None and object_id is not None) or (entry is not None and not entry.is_open):
        seen.gone.add(person.id)
    elif entry is not None:
        seen.entries[person.id] = entry


def _nearest_known(above: Iterable[Entry], known: Mapping[str, PersonId], roster: Roster) -> PersonId | None:
    found = (known.get(entry.object_id) or roster.person_with_address(entry.address) for entry in above)
    return next((person for person in found if person is not None), None)


def _is_likely(newly_gone: int, everybody: int) -> bool:
    if newly_gone <= max(SOME, everybody * MOST_AT_ONCE):
        return True
    logger.error("the directory says that %d of %d people have left: nobody is taken off", newly_gone, everybody)
    return False


def _kept(desk: Desk, uow: UnitOfWork, seen: _Round, gone: set[PersonId]) -> Refreshed:
    roster, left = uow.people.roster(), uow.people.leavers()
    now = [(old, _as_it_is(old, seen, roster)) for old in roster.people.values()]
    changed = [fresh for old, fresh in now if fresh != old]
    uow.people.refresh(changed)
    new = sorted(gone - left.keys())
    back = sorted(left.keys() & seen.entries.keys())
    for person in new:
        uow.people.has_left(person, desk.today() - timedelta(days=1))
    for person in back:
        uow.people.is_back(person)
    return Refreshed(len(seen.entries), len(changed), len(new), len(back), seen.odd)


def _as_it_is(old: Person, seen: _Round, roster: Roster) -> Person:
    """What the directory does not know stays. An address that is another's is not taken: replies would be theirs."""
    entry = seen.entries.get(old.id)
    if entry is None:
        return old
    owner = roster.person_with_address(entry.address)
    address = entry.address if owner in (None, old.id) and "@" in entry.address else old.email
    manager = seen.managers.get(old.id, old.line_manager)
    return replace(old, name=entry.name or old.name, email=address, line_manager=manager)
