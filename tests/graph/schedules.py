"""What a Graph knows of people's time: automatic replies and free and busy times, asked of one mailbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from .server import GraphServer

MOST = 20


@dataclass
class Schedules:
    """By address. `replies` as a mail tip's automaticReplies, `taken` as scheduleItems."""

    replies: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    taken: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)

    def room(self, server: GraphServer) -> None:
        server.add("POST", "/users/{ours}/getMailTips", self._tips)
        server.add("POST", "/users/{ours}/calendar/getSchedule", self._schedules)

    def replies_automatically(self, address: str, since: str = "", until: str = "") -> None:
        when = {"scheduledStartTime": _moment(since)} if since else {}
        ends = {"scheduledEndTime": _moment(until)} if until else {}
        self.replies[address] = {"message": "<p>I am away.</p>", "messageLanguage": {"locale": "en-GB"}} | when | ends

    def takes(self, address: str, start: str, end: str, status: str) -> None:
        self.taken.setdefault(address, []).append({"status": status, "start": _moment(start), "end": _moment(end)})

    async def _tips(self, request: web.Request) -> web.Response:
        asked = (await request.json())["EmailAddresses"]
        return web.json_response({"value": [self._tip(address) for address in asked]})

    def _tip(self, address: str) -> dict[str, Any]:
        whose = {"emailAddress": {"name": "", "address": address}}
        if address in self.unknown:
            return whose | {"error": {"code": "ErrorInvalidRecipients", "message": "not here"}}
        return whose | {"automaticReplies": self.replies.get(address, {"message": ""})}

    async def _schedules(self, request: web.Request) -> web.Response:
        asked = await request.json()
        assert len(asked["schedules"]) <= MOST
        between = (_read(asked["startTime"]), _read(asked["endTime"]))
        return web.json_response({"value": [self._schedule(address, between) for address in asked["schedules"]]})

    def _schedule(self, address: str, between: tuple[datetime, datetime]) -> dict[str, Any]:
        if address in self.unknown:
            return {"scheduleId": address, "error": {"responseCode": "ErrorMailRecipientNotFound", "message": "no"}}
        start, end = between
        items = self.taken.get(address, [])
        return {
            "scheduleId": address,
            "scheduleItems": [i for i in items if _read(i["start"]) < end and _read(i["end"]) > start],
        }


def _moment(written: str) -> dict[str, str]:
    return {"dateTime": f"{written}:00.0000000", "timeZone": "UTC"}


def _read(given: Mapping[str, str]) -> datetime:
    assert given["timeZone"] == "UTC"
    return datetime.fromisoformat(given["dateTime"][:19])
