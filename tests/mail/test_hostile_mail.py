"""Thousands of mails from somebody who means harm: none is acted on in another's name, and none stops the others."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from bot.mail.collect import collect
from bot.mail.door import IncomingMail
from bot.mail.parsing.authenticity import ExchangeOnline, Named, Vouching
from bot.mail.parsing.mime import read_mail
from escalation.case import CaseRef
from tests.bot.post import Post
from tests.conftest import is_soak
from tests.mail.hostile import hostile_mail
from tests.office import TestOffice

AT_ONCE = 100
STAMPS: tuple[tuple[Vouching, str], ...] = (
    (Named("mx.council.example"), "mx.council.example; dmarc=fail header.from=council.example"),
    (Named("mx.council.example"), "mx.council.example; dmarc=pass header.from=evil.example"),
    (Named("mx.council.example"), "mx.council.example; dkim=pass header.d=evil.example; dmarc=none"),
    (ExchangeOnline(), "spf=fail (sender IP is 192.0.2.7) smtp.mailfrom=council.example; dmarc=fail action=oreject"),
    (
        ExchangeOnline(),
        "spf=pass smtp.mailfrom=evil.example; dkim=none header.d=none; dmarc=pass header.from=evil.example",
    ),
)
"""What our mail system puts on top of them, whatever they say themselves."""


def mails(office: TestOffice, random: Random, number: int) -> Iterator[IncomingMail]:
    asked = office.tom.mails[0].id
    for _ in range(number):
        by, stamp = random.choice(STAMPS)
        raw = f"Authentication-Results: {stamp}\nReceived: from evil.example by mx\n".encode() + hostile_mail(
            random, asked
        )
        yield read_mail(raw, office.office.now, by)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(4))
def test_none_is_acted_on_in_the_name_of_another_and_none_stops_the_others(
    tmp_path: Path, part: int, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    """10,000 in a soak, 200 else."""
    office, random = TestOffice(tmp_path), Random(f"{request.config.getoption('hypothesis_seed')}/{part}")
    office.ines.raises()
    people, before = office.office.people.people.values(), recorded(office)
    with caplog.at_level(logging.ERROR):
        coming = mails(office, random, 2_500 if is_soak() else 50)
        while some := list(islice(coming, AT_ONCE)):
            assert not [m for m in some if m.is_authentic and m.from_address in {person.email for person in people}]
            collect(office.office.desk, Post(office.office.now, *some))
    assert recorded(office) == before
    assert not caplog.records, "a mail that trips us up is a defect, though it is set aside"
    office.tom.replies("A date is set.")
    assert recorded(office) > before, "and whom it is asked of still answers"
    office.office.close()


def recorded(office: TestOffice) -> int:
    """How many things have happened to any case."""
    with office.office.desk.database.read() as reading:
        refs = reading.cases.open_refs()
        return sum(len(reading.log.entries(CaseRef(ref))) for ref in refs)
