"""Who is away and who is busy, as Exchange tells our mailbox: automatic replies by mail tip, then free and busy times.

https://learn.microsoft.com/graph/api/user-getmailtips
https://learn.microsoft.com/graph/outlook-get-free-busy-schedule (its limits are at its end)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from .client import GraphClient, path

AT_ONCE = 20
"""People in one question: what Graph takes for schedules."""
IN_UTC = {"Prefer": 'outlook.timezone="UTC"'}
_LONDON = ("GMT Standard Time", "Europe/London")
_SECONDS = len("2026-03-02T09:00:00")


@dataclass(frozen=True, slots=True)
class AutomaticReply:
    """Switched on; between these moments (aware UTC) where they are set."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """Part of somebody's time, aware UTC. `status` is busy, oof, tentative, workingElsewhere, free or unknown."""

    start: datetime
    end: datetime
    status: str


class GraphSchedules:
    """Asked from our own mailbox. Answers are by address in small letters; who is not among them is not known there.

    All calls raise GraphTrouble.
    """

    def __init__(self, client: GraphClient, ours: str) -> None:
        self._client = client
        self._ours = ours

    async def automatic_replies(self, addresses: Iterable[str]) -> dict[str, AutomaticReply | None]:
        """None for a mailbox that sends none."""
        found: dict[str, AutomaticReply | None] = {}
        for some in _in_parts(addresses):
            asked = {"EmailAddresses": some, "MailTipsOptions": "automaticReplies"}
            answer = await self._client.post(path("users", self._ours, "getMailTips"), asked, IN_UTC, changes=False)
            for tip in _objects(answer.get("value")):
                address = _object(tip.get("emailAddress")).get("address")
                if isinstance(address, str) and not tip.get("error"):
                    found[address.casefold()] = _reply(_object(tip.get("automaticReplies")))
        return found

    async def schedules(self, addresses: Iterable[str], start: datetime, end: datetime) -> dict[str, tuple[Taken, ...]]:
        """What is taken of everybody's time in between, in order; items that reach beyond are given whole."""
        found: dict[str, tuple[Taken, ...]] = {}
        for some in _in_parts(addresses):
            asked = {"schedules": some, "startTime": _moment(start), "endTime": _moment(end)}
            target = path("users", self._ours, "calendar", "getSchedule")
            answer = await self._client.post(target, asked, IN_UTC, changes=False)
            for schedule in _objects(answer.get("value")):
                address = schedule.get("scheduleId")
                if isinstance(address, str) and not schedule.get("error"):
                    found[address.casefold()] = tuple(sorted(_taken(schedule), key=lambda one: one.start))
        return found


def moment_of(given: object) -> datetime | None:
    """A dateTimeTimeZone of Graph's, as aware UTC. None for one that cannot be understood."""
    held = _object(given)
    written, zone = held.get("dateTime"), str(held.get("timeZone") or "UTC")
    try:
        moment = datetime.fromisoformat(str(written)[:_SECONDS])
    except ValueError:
        return None
    if zone in _LONDON:
        return moment.replace(tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)
    return moment.replace(tzinfo=UTC) if zone.casefold().endswith("utc") else None


def _moment(moment: datetime) -> dict[str, str]:
    return {"dateTime": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"}


def _reply(said: Mapping[str, Any]) -> AutomaticReply | None:
    """A mailbox that sends none has no words for one."""
    if not str(said.get("message") or "").strip():
        return None
    return AutomaticReply(moment_of(said.get("scheduledStartTime")), moment_of(said.get("scheduledEndTime")))


def _taken(schedule: Mapping[str, Any]) -> Iterator[Taken]:
    for item in _objects(schedule.get("scheduleItems")):
        start, end = moment_of(item.get("start")), moment_of(item.get("end"))
        if start is not None and end is not None and start < end:
            yield Taken(start, end, str(item.get("status")))


def _in_parts(addresses: Iterable[str]) -> Iterator[list[str]]:
    known = list(dict.fromkeys(addresses))
    yield from (known[first : first + AT_ONCE] for first in range(0, len(known), AT_ONCE))


def _objects(given: object) -> list[Mapping[str, Any]]:
    return [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []


def _object(given: object) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}
