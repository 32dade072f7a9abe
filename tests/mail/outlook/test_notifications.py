"""Microsoft says that there is mail: it is read at once, whoever says so has to know what only Microsoft was told."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.opening import MailDoor, add_to
from bot.mail.outlook.notifications import read_notices
from bot.mail.outlook.subscribing import Subscribing, ToldBy
from tests.mail.waiting import PlayedPost, answers, tom_replies, waiting_in
from tests.office import TestOffice

URL = "https://bot.fairshire.gov.uk/api/mail"
Client = TestClient[web.Request, web.Application]


@dataclass
class PlayedSubscriptions:
    """What Microsoft keeps: until when each lasts, and what it shows to be itself."""

    lasting: dict[str, datetime] = field(default_factory=dict)
    states: list[str] = field(default_factory=list)

    def begin(self, url: str, state: str, until: datetime) -> str:
        assert url == URL
        self.states.append(state)
        self.lasting[id := f"subscription {len(self.states)}"] = until
        return id

    def renew(self, id: str, until: datetime) -> bool:
        if id in self.lasting:
            self.lasting[id] = until
        return id in self.lasting


@dataclass
class Told:
    """Everything between Microsoft and the case."""

    office: TestOffice
    door: MailDoor
    http: Client
    subscriptions: PlayedSubscriptions
    post: PlayedPost

    async def says(self, *notices: object) -> int:
        answer = await self.http.post("/api/mail", data=json.dumps({"value": notices}))
        return answer.status

    async def is_done(self) -> None:
        await self.door.close()


@pytest.fixture
async def told(office: TestOffice, post: PlayedPost) -> AsyncIterator[Told]:
    subscriptions = PlayedSubscriptions()
    post.told_by = ToldBy(subscriptions, URL)
    door, app = MailDoor(waiting_in(office), post), web.Application()
    add_to(app, door)
    async with TestClient(TestServer(app)) as http:
        await door.poked()
        post.reads = 0  # what was read at the start
        door.beats["subscribe"][0]()
        yield Told(office, door, http, subscriptions, post)


async def test_the_address_proves_itself_by_saying_back_what_it_was_asked(told: Told) -> None:
    answer = await told.http.post("/api/mail", params={"validationToken": "Ab+c/ <b>1</b>"})
    assert (answer.status, await answer.text()) == (200, "Ab+c/ <b>1</b>")
    assert answer.content_type == "text/plain" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert told.post.reads == 0


async def test_mail_is_read_at_once_when_microsoft_says_that_it_came(told: Told) -> None:
    told.door.delivery.deliver()
    tom_replies(told.office, "The core group is on 20 March.")
    assert await told.says({"clientState": told.subscriptions.states[0], "changeType": "created"}) == 202
    await told.is_done()
    assert answers(told.office) == ["The core group is on 20 March."]


@pytest.mark.parametrize("state", ["", "guessed", "\ud800", None, 7, ["x"]])
async def test_whoever_cannot_show_the_secret_pokes_nothing(told: Told, state: object) -> None:
    assert await told.says({"clientState": state}) == 403
    await told.is_done()
    assert told.post.reads == 0


async def test_what_is_no_notification_pokes_nothing(told: Told) -> None:
    bodies = [b"", b"null", b'{"value": 1}', b'{"value": []}', b'{"value": ["x"]}', b"[" * 100_000, b"\xff"]
    answered = [(await told.http.post("/api/mail", data=body)).status for body in bodies]
    assert answered == [403] * len(bodies)
    assert (await told.http.post("/api/mail", data=b"x" * 2_000_000)).status == 413


async def test_a_subscription_that_microsoft_has_dropped_is_made_anew(told: Told) -> None:
    told.subscriptions.lasting.clear()
    state = told.subscriptions.states[0]
    assert await told.says({"clientState": state, "lifecycleEvent": "subscriptionRemoved"}) == 202
    await told.is_done()
    assert [*told.subscriptions.lasting] == ["subscription 2"] and told.subscriptions.states[1] != state


async def test_without_a_public_address_nobody_is_listened_to(office: TestOffice, post: PlayedPost) -> None:
    app = web.Application()
    add_to(app, MailDoor(office.office.desk, post))
    async with TestClient(TestServer(app)) as http:
        assert (await http.post("/api/mail", params={"validationToken": "x"})).status == 404


def test_a_subscription_is_renewed_before_it_ends_and_no_sooner(office: TestOffice) -> None:
    desk, subscriptions = office.office.desk, PlayedSubscriptions()
    begun = desk.clock.now()
    Subscribing(desk, subscriptions, URL).keep()
    first = dict(subscriptions.lasting)
    Subscribing(desk, subscriptions, URL).keep()  # another process, a minute later
    assert subscriptions.lasting == first and first["subscription 1"] > begun
    office.office.played.clock.set(begun + timedelta(minutes=1441))
    Subscribing(desk, subscriptions, URL).keep()
    assert [*subscriptions.lasting] == ["subscription 1"]
    assert subscriptions.lasting["subscription 1"] > first["subscription 1"]


def test_another_public_address_gets_a_subscription_of_its_own(office: TestOffice) -> None:
    desk, subscriptions = office.office.desk, PlayedSubscriptions()
    Subscribing(desk, subscriptions, URL).keep()
    moved = Subscribing(desk, Elsewhere(), f"{URL}/new")
    assert not moved.knows(subscriptions.states)
    moved.keep()
    assert not Subscribing(desk, subscriptions, URL).knows(subscriptions.states)


class Elsewhere(PlayedSubscriptions):
    def begin(self, url: str, state: str, until: datetime) -> str:
        return "subscription of the new address"


@given(st.binary() | st.recursive(st.none() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
def test_whatever_is_told_is_read_or_nothing(body: object) -> None:
    read = read_notices(body if isinstance(body, bytes) else json.dumps({"value": body}).encode())
    assert all(isinstance(one.state, str) for one in read)
