"""What machines write back: which of our mails came back and why, and until when somebody is away."""

from datetime import date

import pytest

from bot.mail.parsing.reports import CameBack, came_back, is_report, out_of_office_until

REPORT = ("Content-Type", 'multipart/report; report-type=delivery-status; boundary="b"')
OURS = "row-1@council.example"
TOM = "tom@council.example"
DAEMON = ("From", "Mail Delivery System <MAILER-DAEMON@mx.elsewhere.example>")
RETURNED = f"Subject: Stage 1\nMessage-ID: <{OURS}>\nFrom: bot@council.example"


def status(action: str, code: str, said: str = "", reader: str = TOM) -> str:
    return (
        "Reporting-MTA: dns; mx.council.example\n\n"
        f"Final-Recipient: rfc822; {reader}\nAction: {action}\nStatus: {code}\nDiagnostic-Code: smtp; {said}"
    )


@pytest.mark.parametrize(
    ("code", "said", "why"),
    [
        ("5.1.1", "550 No such user", "the address is not known there"),
        ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", "the address is not known there"),
        ("5.0.0", "550 Unknown user", "the address is not known there"),
        ("5.2.2", "552 over", "the mailbox is full"),
        ("5.0.0", "552 Mailbox is full", "the mailbox is full"),
        ("5.7.1", "550 Rejected by policy", "it was refused there"),
    ],
)
def test_a_report_says_which_mail_came_back_and_why(code: str, said: str, why: str) -> None:
    assert came_back([REPORT], "", status("failed", code, said), RETURNED) == CameBack((OURS,), why, (TOM,))


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_delayed_or_delivered_has_not_come_back(action: str) -> None:
    assert came_back([REPORT], "This is not a failure.", status(action, "4.4.1"), RETURNED) is None


def test_what_failed_for_one_of_its_receivers_came_back() -> None:
    both = f"{status('delivered', '2.0.0', reader='amy@council.example')}\n\n{status('failed', '5.1.1')}"
    found = came_back([REPORT], "", both, RETURNED)
    assert found is not None and found.readers == (TOM,)


def test_a_report_of_exchange_names_the_mail_in_its_header() -> None:
    text = "<html><body><p>Your message to tom@council.example couldn't be delivered.</p><p>tom wasn't found at council"
    lines = [REPORT, ("In-Reply-To", f"<{OURS}>"), ("References", f"<older@council.example> <{OURS}>")]
    assert came_back(lines, text) == CameBack((OURS,), "the address is not known there")
    assert came_back(lines, "Delivery to these recipients is delayed. We will keep trying.") is None


QMAIL = f"""Hi. This is the qmail-send program at mx.elsewhere.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<tom@elsewhere.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <bot@council.example>
Message-ID: <{OURS}>
Subject: Stage 1
"""


EXIM = f"A message that you sent could not be delivered.\n\n------ This is a copy ------\n\nMessage-Id: <{OURS}>\n"
FAILED = ("X-Failed-Recipients", "tom@elsewhere.example")


def test_programs_that_write_no_report_quote_the_mail_that_came_back() -> None:
    reader = ("tom@elsewhere.example",)
    assert came_back([DAEMON], QMAIL) == CameBack((OURS,), "the address is not known there", reader)
    assert came_back([DAEMON, FAILED], EXIM) == CameBack((OURS,), "it was refused there", reader)


def test_a_person_who_writes_as_such_a_program_does_reports_nothing() -> None:
    lines = [("From", "Tom <tom@council.example>"), FAILED]
    assert came_back(lines, EXIM) is None and came_back(lines, QMAIL) is None
    assert came_back([("Content-Type", "multipart/mixed")], "See below.", status("failed", "5.1.1"), RETURNED) is None


def test_a_report_that_does_not_name_the_mail_names_whom_it_was_for() -> None:
    assert came_back([REPORT], "", status("failed", "5.1.1")) == CameBack((), "the address is not known there", (TOM,))


@pytest.mark.parametrize(
    ("lines", "text", "state"),
    [
        ([("In-Reply-To", f"<{OURS}>")], "A date is set.", ""),
        ([("In-Reply-To", f"<{OURS}>"), ("Auto-Submitted", "auto-replied")], "I am away.", ""),
        (
            [("Content-Type", "multipart/report; report-type=disposition-notification"), ("In-Reply-To", OURS)],
            "Read",
            "",
        ),
        ([], "My reply quotes it:\nMessage-ID: <row-1@council.example>", ""),
    ],
)
def test_nothing_else_is_taken_for_a_mail_that_came_back(lines: list[tuple[str, str]], text: str, state: str) -> None:
    assert came_back(lines, text, state) is None


def test_a_receipt_that_somebody_has_read_a_mail_is_no_delivery_report() -> None:
    assert is_report([REPORT])
    assert not is_report([("Content-Type", "multipart/report; report-type=disposition-notification")])


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("I am on leave until 8 April and will answer then.", date(2026, 4, 8)),
        ("I am away until Wednesday 8 April 2026.", date(2026, 4, 8)),
        ("<html><p>Out of office from 30 March till 8th April.</p>", date(2026, 4, 8)),
        ("I will be back on 9 April.", date(2026, 4, 8)),
        ("I'm returning to work on Thursday 9 April.", date(2026, 4, 8)),
        ("Away until 8 April, back in the office on 9 April.", date(2026, 4, 8)),
        ("I am away through 2026-04-08.", date(2026, 4, 8)),
        ("Away until 2 January.", date(2027, 1, 2)),
        ("Away until 8 April. Or is it until 10 April?", None),
        ("I am away until further notice.", None),
        ("I am away.", None),
        ("I am away until 8 April 2019.", None),
        ("I am away until 8 April 2099.", None),
        ("", None),
    ],
)
def test_the_last_day_of_an_absence_stands_in_plain_sight_or_is_not_known(text: str, until: date | None) -> None:
    assert out_of_office_until(text, date(2026, 3, 30)) == until


def test_a_day_in_our_own_mail_that_is_quoted_is_not_the_end_of_an_absence() -> None:
    quoted = "Press reply and write your answer above this line\nMore time until 17 April: the reason"
    assert out_of_office_until(f"I am away.\n\n———— {quoted}", date(2026, 3, 30)) is None
