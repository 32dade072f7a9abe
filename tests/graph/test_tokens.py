"""A token: asked for once, renewed before it ends, and whose fault it is when there is none."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.clock import SteppedClock
from graph.credentials import (
    ClientCertificate,
    ClientSecret,
    Credential,
    FederatedAssertion,
    Granted,
    ManagedIdentity,
)
from graph.credentials import ask_for_token as ask_for
from graph.errors import NotGranted, NotYet
from graph.tokens import AppToken, app_token
from tests.graph.entra import Answer, Entra, refusal

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECRET = ClientSecret("app", "tenant", "a-secret")
THUMBPRINT = "A1" * 20
GRAPH = "https://graph.microsoft.com"


def ask_for_token(credential: Credential, entra: Entra) -> Granted:
    return ask_for(credential, GRAPH, entra)


def service(entra: Entra | None = None) -> tuple[AppToken, Entra, SteppedClock]:
    entra, clock = entra or Entra(), SteppedClock(START)
    return app_token(SECRET, GRAPH, clock, http=entra), entra, clock


async def until(happened: Callable[[], bool]) -> None:
    """Lets the other tasks and threads go on until it has happened."""
    async with asyncio.timeout(5):
        while not happened():
            await asyncio.sleep(0)


async def served(token: AppToken, value: str) -> None:
    async with asyncio.timeout(5):
        while await token.bearer() != value:
            await asyncio.sleep(0)


async def test_one_token_serves_until_it_is_nearly_over() -> None:
    token, entra, clock = service()
    assert await token.bearer() == "token-1"
    clock.advance(timedelta(minutes=53))
    assert await token.bearer() == "token-1"
    assert len(entra.asked) == 1


async def test_a_token_is_renewed_while_the_old_one_still_serves() -> None:
    token, entra, clock = service()
    await token.bearer()
    clock.advance(timedelta(minutes=54))
    entra.open.clear()
    assert [await token.bearer() for _ in range(3)] == ["token-1"] * 3
    entra.open.set()
    await served(token, "token-2")
    assert len(entra.asked) == 2


async def test_entra_is_never_asked_on_the_event_loop() -> None:
    token, entra, _ = service()
    await token.bearer()
    assert entra.asked_in and threading.main_thread() not in entra.asked_in


async def test_a_hundred_at_once_share_one_request() -> None:
    token, entra, _ = service()
    assert set(await asyncio.gather(*(token.bearer() for _ in range(100)))) == {"token-1"}
    assert len(entra.asked) == 1


async def test_somebody_who_gives_up_takes_no_token_from_the_others() -> None:
    token, entra, _ = service()
    entra.open.clear()
    hasty, patient = asyncio.create_task(token.bearer()), asyncio.create_task(token.bearer())
    await until(lambda: len(entra.asked) == 1)
    hasty.cancel()
    entra.open.set()
    assert await patient == "token-1"


async def test_a_token_that_has_ended_is_not_handed_out() -> None:
    token, _, clock = service()
    await token.bearer()
    clock.advance(timedelta(minutes=59, seconds=30))
    assert await token.bearer() == "token-2"


async def test_a_renewal_that_fails_leaves_the_old_token_in_service() -> None:
    token, entra, clock = service()
    await token.bearer()
    clock.advance(timedelta(minutes=55))
    entra.troubles = [Answer(503, "{}")]
    assert await token.bearer() == "token-1"
    await until(lambda: entra.troubles == [])
    assert await token.bearer() == "token-1"
    clock.advance(timedelta(seconds=10))
    await served(token, "token-3")


async def test_a_wrong_secret_is_told_to_everybody_but_shown_to_entra_once() -> None:
    token, entra, clock = service()
    entra.troubles = [refusal("invalid_client", "AADSTS7000215: Invalid client secret for app of Fairshire")] * 9
    for _ in range(5):
        with pytest.raises(NotGranted, match=r"^No token was granted \(invalid_client, AADSTS7000215\)$"):
            await token.bearer()
    assert len(entra.asked) == 1
    clock.advance(timedelta(seconds=10))
    with pytest.raises(NotGranted):
        await token.bearer()
    assert len(entra.asked) == 2


async def test_a_token_that_the_service_does_not_take_is_replaced_once_in_a_while() -> None:
    token, _, clock = service()
    first = await token.bearer()
    token.forget(first)
    assert await token.bearer() == first
    clock.advance(timedelta(seconds=10))
    token.forget("another")
    assert await token.bearer() == first
    token.forget(first)
    assert await token.bearer() == "token-2"


@pytest.mark.parametrize(
    "trouble",
    [
        Answer(503, "{}"),
        Answer(200, "<html>"),
        Answer(200, "[]"),
        OSError("no route"),
        refusal("temporarily_unavailable", status=400),
    ],
)
def test_what_may_pass_is_tried_later(trouble: Answer | Exception) -> None:
    with pytest.raises(NotYet) as told:
        ask_for_token(SECRET, Entra(troubles=[trouble]))
    assert not isinstance(told.value, NotGranted)


@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client", "invalid_grant", "AADSTS90002 <b>"])
def test_what_a_person_has_to_mend_is_told_as_such(error: str) -> None:
    with pytest.raises(NotGranted):
        ask_for_token(SECRET, Entra(troubles=[refusal(error)]))


def test_a_tenant_that_does_not_exist_and_a_key_that_cannot_be_read_are_a_persons_to_mend() -> None:
    for credential in (
        ClientSecret("app", "no-such-tenant", "a-secret"),
        ClientCertificate("app", "tenant", "not a key", THUMBPRINT),
    ):
        with pytest.raises(NotGranted):
            ask_for_token(credential, Entra())


def test_a_secret_is_shown_to_the_tenants_own_endpoint_for_the_scope_that_is_asked_for() -> None:
    entra = Entra()
    assert ask_for_token(SECRET, entra).token == "token-1"
    [asked] = entra.asked
    assert asked["url"] == "https://login.microsoftonline.com/tenant/v2.0/token"
    assert (asked["client_id"], asked["client_secret"]) == ("app", "a-secret")
    assert asked["scope"] == "https://graph.microsoft.com/.default"


def test_another_cloud_has_another_login_host() -> None:
    entra = Entra()
    ask_for_token(ClientSecret("app", "tenant", "a-secret", "login.microsoftonline.us"), entra)
    assert entra.asked[0]["url"].startswith("https://login.microsoftonline.us/tenant/")


def test_a_certificate_signs_an_assertion_and_its_key_stays_here() -> None:
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    entra = Entra()
    ask_for_token(ClientCertificate("app", "tenant", pem, THUMBPRINT), entra)
    claims = jwt.decode(
        entra.asked[0]["client_assertion"],
        key.public_key(),
        ["RS256", "PS256"],
        audience="https://login.microsoftonline.com/tenant/v2.0/token",
    )
    assert (claims["iss"], claims["sub"]) == ("app", "app")


def test_a_federated_assertion_is_read_anew_for_every_token(tmp_path: Path) -> None:
    file, entra = tmp_path / "assertion", Entra()
    credential = FederatedAssertion("app", "tenant", file)
    with pytest.raises(NotGranted, match="assertion"):
        ask_for_token(credential, entra)
    for written in ("first", "second"):
        file.write_text(written + "\n")
        ask_for_token(credential, entra)
    assert [asked["client_assertion"] for asked in entra.asked] == ["first", "second"]


def test_a_managed_identity_asks_its_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IDENTITY_ENDPOINT", "IDENTITY_HEADER", "MSI_ENDPOINT", "IMDS_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    entra = Entra()
    assert ask_for_token(ManagedIdentity("app"), entra).seconds == 3_600
    [asked] = entra.asked
    assert asked["url"].startswith("http://169.254.169.254/")
    assert (asked["client_id"], asked["resource"]) == ("app", "https://graph.microsoft.com")


def test_a_machine_without_that_identity_is_a_persons_to_mend() -> None:
    body = json.dumps({"error": "invalid_request", "error_description": "Identity not found"})
    with pytest.raises(NotGranted):
        ask_for_token(ManagedIdentity("app"), Entra(troubles=[Answer(400, body)]))


def test_no_secret_is_printed() -> None:
    shown = repr([SECRET, ClientCertificate("app", "tenant", "a-key", THUMBPRINT), ask_for_token(SECRET, Entra())])
    assert not any(word in shown for word in ("a-secret", "a-key", "token-1"))
