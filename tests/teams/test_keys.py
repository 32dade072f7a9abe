"""The signing keys: rotation is followed, an outage is lived through, and strangers cannot make us fetch."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from aiohttp import ClientSession, web

from bot.clock import SteppedClock
from bot.teams.guard import Caller, Guard, NotAdmitted
from bot.teams.keys import LARGEST_DOCUMENT, METADATA_URL, SigningKeys
from tests.teams.issuer import MORNING, Issuer, activity, bearer, claims, guard_with, issuer_and_keys, public_jwk

MINUTE = timedelta(minutes=1)
LONG_LIVED = claims(exp=int(MORNING.timestamp()) + 1_000_000)


@dataclass
class Door:
    """A guard, its keys not fetched yet."""

    issuer: Issuer
    keys: SigningKeys
    guard: Guard
    clock: SteppedClock

    async def admits(self, signed_by: str) -> bool:
        try:
            return isinstance(await self.guard.check(bearer(LONG_LIVED, signed_by), activity()), Caller)
        except NotAdmitted as refused:
            assert (refused.status, refused.reason) == (401, "unknown signing key")
            return False

    @property
    def fetches(self) -> tuple[int, int]:
        """Of the metadata, of the keys."""
        return self.issuer.metadata_fetches, self.issuer.key_fetches


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    clock = SteppedClock(MORNING)
    async with issuer_and_keys(clock) as (issuer, keys):
        yield Door(issuer, keys, guard_with(keys, clock), clock)


async def test_keys_are_fetched_once_and_kept(door: Door) -> None:
    assert await door.keys.load()
    assert all([await door.admits("first") for _ in range(20)])
    assert door.fetches == (1, 1)


async def test_without_a_start_the_first_message_fetches_the_keys(door: Door) -> None:
    assert all(await asyncio.gather(*[door.admits("first") for _ in range(20)]))
    assert door.fetches == (1, 1)


async def test_keys_that_change_mid_run_are_followed_at_once(door: Door) -> None:
    await door.keys.load()
    assert await door.admits("first")
    door.issuer.rotate("first", "second")
    assert await door.admits("second")
    assert await door.admits("first")
    assert door.fetches == (2, 2)


async def test_a_key_that_was_withdrawn_is_no_longer_accepted(door: Door) -> None:
    await door.keys.load()
    door.issuer.rotate("second")
    assert await door.admits("second")
    assert not await door.admits("first")


async def test_strangers_cause_one_refetch_in_five_minutes(door: Door) -> None:
    await door.keys.load()

    async def fifty_strangers() -> None:
        assert not any(await asyncio.gather(*[door.admits(f"stranger {one % 5}") for one in range(50)]))

    await fifty_strangers()
    await fifty_strangers()
    assert door.fetches == (2, 2)
    door.clock.advance(5 * MINUTE - timedelta(seconds=1))
    await fifty_strangers()
    assert door.fetches == (2, 2)
    door.clock.advance(timedelta(seconds=1))
    await fifty_strangers()
    assert door.fetches == (3, 3)


async def test_tokens_of_another_algorithm_cause_no_fetch_at_all(door: Door) -> None:
    for algorithm in ("none", "HS256", "ES256"):
        with pytest.raises(NotAdmitted):
            await door.guard.check(bearer(header={"alg": algorithm}), activity())
    assert door.fetches == (0, 0)


async def test_with_the_metadata_down_kept_keys_go_on_serving(door: Door) -> None:
    await door.keys.load()
    await door.issuer.stop()
    door.clock.advance(timedelta(days=1) + MINUTE)
    for _ in range(10):
        assert await door.admits("first")
        assert not await door.admits("second")
        door.clock.advance(timedelta(hours=1))
    await door.issuer.start()
    door.issuer.rotate("second")
    assert await door.admits("second")


async def test_with_the_metadata_down_from_the_start_everybody_is_refused_until_it_is_back(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    await door.issuer.stop()
    assert not await door.keys.load()
    assert not any(await asyncio.gather(*[door.admits("first") for _ in range(20)]))
    told = [record.getMessage() for record in caplog.records if record.name == "bot.teams.keys"]
    assert told == ["the signing keys could not be fetched (ClientConnectorError); 0 go on serving"]
    await door.issuer.start()
    door.clock.advance(timedelta(seconds=10))
    assert await door.admits("first")


async def test_old_keys_are_fetched_anew_while_they_serve(door: Door) -> None:
    await door.keys.load()
    door.clock.advance(timedelta(days=1))
    assert await door.admits("first")
    assert door.fetches == (1, 1)
    door.clock.advance(timedelta(seconds=1))
    door.issuer.rotate("second")
    door.issuer.hold()
    assert await door.admits("first")  # answered while the fetch hangs
    await door.issuer.asked()
    assert await door.admits("first")
    door.issuer.let_go()
    assert await door.admits("second")  # joins the fetch that is under way
    assert not await door.admits("first")
    assert door.fetches == (2, 2)


async def test_a_caller_who_hangs_up_does_not_end_the_fetch_for_the_others(door: Door) -> None:
    door.issuer.hold()
    impatient = asyncio.create_task(door.admits("first"))
    patient = asyncio.create_task(door.admits("first"))
    await door.issuer.asked()
    impatient.cancel()
    door.issuer.let_go()
    assert await patient
    with pytest.raises(asyncio.CancelledError):
        await impatient


class CorrectedClock:
    """A machine's clock, which may be put back."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


