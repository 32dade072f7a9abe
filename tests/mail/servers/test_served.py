"""The service with a mailbox on any mail server, from its settings to the reply that comes back."""

from __future__ import annotations

import logging
from dataclasses import replace
from email.message import EmailMessage

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.config import Mode, read_settings
from bot.mail.opening import MailDoor
from bot.mail.sending.confirming import confirm
from bot.service.serving import open_post, service_app
from storage.outgoing import State
from tests.mail.servers.mail_server import AUTHSERV_ID, mail_server
from tests.mail.waiting import answers, states, waiting_in
from tests.office import TestOffice

TRYOUT = read_settings({}, Mode.TRYOUT)


def test_an_alert_goes_out_is_confirmed_and_answered_by_reply(office: TestOffice) -> None:
    desk = waiting_in(office)
    with mail_server(desk.clock.now) as server:
        post = open_post(replace(TRYOUT, mail=server.settings), desk)
        assert post is not None
        door = MailDoor(desk, post)
        door.delivery.deliver()
        assert confirm(desk, post.mailbox) and State.CONFIRMED in states(desk)
        server.imap.append(reply(office, server.taken.boxes), at=desk.clock.now())
        door.collect()
    assert answers(office) == ["The core group is on 20 March."]


def reply(office: TestOffice, boxes: dict[str, list[bytes]]) -> bytes:
    """Tom presses reply on what he was asked."""
    address = next(one.email for id, one in office.office.people.people.items() if id == "tom")
    asked = boxes[address][0].decode()
    written = EmailMessage()
    written["Authentication-Results"] = f"{AUTHSERV_ID}; dmarc=pass header.from={address.partition('@')[2]}"
    written["From"], written["Subject"], written["Message-ID"] = address, "Re", "<reply@x.example>"
    written["In-Reply-To"] = asked.partition("Message-ID: ")[2].partition("\r\n")[0].strip()
    written.set_content("The core group is on 20 March.")
    return bytes(written)


async def test_a_service_whose_mail_server_is_not_there_starts_and_says_so(
    office: TestOffice, caplog: pytest.LogCaptureFixture
) -> None:
    with mail_server() as server:
        closed = replace(server.settings, imap=replace(server.settings.imap, port=9))
        with caplog.at_level(logging.WARNING):
            app = await service_app(replace(TRYOUT, mail=closed), office.office.desk)
            async with TestClient(TestServer(app)) as http:
                assert (await http.get("/readyz")).status == 200
    assert "the mail server does not take us yet" in caplog.text
