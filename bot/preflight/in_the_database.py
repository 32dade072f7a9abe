"""Is there a database that can be read? Whoever looks makes none: one that is mistyped must not come into being."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from storage.database import Database, name_of, open_existing
from storage.errors import DatabaseNotReady

from .findings import Finding, not_yet, there, wrong

DATABASE = "the database"
COMPARE = "Compare IRO_BOT_DATABASE_URL with the server, its name and its password."
IS_IT_THIS = "Where there should be one already, IRO_BOT_DATABASE_URL names another place."


@dataclass(frozen=True, slots=True)
class Looked:
    """`database` is there where it can be read, and its reader closes it; `is_new`: nothing was ever kept in it."""

    found: Finding
    database: Database | None = None
    is_new: bool = False


def looked_at(url: str) -> Looked:
    """Makes no file, no folder and no table."""
    try:
        database = Database(open_existing(url))
    except DatabaseNotReady as trouble:
        return _not_opened(url, str(trouble))
    try:
        database.check_ready()
    except DatabaseNotReady as trouble:
        database.engine.dispose()
        return _not_ready(name_of(url), str(trouble))
    return Looked(there(DATABASE, f"{name_of(url)} answers, and its tables are up to date"), database)


def _not_opened(url: str, why: str) -> Looked:
    if "there is no database" in why:
        if trouble := _cannot_be_made(url):
            return Looked(wrong(DATABASE, f"{name_of(url)} is not there, and cannot be made: {trouble}", IS_IT_THIS))
        said = f"{name_of(url)} is not there yet: serve will make it. {IS_IT_THIS}"
        return Looked(not_yet(DATABASE, said), is_new=True)
    return Looked(wrong(DATABASE, f"it does not answer: {why}", COMPARE))


def _cannot_be_made(url: str) -> str:
    """Why not, as far as whoever looks can tell; empty where it can."""
    file = Path(name_of(url))
    stands = next((one for one in file.parents if one.exists()), file)
    if not stands.is_dir():
        return f"{stands} is no folder"
    return "" if os.access(stands, os.W_OK | os.X_OK) else f"nothing can be written into {stands} by this user"


def _not_ready(name: str, why: str) -> Looked:
    if "does not answer" in why:
        return Looked(wrong(DATABASE, why, COMPARE))
    if "newer" in why:
        return Looked(wrong(DATABASE, why))
    if "no tables" in why:
        said = f"{name} answers, and holds nothing yet: serve will make its tables. {IS_IT_THIS}"
        return Looked(not_yet(DATABASE, said), is_new=True)
    return Looked(not_yet(DATABASE, f"{name} answers; serve will bring its tables up to date"))
