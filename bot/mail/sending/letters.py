"""A few sentences of our own to one person: a title, and a text below it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from escalation.case import CaseRef, PersonId
from storage.outgoing import Channel, Outgoing

BY_MAIL = (Channel.EMAIL,)
BOTH_WAYS = (Channel.TEAMS, Channel.EMAIL)


def letter(
    to: PersonId, ref: CaseRef | None, title: str, text: str, now: datetime, by: Iterable[Channel] = BY_MAIL
) -> tuple[Outgoing, ...]:
    return tuple(Outgoing(str(uuid4()), ref, to, door, None, f"{title}\n{text}", False, now, now) for door in by)
