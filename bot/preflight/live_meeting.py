"""A meeting with nobody in our calendar, for a moment: is it made once, and does it get a link to meet online?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from graph.client import GraphClient, path
from graph.errors import GraphTrouble
from graph.events import GraphEvents

from .findings import Finding, missing, there

ONCE, ONLINE = "a meeting asked for twice is made once", "a meeting gets a link to meet online"
AHEAD = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class LiveMeeting:
    client: GraphClient
    ours: str
    now: datetime

    async def all(self) -> tuple[Finding, ...]:
        """Nobody is invited, so that nobody is told; it is taken out again."""
        key, made = uuid4().hex, set[str]()
        try:
            for _ in range(2):
                made.add(await GraphEvents(self.client, self.ours).create(key, self._meeting()))
            once = there(ONCE, "by its transaction id" if len(made) == 1 else "no: it is made twice")
            return once, await self._online(min(made))
        except GraphTrouble as trouble:
            return (
                missing(ONLINE, trouble.why, "Mend what is missing above. Until then meetings go out without a link."),
            )
        finally:
            for id in made:
                await self._taken_out(id)

    async def _online(self, id: str) -> Finding:
        shown = await self.client.get(self._at(id), {"$select": "onlineMeeting"})
        online = shown.get("onlineMeeting")
        if isinstance(online, dict) and online.get("joinUrl"):
            return there(ONLINE)
        return there(ONLINE, "no: give the mailbox a licence with Teams, or meet in a room")

    async def _taken_out(self, id: str) -> None:
        try:
            await self.client.delete(self._at(id))
        except GraphTrouble:  # it stays in the calendar until somebody deletes it, and has no guests
            return

    def _at(self, id: str) -> str:
        return path("users", self.ours, "events", id)

    def _meeting(self) -> dict[str, object]:
        begins, ends = self.now + AHEAD, self.now + AHEAD * 2
        subject = "IRO Bot looks whether it may invite"
        return {"subject": subject, "start": _utc(begins), "end": _utc(ends), "isOnlineMeeting": True}


def _utc(moment: datetime) -> dict[str, str]:
    return {"dateTime": moment.strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"}
