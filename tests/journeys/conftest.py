"""An office for each journey; what nobody expected fails the journey at its end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office import TestOffice


@pytest.fixture
def office(tmp_path: Path) -> Iterator[TestOffice]:
    """A fresh office on a Monday morning, 2 March 2026 at 9.30."""
    office = TestOffice(tmp_path)
    yield office
    office.nothing_else()
    office.office.close()