async def test_a_clock_that_was_put_back_does_not_stop_the_fetching(door: Door) -> None:
    clock = CorrectedClock(MORNING.replace(year=MORNING.year + 1))
    async with ClientSession() as session:
        keys = SigningKeys(door.issuer.metadata_url, session, clock)
        await keys.load()
        assert await keys.find("stranger") is None
        clock.at = MORNING
        door.issuer.rotate("second")
        assert await keys.find("second") is not None


async def test_a_metadata_server_that_hangs_is_left_after_a_while() -> None:
    clock = SteppedClock(MORNING)
    async with issuer_and_keys(clock, within=timedelta(milliseconds=50)) as (issuer, keys):
        issuer.hold()
        assert not await keys.load()


async def test_closing_ends_a_fetch_that_is_under_way(door: Door) -> None:
    door.issuer.hold()
    waiting = asyncio.create_task(door.keys.load())
    await door.issuer.asked()
    await door.keys.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting


Answer = Callable[[], web.Response]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda: web.Response(status=500), id="500"),
        pytest.param(lambda: web.Response(text="<html>"), id="not JSON"),
        pytest.param(lambda: web.Response(body=b"\xff\xfe"), id="not even text"),
        pytest.param(lambda: web.json_response([]), id="a list"),
        pytest.param(lambda: web.Response(text="[" * 100_000), id="nested without end"),
        pytest.param(lambda: web.Response(text=" " * (LARGEST_DOCUMENT + 1) + "{}"), id="too large"),
        pytest.param(lambda: web.Response(status=302, headers={"Location": "/v1/.well-known/keys"}), id="a redirect"),
        pytest.param(lambda: web.json_response({}), id="no address"),
        pytest.param(lambda: web.json_response({"jwks_uri": ["x"]}), id="addresses in a list"),
    ],
)
async def test_metadata_that_cannot_be_used_leaves_the_kept_keys_alone(door: Door, answer: Answer) -> None:
    await door.keys.load()
    door.issuer.metadata = answer
    assert not await door.admits("stranger")
    assert await door.admits("first")
    assert door.fetches == (2, 1)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/keys",
        "http://127.0.0.1:{port}0/keys",
        "http://127.0.0.1:{port}@elsewhere.example/keys",
    ],
)
async def test_keys_at_another_host_than_the_metadata_are_not_fetched(
    door: Door, elsewhere: str, caplog: pytest.LogCaptureFixture
) -> None:
    address = elsewhere.format(port=door.issuer.address.rpartition(":")[2])
    door.issuer.metadata = lambda: web.json_response({"jwks_uri": address})
    assert not await door.keys.load()
    assert "no address of keys at its own host" in caplog.text


PROPER = public_jwk("stranger")


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"keys": {}},
        {"keys": []},
        {"keys": ["stranger", None, {}, {"kty": "RSA"}]},
        {"keys": [{**PROPER, "kty": "EC"}]},
        {"keys": [{**PROPER, "use": "enc"}]},
        {"keys": [{**PROPER, "n": "!"}]},
        {"keys": [{**PROPER, "n": ""}]},
        {"keys": [{**PROPER, "e": "AA"}]},
        {"keys": [{**PROPER, "kid": 1}]},
        {"keys": [PROPER], "more": " " * LARGEST_DOCUMENT},
    ],
)
async def test_a_document_without_a_usable_key_leaves_the_kept_keys_alone(door: Door, document: object) -> None:
    await door.keys.load()
    door.issuer.key_document = lambda: web.json_response(document)
    assert not await door.admits("stranger")
    assert await door.admits("first")
    assert door.fetches == (2, 2)


async def test_keys_in_an_answer_that_says_it_failed_are_not_believed(door: Door) -> None:
    await door.keys.load()
    door.issuer.key_document = lambda: web.json_response({"keys": [PROPER]}, status=500)
    assert not await door.admits("stranger")
    assert await door.admits("first")


async def test_one_spoilt_key_does_not_spoil_the_others(door: Door) -> None:
    door.issuer.published[:0] = [
        {**public_jwk("first"), "kid": "spoilt", "n": "!"},
        public_jwk("odd", [["msteams"], 1]),
    ]
    await door.keys.load()
    assert await door.admits("first")
    assert not await door.admits("spoilt")


@pytest.mark.parametrize(
    "url", ["", "login.botframework.com", "http://login.botframework.com/", "file:///keys", "https://", "http://localhost.example/"]
)  # fmt: skip
async def test_keys_are_fetched_by_https_or_from_this_machine_only(url: str) -> None:
    async with ClientSession() as session:
        with pytest.raises(ValueError, match="fetched by https"):
            SigningKeys(url, session, SteppedClock(MORNING))
        for allowed in (METADATA_URL, "http://localhost:5000/metadata", "http://[::1]:5000/metadata"):
            SigningKeys(allowed, session, SteppedClock(MORNING))
