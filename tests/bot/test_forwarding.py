"""A mail that was written already is forwarded, and becomes a draft of a concern."""

import pytest

from tests.office import TestOffice

from .post import read, written

NEW = {"answers": (), "subject": "FW: Contact for AB", "by": "ines"}
WRITTEN = "Dear Tom,\n\nAB has not seen her sister since January.\n\nInes"
OUTLOOK = f"""raise

________________________________
From: Ines Okafor <ines.okafor@example.org>
Sent: 27 February 2026 16:10
To: Tom Reid <tom.reid@example.org>;
 Amir Haddad <amir.haddad@example.org>
Subject: Contact for AB

{WRITTEN}
"""
GMAIL = f"""This goes on since Christmas.

---------- Forwarded message ---------
From: *Ines Okafor* <ines.okafor@example.org>
Date: Fri, 27 Feb 2026 at 16:10
Subject: Contact for AB
To: <tom.reid@example.org>

{WRITTEN}
"""


@pytest.mark.parametrize(
    ("text", "filled"),
    [(OUTLOOK, WRITTEN), (GMAIL, f"This goes on since Christmas.\n\n{WRITTEN}"), (WRITTEN, WRITTEN)],
)
def test_what_was_forwarded_fills_in_the_form_and_nothing_is_sent(office: TestOffice, text: str, filled: str) -> None:
    read(office, written(office, text, **NEW))
    assert office.ines.received("A concern is filled in from the mail that you forwarded")
    office.ines.presses("Open the draft")
    form = next(i for i in office.ines.finds("Next: who is told").inputs() if i["id"] == "what")
    assert form["value"] == filled
    assert not office.tom.mails and not office.tom.chat


def test_it_is_drafted_once(office: TestOffice) -> None:
    for _ in range(2):
        read(office, written(office, OUTLOOK, **NEW))
    assert sum("you forwarded" in mail.subject for mail in office.ines.mails) == 1


@pytest.mark.parametrize("changes", [{"by": "tom"}, {"is_authentic": False}, {"subject": "Contact for AB"}])
def test_what_somebody_else_forwards_or_is_no_forwarded_mail_is_set_aside(
    office: TestOffice, changes: dict[str, str]
) -> None:
    read(office, written(office, WRITTEN, **(NEW | changes)))
    assert office.bea.received("was set aside") and not office.ines.received("you forwarded")


def test_a_line_made_to_be_slow_is_read_at_once(office: TestOffice) -> None:
    slow = "-" * 300_000 + "x\n" + "From" + "*" * 300_000 + "\nAB waits."
    read(office, written(office, slow, **NEW))
    assert office.ines.received("you forwarded")
