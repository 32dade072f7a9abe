"""A mail server on this machine: submission by SMTP, our mailbox over IMAP, other people's boxes, faults on demand."""

from __future__ import annotations

import asyncio
import logging
import ssl
from argparse import ArgumentParser, Namespace
from asyncio import StreamReader, StreamWriter
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from threading import Lock, Thread
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from imapclient import IMAPClient
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer, IMAPService
from pysasl.hashing import BuiltinHash

from bot.settings.mail import PostOfficeSettings, Security, Server

logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns of itself at each log-in
OURS = "dispute@council.example"
PASSWORD = "a secret of the tests"
AUTHSERV_ID = "mx.council.example"
HERE = "127.0.0.1"
DROP = "drop"
Now = Callable[[], datetime | None]
"""By whose clock mails are stamped as they arrive; None is the machine's own."""
Fault = Callable[[str, str], str]
"""Asked at MAIL, RCPT, DATA (nothing is kept) and ACCEPTED (all is kept), of an address or a Message-ID. Gives an
answer such as "451 later", DROP to end the connection, or "" to go on.
"""


class Imap:
    """A real IMAP server (pymap) in a thread of its own."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self._is_tls = context is not None
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._lock = Lock()
        self._appending: IMAPClient | None = None
        self.refuses = False
        self.begin_anew()
        self._server = self.run(asyncio.start_server(self._serve, HERE, 0, ssl=context))
        self.port: int = self._server.sockets[0].getsockname()[1]

    def begin_anew(self) -> None:
        """As where a mailbox was put back: it is empty, and its numbers hold no more."""
        self._hang_up()
        parser = ArgumentParser()
        IMAPService.add_arguments(parser)
        DictBackend.add_subparser("dict", parser.add_subparsers()).set_defaults(passlib_cfg=None, debug=False)
        given = ["--no-tls", "dict", "--demo-user", OURS, "--demo-password", PASSWORD]
        self._imap = self.run(_backend(parser.parse_args(given)))

    @contextmanager
    def client(self) -> Iterator[IMAPClient]:
        client = self._client()
        yield client
        client.logout()

    def _client(self) -> IMAPClient:
        client = IMAPClient(HERE, self.port, ssl=self._is_tls, ssl_context=_unverified() if self._is_tls else None)
        client.login(OURS, PASSWORD)
        return client

    def append(self, *raws: bytes, at: datetime | None = None) -> None:
        """Over one connection that stays open, as a mail server's own delivery does."""
        with self._lock:
            if self._appending is None:
                self._appending = self._client()
            for raw in raws:
                self._appending.append("INBOX", raw, msg_time=at)

    def folder(self, name: str) -> list[bytes]:
        with self.client() as client:
            if not client.folder_exists(name):
                return []
            client.select_folder(name, readonly=True)
            return [one[b"BODY[]"] for one in client.fetch(client.search(), ["BODY.PEEK[]"]).values()]

    def _hang_up(self) -> None:
        if self._appending is not None:
            self._appending.shutdown()
            self._appending = None

    def close(self) -> None:
        self._hang_up()
        self.run(_ended())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        if self.refuses:
            writer.close()
        else:
            await self._imap(reader, writer, SocketInfo.get(writer, None))

    def run(self, work: Any) -> Any:
        """In the thread of the servers."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


async def _ended() -> None:
    """Everything else in this loop: connections that are still open, too."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _unverified() -> ssl.SSLContext:
    """For the tests' own looking in: it is our client that has to be careful."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def _backend(args: Namespace) -> IMAPServer:
    quick = BuiltinHash(rounds=1)  # the tests log in thousands of times
    backend, config = await DictBackend.init(args, hash_context=quick)
    config.apply_context()
    return IMAPServer(backend.login, config)


@dataclass
class Taken:
    """What the submission server does with a mail: to `boxes` of other people, and to our own mailbox.

    `strips`: it takes away what senders write in its name.
    """

    imap: Imap
    now: Now
    boxes: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    fault: Fault = lambda at, of: ""
    copies_lag: bool = False
    strips: bool = False
    late: list[bytes] = field(default_factory=list)

    async def handle_MAIL(self, server: SMTP, _: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        return self._answered(server, "MAIL", address)

    async def handle_RCPT(self, server: SMTP, _: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        answer = self._answered(server, "RCPT", address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:
        raw = bytes(envelope.original_content or b"")
        id = str(message_from_bytes(raw)["Message-ID"]).strip("<>")
        answer = self._answered(server, "DATA", id)
        if not answer.startswith("250") or server.transport is None:
            return answer
        if self.strips:
            raw = b"\r\n".join(line for line in raw.split(b"\r\n") if not line.startswith(b"Authentication-Results"))
        for address in envelope.rcpt_tos:
            await asyncio.to_thread(self._keep, address, raw)
        return self._answered(server, "ACCEPTED", id)

    def arrives_late(self) -> None:
        """The copies that lagged behind."""
        self.imap.append(*self.late, at=self.now())
        self.late.clear()

    def _keep(self, address: str, raw: bytes) -> None:
        if address != OURS:
            self.boxes[address].append(raw)
        elif self.copies_lag:
            self.late.append(raw)
        else:
            self.imap.append(raw, at=self.now())

    def _answered(self, server: SMTP, at: str, of: str) -> str:
        answer = self.fault(at, of) or "250 OK"
        if answer == DROP and server.transport is not None:
            server.transport.abort()
        return "421 gone" if answer == DROP else answer


class MailServer:
    """Both, one after the other the same for several tests: `begin_anew` empties everything.

    With a `context` both speak TLS, the submission server from the start or after STARTTLS as `smtp` says.
    """

    def __init__(self, now: Now, context: ssl.SSLContext | None = None, smtp: Security = Security.NONE) -> None:
        self.imap = Imap(context)
        self.taken = Taken(self.imap, now)
        self._context = context
        self._smtp = smtp
        listening = self.imap.run(self._listening())
        port, security = listening.sockets[0].getsockname()[1], Security.TLS if context else Security.NONE
        servers = Server(HERE, port, smtp), Server(HERE, self.imap.port, security)
        self.settings = PostOfficeSettings(OURS, *servers, OURS, PASSWORD, AUTHSERV_ID)

    def begin_anew(self) -> None:
        self.imap.begin_anew()
        self.imap.refuses = False
        self.taken = Taken(self.imap, self.taken.now)

    async def _listening(self) -> asyncio.Server:
        from_the_start = self._context if self._smtp is Security.TLS else None
        return await asyncio.get_running_loop().create_server(self._session, HERE, 0, ssl=from_the_start)

    def _session(self) -> SMTP:
        later = self._context if self._smtp is Security.STARTTLS else None
        return SMTP(
            self.taken, authenticator=_login, auth_require_tls=later is not None, tls_context=later,
            require_starttls=later is not None, loop=asyncio.get_running_loop(),
        )  # fmt: skip


def _login(server: SMTP, _: Session, envelope: Envelope, mechanism: str, given: object) -> AuthResult:
    ours = isinstance(given, LoginPassword) and (given.login, given.password) == (OURS.encode(), PASSWORD.encode())
    return AuthResult(success=ours, handled=False)


@contextmanager
def mail_server(
    now: Now = lambda: None, context: ssl.SSLContext | None = None, smtp: Security = Security.NONE
) -> Iterator[MailServer]:
    server = MailServer(now, context, smtp)
    try:
        yield server
    finally:
        server.imap.close()
