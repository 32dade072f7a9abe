"""A concern that has been raised, in an office whose messages the test looks at itself."""

import pytest

from tests.office import TestOffice


@pytest.fixture
def raised(office: TestOffice) -> TestOffice:
    office.ines.raises()
    return office
