"""The bytes of a mail: what is read of them, whatever program wrote them and however they are broken."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.mail.door import Attachment, IncomingMail
from bot.mail.parsing import mime
from bot.mail.parsing.authenticity import Named
from bot.mail.parsing.bodies import ENCRYPTED, OUTLOOK_ONLY, SEALED
from bot.mail.parsing.mime import TOO_LARGE, TOO_MANY_PARTS, read_mail
from cards.replies.reading import read_reply

ARRIVED = datetime(2026, 3, 30, 9, tzinfo=UTC)
OURS = Named("mx.council.example")
HEAD = (
    "Authentication-Results: mx.council.example; dmarc=pass header.from=council.example\r\n"
    "From: Tom Reid <tom@council.example>\r\nMessage-ID: <m1@council.example>\r\n"
    "In-Reply-To: <row-2@council.example>\r\nReferences: <row-1@council.example> <row-2@council.example>\r\n"
)


def read(text: str | bytes, **given: int) -> IncomingMail:
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    return read_mail(raw, ARRIVED, OURS, **given)


def written(mail: EmailMessage) -> IncomingMail:
    return read(HEAD.encode() + mail.as_bytes())


def words(mail: IncomingMail) -> str:
    """As the reader of replies finds them."""
    return read_reply(mail.text, ARRIVED.date()).text


def test_a_reply_is_read_with_its_sender_and_what_it_answers() -> None:
    mail = read(f"{HEAD}Subject: =?utf-8?q?RE=3A_Stage_1_=E2=80=93_LUT?=\r\n\r\nA date is set.\r\n")
    assert (mail.id, mail.from_address, mail.is_authentic) == ("m1@council.example", "tom@council.example", True)
    assert mail.answers == ("row-2@council.example", "row-1@council.example")
    assert (mail.subject, mail.text, mail.arrived) == ("RE: Stage 1 – LUT", "A date is set.\n", ARRIVED)
    assert ("From", "Tom Reid <tom@council.example>") in mail.headers and not mail.unreadable


@pytest.mark.parametrize(
    ("charset", "raw"),
    [
        ("utf-8", "Für Zoë – 5 £".encode()),
        ("us-ascii", "Für Zoë – 5 £".encode()),
        ("windows-1252", "Für Zoë – 5 £".encode("cp1252")),
        ("utf-8", "Für Zoë – 5 £".encode("cp1252")),
        ("no-such-charset", "Für Zoë – 5 £".encode()),
        ("idna", "Für Zoë – 5 £".encode()),
        ("rot13", "Für Zoë – 5 £".encode()),
        ("utf-16", "Für Zoë – 5 £".encode("utf-16")),
    ],
)
def test_words_are_read_whatever_charset_they_are_said_to_be_in(charset: str, raw: bytes) -> None:
    head = f"{HEAD}Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
    assert read(head + base64.encodebytes(raw)).text == "Für Zoë – 5 £"


def test_lines_that_a_program_wrapped_are_put_together_again() -> None:
    kind = "Content-Type: text/plain; format=flowed\r\n\r\n"
    mail = read(f"{HEAD}{kind}The core group \r\nmeets on 4 May.\r\n-- \r\nTom\r\n> what you \r\n> wrote\r\nend")
    assert mail.text == "The core group meets on 4 May.\n-- \nTom\n> what you wrote\nend"


def test_plain_words_are_preferred_to_html_and_html_to_nothing() -> None:
    both = EmailMessage()
    both.set_content("A date is set.")
    both.add_alternative("<p>A <b>date</b> is set.</p>", subtype="html")
    blank = EmailMessage()
    blank.set_content(" \n")
    blank.add_alternative("A <b>date</b> is set.", subtype="html")
    assert written(both).text == "A date is set.\n"
    assert written(blank).text.startswith("<html>") and words(written(blank)) == "A date is set."


def test_words_on_both_sides_of_an_attachment_and_a_gateways_line_are_all_read() -> None:
    """Some programs write HTML with a file in its middle; gateways add a plain line to a mail that is HTML."""
    mail = EmailMessage()
    mail.set_content("<p>A date is set.</p>", subtype="html")
    mail.add_attachment(b"PK", maintype="application", subtype="zip", filename="plan.zip")
    mail.attach(_part("<i>It is 4 May.</i>", "html"))
    mail.attach(_part("This mail came from outside < us >.", "plain"))
    assert [line for line in words(written(mail)).split("\n") if line] == [
        "A date is set.", "It is 4 May.", "This mail came from outside < us >."
    ]  # fmt: skip


def test_attachments_are_named_and_nothing_of_them_is_kept() -> None:
    mail = EmailMessage()
    mail.set_content("See the plan.")
    mail.add_attachment(b"secret" * 100, maintype="application", subtype="pdf", filename="../../Care plan\u202efdp.exe")
    mail.add_attachment("a,b", subtype="csv", filename="list.csv")
    inner = EmailMessage()
    inner.set_content("the mail that was forwarded")
    mail.add_attachment(inner)
    found = written(mail)
    assert [one.name for one in found.attachments] == ["Care plan fdp.exe", "list.csv", "a forwarded mail"]
    assert found.attachments[0].media_type == "application/pdf" and 580 < found.attachments[0].size < 650
    assert found.text == "See the plan.\n" and "secret" not in repr(found) and "forwarded\n" not in repr(found)


def test_a_logo_in_a_signature_is_no_attachment() -> None:
    mail = EmailMessage()
    mail.set_content("<p>Yes.</p><img src=cid:logo>", subtype="html")
    mail.add_related(
        b"GIF89a", maintype="image", subtype="gif", cid="<logo>", filename="logo.gif", disposition="inline"
    )
    assert written(mail).attachments == () and words(written(mail)) == "Yes."


def test_a_mail_that_is_signed_in_the_open_is_read_and_its_signature_is_no_attachment() -> None:
    mail = EmailMessage()
    mail["Content-Type"] = 'multipart/signed; protocol="application/pkcs7-signature"'
    mail.set_payload([])
    mail.attach(_part("A date is set.", "plain"))
    mail.attach(_part("MIIB", "plain", "application/pkcs7-signature"))
    assert words(written(mail)) == "A date is set." and written(mail).attachments == ()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\nMIIB", SEALED),
        ("Content-Type: application/x-pkcs7-mime; smime-type=signed-data\r\n\r\nMIIB", SEALED),
        ("Content-Type: multipart/encrypted; boundary=b\r\n\r\n--b\r\n\r\nVersion: 1\r\n--b--", ENCRYPTED),
        ("\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEM", ENCRYPTED),
        ("Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx", OUTLOOK_ONLY),
        ("Content-Type: application/octet-stream; name=winmail.dat\r\n\r\nx", OUTLOOK_ONLY),
    ],
)
def test_what_only_a_key_or_outlook_opens_says_so(body: str, why: str) -> None:
    mail = read(HEAD + body)
    assert mail.unreadable == why and mail.from_address == "tom@council.example"


def test_a_mail_of_outlook_that_has_plain_words_too_is_read() -> None:
    mail = EmailMessage()
    mail.set_content("A date is set.")
    mail.add_attachment(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    assert written(mail).unreadable == "" and written(mail).text == "A date is set.\n"


def test_an_answer_to_an_invitation_is_kept_apart_from_words() -> None:
    reply = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR"
    mail = EmailMessage()
    mail.set_content("")
    mail.add_alternative(reply, subtype="calendar", params={"method": "REPLY"})
    assert "METHOD:REPLY" in written(mail).calendar and words(written(mail)) == ""


def test_an_invitation_that_comes_along_with_words_is_a_file_beside_them() -> None:
    mail = EmailMessage()
    mail.set_content("A date is set, see the invitation.")
    mail.add_attachment("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR", subtype="calendar")
    assert written(mail).calendar == "" and words(written(mail)) == "A date is set, see the invitation."
    assert [one.name for one in written(mail).attachments] == ["an invitation"]


def test_a_delivery_report_names_the_mail_that_came_back() -> None:
    body = (
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\n\r\nI could not deliver it.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        "Final-Recipient: rfc822; tom@council.example\r\nAction: failed\r\nStatus: 5.2.2\r\n\r\n"
        "--b\r\nContent-Type: {kind}\r\n\r\nMessage-ID:\r\n <row-9@council.example>\r\nSubject: x\r\n\r\nbody\r\n--b--"
    )
    for kind in ("message/rfc822", "text/rfc822-headers"):
        mail = read(HEAD + body.format(kind=kind))
        assert (mail.bounced, mail.why_bounced) == (("row-9@council.example",), "the mailbox is full")
        assert "could not deliver" in mail.text and mail.attachments == ()


def test_a_mail_without_an_id_is_known_by_its_bytes() -> None:
    first, again, other = read("From: a@b.example\n\nx"), read("From: a@b.example\n\nx"), read("From: a@b.example\n\ny")
    assert first.id == again.id != other.id
    assert read(f"Message-ID: <{'x' * 300}>\n\nx").id.endswith(".no-message-id")


def test_from_lines_that_are_missing_or_several_are_nobodys_and_shown_as_written() -> None:
    result = "Authentication-Results: mx.council.example; dmarc=pass\n"
    none, two = read(f"{result}\nx"), read(f"{result}From: a@council.example\nFrom: b@council.example\n\nx")
    assert (none.from_address, none.is_authentic) == ("", False)
    assert (two.from_address, two.is_authentic) == ("a@council.example, b@council.example", False)


def test_what_is_too_large_is_not_parsed_and_its_sender_is_known() -> None:
    mail = read(HEAD + "\r\n", size=mime.MOST_BYTES + 1)
    assert mail.unreadable == TOO_LARGE and mail.is_authentic and mail.answers
    assert read(HEAD.encode() + b"\r\n" + b"x" * mime.MOST_BYTES).unreadable == TOO_LARGE


def test_what_is_nested_too_deep_is_not_parsed() -> None:
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(3_000))
    assert read(HEAD + nested).unreadable == TOO_MANY_PARTS
    within = "Content-Type: message/rfc822\r\n\r\n" * 3_000
    assert read(HEAD + within).from_address == "tom@council.example"


@given(st.binary(max_size=2_000))
@example(b"")
@example(b"\xff\xfe\x00")
@example(b"Content-Type: multipart/mixed\n\n")
@example(b"Subject: =?utf-8?b?=C3?=\nFrom: =?x?q?=\n\n")
@example(b"Content-Type: text/plain; charset*=''%\n\nx")
@example(b"Content-Disposition: attachment; filename*0*=idna'';filename*1=x\n\nx")
@example(b"Content-Transfer-Encoding: x-uuencode\n\nbegin zzz\n#$%\nend")
def test_no_bytes_make_it_fail_and_none_make_a_sender(raw: bytes) -> None:
    mail = read(raw)
    assert not mail.is_authentic and mail.id and mail.arrived == ARRIVED


def test_an_attachment_is_no_more_than_its_name_kind_and_size() -> None:
    raw = f"{HEAD}Content-Type: application/pdf; name=plan.pdf\r\n\r\n%PDF"
    assert read(raw).attachments == (Attachment("plan.pdf", "application/pdf", 4),)


def _part(text: str, subtype: str, kind: str = "") -> EmailMessage:
    part = EmailMessage()
    part.set_content(text, subtype=subtype)
    if kind:
        part.replace_header("Content-Type", kind)
    return part
