"""Any mail server: what it answers becomes of a mail, and its mailbox is read without losing or doubling anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from bot.clock import SteppedClock
from bot.doors import DoorTrouble, Refused, TryLater, Unknown, UnknownAnew, Unreachable
from bot.mail.parsing.mime import MOST_BYTES, TOO_LARGE
from bot.mail.servers import post_office
from bot.mail.servers.connecting import NotUsable
from bot.mail.servers.post_office import PostOffice
from bot.settings.mail import Security
from tests.mail.certificates import own_authority
from tests.mail.houses import SARA, START, mail
from tests.mail.servers.mail_server import DROP, OURS, MailServer, mail_server
from tests.mail.steps import KeptSteps


@pytest.fixture(scope="module")
def both() -> Iterator[MailServer]:
    with mail_server(lambda: START) as server:
        yield server


@pytest.fixture
def server(both: MailServer) -> MailServer:
    both.begin_anew()
    return both


@pytest.fixture
def mailbox(server: MailServer) -> PostOffice:
    return PostOffice(server.settings, SteppedClock(START))


def fails(server: MailServer, stage: str, answer: str, of: str = "") -> None:
    server.taken.fault = lambda at, what: answer if at == stage and of in what else ""


def written(number: int = 1, sender: str = SARA, more: str = "") -> bytes:
    return f"From: {sender}\r\nMessage-ID: <w{number}@x.example>\r\n{more}\r\nNumber {number}\r\n".encode()


def test_a_mail_goes_to_its_person_and_a_copy_to_our_own_mailbox(server: MailServer, mailbox: PostOffice) -> None:
    posted = mailbox.send(mail(urgent=True, follows=("row-0@council.example",)), KeptSteps())
    [raw], [copy] = server.taken.boxes[SARA], server.imap.folder("INBOX")
    assert raw.strip() == copy.strip()
    message = message_from_bytes(raw)
    assert message["Message-ID"] == f"<{posted.message_id}>" and message["In-Reply-To"] == "<row-0@council.example>"
    assert (message["To"], message["From"], message["Bcc"]) == (SARA, f"IRO Bot <{OURS}>", None)
    assert (message["Auto-Submitted"], message["Importance"]) == ("auto-generated", "high")
    assert [part.get_content_type() for part in message.get_payload()] == ["text/plain", "text/html"]


def test_a_line_that_begins_with_a_dot_arrives_as_it_was_written(server: MailServer, mailbox: PostOffice) -> None:
    mailbox.send(mail(text="First\n.\n..second\n.third"), KeptSteps())
    plain = message_from_bytes(server.taken.boxes[SARA][0]).get_payload(0).get_payload(decode=True)
    assert plain.replace(b"\r\n", b"\n").strip() == b"First\n.\n..second\n.third"


@pytest.mark.parametrize(
    ("stage", "answer", "becomes"),
    [
        ("MAIL", "451 busy", TryLater),
        ("MAIL", "550 5.7.60 not allowed to send as this sender", TryLater),
        ("MAIL", "552 5.3.4 too large", Refused),
        ("MAIL", DROP, NotUsable),
        ("RCPT", "450 greylisted", TryLater),
        ("RCPT", "550 5.1.1 no such user", Unreachable),
        ("RCPT", DROP, NotUsable),
        ("DATA", "452 later", TryLater),
        ("DATA", "554 refused", Refused),
        ("DATA", "550 5.1.1 no such user", Unreachable),
        ("DATA", DROP, UnknownAnew),
        ("ACCEPTED", DROP, UnknownAnew),
    ],
)
def test_what_the_server_answers_is_what_becomes_of_a_mail(
    server: MailServer, mailbox: PostOffice, stage: str, answer: str, becomes: type[DoorTrouble]
) -> None:
    fails(server, stage, answer)
    steps = KeptSteps()
    with pytest.raises(DoorTrouble) as trouble:
        mailbox.send(mail(), steps)
    assert type(trouble.value) is becomes and SARA not in str(trouble.value)
    assert ("sending" in steps.taken) == (stage in ("DATA", "ACCEPTED")), "nothing is in doubt before it is handed over"


def test_where_our_own_mailbox_takes_no_copy_nothing_is_sent(server: MailServer, mailbox: PostOffice) -> None:
    fails(server, "RCPT", "550 no such user", of=OURS)
    with pytest.raises(TryLater):
        mailbox.send(mail(), KeptSteps())
    assert not server.taken.boxes[SARA]


def test_a_doubt_ends_when_the_copy_is_seen_and_nothing_is_sent_again(server: MailServer, mailbox: PostOffice) -> None:
    server.taken.copies_lag = True
    fails(server, "ACCEPTED", DROP)
    steps = KeptSteps()
    with pytest.raises(Unknown):
        mailbox.send(mail(), steps)
    with pytest.raises(Unknown):
        mailbox.send(mail(), steps.found_again())
    server.taken.arrives_late()
    assert mailbox.send(mail(), steps.found_again()).message_id == steps.left.message_id
    mailbox.arrived(None)  # puts the copy away
    assert mailbox.send(mail(), steps.found_again()).message_id == steps.left.message_id
    assert len(server.taken.boxes[SARA]) == 1


def test_a_doubt_that_began_before_anything_was_handed_over_is_none(server: MailServer, mailbox: PostOffice) -> None:
    mailbox.send(mail(), KeptSteps().found_again())
    assert len(server.taken.boxes[SARA]) == 1


def test_a_mail_that_was_put_off_is_sent_though_the_process_ended_since(
    server: MailServer, mailbox: PostOffice
) -> None:
    steps = KeptSteps()
    fails(server, "DATA", "451 later")
    with pytest.raises(TryLater):
        mailbox.send(mail(), steps)
    fails(server, "", "")
    mailbox.send(mail(), steps.found_again())
    assert len(server.taken.boxes[SARA]) == 1


def test_a_digest_is_not_taken_for_one_of_its_rows_alone(server: MailServer, mailbox: PostOffice) -> None:
    alone = mailbox.send(mail(), KeptSteps())
    several = mailbox.send(mail(holds=("row-1", "row-2")), KeptSteps())
    assert alone.message_id != several.message_id
    assert mailbox.gone_out(START - timedelta(hours=1)) == {alone.message_id, several.message_id}


@pytest.mark.parametrize(
    "address", ["", "Sara", "sara@council.example\r\nBcc: who@evil.example", "a@b.example, c@d.example"]
)
def test_what_is_no_address_is_not_written_to(server: MailServer, mailbox: PostOffice, address: str) -> None:
    with pytest.raises(Unreachable):
        mailbox.send(mail(address=address), KeptSteps())
    assert not server.taken.boxes


def test_no_words_of_a_person_become_a_header(server: MailServer, mailbox: PostOffice) -> None:
    hostile = "Stage 1\r\nBcc: who@evil.example\r\n\r\n<script>"
    mailbox.send(mail(subject=hostile, follows=("a@b\r\nBcc: who@evil.example",)), KeptSteps())
    message = message_from_bytes(server.taken.boxes[SARA][0])
    assert message["Bcc"] is None and "Bcc: who@evil.example" in str(message["Subject"])
    assert set(server.taken.boxes) == {SARA}


def test_a_wrong_password_is_said_without_it(server: MailServer) -> None:
    mailbox = PostOffice(replace(server.settings, password="guessed"), SteppedClock(START))
    for call in (mailbox.check, lambda: mailbox.send(mail(), KeptSteps()), lambda: mailbox.arrived(None)):
        with pytest.raises(TryLater, match="did not take our name and password") as trouble:
            call()
        assert "guessed" not in str(trouble.value)


def test_a_mailbox_that_cannot_be_reached_is_tried_later(server: MailServer, mailbox: PostOffice) -> None:
    mailbox.check()
    server.imap.refuses = True
    for call in (mailbox.check, lambda: mailbox.arrived(None), lambda: mailbox.gone_out(START)):
        with pytest.raises(TryLater, match="the mailbox could not be used"):
            call()


def test_copies_are_put_away_and_never_read_and_what_came_between_them_is(
    server: MailServer, mailbox: PostOffice
) -> None:
    mailbox.send(mail("row-1"), KeptSteps())
    server.imap.append(written(1))
    mailbox.send(mail("row-2"), KeptSteps())
    first = mailbox.arrived(None)
    assert [one.id for one in first.mails] == ["w1@x.example"]
    assert len(server.imap.folder("Sent")) == 2 and len(server.imap.folder("INBOX")) == 1
    assert mailbox.arrived(first.cursor).mails == () and len(mailbox.gone_out(START - timedelta(hours=1))) == 2


def test_a_mail_that_only_claims_to_be_a_copy_of_ours_is_read(server: MailServer, mailbox: PostOffice) -> None:
    claims = "X-IRO-Bot-Message: row-1\r\n"
    other = b"From: x@evil.example\r\nMessage-ID: <row-9@evil.example>\r\nX-IRO-Bot-Message: row-9\r\n\r\nHello"
    server.imap.append(written(1, more=claims), other)
    assert len(mailbox.arrived(None).mails) == 2


def test_numbers_that_hold_no_more_mean_that_all_is_read_again(server: MailServer, mailbox: PostOffice) -> None:
    server.imap.append(written(1), written(2))
    cursor = mailbox.arrived(None).cursor
    server.imap.begin_anew()
    server.imap.append(written(1))
    again = mailbox.arrived(cursor)
    assert [one.id for one in again.mails] == ["w1@x.example"] and again.cursor.split(":") != cursor.split(":")


@pytest.mark.parametrize("cursor", ["", "x", "1:", ":5", "1:-5", "1:x", "²:³"])
def test_a_cursor_that_is_none_means_the_same(server: MailServer, mailbox: PostOffice, cursor: str) -> None:
    server.imap.append(written(1))
    assert len(mailbox.arrived(cursor).mails) == 1


def test_nothing_in_the_mailbox_is_changed_by_reading(server: MailServer, mailbox: PostOffice) -> None:
    server.imap.append(written(1))
    mailbox.arrived(None)
    with server.imap.client() as client:
        client.select_folder("INBOX", readonly=True)
        assert b"\\Seen" not in client.get_flags(client.search())[client.search()[0]]
    assert len(server.imap.folder("INBOX")) == 1


def test_a_full_mailbox_is_read_step_by_step_and_says_how_far(
    server: MailServer, mailbox: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post_office, "MOST_AT_ONCE", 2)
    for number in range(5):
        server.imap.append(written(number), at=START - timedelta(hours=5 - number))
    ids, cursor, read_up_to = [], None, []
    for _ in range(3):
        arrived = mailbox.arrived(cursor)
        ids += [one.id for one in arrived.mails]
        cursor = arrived.cursor
        read_up_to.append(arrived.up_to)
    assert ids == [f"w{number}@x.example" for number in range(5)]
    assert read_up_to == [START - timedelta(hours=3), START - timedelta(hours=1), START]


def test_a_mail_that_is_too_large_is_not_fetched_and_the_next_is_read(server: MailServer, mailbox: PostOffice) -> None:
    large = written(1, more="Subject: The whole file\r\n") + b"x" * MOST_BYTES
    server.imap.append(large, written(2))
    first, second = mailbox.arrived(None).mails
    assert (first.unreadable, first.subject, first.text) == (TOO_LARGE, "The whole file", "")
    assert second.text == "Number 2\n" and not second.unreadable


@pytest.mark.parametrize("smtp", [Security.STARTTLS, Security.TLS])
def test_certificates_are_verified_and_an_own_authority_is_believed(tmp_path: Path, smtp: Security) -> None:
    authority, context = own_authority(tmp_path)
    with mail_server(lambda: START, context, smtp) as server:
        stranger = PostOffice(server.settings, SteppedClock(START))
        for call in (lambda: stranger.send(mail(), KeptSteps()), lambda: stranger.arrived(None)):
            with pytest.raises(TryLater, match="its certificate cannot be verified"):
                call()
        assert not server.taken.boxes
        known = PostOffice(server.settings, SteppedClock(START), authority)
        known.send(mail(), KeptSteps())
        assert len(server.taken.boxes[SARA]) == 1 and known.arrived(None).mails == ()
        assert len(server.imap.folder("Sent")) == 1


def test_nothing_is_said_to_a_server_that_offers_no_tls(server: MailServer) -> None:
    smtp = replace(server.settings.smtp, security=Security.STARTTLS)
    with pytest.raises(TryLater):
        PostOffice(replace(server.settings, smtp=smtp), SteppedClock(START)).send(mail(), KeptSteps())
    assert not server.taken.boxes
