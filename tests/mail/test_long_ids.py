"""A mail whose Message-ID is longer than an index can hold keeps no other from being read, on any database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from string import ascii_letters

import pytest

from bot.mail.door import IncomingMail
from bot.mail.outlook.mail import about_of, with_text
from tests.bot.post import read, written
from tests.office import TestOffice
from tests.storage.conftest import kind, postgresql_url, sqlite_file, url  # noqa: F401 - fixtures


@pytest.fixture
def office(tmp_path: Path, url: str) -> Iterator[TestOffice]:  # noqa: F811 - the fixture
    office = TestOffice(tmp_path / "played", url=url)
    yield office
    office.office.close()


def from_a_stranger(office: TestOffice) -> IncomingMail:
    """Its Message-ID cannot be pressed together either, as PostgreSQL does before it measures."""
    id = "".join(Random(1).choices(ascii_letters, k=6_000))
    row = {
        "internetMessageId": f"<{id}@evil.example>",
        "receivedDateTime": office.office.now.isoformat(),
        "from": {"emailAddress": {"address": "x@evil.example"}},
        "internetMessageHeaders": [{"name": "From", "value": "x@evil.example"}, {"name": "Message-ID", "value": id}],
    }
    return with_text(about_of(row, "AAMk", office.office.now), "Buy")


def test_an_answer_behind_it_is_filed_and_it_is_set_aside_once(office: TestOffice) -> None:
    office.ines.raises()
    answer = written(office, "A date is set.")
    for _ in range(2):
        read(office, from_a_stranger(office), answer)
    assert [given.text for given in office.case().visits[0].answers] == ["A date is set."]
    with office.office.desk.database.read() as reading:
        assert len(reading.drafts.of_kind("set aside")) == 1
