"""A tenant in which a right can be missing: what the probes ask for, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.preflight.findings import Finding
from bot.preflight.in_graph import Probes
from bot.settings.mail import LOGIN_HOST
from bot.settings.registration import Registration
from graph.client import GraphClient
from tests.bot.given import APP, TENANT
from tests.graph.faults import answering
from tests.graph.mailboxes import Mailboxes
from tests.graph.schedules import Schedules
from tests.graph.server import Fault, GraphServer, Received, client_of, graph_server
from tests.mail.houses import OURS, START

COLLEAGUE = "colleague@council.example"
GROUP = "11112222-3333-4444-5555-666677778888"
BOT = Registration(APP, TENANT, secret="geheim")


@dataclass
class Tenant:
    """`refused` are the ends of what Exchange refuses, as "POST send"."""

    server: GraphServer
    client: GraphClient
    mailboxes: Mailboxes
    refused: set[str] = field(default_factory=set)
    scoped: bool = True

    async def findings(self, not_ours: str = COLLEAGUE, groups: tuple[str, ...] = ()) -> dict[str, Finding]:
        probes = Probes(self.client, BOT, OURS, LOGIN_HOST, groups)
        return {finding.what: finding async for finding in probes.all(not_ours, START)}

    def fault(self, received: Received) -> Fault | None:
        elsewhere = self.scoped and COLLEAGUE.partition("@")[0] in received.path
        return answering(403, "ErrorAccessDenied") if elsewhere or received.what in self.refused else None


@asynccontextmanager
async def tenant() -> AsyncIterator[Tenant]:
    mailboxes = Mailboxes()
    mailboxes.refusing["None"] = (400, "ErrorInvalidRecipients")  # a mail without a recipient
    async with graph_server(mailboxes, Schedules().room, _people) as server, client_of(server) as client:
        found = Tenant(server, client, mailboxes)
        server.faults = found.fault
        yield found


def _people(server: GraphServer) -> None:
    async def one(request: web.Request) -> web.Response:
        return web.json_response({"id": "an id"})

    server.add("GET", "/users/{user}", one)
    server.add("GET", "/users/{user}/calendar", one)
    server.add("GET", f"/groups/{GROUP}/members/microsoft.graph.user", one)
