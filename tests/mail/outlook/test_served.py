"""The service with a mailbox in Outlook, from its settings to a Graph on this machine and back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, unused_port

from bot.casework import Desk
from bot.config import Mode, read_settings
from bot.doors import DoorTrouble, TryLater
from bot.mail.opening import MailDoor, add_to
from bot.mail.outlook.post import OutlookPost
from bot.mail.sending.confirming import confirm
from bot.service.serving import service_app
from bot.settings.mail import OutlookSettings
from bot.settings.registration import Registration
from storage.outgoing import State
from tests.bot.given import APP, TENANT
from tests.graph.faults import answering
from tests.graph.mailboxes import Mailboxes
from tests.graph.server import GraphServer, graph_server
from tests.graph.subscriptions import SubscriptionRoom
from tests.mail.houses import OURS
from tests.mail.waiting import answers, states, waiting_in
from tests.numbered_tokens import NumberedTokens
from tests.office import TestOffice

TOM = "tom@example.org"
BOT = Registration(APP, TENANT, secret="geheim")


@dataclass
class Served:
    office: TestOffice
    desk: Desk
    server: GraphServer
    tenant: Mailboxes
    subscriptions: SubscriptionRoom
    post: OutlookPost
    door: MailDoor
    http: TestClient[web.Request, web.Application]

    async def beat(self, name: str) -> None:
        await asyncio.to_thread(self.door.beats[name][0])

    async def tom_answers(self, text: str) -> None:
        asked = next(kept for kept in self.tenant.sent if str(kept.message["To"]) == self.address_of("tom"))
        reply = EmailMessage()
        reply["X-MS-Exchange-Organization-AuthAs"] = "Internal"
        reply["From"], reply["Subject"], reply["Message-ID"] = self.address_of("tom"), "Re", "<reply@x.example>"
        reply["In-Reply-To"] = f"<{asked.message_id}>"
        reply.set_content(text)
        self.tenant.put(OURS, bytes(reply))

    def address_of(self, person: str) -> str:
        return next(one.email for id, one in self.office.office.people.people.items() if id == person)


@pytest.fixture
async def served(office: TestOffice) -> AsyncIterator[Served]:
    desk, app, port = waiting_in(office), web.Application(), unused_port()
    tenant, room = Mailboxes(desk.clock.now), SubscriptionRoom(calls=True)
    tenant.of(OURS)
    async with graph_server(tenant, room) as server:
        settings = OutlookSettings(OURS, BOT, server.url, notifications=f"http://127.0.0.1:{port}/api/mail")
        post = OutlookPost(settings, desk.clock, token=NumberedTokens())
        door = MailDoor(desk, post)
        add_to(app, door)
        async with TestClient(TestServer(app, port=port)) as http:
            await door.poked()
            yield Served(office, desk, server, tenant, room, post, door, http)


async def test_an_alert_goes_out_is_confirmed_and_answered_by_reply(served: Served) -> None:
    await served.beat("deliver mail")
    assert served.tenant.sent and states(served.desk) <= {State.SENT, State.ELSEWHERE, State.WAITING}
    await asyncio.to_thread(confirm, served.desk, served.post.mailbox)
    assert State.CONFIRMED in states(served.desk)
    await served.tom_answers("The core group is on 20 March.")
    await served.beat("collect")
    assert answers(served.office) == ["The core group is on 20 March."]


async def test_a_service_that_is_not_let_in_starts_and_says_so(served: Served) -> None:
    served.server.plan = [answering(403, "ErrorAccessDenied")]
    await served.door.warm_up()
    await served.door.poked()
    for _ in range(2):
        served.server.plan = [answering(403, "ErrorAccessDenied")]
        with pytest.raises(DoorTrouble, match="403"):
            await served.beat("collect")
        served.office.office.played.clock.set(served.desk.clock.now() + timedelta(minutes=3))
    assert any("our mailbox could not be read" in said and "403" in said for said in served.door.troubles())


async def test_microsoft_is_asked_to_tell_and_what_it_tells_is_read_at_once(served: Served) -> None:
    await served.beat("deliver mail")
    await served.beat("subscribe")
    [subscription] = served.subscriptions.kept.values()
    await served.tom_answers("The core group is on 20 March.")
    told = {"value": [{"clientState": subscription["clientState"], "changeType": "created"}]}
    assert (await served.http.post("/api/mail", json=told)).status == 202
    await served.door.poked()
    assert answers(served.office) == ["The core group is on 20 March."]


async def test_nobody_tells_while_microsoft_cannot_reach_us(served: Served) -> None:
    served.server.plan = [answering(400, "ValidationError")]
    with pytest.raises(TryLater, match="Graph tells us of no new mail"):
        await served.beat("subscribe")
    assert [*served.door.troubles()] == [], "mail is read every minute anyway"


async def test_a_service_whose_microsoft_cannot_be_reached_starts_and_says_what_does_not_go(office: TestOffice) -> None:
    nowhere = OutlookSettings(OURS, BOT, "http://127.0.0.1:9/v1.0", "127.0.0.1:9")
    app = await service_app(replace(read_settings({}, Mode.TRYOUT), mail=nowhere), office.office.desk)
    async with TestClient(TestServer(app)) as http:
        assert (await http.get("/readyz")).status == 200
        health = await http.get("/healthz")
        assert health.status == 503 and "the bot has no token, so no mail goes out" in await health.text()
