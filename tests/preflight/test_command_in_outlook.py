"""The command against a whole tenant on this machine: Entra over TLS, Graph, and a colleague's mailbox."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from bot.tryout.office import sample_people
from tests.bot.given import APP, TENANT, ours
from tests.graph.entra_server import entra
from tests.mail.houses import OURS
from tests.preflight.tenant import COLLEAGUE, tenant
from tests.preflight.test_command import iro_bot


async def said_of(folder: Path, refused: tuple[str, ...] = (), scoped: bool = True) -> tuple[int, str]:
    people = folder / "people.csv"
    people.write_bytes(sample_people())
    async with entra(folder) as (host, authority, _), tenant() as there:
        there.refused.update(refused)
        there.scoped = scoped
        environ = ours(
            DATABASE_URL=f"sqlite:///{folder / 'served.db'}",
            PEOPLE=str(people),
            PACK="luton",
            MAIL="outlook",
            MAIL_ADDRESS=OURS,
            OUTLOOK_APP_ID=APP,
            OUTLOOK_TENANT=TENANT,
            OUTLOOK_SECRET="geheim",
            GRAPH_URL=there.server.url,
            LOGIN_URL=f"https://{host}",
            CA=str(authority),
        )
        iro_bot(environ, "sign-off", "luton", "--by", "Dana Whitfield")
        return await asyncio.to_thread(iro_bot, environ, "preflight", "--not-ours", COLLEAGUE)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("IRO_BOT_")]:
        monkeypatch.delenv(name)


async def test_a_tenant_in_which_all_is_granted_is_ok_line_by_line(tmp_path: Path) -> None:
    code, said = await said_of(tmp_path)
    lines = [line for line in said.splitlines() if "our mailbox" in line or "mail can" in line or "mailbox can" in line]
    assert code == 0 and len(lines) == 4 and all(line.startswith("ok ") for line in lines)
    assert "this machine's clock: within 30 seconds of Microsoft's" in said and "geheim" not in said


async def test_a_tenant_in_which_something_is_to_mend_ends_with_one(tmp_path: Path) -> None:
    code, said = await said_of(tmp_path, refused=("POST send",), scoped=False)
    assert code == 1 and (said.count("missing  "), said.count("wrong  ")) == (1, 1)
    assert (
        '-Role "Application Mail.Send"' in said and "no other mailbox can be read: the one that you named can" in said
    )
