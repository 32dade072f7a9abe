"""People's calendars in Outlook: an automatic reply that is switched on, then a whole day marked out of office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from escalation.case import PersonId
from escalation.working_days import LONDON
from graph.errors import GraphTrouble
from graph.schedules import AutomaticReply, GraphSchedules
from graph.schedules import Taken as TakenTime

from ..doors import TryLater
from ..on_the_loop import OnTheLoop
from .door import Answers, Away, Day, Taken

OUT_OF_OFFICE = "oof"
TAKEN = frozenset({"busy", "oof", "tentative"})


class OutlookCalendars:
    """A `Calendars`. Its calls block, from any thread but the event loop's."""

    def __init__(self, schedules: GraphSchedules, loop: OnTheLoop) -> None:
        self._schedules = schedules
        self._loop = loop

    def away(self, addresses: Mapping[PersonId, str], day: Day) -> Answers:
        try:
            return self._loop.run(self._away(addresses, day))
        except GraphTrouble as trouble:
            raise TryLater(trouble.why, trouble.after) from trouble

    def taken(self, addresses: Mapping[PersonId, str], begins: datetime, ends: datetime) -> Taken:
        try:
            found = self._loop.run(self._schedules.schedules(addresses.values(), begins, ends))
        except GraphTrouble as trouble:
            raise TryLater(trouble.why, trouble.after) from trouble
        known = ((person, found.get(address.casefold())) for person, address in addresses.items())
        return {person: [(t.start, t.end) for t in taken if t.status in TAKEN] for person, taken in known if taken}

    async def _away(self, addresses: Mapping[PersonId, str], day: Day) -> dict[PersonId, Away | None]:
        """Whoever sends automatic replies is away; only the others' calendars have to be looked at."""
        replies = await self._schedules.automatic_replies(addresses.values())
        said = {person: _by_reply(replies.get(address.casefold()), day) for person, address in addresses.items()}
        others = [address for person, address in addresses.items() if said[person] is None]
        taken = await self._schedules.schedules(others, day.begins, day.ends) if others else {}
        found: dict[PersonId, Away | None] = {}
        for person, address in addresses.items():
            key = address.casefold()
            if said[person] is not None or key in replies or key in taken:
                found[person] = said[person] or _by_calendar(taken.get(key, ()), day)
        return found


def _by_reply(reply: AutomaticReply | None, day: Day) -> Away | None:
    """Not one that ends before the day does, or has still to begin."""
    if reply is None or (reply.since is not None and reply.since > day.now):
        return None
    if reply.until is None:
        return Away()
    return Away(_last_day(reply.until, day)) if reply.until >= day.ends else None


def _by_calendar(taken: Iterable[TakenTime], day: Day) -> Away | None:
    """The whole working day; an hour out of office is no absence."""
    whole = (one.end for one in taken if one.status == OUT_OF_OFFICE and one.start <= day.begins)
    ends = [end for end in whole if end >= day.ends]
    return Away(_last_day(max(ends), day)) if ends else None


def _last_day(until: datetime, day: Day) -> date:
    """Whoever comes back in the morning was away until the day before."""
    local = until.astimezone(LONDON)
    comes_back_that_day = local.time() < day.ends.astimezone(LONDON).time()
    return local.date() - timedelta(days=1) if comes_back_that_day else local.date()
