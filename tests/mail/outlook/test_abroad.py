"""A cloud at another address, with an authority of its own: token and mailbox are asked for there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.config import Mode, read_settings
from bot.mail.outlook.post import OutlookPost
from bot.service.serving import open_post
from bot.settings.mail import OutlookSettings
from tests.bot.given import TENANT, faults, key_pem, needed, ours
from tests.graph.entra_server import entra
from tests.graph.mailboxes import Mailboxes
from tests.graph.server import graph_server
from tests.mail.houses import OURS
from tests.mail.outlook.test_served import BOT
from tests.office import TestOffice


async def opened(office: TestOffice, folder: Path, trusting: bool) -> tuple[list[str], list[str]]:
    """What stands in the health page, and what Entra was asked for."""
    tenant = Mailboxes()
    tenant.of(OURS)
    async with entra(folder) as (host, authority, asked), graph_server(tenant) as server:
        mail = OutlookSettings(OURS, replace(BOT, tenant=TENANT), server.url, host)
        settings = replace(read_settings({}, Mode.TRYOUT), mail=mail, authority=authority if trusting else None)
        post = open_post(settings, office.office.desk)
        assert isinstance(post, OutlookPost)
        await post.warm_up()
        troubles = [*post.troubles()]
        await post.close()
        assert (server.asked == ["GET inbox"]) is trusting
    return troubles, asked


async def test_the_token_is_asked_for_where_the_settings_say(office: TestOffice, tmp_path: Path) -> None:
    troubles, [scope] = await opened(office, tmp_path, trusting=True)
    assert troubles == [] and scope.startswith("http://127.0.0.1:") and scope.endswith("/.default")


async def test_an_authority_that_is_not_named_is_not_trusted(office: TestOffice, tmp_path: Path) -> None:
    [trouble], asked = await opened(office, tmp_path, trusting=False)
    assert "the bot has no token" in trouble and asked == []


def test_an_authority_without_a_certificate_is_refused_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_bytes(key_pem())
    [fault] = faults(needed(tmp_path) | ours(CA=str(tmp_path / "ca.pem")))
    assert "holds no certificate that can be used" in fault
