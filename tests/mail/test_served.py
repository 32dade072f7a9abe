"""The service with its mailbox: ready once it is warmed up, and what fails there stands in `/healthz`."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.config import Mode, read_settings
from bot.doors import TryLater
from bot.mail.opening import MailDoor, add_to
from bot.service.serving import service_app
from tests.mail.waiting import PlayedPost, answers, tom_replies, waiting_in
from tests.office import TestOffice


async def test_a_service_opens_its_mailbox_before_it_is_ready_and_closes_it_at_the_end(
    office: TestOffice, post: PlayedPost, tmp_path: Path
) -> None:
    app = await service_app(read_settings({}, Mode.TRYOUT), office.office.desk, post=post)
    async with TestClient(TestServer(app)) as http:
        assert post.said == ["warmed up"] and not post.closed
        assert (await http.get("/readyz")).status == 200
        assert (await http.get("/healthz")).status == 200
    assert post.closed


async def test_a_service_without_any_door_says_that_nobody_can_be_reached(
    office: TestOffice, caplog: pytest.LogCaptureFixture
) -> None:
    app = await service_app(read_settings({}, Mode.TRYOUT), office.office.desk)
    async with TestClient(TestServer(app)) as http:
        health = await http.get("/healthz")
        assert health.status == 503 and "Teams and mail are both off" in await health.text()
    assert "nobody can be reached, and nobody can reach the bot" in caplog.text


async def test_what_is_wrong_with_the_mailbox_stands_in_healthz(office: TestOffice, post: PlayedPost) -> None:
    app = await service_app(read_settings({}, Mode.TRYOUT), office.office.desk, post=Locked(post.mailbox_behind))
    async with TestClient(TestServer(app)) as http:
        health = await http.get("/healthz")
        assert health.status == 503 and "The secret has ended" in await health.text()


class Locked(PlayedPost):
    def troubles(self) -> list[str]:
        return [str(TryLater("The secret has ended"))]


async def test_what_came_while_nobody_served_is_read_at_the_start(office: TestOffice, post: PlayedPost) -> None:
    door, app = MailDoor(waiting_in(office), post), web.Application()
    door.delivery.deliver()
    tom_replies(office, "The core group is on 20 March.")
    add_to(app, door)
    async with TestClient(TestServer(app)):
        await door.poked()
    assert answers(office) == ["The core group is on 20 March."]
