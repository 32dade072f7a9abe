"""An automatic reply is no answer; it may say that somebody is away, and then whoever covers is asked."""

import pytest

from tests.office import TestOffice
from tests.people import at

from .post import TOM, read, written

AWAY = "I am on leave until 6 March 2026. For anything urgent ask my team."
QUOTED = "From: IRO Bot\nSent: Monday\nTo: Tom\nSubject: x\n\n"
REPLIED = (("Auto-Submitted", "auto-replied"),)


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


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for your email. I aim to respond within 5 working days.",
        "I work Monday to Wednesday. If urgent ring the duty team on 01582 000000.",
        "This mailbox is monitored daily. Your message has been received.",
        "We will answer right away. If I am out of the office or on leave, my team will.",
        f"I am not on leave.\n\n{QUOTED}Ruth Evans is away until 6 March 2026.",
    ],
)
def test_a_receipt_sends_nobody_on_leave_and_asks_no_cover(raised: TestOffice, text: str) -> None:
    about_one_away = "Automatic reply: Grace Bello is asked, as Ruth Evans is away"
    read(raised, written(raised, text, headers=REPLIED, subject=about_one_away))
    assert not _is_away(raised, "2026-03-02") and not raised.grace.received("LUT-26-0001")


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("I am on annual leave; ring my team when it is urgent.", "Automatic reply: LUT-26-0001"),
        ("If it is urgent ring my team\n\nI am on leave", "Automatic reply: LUT-26-0001"),
        ("Please do not wait for me as I am away.", "Automatic reply: LUT-26-0001"),
        ("When I am back I will read it. I am out of office.", "Automatic reply: LUT-26-0001"),
        ("I will read your message soon.", "Out of office: LUT-26-0001"),
        ("I will read your message soon.", "AUTO: Tom Reid is out of the office"),
    ],
)
def test_whoever_says_that_they_are_away_is_believed_wherever_it_stands(
    raised: TestOffice, text: str, subject: str
) -> None:
    read(raised, written(raised, text, headers=REPLIED, subject=subject))
    assert _is_away(raised, "2026-03-02") and raised.grace.received("LUT-26-0001")
