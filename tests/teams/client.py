"""Our own client of Teams, at the level of its protocol: what a person's Teams sends, and what it shows of the answer.

It knows messages, invokes, a person's own view of a card, dialogs, and that a base message is what is left later.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.clock import SteppedClock
from bot.teams.bot import IroBot
from bot.teams.outcomes import JsonObject
from tests.on_cards import buttons_of, inputs_of, words_of_card
from tests.teams.issuer import APP, TENANT, bearer, claims
from tests.teams.played_teams import PlayedTeams

BOT = f"28:{APP}"
CHANNEL = "19:cases@thread.tacv2;messageid=1772441000"
Card = Mapping[str, Any]
_ids = itertools.count(1)


@dataclass
class Door:
    """The bot's real endpoint, and the Teams around it."""

    http: TestClient[web.Request, web.Application]
    teams: PlayedTeams
    bot: IroBot
    clock: SteppedClock

    async def post(self, activity: object, body: bytes | None = None) -> tuple[int, Any]:
        """As the service of Teams does; answers the status and what was answered, once all that follows is done."""
        now = int(self.clock.now().timestamp())
        token = bearer(claims(serviceurl=self.teams.url, nbf=now - 300, exp=now + 3_600))
        headers = {"Authorization": token, "Content-Type": "application/json"}
        sent = json.dumps(activity).encode() if body is None else body
        answer = await self.http.post("/api/messages", data=sent, headers=headers)
        text = await answer.text()
        await self.bot.afterwards.done()
        return answer.status, json.loads(text) if text and answer.content_type == "application/json" else text


@dataclass
class Said:
    """What one person saw in answer: new messages in their own chat, a card in place, a line that fades."""

    words: str = ""
    body: Any = None


