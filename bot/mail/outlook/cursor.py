"""How far our mailbox in Outlook has been read, as it is kept between two readings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.mailbox import Listed

NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Unopened:
    """A mail that was left to a person unread, and since when: it is acted on where it can be read after all."""

    mail: Listed
    since: datetime


@dataclass(frozen=True, slots=True)
class Cursor:
    """`link` is Graph's own; `up_to` the moment up to which everything has been read."""

    link: str | None = None
    up_to: datetime = NEVER
    unopened: tuple[Unopened, ...] = ()

    @classmethod
    def read(cls, written: str | None) -> Cursor:
        """One that cannot be read begins anew: what comes again is not acted on again."""
        try:
            found = json.loads(written or "{}")
            unopened = tuple(
                Unopened(Listed(*map(str, mail)), datetime.fromisoformat(since))
                for since, *mail in found.get("unopened", ())
            )
            return cls(found["link"], datetime.fromisoformat(found["up_to"]), unopened)
        except (ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def written(self) -> str:
        unopened = [
            (one.since.isoformat(), one.mail.id, one.mail.message_id, one.mail.sender, one.mail.received)
            for one in self.unopened
        ]
        return json.dumps({"link": self.link, "up_to": self.up_to.isoformat(), "unopened": unopened})
