"""Who vouches for a sender: our own mail system, and nothing that a sender can write himself."""

import pytest

from bot.mail.parsing.authenticity import ExchangeOnline, Named, Vouching, is_authentic

OURS = Named("mx.council.example")
TOM = "tom@council.example"
AR = "Authentication-Results"
AUTH_AS = "X-MS-Exchange-Organization-AuthAs"


def mail(*results: str, sender: str = f"Tom Reid <{TOM}>", **more: str) -> list[tuple[str, str]]:
    """Header lines, the topmost first."""
    others = [(name.replace("_", "-"), value) for name, value in more.items()]
    return [*((AR, result) for result in results), ("From", sender), *others]


@pytest.mark.parametrize(
    "result",
    [
        "mx.council.example; dmarc=pass header.from=council.example",
        "MX.Council.Example 1; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=council.example",
        "mx.council.example; dkim=fail header.d=list.example; dmarc=pass",
        "mx.council.example; dkim=pass (2048-bit key; unprotected) header.d=council.example header.s=s1",
        "mx.council.example;\r\n\tdkim=pass\r\n\theader.i=@council.example",
        "mx.council.example; spf=pass smtp.mailfrom=bounces@council.example; dmarc=none header.from=council.example",
        "mx.council.example; auth=pass (plain) smtp.auth=tom@council.example",
        "mx.council.example; spf=fail smtp.mailfrom=list.example; dkim=pass header.d=council.example",
        'mx.council.example; dkim=pass reason="signed by who says so" header.d=council.example',
    ],
)
def test_what_our_own_mail_system_has_found_counts(result: str) -> None:
    assert is_authentic(mail(result), OURS)


@pytest.mark.parametrize(
    ("results", "why"),
    [
        ([], "nothing was checked"),
        (["mx.evil.example; dmarc=pass header.from=council.example"], "another server says so"),
        (["mx.council.example.evil.example; dmarc=pass"], "a name that begins as ours does"),
        (["mx.council.example; dmarc=fail header.from=council.example", "mx.council.example; dmarc=pass"], "lower one"),
        (["mx.relay.example; none", "mx.council.example; dmarc=pass"], "ours is not the topmost"),
        (["mx.council.example; none"], "it found nothing"),
        (["mx.council.example; dmarc=fail header.from=council.example; dkim=pass header.d=council.example"], "dmarc"),
        (["mx.council.example; dmarc=temperror; spf=pass smtp.mailfrom=council.example"], "dmarc could not be asked"),
        (["mx.council.example; dmarc=fail (dmarc=pass)"], "in a comment"),
        (["mx.council.example; dmarc=fail ((nested) ; dmarc=pass)"], "in a nested comment"),
        (['mx.council.example; spf=fail reason="; dmarc=pass"'], "in quotation marks"),
        (['mx.council.example; spf=pass smtp.mailfrom="x; dmarc=pass"@evil.example'], "in a quoted name"),
        (["mx.council.example; spf=pass smtp.mailfrom=x; dmarc=pass; dmarc=none header.from=council.example"], "two"),
        (["mx.council.example; dmarc=pass (never closed"], "a comment that is not closed"),
        (['mx.council.example; dmarc=pass "never closed'], "a quotation that is not closed"),
        (["mx.council.example; dmarc=pass header.from=evil.example"], "dmarc of another domain"),
        (["mx.council.example; dkim=pass header.d=evil.example"], "signed by somebody else"),
        (["mx.council.example; dkim=pass header.d=sub.council.example"], "signed by who holds a part of it"),
        (["mx.council.example; dkim=pass header.d=evil.example header.d=council.example"], "two signers in one"),
        (["mx.council.example; dkim=pass header.d=notcouncil.example"], "a domain that ends as ours does"),
        (["mx.council.example; dkim=pass header.d=example"], "signed by all of a country"),
        (["mx.council.example; dkim=pass"], "signed by nobody"),
        (["mx.council.example; dkim=policy header.d=council.example"], "no pass"),
        (["mx.council.example; spf=pass smtp.helo=council.example"], "how the server greets"),
        (["mx.council.example; spf=pass smtp.mailfrom=tom@council.example@evil.example"], "another domain after it"),
        (["mx.council.example; auth=pass smtp.auth=ines@council.example"], "a colleague of theirs"),
        (["mx.council.example; arc=pass header.d=council.example; iprev=pass"], "methods that say nothing of From"),
        ([f"mx.council.example; {'x' * 20_000}; dmarc=pass"], "more than can be read"),
        (["dmarc=pass header.from=council.example"], "in nobody's name"),
    ],
)
def test_what_a_sender_can_write_never_counts(results: list[str], why: str) -> None:
    assert not is_authentic(mail(*results), OURS), why


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "Tom Reid",
        f"{TOM}, who@evil.example",
        f"<{TOM}> <who@evil.example>",
        f"Tom <{TOM}>, Who <who@evil.example>",
        f"Who, Tom <{TOM}>",
        f"{TOM} <who@evil.example>",
        f"Board: {TOM};",
        f"Tom <{TOM}",
        f"Tom <@evil.example:{TOM}>",
        f'"{TOM}" <who@evil.example>',
        f"who@evil.example ({TOM})",
        f"Tom <who@evil.example> <{TOM}",
        "Tom <tom@council.example\x00@evil.example>",
        "=?utf-8?q?tom=40council.example?= <who@evil.example>",
    ],
)
def test_a_from_line_that_could_be_read_in_two_ways_is_nobodys(sender: str) -> None:
    """The server checked council.example: another reading of the same line must not be believed for it."""
    result = "mx.council.example; dmarc=pass header.from=council.example"
    assert not is_authentic(mail(result, sender=sender), OURS)


