"""Who may speak: everything that is not the service of Teams, for us, from our tenant, is refused before it is read."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.clock import SteppedClock
from bot.teams.guard import LEEWAY, Allowed, Caller, Guard, NotAdmitted
from bot.teams.service_urls import ServiceUrls
from tests.teams.issuer import (
    APP,
    MORNING,
    SERVICE_URL,
    TENANT,
    Issuer,
    activity,
    bearer,
    claims,
    encoded,
    guard_with,
    issuer_and_keys,
    public_jwk,
    signed_with_the_public_key,
    unsigned,
    without,
)

NOW = int(MORNING.timestamp())
SKEW = int(LEEWAY.total_seconds())
PROPER = bearer()
OTHER = "0d0d0d0d-6666-7777-8888-0d0d0d0d0d0d"
CONVERSATION = "a:17I0kl8EkpE1O9PH5TWrzrLNwnWWcfrU"


@dataclass
class Door:
    """A guard whose issuer answers."""

    issuer: Issuer
    guard: Guard
    clock: SteppedClock


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    clock = SteppedClock(MORNING)
    async with issuer_and_keys(clock) as (issuer, keys):
        issuer.published.append(public_jwk("silent", None))
        assert await keys.load()
        yield Door(issuer, guard_with(keys, clock), clock)


@dataclass(frozen=True)
class Attempt:
    what: str
    status: int
    reason: str
    header: str | None = field(default_factory=bearer)
    body: object = field(default_factory=activity)


def at_another_address(url: str, what: str) -> Attempt:
    """The token vouches for that address, and still we may not call there."""
    return Attempt(what, 403, "service URL not allowed", bearer(claims(serviceurl=url)), activity(serviceUrl=url))


def another_issuer(what: str, issuer: object) -> Attempt:
    return Attempt(what, 401, "issuer", bearer(claims(iss=issuer)))


def from_tenant(what: str, body: object, reason: str = "tenant not allowed") -> Attempt:
    return Attempt(what, 403, reason, body=body)


def conversation(tenant: object) -> dict[str, object]:
    return {"id": CONVERSATION, "tenantId": tenant}


def tampered() -> str:
    head, _, signature = bearer().split(".")
    return f"{head}.{encoded(claims(aud=APP, extra=1))}.{signature}"


TOKENS = [
    Attempt("no header", 401, "no bearer token", None),
    Attempt("empty header", 401, "no bearer token", ""),
    Attempt("another scheme", 401, "no bearer token", bearer().replace("Bearer", "Basic")),
    Attempt("the token alone", 401, "no bearer token", bearer().removeprefix("Bearer ")),
    Attempt("a scheme alone", 401, "no bearer token", "Bearer "),
    Attempt("letters outside ASCII", 401, "no bearer token", bearer() + "\udcff"),
    Attempt("too long", 401, "token too long", bearer(claims(more="x" * 9_000))),
    Attempt("two tokens", 401, "unreadable token", bearer() + " " + bearer()),
    Attempt("not a token", 401, "unreadable token", "Bearer let-me-in"),
    Attempt("a header that is a list", 401, "unreadable token", f"Bearer {encoded([])}.{encoded({})}.x"),
    Attempt("alg none", 401, "algorithm", unsigned(claims())),
    Attempt("HS256 with the public key", 401, "algorithm", signed_with_the_public_key(claims())),
    Attempt("an algorithm that is a list", 401, "algorithm", bearer(header={"alg": ["RS256"]})),
    Attempt("RS512", 401, "algorithm", bearer(header={"alg": "RS512"})),
    Attempt("no algorithm", 401, "algorithm", bearer(drop=["alg"])),
    Attempt("no key id", 401, "no key id", bearer(drop=["kid"])),
    Attempt("a key id that is a number", 401, "unreadable token", bearer(header={"kid": 7})),
    Attempt("unknown key id", 401, "unknown signing key", bearer(signed_by="stranger")),
    Attempt(
        "the id of a key that did not sign", 401, "signature", bearer(signed_by="stranger", header={"kid": "first"})
    ),
    Attempt(
        "the key in its own header",
        401,
        "signature",
        bearer(signed_by="stranger", header={"kid": "first", "jwk": public_jwk("stranger")}),
    ),
    Attempt("claims changed after signing", 401, "signature", tampered()),
    Attempt("an extension that must be understood", 401, "unreadable token", bearer(header={"crit": ["x"], "x": 1})),
    Attempt("claims that are a list", 401, "signature", bearer(said=[])),  # type: ignore[arg-type]
    another_issuer("wrong issuer", "https://api.botframework.com.example"),
    another_issuer("issuer with a slash", "https://api.botframework.com/"),
    another_issuer("issuers in a list", ["https://api.botframework.com"]),
    another_issuer("emulator, sts v1", "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"),
    another_issuer("emulator, login v2", "https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0"),
    another_issuer("skill, our own tenant", f"https://sts.windows.net/{TENANT}/"),
    another_issuer("skill, login v2", f"https://login.microsoftonline.com/{TENANT}/v2.0"),
    Attempt("no issuer", 401, "issuer", bearer(without(claims(), "iss"))),
    Attempt("other app", 401, "audience", bearer(claims(aud=OTHER))),
    Attempt("wrong audience", 401, "audience", bearer(claims(aud="https://api.botframework.com"))),
    Attempt("no audience", 401, "audience", bearer(without(claims(), "aud"))),
    Attempt("empty audience", 401, "audience", bearer(claims(aud=""))),
    Attempt("audiences in a list", 401, "audience", bearer(claims(aud=[APP]))),
    Attempt("expired", 401, "expired", bearer(claims(exp=NOW - 3_600))),
    Attempt("expired as long ago as clocks may differ", 401, "expired", bearer(claims(exp=NOW - SKEW))),
    Attempt("no expiry", 401, "no expiry", bearer(without(claims(), "exp"))),
    Attempt("expiry null", 401, "no expiry", bearer(claims(exp=None))),
    Attempt("expiry as text", 401, "no expiry", bearer(claims(exp=str(NOW + 3_600)))),
    Attempt("expiry true", 401, "no expiry", bearer(claims(exp=True))),
    Attempt("expiry never", 401, "no expiry", bearer(claims(exp=float("inf")))),
    Attempt("expiry not a number", 401, "no expiry", bearer(claims(exp=float("nan")))),
    Attempt("not yet valid", 401, "not yet valid", bearer(claims(nbf=NOW + SKEW + 1))),
    Attempt("valid from null", 401, "not yet valid", bearer(claims(nbf=None))),
    Attempt("issued in the future", 401, "not yet valid", bearer(claims(iat=NOW + SKEW + 1))),
]

PLACES = [
    Attempt(
        "missing serviceurl claim", 403, "service URL differs from the token's", bearer(without(claims(), "serviceurl"))
    ),
    Attempt(
        "other serviceurl claim",
        403,
        "service URL differs from the token's",
        bearer(claims(serviceurl="https://smba.trafficmanager.net/emea/")),
    ),
    Attempt(
        "serviceurl claim in a list",
        403,
        "service URL differs from the token's",
        bearer(claims(serviceurl=[SERVICE_URL])),
    ),
    Attempt("activity without serviceUrl", 403, "no service URL", body=activity(serviceUrl=None)),
    Attempt(
        "neither names a service URL",
        403,
        "no service URL",
        bearer(without(claims(), "serviceurl")),
        activity(serviceUrl=None),
    ),
    Attempt("both service URLs empty", 403, "no service URL", bearer(claims(serviceurl="")), activity(serviceUrl="")),
    Attempt("both service URLs lists", 403, "no service URL", bearer(claims(serviceurl=[])), activity(serviceUrl=[])),
    at_another_address("https://evil.example/uk/", "service URL elsewhere"),
    at_another_address("http://smba.trafficmanager.net/uk/", "service URL without TLS"),
    at_another_address("http://localhost:3978/", "service URL on this machine"),
    at_another_address("https://smba.trafficmanager.net:8443/", "service URL at another port"),
    Attempt("activity without channelId", 403, "no channel", body=activity(channelId=None)),
    Attempt("channelId in a list", 403, "no channel", body=activity(channelId=["msteams"])),
    Attempt("emulator channel", 403, "channel not allowed", body=activity(channelId="emulator")),
    Attempt(
        "a channel the key endorses and we do not serve",
        403,
        "channel not allowed",
        body=activity(channelId="directline"),
    ),
    Attempt("missing endorsement", 403, "channel not endorsed by the key", bearer(signed_by="unendorsed")),
    Attempt("a key without endorsements", 403, "channel not endorsed by the key", bearer(signed_by="silent")),
    from_tenant("other tenant", activity(conversation=conversation(OTHER), channelData={"tenant": {"id": OTHER}})),
    from_tenant("other tenant in the conversation", activity(conversation=conversation(OTHER))),
    from_tenant("other tenant in the channel's data", activity(channelData={"tenant": {"id": OTHER}})),
    from_tenant("a sender from another tenant", activity(**{"from": {"id": "29:1a", "tenantId": OTHER}})),
    from_tenant("tenant in a list", activity(conversation=conversation([TENANT]))),
    from_tenant("empty tenant", activity(conversation=conversation(""), channelData=None)),
    from_tenant("no tenant", activity(conversation=conversation(None), channelData={"tenant": {}}), "no tenant"),
    from_tenant(
        "only a sender's tenant",
        activity(conversation=conversation(None), channelData=None, **{"from": {"tenantId": TENANT}}),
        "no tenant",
    ),
    Attempt("no conversation", 403, "no conversation", body=activity(conversation={"tenantId": TENANT})),
    Attempt("a conversation with a line break", 403, "no conversation", body=activity(conversation={"id": "a\nb"})),
    Attempt("a conversation without end", 403, "no conversation", body=activity(conversation={"id": "a" * 2_049})),
    Attempt("a body that is a list", 403, "no service URL", body=[activity()]),
    Attempt("a body that is null", 403, "no service URL", body=None),
]


@pytest.mark.parametrize("attempt", [*TOKENS, *PLACES], ids=lambda attempt: attempt.what)
async def test_it_is_refused(door: Door, attempt: Attempt) -> None:
    with pytest.raises(NotAdmitted) as refused:
        await door.guard.check(attempt.header, attempt.body)
    assert (refused.value.status, refused.value.reason) == (attempt.status, attempt.reason)


@pytest.mark.parametrize(
    ("header", "body"),
    [
        pytest.param(bearer(), activity(), id="as Teams sends it"),
        pytest.param(bearer().replace("Bearer", "bearer"), activity(), id="scheme in small letters (RFC 7235)"),
        pytest.param(bearer(claims(aud=APP.upper())), activity(), id="app id in capitals"),
        pytest.param(bearer(without(claims(), "nbf")), activity(), id="no beginning"),
        pytest.param(bearer(claims(exp=NOW - SKEW + 1)), activity(), id="expired by less than clocks may differ"),
        pytest.param(bearer(claims(nbf=NOW + SKEW, iat=NOW + SKEW)), activity(), id="begins as soon as clocks differ"),
        pytest.param(bearer(claims(exp=10**400)), activity(), id="an expiry beyond all floats"),
        pytest.param(bearer(), activity(channelData=None), id="tenant in the conversation only"),
        pytest.param(bearer(), activity(conversation={"id": CONVERSATION}), id="tenant in the channel's data only"),
        pytest.param(bearer(), activity(channelData={"tenant": {"id": TENANT.upper()}}), id="tenant in capitals"),
        pytest.param(bearer(), activity(**{"from": {"tenantId": TENANT}}), id="a sender whose tenant is ours"),
    ],
)
async def test_it_is_admitted(door: Door, header: str, body: dict[str, object]) -> None:
    caller = await door.guard.check(header, body)
    assert caller == Caller(SERVICE_URL, "msteams", TENANT, CONVERSATION)


async def test_a_token_ends_when_the_given_clock_says_so(door: Door) -> None:
    await door.guard.check(bearer(), activity())
    door.clock.advance(timedelta(hours=1) + LEEWAY - timedelta(seconds=1))
    await door.guard.check(bearer(), activity())
    door.clock.advance(timedelta(seconds=1))
    with pytest.raises(NotAdmitted, match="expired"):
        await door.guard.check(bearer(), activity())


async def test_a_key_that_is_too_short_signs_nothing(door: Door) -> None:
    door.issuer.published.append(public_jwk("short", ["msteams"], size=1024))
    with pytest.raises(NotAdmitted, match="401: signature"):
        await door.guard.check(bearer(signed_by="short", size=1024), activity())


async def test_the_log_and_the_answer_repeat_nothing_of_what_was_sent(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.teams")
    for attempt in [*TOKENS, *PLACES]:
        with pytest.raises(NotAdmitted) as refused:
            await door.guard.check(attempt.header, attempt.body)
        assert refused.value.sentence in ("Only the service of Teams may speak here.", "This bot does not serve you.")
        assert refused.value.__cause__ is None
    said = [record.getMessage() for record in caplog.records if record.name == "bot.teams.guard"]
    assert said == [f"an activity was refused with {one.status}: {one.reason}" for one in [*TOKENS, *PLACES]]


@pytest.mark.parametrize(
    ("app_id", "tenants", "channels"),
    [
        ("", [TENANT], ["msteams"]),
        (" ", [TENANT], ["msteams"]),
        (APP, [], ["msteams"]),
        (APP, [""], ["msteams"]),
        (APP, [TENANT], []),
    ],
)
def test_no_check_is_switched_off_by_an_empty_setting(app_id: str, tenants: list[str], channels: list[str]) -> None:
    with pytest.raises(ValueError, match="nobody can be told apart"):
        Allowed(app_id, frozenset(tenants), ServiceUrls(), frozenset(channels))


# Random play. The guard keeps nothing of an attempt, so that all examples may share one.
random_play = settings(max_examples=1_000, suppress_health_check=list(HealthCheck))

odd_text = st.text(max_size=40) | st.sampled_from([APP, TENANT, SERVICE_URL, "msteams", CONVERSATION, "\ud800", ""])
odd_leaf = st.none() | st.booleans() | st.integers() | st.floats() | odd_text | st.just(10**400)
odd_json = st.recursive(
    odd_leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(odd_text, inner, max_size=3), max_leaves=8
)
PARTS = ("serviceUrl", "channelId", "from", "conversation", "channelData")
odd_activity = odd_json | st.dictionaries(st.sampled_from(PARTS), odd_json).map(lambda odd: {**activity(), **odd})
odd_claims = st.dictionaries(st.sampled_from(["iss", "aud", "exp", "nbf", "iat", "serviceurl"]), odd_json)
odd_header = st.dictionaries(
    st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jwk", "jku", "x5c", "zip"]), odd_json
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A proper header, cut, doubled or changed somewhere."""
    at, upto = sorted(draw(st.tuples(*[st.integers(0, len(PROPER))] * 2)))
    return PROPER[:at] + draw(st.text(max_size=20) | st.just(PROPER[at:upto] * 2)) + PROPER[upto:]


