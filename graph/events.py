"""Events in the calendar of one mailbox, to which people are invited: made, found, moved, cancelled, and answered.

https://learn.microsoft.com/graph/api/user-post-events
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .answers import JsonObject
from .client import GraphClient, path
from .errors import InDoubt

MARK = "String {5d8b0b8e-4c5e-4b0c-9a57-2f1f0d7a3c64} Name iro-bot-meeting"
"""A property of ours by which an event is found again, whoever asks."""
FIELDS = "id,isCancelled,attendees"


@dataclass(frozen=True, slots=True)
class EventAnswer:
    """`answer` as Graph has it: none, accepted, declined, tentativelyAccepted; `at` aware UTC, where it is given."""

    address: str
    answer: str
    at: datetime | None


class GraphEvents:
    """All calls raise GraphTrouble."""

    def __init__(self, client: GraphClient, organiser: str) -> None:
        self._client = client
        self.organiser = organiser

    async def create(self, key: str, event: Mapping[str, Any]) -> str:
        """Graph makes one event for one key, however often it is asked. Gives its id; raises InDoubt without one."""
        mark = {"singleValueExtendedProperties": [{"id": MARK, "value": key}]}
        made = await self._client.post(self._path("events"), {**event, "transactionId": key, **mark})
        if not isinstance(made.get("id"), str):
            raise InDoubt("Graph made an event without saying which")
        return str(made["id"])

    async def find(self, key: str) -> str | None:
        """The event that was made for the key, if it is there."""
        marked = f"singleValueExtendedProperties/Any(ep: ep/id eq '{MARK}' and ep/value eq '{_quoted(key)}')"
        found = await self._client.get(self._path("events"), {"$filter": marked, "$select": FIELDS})
        return next((one["id"] for one in _objects(found) if isinstance(one.get("id"), str)), None)

    async def change(self, id: str, event: Mapping[str, Any]) -> None:
        """Those invited are told by Exchange. Raises NotThere."""
        await self._client.patch(self._path("events", id), event)

    async def cancel(self, id: str, comment: str) -> None:
        """Taken out of everybody's calendar. Raises NotThere."""
        await self._client.post(self._path("events", id, "cancel"), {"comment": comment})

    async def answers(self, id: str) -> tuple[EventAnswer, ...]:
        """What those invited have answered so far. Raises NotThere."""
        event = await self._client.get(self._path("events", id), {"$select": FIELDS})
        return tuple(_answers(event))

    def _path(self, *parts: str) -> str:
        return path("users", self.organiser, *parts)


def _answers(event: JsonObject) -> Iterator[EventAnswer]:
    attendees = event.get("attendees")
    for attendee in attendees if isinstance(attendees, list) else []:
        address, status = attendee.get("emailAddress", {}).get("address"), attendee.get("status") or {}
        if isinstance(address, str):
            yield EventAnswer(address, str(status.get("response") or "none"), _moment(status.get("time")))


def _moment(written: object) -> datetime | None:
    """Graph writes the first day of the calendar where there is no moment."""
    try:
        moment = datetime.fromisoformat(str(written)[: len("2026-03-02T09:00:00")]).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if moment.year > 1 else None


def _objects(answer: JsonObject) -> list[JsonObject]:
    found = answer.get("value")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _quoted(value: str) -> str:
    return value.replace("'", "''")
