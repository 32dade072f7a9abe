"""What calendars say of a meeting, as its forms show it: free times to choose from, and who has said to come."""

from __future__ import annotations

from escalation.case import Coming, PersonId, There
from escalation.working_days import LONDON

from ..scene import Scene
from ..telling import Telling
from ..wording import DateStyle, time_of_day
from .fields import Option

SAID = {
    Coming.ACCEPTED: "Said to come.",
    Coming.DECLINED: "Has declined the invitation.",
    Coming.TENTATIVE: "Was not sure to come.",
}


def free_time_options(telling: Telling) -> tuple[Option, ...]:
    """Those that are still ahead. The value is London's day and time, as the form's own fields have them."""
    s = Scene.of(telling, DateStyle.CARD)
    ahead = [start for start in telling.planning.free if start > telling.situation.now]
    return tuple(
        Option(f"{start.astimezone(LONDON):%Y-%m-%d %H:%M}", f"{s.day(start)}, {time_of_day(start)}") for start in ahead
    )


def expected_there(telling: Telling, person: PersonId) -> tuple[str, str]:
    """What is filled in of a guest before the meeting is written down, and what stands above it."""
    said = telling.planning.of(person)
    filled = There.APOLOGIES.value if said is Coming.DECLINED else ""
    return filled, SAID[said] if said is not None else ""
