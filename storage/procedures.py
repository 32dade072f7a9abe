"""The exact text of every procedure a case may run under, who signed it off, and which team works under which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, exists, or_, select

from escalation.case import PackPin, TeamId

from .errors import ProcedureNotKept
from .people import mark_anew
from .schema import cases, procedures, sign_offs, team_packs
from .upserts import insert_into, put_row

EVERY_OTHER_TEAM = ""


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who made a draft the authority's procedure, and when. `by` is a name as it was typed."""

    pin: PackPin
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptProcedure:
    pin: PackPin
    file: str
    kept_at: datetime


class ProcedureStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, text: str, pin: PackPin, file: str, at: datetime) -> None:
        """Keep a pack's text under its digest. Keeping the same again changes nothing."""
        new = insert_into(self._connection, procedures).values(
            digest=pin.digest, id=pin.id, version=pin.version, file=file, text=text, kept_at=at
        )
        self._connection.execute(new.on_conflict_do_nothing(index_elements=["digest"]))

    def text(self, digest: str) -> str:
        """The pack as it was kept. Raises ProcedureNotKept."""
        query = select(procedures.c.text).where(procedures.c.digest == digest)
        found: str | None = self._connection.execute(query).scalar()
        if found is None:
            raise ProcedureNotKept(f"no procedure with the digest {digest} is kept here")
        return found

    def kept(self) -> tuple[KeptProcedure, ...]:
        """Every procedure, the newest first."""
        rows = self._connection.execute(select(procedures).order_by(procedures.c.kept_at.desc(), procedures.c.digest))
        return tuple(KeptProcedure(PackPin(row.id, row.version, row.digest), row.file, row.kept_at) for row in rows)

    def sign_off(self, pin: PackPin, by: str, at: datetime) -> None:
        """From now on this very text is no draft. A second sign-off replaces the first."""
        row = {"digest": pin.digest, "id": pin.id, "version": pin.version, "by": by, "at": at}
        put_row(self._connection, sign_offs, row)

    def signed_off(self, digest: str) -> SignOff | None:
        row = self._connection.execute(select(sign_offs).where(sign_offs.c.digest == digest)).first()
        return SignOff(PackPin(row.id, row.version, row.digest), row.by, row.at) if row else None

    def assign(self, team: TeamId | None, digest: str) -> None:
        """New cases of `team` run under this pack; None stands for every team without one of its own."""
        put_row(self._connection, team_packs, {"team": team or EVERY_OTHER_TEAM, "digest": digest})
        mark_anew(self._connection)

    def unassign(self, team: TeamId) -> bool:
        """From now on the team has no pack of its own. False where it had none."""
        gone = self._connection.execute(delete(team_packs).where(team_packs.c.team == team)).rowcount
        mark_anew(self._connection)
        return bool(gone)

    def assigned(self) -> Mapping[TeamId | None, str]:
        """The digest of each team's own pack; None is every other team."""
        rows = self._connection.execute(select(team_packs).order_by(team_packs.c.team))
        return {TeamId(row.team) if row.team else None: row.digest for row in rows}

    def in_use(self) -> tuple[str, ...]:
        """The digests of all packs under which a case was opened, or can be."""
        opened = exists().where(cases.c.pack_digest == procedures.c.digest)
        open_now = exists().where(team_packs.c.digest == procedures.c.digest)
        query = (
            select(procedures.c.digest).where(or_(opened, open_now)).order_by(procedures.c.kept_at, procedures.c.digest)
        )
        return tuple(self._connection.execute(query).scalars())

    def pack_of(self, team: TeamId | None) -> str | None:
        """The digest of the pack for new cases of `team`, or None where none was assigned."""
        digest: str | None = self._connection.execute(_PACK_OF, {"asked": team or EVERY_OTHER_TEAM}).scalar()
        return digest


_PACK_OF = (
    select(team_packs.c.digest)
    .where(team_packs.c.team.in_((bindparam("asked", type_=team_packs.c.team.type), EVERY_OTHER_TEAM)))
    .order_by(team_packs.c.team.desc())  # the empty name sorts before every team's own
    .limit(1)
)
