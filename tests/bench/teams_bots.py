"""The bots that are measured: one echo on stock botbuilder, on Microsoft's Agents SDK and on our seam; and the product.

Run as `python -m tests.bench.teams_bots NAME SETUP`; it prints the port it listens on. All of them check the caller's
RS256 token against the bench's key and ask the bench's token service for their own.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import process_time
from types import SimpleNamespace
from typing import Any

import msal
from aiohttp import web

from tests.bench.teams_services import LocalEntra, listening

ISSUER = "https://api.botframework.com"
ROOMY = (1_000, 1e-6)
"""So many in so many seconds: nobody ever waits, and it is counted all the same."""


async def main() -> None:
    name, setup = sys.argv[1], SimpleNamespace(**json.loads(Path(sys.argv[2]).read_text()))
    app = await {"stock": stock, "agents": agents, "ours": ours, "full": full}[name](setup)
    app.add_routes([web.get("/vitals", vitals)])
    await listening(app)


async def vitals(request: web.Request) -> web.Response:
    """Seconds of CPU so far, and megabytes in memory (Linux only)."""
    statm = Path("/proc/self/statm")
    pages = int(statm.read_text().split()[1]) if statm.exists() else 0
    return web.json_response({"cpu": process_time(), "memory": pages * os.sysconf("SC_PAGE_SIZE") / 1e6})


async def ours(setup: Any) -> web.Application:
    from botbuilder.core.teams import TeamsActivityHandler

    from bot.clock import WallClock
    from bot.teams.adapter import TeamsAdapter
    from bot.teams.connector import Connector
    from bot.teams.guard import Allowed, Guard
    from bot.teams.keys import SigningKeys
    from bot.teams.messages import messages_route
    from bot.teams.session import session_to_microsoft
    from bot.teams.tokens import bot_token
    from graph.credentials import ClientSecret
    from graph.network import trusted

    class Echo(TeamsActivityHandler):  # type: ignore[misc]
        async def on_message_activity(self, turn_context: Any) -> None:
            await echo(turn_context)

    session, clock, urls = session_to_microsoft(trusted(Path(setup.authority))), WallClock(), local_urls()
    token = bot_token(ClientSecret(setup.app, setup.tenant, "secret"), clock, http=LocalEntra(setup.services))
    connector = Connector(session, token, urls, roomy_pace())
    keys = SigningKeys(f"{setup.services}/metadata", session, clock)
    guard = Guard(Allowed(setup.app, frozenset([setup.tenant]), urls), keys, clock)
    app = web.Application()
    app.add_routes([messages_route(TeamsAdapter(connector, setup.app), guard.check, Echo().on_turn)])
    return app


async def full(setup: Any) -> web.Application:
    """The product's own door over the product's own desk, on a database in a file."""
    from bot.clock import WallClock
    from bot.pacing import Limit
    from bot.service.serving import leave_alone_what_stays
    from bot.settings.registration import Registration
    from bot.settings.teams import TeamsSettings
    from bot.teams.opening import Surroundings, add_to, open_door
    from bot.teams.tokens import bot_token
    from graph.credentials import ClientSecret
    from tests.bench.teams_cases import desk_on

    around = Surroundings(
        f"{setup.services}/metadata",
        local_urls(),
        setup.services,
        bot_token(ClientSecret(setup.app, setup.tenant, "secret"), WallClock(), http=LocalEntra(setup.services)),
        pace=roomy_pace(),
        each=Limit(*ROOMY),
    )
    app = web.Application()
    settings, desk = TeamsSettings(Registration(setup.app, setup.tenant)), desk_on(setup.database)
    add_to(app, await open_door(settings, desk, around, authority=Path(setup.authority)))
    leave_alone_what_stays()
    return app


def local_urls() -> Any:
    from bot.teams.service_urls import LOOPBACK, ServiceUrls

    return ServiceUrls(on_this_machine=LOOPBACK)


def roomy_pace() -> Any:
    from bot.pacing import Limit
    from bot.teams.pace import Pace

    return Pace((Limit(*ROOMY),), (Limit(*ROOMY),))


async def echo(context: Any) -> None:
    await context.send_activity(context.activity.text)


async def stock(setup: Any) -> web.Application:
    from botbuilder.core.teams import TeamsActivityHandler
    from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
    from botframework.connector.auth import ChannelValidation, microsoft_app_credentials

    class Echo(TeamsActivityHandler):  # type: ignore[misc]
        async def on_message_activity(self, turn_context: Any) -> None:
            await echo(turn_context)

    ChannelValidation.open_id_metadata_endpoint = f"{setup.services}/metadata"
    # each of its applications has a session of its own, as msal gives it
    microsoft_app_credentials.ConfidentialClientApplication = lambda **given: msal.ConfidentialClientApplication(
        **given, http_client=LocalEntra(setup.services), instance_discovery=False
    )
    settings = SimpleNamespace(
        APP_ID=setup.app, APP_PASSWORD="secret", APP_TYPE="SingleTenant", APP_TENANTID=setup.tenant
    )
    adapter, bot = CloudAdapter(ConfigurationBotFrameworkAuthentication(settings)), Echo()
    return at_messages(lambda request: adapter.process(request, bot))


async def agents(setup: Any) -> web.Application:
    from microsoft_agents.hosting.aiohttp import CloudAdapter, jwt_authorization_decorator
    from microsoft_agents.hosting.core import ActivityHandler, RestChannelServiceClientFactory
    from microsoft_agents.hosting.core.authorization import AgentAuthConfiguration
    from microsoft_agents.hosting.core.authorization._entra_issuers import BOTFRAMEWORK_JWKS_URIS

    class Echo(ActivityHandler):
        async def on_message_activity(self, turn_context: Any) -> None:
            await echo(turn_context)

    # there is no setting for it
    BOTFRAMEWORK_JWKS_URIS[ISSUER] = f"{setup.services}/keys"
    configuration = AgentAuthConfiguration(client_id=setup.app, tenant_id=setup.tenant, client_secret="secret")
    connections = Connection(configuration, setup)
    adapter = CloudAdapter(channel_service_client_factory=RestChannelServiceClientFactory(connections))
    bot = Echo()
    app = at_messages(lambda request: adapter.process(request, bot), jwt_authorization_decorator)
    app["agent_configuration"] = configuration
    return app


class Connection:
    """The SDK's connections and token provider in one: msal with its cache, without a hop to a thread."""

    def __init__(self, configuration: Any, setup: Any) -> None:
        self.configuration = configuration
        self._app = msal.ConfidentialClientApplication(
            setup.app,
            client_credential="secret",
            authority=f"https://login.microsoftonline.com/{setup.tenant}",
            http_client=LocalEntra(setup.services),
            instance_discovery=False,
        )

    def get_token_provider(self, claims_identity: Any, service_url: str) -> Connection:
        return self

    async def get_access_token(self, resource_url: str, scopes: Any, force_refresh: bool = False) -> str:
        granted = self._app.acquire_token_for_client([f"{ISSUER}/.default"])
        return str(granted["access_token"])


def at_messages(process: Callable[[web.Request], Awaitable[web.StreamResponse | None]], guarded: Any = None) -> Any:
    async def messages(request: web.Request) -> web.StreamResponse:
        return await process(request) or web.Response()

    app = web.Application()
    app.router.add_post("/api/messages", guarded(messages) if guarded else messages)
    return app


if __name__ == "__main__":
    asyncio.run(main())