@dataclass
class Client:
    """One person's Teams. `views` are cards that only they see in the place of a message's own."""

    door: Door
    name: str
    object_id: str = ""
    views: dict[tuple[str, str], Card] = field(default_factory=dict)
    window: Card | None = None
    notice: str = ""  # what a closing window, or a press, said in passing

    def __post_init__(self) -> None:
        self.object_id = self.object_id or f"aad-{self.name}"
        self.chat = f"a:{self.name}"
        self.id = f"29:{self.name}"

    # what is sent

    def activity(self, where: str = "", **fields: object) -> JsonObject:
        """With everything around it that Teams sends; `from_` stands for `from`."""
        place = where or self.chat
        kind = "personal" if place == self.chat else "channel"
        given: JsonObject = {
            "type": "message",
            "id": f"1772441{next(_ids):06}",
            "timestamp": "2026-03-02T09:30:00.1234567Z",
            "serviceUrl": self.door.teams.url,
            "channelId": "msteams",
            "from": {"id": self.id, "name": "Somebody Else", "aadObjectId": self.object_id},
            "conversation": {"conversationType": kind, "tenantId": TENANT, "id": place},
            "recipient": {"id": BOT, "name": "IRO Bot"},
            "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"}],
            "channelData": {"tenant": {"id": TENANT}},
        }
        return {**given, **{key.rstrip("_"): value for key, value in fields.items()}}

    async def says(self, text: str, conversation: str = "") -> str:
        """Type a line. Gives what is new in one's own chat."""
        before = set(self._messages())
        status, _ = await self.door.post(self.typed(text, conversation))
        assert status == 200
        return " ".join(self.words_of(id) for id in self._messages() if id not in before)

    def typed(self, text: str, conversation: str = "") -> JsonObject:
        if not conversation:
            return self.activity(text=text)
        mention = {"type": "mention", "mentioned": {"id": BOT, "name": "IRO Bot"}, "text": "<at>IRO Bot</at>"}
        return self.activity(conversation, text=f"<at>IRO Bot</at> {text}", entities=[mention])

    def invoke(self, name: str, value: object, conversation: str = "", **fields: object) -> JsonObject:
        return self.activity(conversation, type="invoke", name=name, value=value, **fields)

    def execute(self, message: str, verb: str, data: object, trigger: str = "manual", at: str = "") -> JsonObject:
        action = {"type": "Action.Execute", "verb": verb, "data": data}
        value = {"action": action, "trigger": trigger}
        return self.invoke("adaptiveCard/action", value, at, replyToId=message)

    async def presses(self, title: str, **typed: str) -> str:
        """Press a button of the newest card that has it. Gives what is said, or what the card says now."""
        message, action, data = self.button(title, typed)
        if action["type"] == "Action.Submit":
            return await self.opens(message, data)
        return await self.sends(self.execute(message, action["verb"], data))

    async def sends(self, pressed: JsonObject) -> str:
        """A press as it comes over the wire."""
        _, body = await self.door.post(pressed)
        return self.takes(pressed, body)

    def takes(self, pressed: JsonObject, body: Any) -> str:
        """What the client does with the answer to a press."""
        if body["type"] == "application/vnd.microsoft.card.adaptive":
            conversation, message = pressed["conversation"], str(pressed["replyToId"])
            assert isinstance(conversation, dict)
            self.views[conversation["id"], message] = body["value"]
            return words_of_card(body["value"])
        self.notice = body["value"] if isinstance(body["value"], str) else body["value"]["message"]
        return self.notice

    async def looks_again(self) -> None:
        """Close Teams and open it: own views are gone, and what asks for one has it drawn anew."""
        self.views.clear()
        for id, message in list(self._messages().items()):
            refresh = (_card_in(message) or {}).get("refresh")
            if refresh and self.id in refresh["userIds"]:
                await self.sends(self.execute(id, refresh["action"]["verb"], refresh["action"]["data"], "automatic"))

    # windows

    async def opens(self, message: str, data: Mapping[str, object]) -> str:
        fetched = self.invoke("task/fetch", {"data": data, "context": {"theme": "default"}}, replyToId=message)
        return await self.asks_for_a_window(fetched)

    async def asks_for_a_window(self, fetched: JsonObject) -> str:
        _, body = await self.door.post(fetched)
        return self._in_a_window(body)

    async def fills(self, title: str, name: str = "task/submit", **typed: str) -> str:
        """Press a button of the window, with inputs filled."""
        assert self.window is not None, "no window is open"
        data = filled(self.window, action_in(self.window, title), (self.window,), typed)
        value = {"commandId": "raise", "data": data} if name.startswith("compose") else {"data": data}
        _, body = await self.door.post(self.invoke(name, value))
        return self._in_a_window(body)

    def _in_a_window(self, body: Any) -> str:
        task = body["task"]
        if task["type"] == "continue":
            content: Card = task["value"]["card"]["content"]
            self.window = content
            return words_of_card(content)
        self.window, self.notice = None, task["value"]
        return self.notice

    # what is seen

    def button(self, title: str, typed: Mapping[str, str]) -> tuple[str, Card, dict[str, object]]:
        """The newest card with it: its message, the action and what a client sends with it."""
        seen: list[str] = []
        for id in reversed(list(self._messages())):
            for action, cards in buttons_of(self.card(id) or {}, ()):
                seen.append(str(action.get("title")))
                if action.get("title") == title:
                    inner = action.get("card")
                    if inner:  # the title of a form inside a card stands for its button
                        action, cards = inner["actions"][0], (inner, *cards)
                    return id, action, filled(self.card(id) or {}, action, cards, typed)
        raise AssertionError(f"{self.name} has no button “{title}”; buttons: {seen}")

    def card(self, id: str) -> Card | None:
        return self.views.get((self.chat, id)) or _card_in(self._messages()[id])

    def words_of(self, id: str) -> str:
        text = str(self._messages()[id].get("text", ""))
        return f"{text} {words_of_card(self.card(id) or {})}".strip()

    @property
    def words(self) -> str:
        """Everything in one's own chat, as it looks now."""
        return " ".join(map(self.words_of, self._messages()))

    @property
    def base(self) -> str:
        """The same for somebody who opens the chat on another machine."""
        return " ".join(words_of_card(_card_in(message) or {}) for message in self._messages().values())

    def _messages(self) -> dict[str, JsonObject]:
        return self.door.teams.chats[self.chat]


def _card_in(message: JsonObject) -> Card | None:
    attachments = message.get("attachments")
    return attachments[0]["content"] if isinstance(attachments, list) and attachments else None


def action_in(card: Card, title: str) -> Card:
    found = [action for action, _ in buttons_of(card, ()) if action.get("title") == title]
    assert found, f"no button “{title}”; buttons: {[a.get('title') for a, _ in buttons_of(card, ())]}"
    return found[0]


def filled(card: Card, action: Card, cards: tuple[Card, ...], typed: Mapping[str, str]) -> dict[str, object]:
    """What a client sends: only what it has inputs for, and nothing while something that it insists on is missing."""
    inputs = [] if action.get("associatedInputs") == "none" else [i for one in cards for i in inputs_of(one)]
    data: dict[str, object] = {i["id"]: str(i["value"]) for i in inputs if i.get("value") not in (None, "")}
    for name, value in typed.items():
        box = next((i for i in inputs if i["id"].rpartition(".")[2] == name), None)
        assert box is not None, f"there is no field {name}; fields: {[i['id'] for i in inputs]}"
        data[box["id"]] = value
    missing = [i["id"] for i in inputs if i.get("isRequired") and not data.get(i["id"])]
    assert not missing, f"the client keeps the form until these are filled: {missing}"
    return data | dict(action.get("data") or {})
