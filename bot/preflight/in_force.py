"""The procedures: is there the one that is named, which do the teams work under, and who stands behind them?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from escalation.packs.faults import PackRefused
from escalation.packs.reading import Pack
from storage.database import Database
from storage.errors import StorageError

from ..casework import Desk
from ..clock import Clock
from ..config import Settings
from ..service.opening_desk import NO_PROCEDURE, ServiceRefused, not_in_force, text_named
from ..world import World
from .findings import Finding, missing, not_checked, there, wrong
from .in_the_database import Looked

PROCEDURES = "the procedures are signed off"
SIGN_OFF = "Read each with iro-bot explain-pack, then: iro-bot sign-off PACK --by NAME"
Found = tuple[tuple[Pack, ...], Finding]
"""Those that the people file is read by, and what is said of them."""


def procedures(settings: Settings, world: World, looked: Looked, clock: Clock) -> Found:
    """What the settings name is looked at in the first round, whatever there is of a database."""
    try:
        named = world.read(*text_named(str(settings.pack))) if settings.pack is not None else None
    except ServiceRefused as trouble:
        return (), wrong(PROCEDURES, str(trouble))
    except (PackRefused, OSError) as trouble:
        return (), wrong(PROCEDURES, f"{settings.pack} cannot be read", *str(trouble).splitlines())
    if looked.database is not None:
        return _kept(Desk(looked.database, world, clock), looked.database, named)
    return _before_a_database(named, looked.is_new)


def no_such_procedure(named: str) -> Iterator[Finding]:
    """What can be said of it before there are settings with which more could be looked at. Empty: none is named."""
    try:
        if named:
            text_named(named)
    except ServiceRefused as trouble:
        yield wrong(PROCEDURES, str(trouble))
    except (PackRefused, OSError):  # that is told once all of it can be looked at
        return


def _before_a_database(named: Pack | None, is_new: bool) -> Found:
    if not is_new:
        return _those(named), not_checked(PROCEDURES, "they stand in the database")
    if named is None:
        return (), missing(PROCEDURES, NO_PROCEDURE, SIGN_OFF)
    return _those(named), missing(PROCEDURES, f"nobody has signed off {_pins([named])} in this database yet", SIGN_OFF)


def _kept(desk: Desk, database: Database, named: Pack | None) -> Found:
    """As `serve` will judge them."""
    try:
        with database.read() as reading:
            packs = desk.in_force(reading).packs or _those(named)
            drafts = [pack for pack in (*packs, *_those(named)) if not reading.procedures.signed_off(pack.pin.digest)]
            refused = not_in_force(desk, reading, named) if named is not None else ""
    except (StorageError, PackRefused) as trouble:
        return (), wrong(PROCEDURES, f"they cannot be read: {trouble}")
    if not packs:
        return (), missing(PROCEDURES, NO_PROCEDURE, SIGN_OFF)
    if drafts:
        return packs, missing(PROCEDURES, f"still a draft: {_pins(drafts)}", SIGN_OFF)
    return packs, wrong(PROCEDURES, refused) if refused else there(PROCEDURES, _pins(packs))


def _those(named: Pack | None) -> tuple[Pack, ...]:
    return () if named is None else (named,)


def _pins(packs: Iterable[Pack]) -> str:
    return ", ".join(dict.fromkeys(f"{pack.pin.id} {pack.pin.version}" for pack in packs))
