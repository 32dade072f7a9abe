"""The clock beside Microsoft's, and whether the bot is let into Teams."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.clock import SteppedClock
from bot.preflight.clocks import clock_beside
from bot.preflight.findings import Finding, State
from bot.preflight.in_teams import ENDPOINT, KEYS, TOKEN, in_teams
from bot.settings.teams import TeamsSettings
from bot.teams.tokens import CredentialRefused
from graph.network import trusted
from tests.numbered_tokens import NumberedTokens
from tests.office import MONDAY
from tests.preflight.tenant import BOT
from tests.teams.issuer import issuer_and_keys


async def beside(away: timedelta) -> Finding:
    async def dated(request: web.Request) -> web.Response:
        return web.Response(status=401, headers={"Date": "Mon, 02 Mar 2026 09:30:00 GMT"})

    app = web.Application()
    app.add_routes([web.get("/v1.0", dated)])
    async with TestServer(app) as server:
        clock = SteppedClock(datetime(2026, 3, 2, 9, 30, tzinfo=UTC) + away)
        return await clock_beside(str(server.make_url("/v1.0")), trusted(), clock)


@pytest.mark.parametrize(
    ("seconds", "state"), [(0, State.OK), (30, State.OK), (-30, State.OK), (31, State.WRONG), (-31, State.WRONG)]
)
async def test_a_clock_is_right_within_half_a_minute(seconds: int, state: State) -> None:
    assert (await beside(timedelta(seconds=seconds))).state is state


async def test_a_clock_that_is_wrong_is_told_by_how_much_and_how_to_mend_it() -> None:
    found = await beside(timedelta(minutes=7))
    assert "420 seconds away" in found.saw and "timedatectl set-ntp true" in found.mend[0]


async def test_where_nobody_says_the_time_it_is_not_checked() -> None:
    found = await clock_beside("http://127.0.0.1:9/", trusted(), SteppedClock(MONDAY))
    assert found.state is State.NOT_CHECKED


async def teams(metadata_url: str, token: object) -> dict[str, Finding]:
    found = in_teams(TeamsSettings(BOT), SteppedClock(MONDAY), trusted(), token, metadata_url)  # type: ignore[arg-type]
    return {one.what: one async for one in found}


async def test_a_bot_that_is_let_in_has_a_token_and_knows_microsofts_keys() -> None:
    async with issuer_and_keys(SteppedClock(MONDAY)) as (issuer, _):
        found = await teams(issuer.metadata_url, NumberedTokens())
    assert [found[what].state for what in (TOKEN, KEYS)] == [State.OK, State.OK]
    assert found[ENDPOINT].state is State.NOT_CHECKED


async def test_a_bot_that_is_not_let_in_is_told_what_to_mend() -> None:
    found = await teams("http://127.0.0.1:9/metadata", Refused())
    assert "az ad app credential reset" in "\n".join(found[TOKEN].mend)
    assert found[KEYS].state is State.WRONG and "login.botframework.com" in found[KEYS].mend[0]


class Refused(NumberedTokens):
    async def bearer(self) -> str:
        raise CredentialRefused("No token was granted (invalid_client, AADSTS7000215)")
