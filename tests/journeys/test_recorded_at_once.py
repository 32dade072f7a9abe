"""The same review, said by several people at the same moment, through any door and in any process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.casework import Desk
from bot.occasions.recording import Kept, ToRecord
from escalation.actions import Said, Via
from escalation.case import Occasion, OccasionKind
from tests.office import TestOffice
from tests.people import INES
from tests.storage.casebook import at_once
from tests.storage.conftest import kind, postgresql_url, sqlite_file, url  # noqa: F401 - fixtures

REVIEW = Occasion(OccasionKind.REVIEW, date(2026, 3, 18))


@pytest.fixture
def office(tmp_path: Path, url: str) -> Iterator[TestOffice]:  # noqa: F811 - the fixture
    office = TestOffice(tmp_path / "played", url=url)
    yield office
    office.nothing_else()
    office.office.close()


def test_a_review_that_several_record_at_once_is_known_once(office: TestOffice) -> None:
    def record(desk: Desk) -> Kept:
        return desk.record_occasion(ToRecord(Said(INES, Via.TEAMS), "10442", "AB", REVIEW))

    desk = office.office.desk
    kept = at_once(*(lambda: record(desk) for _ in range(6)))
    assert sum(one.is_news for one in kept) == 1
    with desk.database.read() as reading:
        assert len(reading.occasions.history("10442")) == 1
