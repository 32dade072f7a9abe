"""A desk with an office around it, whose messages the test looks at itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office import TestOffice


@pytest.fixture
def office(tmp_path: Path) -> Iterator[TestOffice]:
    office = TestOffice(tmp_path)
    yield office
    office.office.close()
