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
REST = """Record number: 10442
Child's initials: AB
Team: North
Social worker: Amir Haddad
Theme: 2
Why it matters for the child: AB has asked twice.
What is asked: A date for the core group.
Where it arose: review
The right process: yes
"""


@pytest.mark.parametrize(
    ("text", "filled"),
    [(OUTLOOK, WRITTEN), (GMAIL, f"This goes on since Christmas.\n\n{WRITTEN}"), (WRITTEN, WRITTEN)],
)
def test_what_was_forwarded_fills_in_the_form_and_nothing_is_sent(office: TestOffice, text: str, filled: str) -> None:
    read(office, written(office, text, **NEW))
    [form] = office.ines.mails
    assert "What is wrong: Dear Tom" in form.text or "What is wrong: This goes on" in form.text
    assert all(line in form.text for line in filled.split("\n")) and "Sent:" not in form.text
    assert not office.tom.mails and not office.tom.chat


def test_the_form_is_completed_by_a_reply_and_the_concern_sent(office: TestOffice) -> None:
    read(office, written(office, OUTLOOK, **NEW))
    assert "Who gets what" in office.ines.answers(REST)
    office.ines.answers("Send")
    office.ines.answers("Send now")
    assert office.case().concerns[0].what == WRITTEN


def test_it_is_answered_once(office: TestOffice) -> None:
    for _ in range(2):
        read(office, written(office, OUTLOOK, **NEW))
    assert len(office.ines.mails) == 1


def test_another_command_in_the_first_line_is_that_command(office: TestOffice) -> None:
    read(office, written(office, OUTLOOK.replace("raise", "my cases", 1), **NEW))
    assert "Nothing is waiting for you" in office.ines.mails[0].text


@pytest.mark.parametrize("changes", [{"by": "tom"}, {"is_authentic": False}, {"subject": "Contact for AB"}])
def test_what_somebody_else_forwards_or_is_no_forwarded_mail_is_set_aside(
    office: TestOffice, changes: dict[str, str]
) -> None:
    read(office, written(office, WRITTEN, **(NEW | changes)))
    assert office.bea.received("was set aside") and not office.ines.received("What is asked")


def test_a_line_made_to_be_slow_is_read_at_once(office: TestOffice) -> None:
    slow = "-" * 90_000 + "x\n" + "From" + "*" * 90_000 + "\nAB waits."
    read(office, written(office, slow, **NEW))
    assert office.ines.received("What is asked")
