"""Mails that somebody writes to be taken for another, or to break what reads them: by their shape, and their bytes."""

from __future__ import annotations

import base64
from collections.abc import Callable
from random import Random

VICTIM = "tom@council.example"
WRITER = "who@evil.example"
TOO_LARGE = 50_000_000
PASS = "dmarc=pass header.from=council.example"
HUGE = 2_000  # of so many mails one is that large
BROKEN = 0.5  # of them have their bytes damaged, too

SENDERS = (
    f"From: {VICTIM}",
    f"From: Tom Reid <{VICTIM}>",
    f"From: {VICTIM} <{WRITER}>",
    f'From: "{VICTIM}" <{WRITER}>',
    f"From: <{VICTIM}> <{WRITER}>",
    f"From: {WRITER}, {VICTIM}",
    f"From: Board: {VICTIM};",
    f"From: {WRITER} ({VICTIM})",
    f"From: =?utf-8?b?{base64.b64encode(VICTIM.encode()).decode()}?= <{WRITER}>",
    f"From: {VICTIM}\nFrom: {WRITER}",
    f"From: {WRITER}\nFrom: {VICTIM}",
    f"From:\n {VICTIM}",
    f"FROM : {VICTIM}",
    f"Sender: {VICTIM}\nReply-To: {VICTIM}",
    f"From: {WRITER}\nReply-To: {VICTIM}\nSender: {VICTIM}",
    "From: tom@council.example\x00@evil.example",
    "From: tom@council.example%evil.example",
    "From: \u202e" + VICTIM,
    "From:",
    "",
)
CLAIMS = (
    f"Authentication-Results: mx.council.example; {PASS}",
    f"authentication-results:mx.council.example;{PASS}",
    f"Authentication-Results: {PASS}",
    f"Authentication-Results: mx.council.example;\n\tspf=pass smtp.mailfrom={VICTIM};\n\t{PASS}",
    f"ARC-Authentication-Results: i=1; mx.council.example; {PASS}",
    f"Authentication-Results : mx.council.example; {PASS}",
    f"X-Authentication-Results: mx.council.example; {PASS}",
    f"Authentication-Results: mx.council.example; auth=pass smtp.auth={VICTIM}",
    "Received-SPF: pass client-ip=192.0.2.1",
    "DKIM-Signature: v=1; d=council.example; b=AAAA",
    "",
)
COMMANDS = (
    "A date is set.",
    "More time until 8 April: leave",
    "Pass to: Ines Morgan",
    "raise\nWhat is wrong: x",
    "close",
)
CHARSETS = ("utf-8", "us-ascii", "windows-1252", "utf-7", "utf-16", "idna", "rot13", "hex", "x" * 300, "", "undefined")
ENCODINGS = ("7bit", "8bit", "base64", "quoted-printable", "x-uuencode", "x" * 100, "")
KINDS = (
    "text/plain", "text/html", "application/pkcs7-mime; smime-type=enveloped-data", "application/ms-tnef",
    "text/calendar; method=REPLY", 'application/pdf; name="a\u202egpj.exe"', "message/rfc822",
    "message/delivery-status",
    "multipart/mixed", "text/plain; format=flowed; delsp=yes", "text/rfc822-headers", "", "text", "/", "multipart/",
)  # fmt: skip
SEVERAL = (
    "mixed",
    "alternative",
    "related",
    "signed",
    "encrypted",
    "report; report-type=delivery-status",
    "digest",
    "x",
)


def hostile_mail(random: Random, answers: str) -> bytes:
    """What the writer sends. `answers` is the Message-ID of a mail of ours that its victim was asked to answer."""
    if random.randrange(HUGE) == 0:
        return _head(random, answers) + b"\n" + b"x" * TOO_LARGE
    mail = _head(random, answers) + _body(random, random.choice([0, 1, 2, 3, 8, 60]))
    return _damaged(random, mail) if random.random() < BROKEN else mail


def _head(random: Random, answers: str) -> bytes:
    lines = [random.choice(SENDERS), random.choice(CLAIMS), random.choice(CLAIMS)]
    lines += random.sample(
        [
            f"In-Reply-To: <{answers}>",
            f"References: {'<a@b.example> ' * random.randrange(300)}<{answers}>",
            f"Message-ID: <{random.getrandbits(64)}@evil.example>",
            f"Subject: {random.choice(['RE: Stage 1', '=?utf-8?q?=C3?=', '=?x?b?!?=', 'Fwd: ' * 200, ''])}",
            f"X-Long: {'a' * random.choice([10, 100_000])}",
            "Auto-Submitted: no",
            "Content-Disposition: attachment; filename*0*=idna''x; filename*1=y",
            "\n".join(["X-Many: 1"] * random.choice([1, 2_000])),
        ],
        k=random.randrange(1, 9),
    )
    random.shuffle(lines)
    return "".join(f"{line}\n" for line in lines if line).encode("utf-8")


def _body(random: Random, depth: int) -> bytes:
    if depth == 0:
        return _leaf(random)
    mark = random.choice(["b", "b" * 80, f"b{depth}", ""])
    head = f'Content-Type: multipart/{random.choice(SEVERAL)}; boundary="{mark}"\n\n'
    within = [_leaf(random), _body(random, depth - 1)]
    random.shuffle(within)
    parts = b"".join(f"\n--{mark}\n".encode() + part for part in within)
    return head.encode() + parts + random.choice([f"\n--{mark}--\n", ""]).encode()


def _leaf(random: Random) -> bytes:
    charset, encoding = random.choice(CHARSETS), random.choice(ENCODINGS)
    head = f"Content-Type: {random.choice(KINDS)}; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"
    words = random.choice(COMMANDS) + random.choice(
        ["", "\n> " * 500, "<p>" * 500, "\x00", "\n-----BEGIN PGP MESSAGE-----"]
    )
    raw = words.encode("utf-8")
    return head.encode() + (base64.encodebytes(raw) if encoding == "base64" and random.random() < 0.7 else raw) + b"\n"


def _damaged(random: Random, mail: bytes) -> bytes:
    hurt: tuple[Callable[[bytes, int], bytes], ...] = (
        lambda raw, at: raw[:at],
        lambda raw, at: raw[at:],
        lambda raw, at: raw[:at] + random.randbytes(random.randrange(1, 20)) + raw[at:],
        lambda raw, at: raw[:at] + bytes([random.randrange(256)]) + raw[at + 1 :],
        lambda raw, at: raw[:at] + raw[at + random.randrange(200) :],
        lambda raw, at: raw[:at] + raw[:at][-300:] * 3 + raw[at:],
        lambda raw, at: raw.replace(b"\n", random.choice([b"\r", b"\r\n", b"\n\n", b"\x00\n"]), at % 50),
    )
    for _ in range(random.randrange(1, 6)):
        mail = random.choice(hurt)(mail, random.randrange(len(mail) + 1))
    return mail
