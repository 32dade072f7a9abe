"""The calendar of one mailbox as Graph keeps it: events with the people invited, one for each transactionId."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from .server import GraphServer, refusal

_VALUE = re.compile(r"ep/value eq '([^']*)'")


@dataclass
class Calendar:
    """`events` are those that are there, `cancelled` those that were taken out; `told` counts what guests were sent.

    `lags` says of an event whether a search does not show it yet. `meets_online` False: the mailbox has no licence.
    """

    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    cancelled: dict[str, dict[str, Any]] = field(default_factory=dict)
    lags: Callable[[], bool] = lambda: False
    meets_online: bool = True

    def room(self, server: GraphServer) -> None:
        server.add("POST", "/users/{who}/events", self._create)
        server.add("GET", "/users/{who}/events", self._search)
        server.add("GET", "/users/{who}/events/{id}", self._show)
        server.add("PATCH", "/users/{who}/events/{id}", self._change)
        server.add("POST", "/users/{who}/events/{id}/cancel", self._cancel)
        server.add("DELETE", "/users/{who}/events/{id}", self._delete)

    def of(self, key: str) -> list[dict[str, Any]]:
        """What was ever made for a key."""
        everything = (*self.events.values(), *self.cancelled.values())
        return [event for event in everything if event["transactionId"] == key]

    def answers(self, key: str, address: str, response: str) -> None:
        [event] = self.of(key)
        for attendee in event["attendees"]:
            if attendee["emailAddress"]["address"] == address:
                attendee["status"] = {"response": response, "time": "2026-03-03T09:00:00Z"}

    async def _create(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        if wanted.get("isOnlineMeeting") and not self.meets_online:
            return refusal(400, "OnlineMeetingProviderNotSupported")
        known = next(
            (event for event in self.events.values() if event["transactionId"] == wanted["transactionId"]), None
        )
        if known is None:
            number = len(self.events) + len(self.cancelled) + 1
            known = {"id": f"event-{number}", "isCancelled": False, **wanted}
            self.events[known["id"]] = known
        return web.json_response(known, status=201)

    async def _delete(self, request: web.Request) -> web.Response:
        """Nobody is told, where nobody was invited."""
        self.events.pop(request.match_info["id"])
        return web.Response(status=204)

    async def _search(self, request: web.Request) -> web.Response:
        value = _VALUE.search(request.query["$filter"])
        assert value is not None
        found = [e for e in self.events.values() if _mark(e) == value[1] and not self.lags()]
        return web.json_response({"value": found})

    async def _show(self, request: web.Request) -> web.Response:
        event = self.events.get(request.match_info["id"])
        return web.json_response(event) if event is not None else refusal(404, "ErrorItemNotFound")

    async def _change(self, request: web.Request) -> web.Response:
        event = self.events.get(request.match_info["id"])
        if event is None:
            return refusal(404, "ErrorItemNotFound")
        event |= await request.json()
        return web.json_response(event)

    async def _cancel(self, request: web.Request) -> web.Response:
        event = self.events.pop(request.match_info["id"], None)
        if event is None:
            return refusal(404, "ErrorItemNotFound")
        self.cancelled[event["id"]] = event
        return web.Response(status=202)


def _mark(event: dict[str, Any]) -> str:
    return str(event["singleValueExtendedProperties"][0]["value"])
