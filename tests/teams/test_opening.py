"""The door as `serve` opens it: people are written to first, cards follow their case, and each case has its thread."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.config import Mode, read_settings
from bot.credentials import credential_of
from bot.doors import TryLater
from bot.mail.door import Arrived, OutgoingMail, Posted, Sending
from bot.mail.opening import MailDoor
from bot.service.serving import service_app
from bot.settings.registration import Registration
from bot.settings.teams import TeamsSettings
from bot.teams.opening import Surroundings
from bot.teams.service_urls import LOOPBACK, ServiceUrls
from escalation.case import CaseRef
from graph.credentials import ClientCertificate, ClientSecret, FederatedAssertion, ManagedIdentity
from storage.outgoing import Channel
from tests.mail.waiting import PlayedPost
from tests.numbered_tokens import NumberedTokens
from tests.teams.connector_server import answering, connector_server
from tests.teams.issuer import APP, TENANT, issuer_and_keys
from tests.teams.played_teams import PlayedTeams
from tests.teams.whole import Whole, whole_in

CHANNEL = "19:cases@thread.tacv2"
CHILDS = ("AB", "10442", "core group", "Tom", "Ines", "Amir")


@pytest.fixture
async def in_a_channel(tmp_path: Path) -> AsyncIterator[Whole]:
    async with whole_in(tmp_path, CHANNEL) as found:
        yield found


def threads(whole: Whole) -> list[str]:
    return [place for place in whole.teams.chats if place.startswith(CHANNEL)]


async def test_a_manager_who_never_spoke_to_the_bot_is_written_to_and_answers(whole: Whole) -> None:
    await whole.raised()
    assert "You are asked to help settle this" in whole.tom.words
    await whole.tom.presses("Answer", answer="The core group is on 20 March.")
    await whole.deliver()
    assert "Tom Reid answered" in whole.ines.words


async def test_a_card_in_somebody_elses_chat_follows_its_case(whole: Whole) -> None:
    await whole.raised()
    assert "Send answer" in whole.amir.words
    await whole.tom.presses("Answer", answer="The core group is on 20 March.")
    await whole.deliver()
    await whole.ines.presses("Satisfied", difference="AB knows the date.")
    await whole.deliver()
    assert "Send answer" not in whole.amir.words and "Now: Resolved" in whole.amir.words


async def test_a_card_that_teams_would_not_change_after_a_press_is_drawn_anew_later(whole: Whole) -> None:
    await whole.raised()
    await whole.tom.presses("Answer", answer="The core group is on 20 March.")
    await whole.deliver()
    whole.teams.plan += [answering(502)] * 4
    await whole.ines.presses("Satisfied", difference="AB knows the date.")
    assert "What has changed for AB" in whole.ines.base
    await whole.deliver()
    assert "What has changed for AB" not in whole.ines.base


@pytest.mark.parametrize(("minutes", "named"), [(15, False), (16, True)])
async def test_what_nobody_takes_to_teams_is_named_also_where_it_is_a_line_of_the_channel(
    in_a_channel: Whole, minutes: int, named: bool
) -> None:
    whole = in_a_channel
    await whole.raised()
    await whole.tom.presses("Answer", answer="The core group is on 20 March.")
    whole.door.clock.advance(timedelta(minutes=minutes))
    with whole.desk.database.read() as reading:
        waiting = {
            one.message.channel for one in reading.outbox.of_case(CaseRef("LUT-26-0001")) if one.state == "waiting"
        }
    assert Channel.THREAD in waiting
    told = [*whole.opened.troubles()]
    assert bool(told) is named and all(
        "messages wait since 2026-03-02 09:30 UTC. It is not known why" in s for s in told
    )
    assert all(said.startswith("Teams: ") and not any(word in said for word in CHILDS) for said in told)
    await whole.deliver()
    assert [*whole.opened.troubles()] == []


async def test_each_case_has_its_thread_and_a_line_for_each_move(in_a_channel: Whole) -> None:
    await in_a_channel.raised()
    [thread] = threads(in_a_channel)
    head, *_ = in_a_channel.teams.chats[thread]
    assert "Informal resolution" in in_a_channel.teams.words_in(thread)
    await in_a_channel.tom.presses("Answer", answer="The core group is on 20 March.")
    await in_a_channel.deliver()
    await in_a_channel.ines.presses("Satisfied", difference="AB knows the date.")
    await in_a_channel.deliver()
    said = [str(one.get("text", "")) for one in in_a_channel.teams.chats[thread].values()]
    assert said == ["", "Answered.", "Closed."]
    assert "Closed on" in str(in_a_channel.teams.chats[thread][head])
    assert not any(word in in_a_channel.teams.words_in(thread) for word in CHILDS)
    assert threads(in_a_channel) == [thread]


async def test_the_service_is_ready_with_its_door_and_lets_nobody_in_without_a_token(whole: Whole) -> None:
    settings = replace(
        read_settings({}, Mode.TRYOUT), teams=TeamsSettings(Registration(APP, TENANT, secret="a secret"))
    )
    urls, teams = ServiceUrls(on_this_machine=LOOPBACK), PlayedTeams()
    async with connector_server(teams), issuer_and_keys(whole.door.clock) as (issuer, _):
        around = Surroundings(issuer.metadata_url, urls, teams.url, NumberedTokens())
        app = await service_app(settings, whole.desk, around)
        async with TestClient(TestServer(app)) as http:
            assert (await http.get("/readyz")).status == 200 and (await http.get("/healthz")).status == 200
            refused = await http.post("/api/messages", json={"type": "message", "text": "log"})
            assert (refused.status, await refused.text()) == (401, "Only the service of Teams may speak here.")


async def test_a_service_whose_microsoft_cannot_be_reached_starts_is_not_ready_and_lets_nobody_in(whole: Whole) -> None:
    settings = replace(
        read_settings({}, Mode.TRYOUT), teams=TeamsSettings(Registration(APP, TENANT, secret="a secret"))
    )
    nowhere = Surroundings("http://127.0.0.1:9/metadata", ServiceUrls(on_this_machine=LOOPBACK), token=NumberedTokens())
    app = await service_app(settings, whole.desk, nowhere)
    async with TestClient(TestServer(app)) as http:
        assert (await http.get("/readyz")).status == 503
        health = await http.get("/healthz")
        assert health.status == 503 and "so nobody is let in" in await health.text()
        assert (await http.post("/api/messages", json={"type": "message"})).status == 401


async def test_a_service_that_began_in_an_outage_is_ready_once_it_ends_and_stays_so_in_the_next(whole: Whole) -> None:
    settings = replace(
        read_settings({}, Mode.TRYOUT), teams=TeamsSettings(Registration(APP, TENANT, secret="a secret"))
    )
    clock = whole.door.clock
    token = Withheld()
    async with issuer_and_keys(clock) as (issuer, _):
        await issuer.stop()
        around = Surroundings(issuer.metadata_url, ServiceUrls(on_this_machine=LOOPBACK), token=token)
        async with TestClient(TestServer(await service_app(settings, whole.desk, around))) as http:
            assert (await http.get("/readyz")).status == 503, "there are no keys, and there is no token"
            await issuer.start()
            clock.advance(timedelta(seconds=10))
            assert (await http.get("/readyz")).status == 503, "there is no token"
            token.is_withheld = False
            assert (await http.get("/readyz")).status == 200
            token.is_withheld = True
            await issuer.stop()
            clock.advance(timedelta(days=2))
            assert (await http.get("/readyz")).status == 200


class Withheld(NumberedTokens):
    is_withheld = True

    async def bearer(self) -> str:
        if self.is_withheld:
            raise TryLater("Entra does not answer")
        return await super().bearer()


def test_the_bot_proves_who_it_is_with_the_one_credential_that_is_set(tmp_path: Path) -> None:
    pem = tmp_path / "bot.pem"
    pem.write_text("a key", encoding="ascii")
    bot = Registration(APP, TENANT)
    assert credential_of(replace(bot, secret="s")) == ClientSecret(APP, TENANT, "s")
    assert credential_of(replace(bot, certificate=pem, thumbprint="0a")) == ClientCertificate(
        APP, TENANT, "a key", "0a"
    )
    assert credential_of(replace(bot, assertion=pem)) == FederatedAssertion(APP, TENANT, pem)
    assert credential_of(replace(bot, managed_identity=True)) == ManagedIdentity(APP)


async def test_beside_a_mailbox_teams_shows_its_own_and_hands_on_what_it_cannot_show(tmp_path: Path) -> None:
    mails = Letterbox()
    async with whole_in(tmp_path, mailbox=mails) as whole:
        whole.teams.blocked.add("a:tom")
        await whole.raised()
        assert mails.sent == [] and whole.ines.words, "mails are the other worker's"
        await asyncio.to_thread(MailDoor(whole.desk, PlayedPost(mails), whole.opened.chats).delivery.deliver)
    assert len([mail for mail in mails.sent if mail.to == "tom" and "answer by" in mail.subject]) == 1


class Letterbox:
    """Keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[OutgoingMail] = []

    def send(self, mail: OutgoingMail, sending: Sending) -> Posted:
        self.sent.append(mail)
        return Posted(mail.id)

    def arrived(self, cursor: str | None) -> Arrived:
        raise TryLater("nothing comes in here")

    def gone_out(self, since: datetime) -> frozenset[str]:
        return frozenset(mail.id for mail in self.sent)
