"""Mail servers that speak badly, or so slowly that they never end: nothing is sent twice, and nobody waits for ever."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import pytest

from bot.doors import DoorTrouble, TryLater, UnknownAnew
from bot.mail.servers import imap, smtp
from bot.mail.servers.connecting import Account
from bot.mail.servers.imap import opened
from bot.mail.servers.smtp import Submission
from bot.settings.mail import Security, Server

HERE = "127.0.0.1"
Talk = Callable[[socket.socket], None]


@contextmanager
def serving(talk: Talk) -> Iterator[Account]:
    """One connection is served."""
    with socket.create_server((HERE, 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                talk(connection)

        served = Thread(target=serve, daemon=True)
        served.start()
        server = Server(HERE, listening.getsockname()[1], Security.NONE)
        yield Account(server, "us", "", ssl.create_default_context())
        served.join(5)


def taking(last: bytes, then: Talk | None = None) -> Talk:
    """A server that takes a mail, and says this after it."""

    def talk(connection: socket.socket) -> None:
        lines = connection.makefile("rwb", 0)
        lines.write(b"220 here\r\n")
        for line in lines:
            if line.startswith(b"QUIT"):
                return
            lines.write(b"354 go on\r\n" if line.startswith(b"DATA") else b"250 OK\r\n")
            if line.startswith(b"DATA"):
                while lines.readline() != b".\r\n":
                    pass
                lines.write(last)
                if then is not None:
                    return then(connection)

    return talk


@pytest.mark.parametrize(
    ("last", "becomes"),
    [
        (b"OK queued\r\n", UnknownAnew),
        (b"\xff\r\n", UnknownAnew),
        (b"354 go on\r\n", UnknownAnew),
        (b"999 what\r\n", UnknownAnew),
        (b"x" * 10_000 + b"\r\n", UnknownAnew),
        (b"451 later\r\n", TryLater),
    ],
)
def test_only_a_mail_that_was_clearly_put_off_is_sent_again(last: bytes, becomes: type[DoorTrouble]) -> None:
    with serving(taking(last)) as account, pytest.raises(DoorTrouble) as trouble:
        Submission(account).submit(b"Subject: x\r\n\r\nHello\r\n", "us@c.example", "tom@c.example", lambda: None)
    assert type(trouble.value) is becomes


def dripping(first: bytes, more: bytes) -> Talk:
    """Something comes well within the time for each answer, and the answer never ends."""

    def talk(connection: socket.socket) -> None:
        connection.settimeout(0.02)
        with suppress(OSError):
            connection.sendall(first)
            while True:
                with suppress(TimeoutError):
                    if not connection.recv(100):
                        return
                connection.sendall(more)

    return talk


def test_a_submission_server_that_never_comes_to_an_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "LONGEST", 0.3)
    with serving(dripping(b"220-", b"x\r\n220-")) as account, pytest.raises(TryLater):
        Submission(account).check()


def test_one_that_does_not_say_what_became_of_a_mail_leaves_it_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "LONGEST", 0.3)

    with serving(taking(b"250-", then=dripping(b"", b"x\r\n250-"))) as account, pytest.raises(UnknownAnew):
        Submission(account).submit(b"Subject: x\r\n\r\nHello\r\n", "us@c.example", "tom@c.example", lambda: None)


@pytest.mark.parametrize("first", [b"* OK ", b"* OK here\r\n* "])
def test_a_mailbox_that_never_comes_to_an_end_is_left(first: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "LONGEST", 0.3)
    with serving(dripping(first, b"x")) as account, pytest.raises(TryLater), opened(account) as mailbox:
        mailbox.inbox()
