"""An automatic reply is no answer; it may say that somebody is away, and then whoever covers is asked."""

import pytest

from tests.office import TestOffice
from tests.people import at

from .post import TOM, read, written

AWAY = "I am on leave until 6 March 2026. For anything urgent ask my team."
REPLIED = (("Auto-Submitted", "auto-replied"),)


@pytest.fixture
def raised(office: TestOffice) -> TestOffice:
    office.ines.raises()
    return office


def _is_away(office: TestOffice, day: str) -> bool:
    with office.office.desk.database.read() as reading:
        return reading.people.roster().is_away(TOM, at(day).date())


def test_an_out_of_office_makes_the_cover_be_asked_until_its_last_day(raised: TestOffice) -> None:
    read(raised, written(raised, AWAY, headers=REPLIED))
    assert _is_away(raised, "2026-03-06") and not _is_away(raised, "2026-03-09")
    assert raised.grace.received("LUT-26-0001")
    assert not raised.case().visits[0].answers and not raised.bea.received("was set aside")


@pytest.mark.parametrize(
    "changes",
    [
        {"headers": (("Auto-Submitted", "auto-generated"),)},
        {"headers": (("Precedence", "bulk"),)},
        {"headers": (("Auto-Submitted", "auto-replied"), ("Content-Type", "multipart/report; boundary=x"))},
        {"headers": REPLIED, "is_authentic": False},
    ],
)
def test_what_a_list_a_receipt_or_a_stranger_writes_sends_nobody_on_leave(
    raised: TestOffice, changes: dict[str, object]
) -> None:
    read(raised, written(raised, AWAY, **changes))
    assert not _is_away(raised, "2026-03-03") and not raised.grace.received("LUT-26-0001")


def test_one_that_names_no_day_is_believed_for_a_while(raised: TestOffice) -> None:
    read(raised, written(raised, "I am away and read no mail.", headers=REPLIED))
    assert _is_away(raised, "2026-03-03") and not _is_away(raised, "2026-03-31")
