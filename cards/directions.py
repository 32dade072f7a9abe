"""Signs that turn the reading direction of all that follows them (Unicode's bidirectional embeddings and overrides)."""

from __future__ import annotations

import re

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def unturned(text: str) -> str:
    """What we say ourselves: a name or an address within it must not make the rest of it read backwards.

    Letters that are written from right to left need none of these signs. People's own words keep them, and stand in
    a block of their own, at whose end every turn ends.
    """
    return _TURNING.sub("", text)
