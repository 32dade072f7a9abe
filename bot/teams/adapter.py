"""The seam to botbuilder: its turn pipeline on our own connector, without msrest, requests or tokens of its own.

CloudAdapterBase asks two things of us: a BotFrameworkAuthentication, which here vouches for nothing, since the guard
has spoken before; and from it a connector client for each service URL, which here is our Connector.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from botbuilder.core import CloudAdapterBase
from botbuilder.schema import ActivityEventNames, ConversationResourceResponse, ResourceResponse
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)

from .activities import as_json, read_account, read_activity
from .connector import Connector
from .outcomes import JsonObject

CALLER = "iro-bot.caller"
"""Where a turn's state holds whom the guard has admitted."""

SPEAKING_FIRST = frozenset(ActivityEventNames)

Turn = Callable[[Any], Awaitable[None]]
"""What a bot does with a TurnContext: a TeamsActivityHandler's `on_turn`."""


class TeamsAdapter(CloudAdapterBase):
    def __init__(self, connector: Connector, app_id: str) -> None:
        self._clients = _Clients(connector)
        super().__init__(_Vouched(self._clients))
        # the same for every turn: who is speaking stands under CALLER
        self._admission = AuthenticateRequestResult()
        self._admission.claims_identity = ClaimsIdentity({"aud": app_id, "appid": app_id}, True)
        self._admission.connector_factory = self._clients
        self._app_id = app_id

    async def process(self, activity: JsonObject, caller: object, turn: Turn) -> Any:
        """One turn on an activity that has been checked; `caller` is found in the turn's state under CALLER.

        Answers an InvokeResponse whose body is plain JSON, or None. Raises MalformedActivity and ServiceUrlRefused
        before the turn begins, and what the turn itself raises.
        """
        received = read_activity(activity)

        async def admitted(context: Any) -> None:
            context.turn_state[CALLER] = caller
            await turn(context)

        response = await self.process_activity(self._admission, received, admitted)
        if response is not None:
            response.body = as_json(response.body)
        return response

    async def continue_conversation(
        self, reference: Any, callback: Turn, bot_app_id: str = "", claims_identity: Any = None, audience: Any = None
    ) -> None:
        """Speaks first, in a conversation that exists. The last three are botbuilder's; they change nothing here."""
        await super().continue_conversation(reference, callback, bot_app_id or self._app_id, claims_identity, audience)

    def _create_turn_context(self, activity: Any, *rest: Any) -> Any:
        """Where the bot speaks first there is nothing to reply to; botbuilder makes up an id and replies to that."""
        if activity.name in SPEAKING_FIRST:
            activity.id = None
        return super()._create_turn_context(activity, *rest)


class _Vouched(BotFrameworkAuthentication):
    """Only what the pipeline calls. A token that comes this way has passed nobody, so it is refused."""

    def __init__(self, clients: _Clients) -> None:
        self._clients = clients

    async def authenticate_request(self, activity: Any, auth_header: str) -> Any:
        raise PermissionError("Activities come in through the guard")

    async def authenticate_streaming_request(self, auth_header: str, channel_id_header: str) -> Any:
        raise PermissionError("Activities come in through the guard")

    def create_connector_factory(self, claims_identity: Any) -> _Clients:
        return self._clients

    async def create_user_token_client(self, claims_identity: Any) -> None:
        """Nobody signs in through the bot."""


class _Clients(ConnectorFactory):
    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def create(self, service_url: str, audience: str | None = None) -> _Client:
        """Raises ServiceUrlRefused."""
        return _Client(self._connector, self._connector.service_urls.checked(service_url))


class _Client:
    """As much of botbuilder's ConnectorClient as the pipeline and a TurnContext use."""

    def __init__(self, connector: Connector, service_url: str) -> None:
        self._connector = connector
        self._service_url = service_url
        self.conversations = self

    async def send_to_conversation(self, conversation_id: str, activity: Any) -> Any:
        id = await self._connector.send_activity(self._service_url, conversation_id, as_json(activity))
        return ResourceResponse(id=id)

    async def reply_to_activity(self, conversation_id: str, activity_id: str, activity: Any) -> Any:
        id = await self._connector.send_activity(self._service_url, conversation_id, as_json(activity), activity_id)
        return ResourceResponse(id=id)

    async def update_activity(self, conversation_id: str, activity_id: str, activity: Any) -> Any:
        await self._connector.update_activity(self._service_url, conversation_id, activity_id, as_json(activity))
        return ResourceResponse(id=activity_id)

    async def delete_activity(self, conversation_id: str, activity_id: str) -> None:
        await self._connector.delete_activity(self._service_url, conversation_id, activity_id)

    async def get_conversation_member(self, conversation_id: str, member_id: str) -> Any:
        """The stock handler asks this for everybody who is added."""
        return read_account(await self._connector.member(self._service_url, conversation_id, member_id))

    async def create_conversation(self, parameters: Any) -> Any:
        """A chat with one person of a tenant; a bot cannot open any other."""
        [member] = parameters.members
        id = await self._connector.create_conversation(
            self._service_url,
            bot=parameters.bot.id,
            member=member.aad_object_id or member.id,
            tenant=parameters.tenant_id,
        )
        return ConversationResourceResponse(id=id)