async def either_way(guard: Guard, header: str | None, body: object) -> Caller | NotAdmitted:
    try:
        return await guard.check(header, body)
    except NotAdmitted as refused:
        assert refused.status in (401, 403)
        return refused


@random_play
@given(header=st.none() | st.text(max_size=60) | st.text(max_size=60).map("Bearer ".__add__) | damaged())
async def test_whatever_the_header_is_it_is_admitted_or_refused(door: Door, header: str | None) -> None:
    outcome = await either_way(door.guard, header, activity())
    assert isinstance(outcome, NotAdmitted) or (header or "")[7:] == PROPER[7:]


@random_play
@given(header=odd_header, said=odd_claims)
async def test_whatever_a_signed_token_says_it_is_admitted_or_refused(
    door: Door, header: dict[str, object], said: dict[str, object]
) -> None:
    outcome = await either_way(door.guard, bearer({**claims(), **said}, header=header), activity())
    proper = {"iss": claims()["iss"], "aud": APP, "serviceurl": SERVICE_URL}
    as_it_should_be = all(said.get(name, value) == value for name, value in proper.items())
    assert isinstance(outcome, NotAdmitted) or as_it_should_be


@random_play
@given(body=odd_activity)
async def test_whatever_the_body_is_it_is_admitted_or_refused(door: Door, body: object) -> None:
    outcome = await either_way(door.guard, PROPER, body)
    if isinstance(outcome, Caller):
        assert isinstance(body, dict)
        assert (body["serviceUrl"], body["channelId"], outcome.tenant) == (SERVICE_URL, "msteams", TENANT)


async def test_a_deep_or_enormous_body_is_no_trouble(door: Door) -> None:
    deep = json.loads('{"a":' * 900 + "1e400" + "}" * 900)
    odd = activity(conversation=deep, channelData=[deep], value=deep)
    with pytest.raises(NotAdmitted, match="no tenant"):
        await door.guard.check(bearer(), odd)
