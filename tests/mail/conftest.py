"""The mailbox of an office whose messages the test looks at itself."""

import pytest

from tests.mail.waiting import PlayedPost
from tests.office import TestOffice


@pytest.fixture
def post(office: TestOffice) -> PlayedPost:
    return PlayedPost(office.office.played.mailboxes)
