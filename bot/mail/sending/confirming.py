"""A mail counts as gone when its copy is seen among what our mailbox has sent; what is not, is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from storage.unit_of_work import Reading

from ...casework import Desk
from ..door import Mailbox

UNSEEN_FOR = timedelta(minutes=15)
"""A mailbox shows within minutes what it has sent."""
SKEW = timedelta(minutes=5)
"""How far the provider's clock may stand from ours."""
FURTHEST_BACK = timedelta(hours=23)
"""What has not been seen until then is not looked for any more: a person has to look, and says so."""
SHOWN = 20


def confirm(desk: Desk, mailbox: Mailbox) -> int:
    """Ask for the copies of what waits for its confirmation. Says how many were seen. Raises DoorTrouble."""
    now = desk.clock.now()
    with desk.database.read() as reading:
        waiting = {one.provider_id: one.settled_at for one in reading.outbox.unconfirmed(now + SKEW)}
    recent = [moment for moment in waiting.values() if moment is not None and moment > now - FURTHEST_BACK]
    if not recent:
        return 0
    seen = mailbox.gone_out(min(recent) - SKEW)
    with desk.database.write() as uow:
        confirmed = uow.outbox.confirm(one for one in waiting if one is not None and one in seen)
        uow.commit()
    return confirmed


def not_seen(desk: Desk, reading: Reading) -> Iterator[str]:
    """References only; a mail that is about no case says so."""
    late = reading.outbox.unconfirmed(desk.clock.now() - UNSEEN_FOR)
    for one in late[:SHOWN]:
        about = one.message.case or "a mail about no case"
        yield f"{about}: no copy of a mail is seen among what was sent. Look there, then: iro-bot outbox"
