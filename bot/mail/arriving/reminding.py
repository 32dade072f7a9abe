"""Mails that were set aside are spoken of again each working morning, until a person has seen to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cards.wording import counted, full_date
from escalation.people import Roster
from escalation.working_days import LONDON
from storage.drafts import Waiting
from storage.unit_of_work import Reading, UnitOfWork

from ...casework import Desk
from ..kept import SET_ASIDE
from ..sending.letters import letter
from .setting_aside import keeper_of

MORNING = 9
"""London's hour from which on anybody is reminded."""
LEFT_ALONE = timedelta(days=1)
KEPT_FOR = 2 * LEFT_ALONE
_KEY = "reminded of mails set aside"


def remind(desk: Desk) -> None:
    """Once a day each; whoever has left hears nothing, and the keeper of the log in their place."""
    now = desk.clock.now()
    local = now.astimezone(LONDON)
    if local.hour < MORNING:
        return
    with desk.database.read() as reading:
        waiting = reading.drafts.waiting(SET_ASIDE, now - LEFT_ALONE)
        packs = desk.in_force(reading).packs if waiting else ()
    if not packs or not desk.world.calendar(packs[0]).is_working_day(local.date()):
        return
    with desk.database.write() as uow:
        uow.inbox.forget(_KEY, now - KEPT_FOR)
        for one in waiting:
            _remind(desk, uow, uow.people.roster(), one, now)
        uow.commit()


def left_waiting(desk: Desk, reading: Reading) -> Iterator[str]:
    """For an operator: how many, and since when; once the oldest has waited past the end of the next working day."""
    waiting, packs = reading.drafts.waiting(SET_ASIDE, desk.clock.now()), desk.in_force(reading).packs
    oldest = min((one.oldest for one in waiting), default=None)
    if oldest is None or not packs or desk.clock.now() <= desk.world.calendar(packs[0]).due(oldest, 1):
        return
    count = counted(
        sum(one.count for one in waiting), "mail that was set aside waits", "mails that were set aside wait"
    )
    yield f"Mail: {count} for a person to file or leave, the oldest since {oldest:%Y-%m-%d %H:%M} UTC"


def _remind(desk: Desk, uow: UnitOfWork, roster: Roster, waiting: Waiting, now: datetime) -> None:
    today = desk.today()
    to = waiting.person if roster.serves(waiting.person, today) else keeper_of(desk, uow, None, None)
    if not uow.inbox.first_time(f"{_KEY} {to} {waiting.person} {today}", now):
        return
    count = counted(waiting.count, "mail that was set aside waits", "mails that were set aside wait")
    came = full_date(waiting.oldest.astimezone(LONDON).date())
    text = (
        f"The oldest came on {came}. Each can be filed as its writer’s answer, or left. Write “set aside” to IRO Bot, "
        "and it shows you the oldest."
    )
    uow.outbox.put(letter(to, None, f"{count} for you", text, now))
