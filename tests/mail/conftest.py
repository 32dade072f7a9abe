"""An office with a mailbox of its own, whose messages the test looks at itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mail.waiting import PlayedPost
from tests.office import TestOffice


@pytest.fixture
def office(tmp_path: Path) -> Iterator[TestOffice]:
    office = TestOffice(tmp_path)
    yield office
    office.office.close()


@pytest.fixture
def post(office: TestOffice) -> PlayedPost:
    return PlayedPost(office.office.played.mailboxes)
