"""The hash chain over one case's log: SHA-256 over a canonical row and the hash of the row before it."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256

CHAIN_START = "0" * 64
"""What stands before the first row."""


@dataclass(frozen=True, slots=True)
class ChainRow:
    """What one row says: ids, kinds and dates, and of people's words only a digest."""

    ref: str
    number: int
    kind: str
    happened: datetime
    recorded: datetime
    by: str | None
    on_behalf_of: str | None
    via: str
    facts: str
    words_digest: str | None
    previous: str

    def hash(self) -> str:
        return sha256(self.canonical().encode()).hexdigest()

    def canonical(self) -> str:
        """JSON with sorted keys, no spaces and UTC times to the microsecond: the same bytes from either database."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values |= {"happened": _written(self.happened), "recorded": _written(self.recorded)}
        return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def words_digest(salt: str, words: str) -> str:
    """Keyed with a salt of its own: without it, short words could be found by trying."""
    return hmac.new(salt.encode(), words.encode(), sha256).hexdigest()


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
