"""The copy of each of our mails that comes to our own mailbox, and how it is known there."""

from __future__ import annotations

from hashlib import sha256

from ..door import OutgoingMail
from ..parsing.headers import Lines, domain_of, own_id, values_of
from ..sending.composing import ROW_HEADER


def message_id_of(mail: OutgoingMail, ours: str) -> str:
    """The same for the same rows whenever they are sent; of a digest another than of any of its rows alone.

    Where it is found, everything that it stands for has gone out.
    """
    held = f"-{sha256(' '.join(mail.holds).encode()).hexdigest()[:16]}" if len(mail.holds) > 1 else ""
    return f"{mail.id}{held}@{domain_of(ours)}"


def is_copy(lines: Lines, ours: str) -> bool:
    """Does it name the row that its Message-ID is made of, in our own domain?"""
    pairs = tuple(lines)
    name, _, domain = (own_id(pairs) or "").rpartition("@")
    rows = [value.strip() for value in values_of(pairs, ROW_HEADER.lower())]
    return bool(name) and domain == domain_of(ours) and any(name == row or name.startswith(f"{row}-") for row in rows)
