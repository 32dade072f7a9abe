"""Teams as its people see it: each conversation with its messages, who is in the directory, what the bot sends."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import unquote

from aiohttp import web

from bot.teams.outcomes import JsonObject
from tests.teams.connector_server import ConnectorServer, Received


@dataclass
class PlayedTeams(ConnectorServer):
    """A Bot Connector that keeps what it is sent. `members` are by their id in Teams (`29:...`)."""

    members: dict[str, JsonObject] = field(default_factory=dict)
    chats: dict[str, dict[str, JsonObject]] = field(default_factory=lambda: defaultdict(dict))
    asked_for: list[str] = field(default_factory=list)  # members whom the bot looked up
    blocked: set[str] = field(default_factory=set)  # conversations of people who have blocked the bot

    async def answer(self, request: web.Request) -> web.StreamResponse:
        content = await request.json() if request.can_read_body else {}
        self.received.append(Received(request.method, request.raw_path, "", content))
        if self.plan:
            return await self.plan.pop(0)(self, request)
        _, _, _, *path = map(unquote, request.raw_path.split("/"))
        if not path:
            return self._opened(content)
        conversation, *rest = path
        match request.method, rest:
            case "GET", ["members", id]:
                return self._member(id)
            case "PUT", ["activities", id]:
                self.chats[conversation][id] = content
                return web.json_response({"id": id})
            case "POST", ["activities", *_] if conversation in self.blocked:
                return web.json_response({"error": {"code": "MessageWritesBlocked"}}, status=403)
            case "POST", ["activities", *_]:
                return web.json_response({"id": self.put(conversation, content)}, status=201)
        return web.json_response({"error": {"code": "NotFound"}}, status=404)

    def _opened(self, wanted: JsonObject) -> web.Response:
        """A thread in a channel, or the bot's own chat with one person."""
        if wanted["isGroup"]:
            channel = wanted["channelData"]["channel"]["id"]  # type: ignore[index]
            thread = f"{channel};messageid={len(self.chats) + 1}"
            head = self.put(thread, wanted["activity"])  # type: ignore[arg-type]
            return web.json_response({"id": thread, "activityId": head}, status=201)
        [member] = wanted["members"]  # type: ignore[misc]
        person = str(member["id"]).removeprefix("29:").removeprefix("aad-")  # type: ignore[index]
        return web.json_response({"id": f"a:{person}"}, status=201)

    def put(self, conversation: str, activity: JsonObject) -> str:
        """A message appears there. Gives its id."""
        id = f"m{sum(map(len, self.chats.values())) + 1}"
        self.chats[conversation][id] = activity
        return id

    def words_in(self, conversation: str) -> str:
        """Everything that can be read there, cards with all that they hold."""
        return json.dumps(list(self.chats[conversation].values()), ensure_ascii=False)

    def _member(self, id: str) -> web.Response:
        self.asked_for.append(id)
        if id not in self.members:
            return web.json_response({"error": {"code": "BotNotInConversationRoster"}}, status=403)
        return web.json_response(self.members[id])