def test_two_from_lines_are_nobodys() -> None:
    result = "mx.council.example; dmarc=pass header.from=council.example"
    assert not is_authentic(mail(result, FROM="who@evil.example"), OURS)


@pytest.mark.parametrize("sender", [f'"Reid, Tom (North)" <{TOM}>', f"Tom (North; he/him) Reid <{TOM.upper()}>", TOM])
def test_a_display_name_may_hold_whatever_its_quotation_allows(sender: str) -> None:
    result = "mx.council.example; dmarc=pass header.from=council.example"
    assert is_authentic(mail(result, sender=sender), OURS)


STAMPED = "spf={spf} (sender IP is 192.0.2.7) smtp.mailfrom={by}; dkim={dkim} (message not signed) header.d=none;"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (mail(X_MS_Exchange_Organization_AuthAs="Internal"), True),
        (mail(X_MS_Exchange_Organization_AuthAs="Anonymous"), False),
        ([(AUTH_AS, "Anonymous"), (AUTH_AS, "Internal"), ("From", TOM)], False),
        (mail(f"{STAMPED.format(spf='fail', by='evil.example', dkim='none')}dmarc=pass action=none"), True),
        (mail(f"{STAMPED.format(spf='pass', by='evil.example', dkim='none')}dmarc=fail action=oreject"), False),
        (mail(f"{STAMPED.format(spf='pass', by='council.example', dkim='none')}dmarc=bestguesspass"), True),
        (
            mail(f"{STAMPED.format(spf='pass', by='evil.example', dkim='none')}dmarc=none;compauth=pass reason=130"),
            False,
        ),
        (
            mail("spf=pass smtp.mailfrom=a.example; council.onmicrosoft.example; dkim=pass header.d=council.example"),
            True,
        ),
        (mail("mx.evil.example; dmarc=pass header.from=council.example"), False),
        (mail("spf=fail smtp.mailfrom=evil.example; dmarc=fail", "dmarc=pass header.from=council.example"), False),
        (mail("council.example; dmarc=pass"), False),
    ],
)
def test_exchange_online_is_known_by_its_own_form(headers: list[tuple[str, str]], expected: bool) -> None:
    assert is_authentic(headers, ExchangeOnline()) is expected


@pytest.mark.parametrize("by", [OURS, Named("")])
def test_what_exchange_keeps_to_itself_says_nothing_elsewhere(by: Vouching) -> None:
    assert not is_authentic(mail(X_MS_Exchange_Organization_AuthAs="Internal"), by)
    assert not is_authentic(mail("; dmarc=pass", X_MS_Exchange_Organization_AuthAs="Internal"), Named(""))
