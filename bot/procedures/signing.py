"""Sign-offs: who stood behind which very text of a procedure, and when."""

from __future__ import annotations

from datetime import datetime

from escalation.packs.reading import Pack
from storage.database import Database, migrate, open_database
from storage.procedures import SignOff

from .packs import bundled, library


def keep_sign_off(database_url: str, pack: Pack, by: str, at: datetime) -> SignOff:
    """Put the pack and who signed it off into the database."""
    engine = open_database(database_url)
    migrate(engine)
    database = Database(engine)
    with database.write() as uow:
        uow.procedures.keep(bundled(pack, library()), pack.pin, f"{pack.pin.id}.yaml", at)
        uow.procedures.sign_off(pack.pin, by, at)
        signed = uow.procedures.signed_off(pack.pin.digest)
        uow.commit()
    assert signed is not None, "it was signed off a moment ago"
    return signed
