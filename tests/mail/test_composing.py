"""A mail of ours as it travels: what other mail programs need of its lines."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest

from bot.mail.door import OutgoingMail
from bot.mail.sending.composing import composed
from tests.mail.houses import OURS, mail


def lines(mail: OutgoingMail) -> list[bytes]:
    return bytes(composed(mail, OURS, f"{'m' * 100}@council.example")).split(b"\r\n")


@pytest.mark.parametrize(
    "subject", ["Stage 1 – answer by Monday: " + "é" * 200, "Wörter " * 40, "x" * 300, "plain " * 60]
)
def test_a_subject_arrives_as_it_was_written_in_words_that_every_program_reads(subject: str) -> None:
    """RFC 2047, 2: no encoded word is longer than 75 characters."""
    sent = composed(mail(subject=subject), OURS, "a@council.example")
    assert not re.search(rb"=\?[^ ]{74,}\?=", bytes(sent))
    arrived = str(make_header(decode_header(message_from_bytes(bytes(sent))["Subject"])))
    assert arrived.split() == subject.split()


def test_long_message_ids_are_never_broken_or_written_in_a_code() -> None:
    follows = tuple(f"{str(n) * 120}@{'d' * 60}.example" for n in range(1, 9))
    sent = message_from_bytes(b"\r\n".join(lines(mail(follows=follows))))
    assert sent["Message-ID"].strip() == f"<{'m' * 100}@council.example>"
    assert sent["In-Reply-To"].strip() == f"<{follows[-1]}>"
    assert sent["References"].split() == [f"<{one}>" for one in follows]


def test_no_line_is_longer_than_a_mail_server_takes() -> None:
    """RFC 5322, 2.1.1."""
    address = f"{'a' * 60}@{'b' * 60}.example"
    text = "word " * 5_000 + "é" * 5_000
    many = tuple(f"{str(n) * 200}@council.example" for n in range(40))
    long = mail(subject="word " * 300, text=text, html=f"<p>{text}</p>", follows=many, address=address)
    assert max(map(len, lines(long))) <= 998
    assert any(address.encode() in line for line in lines(long))
