"""Our client of the Bot Connector: one session, one token, at Teams' pace, and never twice without saying so.

Protocol: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from aiohttp import (
    ClientConnectionError,
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
)
from yarl import URL

from ..doors import Refused, TryLater, Unknown
from ..pacing import RunningTime, Stopwatch
from .calls import Call, Noting, Repeat, marked_as_repeat, unnoted
from .outcomes import InDoubt, JsonObject, NotYet, accepted
from .pace import Pace
from .service_urls import ServiceUrls

TIMEOUT = ClientTimeout(total=15, connect=5)
ATTEMPTS = 4
FIRST_PAUSE = 1.0
LONGEST_WAIT = 20.0
"""Seconds that one message is held here, for its turn or for a pause; what needs longer goes back to its sender."""
LONGEST_ANSWER = 65_536


class Token(Protocol):
    async def bearer(self) -> str: ...

    def forget(self, token: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Begun:
    """A thread in a channel, and the message that it began with."""

    conversation: str
    head: str


class Connector:
    """Calls raise TryLater, Unknown and Refused (outcomes.py). One for the process; the session is its owner's.

    Unknown means that the repeat has been made, or must not be: sending it once more could be seen a third time.
    """

    def __init__(
        self,
        session: ClientSession,
        token: Token,
        service_urls: ServiceUrls,
        pace: Pace,
        *,
        time: Stopwatch | None = None,
        chance: Callable[[], float] = random.random,
        timeout: ClientTimeout = TIMEOUT,
    ) -> None:
        self._session = session
        self._token = token
        self.service_urls = service_urls
        self._pace = pace
        self._time = time or RunningTime()
        self._chance = chance
        self._timeout = timeout

    async def send_activity(
        self,
        service_url: str,
        conversation: str,
        activity: JsonObject,
        reply_to: str | None = None,
        repeat: Repeat = Repeat.ONCE_MARKED,
        noting: Noting = unnoted,
    ) -> str:
        """The new activity's id; empty where it was accepted without one that can be read.

        `repeat` is NEVER for what is a repeat itself. A typing sign is never repeated.
        """
        below = ("activities", reply_to) if reply_to else ("activities",)
        allowed = repeat if activity.get("type") == "message" else Repeat.NEVER
        url = self._url(service_url, conversation, *below)
        call = Call("POST", url, conversation, allowed, activity, marked_as_repeat(activity), noting)
        return _id(await self._made(call))

    async def update_activity(self, service_url: str, conversation: str, id: str, activity: JsonObject) -> None:
        url = self._url(service_url, conversation, "activities", id)
        await self._made(Call("PUT", url, conversation, Repeat.FREELY, activity))

    async def delete_activity(self, service_url: str, conversation: str, id: str) -> None:
        url = self._url(service_url, conversation, "activities", id)
        await self._made(Call("DELETE", url, conversation, Repeat.FREELY))

    async def create_conversation(self, service_url: str, *, bot: str, member: str, tenant: str) -> str:
        """The id of the bot's chat with one person. `member` is their Entra object id or their `29:` id in Teams.

        Asking twice gives the same chat. Raises NotReachable where the app is not installed for them.
        """
        wanted: JsonObject = {
            "bot": {"id": bot},
            "members": [{"id": member}],
            "isGroup": False,
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        made = await self._made(Call("POST", self._url(service_url), member, Repeat.FREELY, wanted))
        if not (id := _id(made)):
            raise TryLater("Teams opened a chat without saying which")
        return id

    async def start_thread(
        self,
        service_url: str,
        *,
        bot: str,
        channel: str,
        tenant: str,
        activity: JsonObject,
        repeat: Repeat = Repeat.ONCE_MARKED,
        noting: Noting = unnoted,
    ) -> Begun:
        """A new thread in a channel (`19:...@thread.tacv2`) of a team that the bot is a member of.

        Raises Unknown where it was accepted without a word on which thread it is. `repeat` as for `send_activity`.
        """
        wanted: JsonObject = {
            "bot": {"id": bot},
            "isGroup": True,
            "tenantId": tenant,
            "channelData": {"channel": {"id": channel}, "tenant": {"id": tenant}},
            "activity": activity,
        }
        marked: JsonObject = {**wanted, "activity": marked_as_repeat(activity)}
        made = await self._made(Call("POST", self._url(service_url), channel, repeat, wanted, marked, noting))
        head = made.get("activityId")
        if not (id := _id(made)) or not isinstance(head, str) or not head:
            raise Unknown("Teams began a thread without saying which")
        return Begun(id, head)

    async def member(self, service_url: str, conversation: str, member: str) -> JsonObject:
        """Who somebody in a conversation is, as Teams tells it: names, mail address, Entra object id."""
        return await self._made(
            Call("GET", self._url(service_url, conversation, "members", member), conversation, Repeat.FREELY)
        )

    def _url(self, service_url: str, *parts: str) -> URL:
        """Raises Refused for an id that would lead elsewhere."""
        if any(part.strip(".") == "" for part in parts):
            raise Refused("An activity or conversation has no usable id")
        path = "/".join(("v3", "conversations", *(quote(part, safe="") for part in parts)))
        return URL(f"{self.service_urls.checked(service_url)}/{path}", encoded=True)

    async def _made(self, call: Call) -> JsonObject:
        """Tries until it is carried out, refused, or has waited long enough."""
        doubt: InDoubt | None = None
        for attempt in range(ATTEMPTS):
            try:
                return await self._tried(call)
            except NotYet as trouble:
                last = trouble
            except TryLater as trouble:
                raise doubt or trouble from None
            except InDoubt as trouble:
                if doubt is not None or call.repeat is Repeat.NEVER:
                    raise
                last = NotYet(trouble.why, trouble.after)
                if call.repeat is Repeat.ONCE_MARKED:
                    await call.noting()
                    doubt, call = trouble, call.again()
            pause = self._pause(attempt, last.after)
            if attempt == ATTEMPTS - 1 or pause > LONGEST_WAIT:
                break
            await self._time.wait(pause)
        raise doubt or last

    async def _tried(self, call: Call) -> JsonObject:
        await self._own_turn(call.place)
        token = await self._token.bearer()
        status, headers, body = await self._sent(call, token)
        try:
            return accepted(status, headers, body)
        except (NotYet, InDoubt) as trouble:
            if status == 401:
                self._token.forget(token)
            if trouble.after:
                self._pace.hold(call.place, self._time.now() + trouble.after)
            raise

    async def _sent(self, call: Call, token: str) -> tuple[int, Mapping[str, str], bytes]:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        body = None if call.content is None else json.dumps(call.content).encode()
        try:
            async with self._session.request(
                call.method, call.url, data=body, headers=headers, timeout=self._timeout, allow_redirects=False
            ) as response:
                return response.status, response.headers, await _read(response)
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise NotYet(f"Teams cannot be reached ({type(error).__name__})") from error
        except (ClientError, TimeoutError, OSError) as error:
            raise InDoubt(f"The connection broke before Teams answered ({type(error).__name__})") from error

    async def _own_turn(self, place: str) -> None:
        waited = 0.0
        while wait := self._pace.reserve(place, self._time.now()):
            waited += wait
            if waited > LONGEST_WAIT:
                raise TryLater("This conversation has had as many messages as Teams allows for now")
            await self._time.wait(wait)

    def _pause(self, attempt: int, after: float | None = None) -> float:
        """Doubling, scattered by half either way; what the service asks for is kept, and scattered a little later."""
        grown = FIRST_PAUSE * (1 << attempt) * (0.5 + self._chance())
        return grown if after is None else max(grown, after + self._chance())


async def _read(response: ClientResponse) -> bytes:
    """Where the status has arrived and the rest does not, the status alone is what counts."""
    body = bytearray()
    try:
        async for part in response.content.iter_any():
            body += part
            if len(body) > LONGEST_ANSWER:
                return b""
    except (ClientConnectionError, ClientError, TimeoutError):
        return b""
    return bytes(body)


def _id(answer: JsonObject) -> str:
    id = answer.get("id")
    return id if isinstance(id, str) else ""
