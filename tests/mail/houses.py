"""Each kind of mailbox with the world around it, as the contract meets it: `KINDS` names them all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from bot.clock import SteppedClock
from bot.mail.door import Mailbox, OutgoingMail
from bot.mail.outlook.mailbox import OutlookMailbox
from bot.mail.sending.pace import MailPace
from bot.mail.servers.post_office import PostOffice
from bot.on_the_loop import OnTheLoop
from bot.tryout.played import Journal, Letter, News, PlayedClock, PlayedMailboxes
from escalation.case import PersonId
from graph.mailbox import GraphMailbox
from tests.graph.mailboxes import Mailboxes
from tests.graph.server import GraphServer, client_of, graph_server
from tests.mail.servers.mail_server import AUTHSERV_ID, MailServer, mail_server

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
OURS = "dispute@council.example"
SARA = "sara.patel@council.example"


def mail(id: str = "row-1", subject: str = "Answer by Monday", urgent: bool = False, **more: object) -> OutgoingMail:
    html, text = "<p>Café: press <b>reply</b></p>", "Café: press reply\nand write"
    given = OutgoingMail(id, PersonId("sara"), SARA, subject, html, text, START, urgent, "LUT-26-0001")
    return OutgoingMail(**{**{name: getattr(given, name) for name in given.__slots__}, **more})  # type: ignore[arg-type]


class House(Protocol):
    """A mailbox, and those who write to it and read what it sends.

    `keeps_drafts`: it can tell for certain that what is not there has not gone out.
    """

    mailbox: Mailbox
    keeps_drafts: bool

    def received(self, address: str) -> list[str]:
        """The subjects of what has left for that address, in order."""
        ...

    def comes_in(self, sender: str, subject: str, text: str, answers: str = "") -> None:
        """A mail arrives in ours. `answers` is the Message-ID that it replies to."""
        ...

    def pass_time(self, time: timedelta) -> None: ...


@dataclass
class Played:
    mailbox: PlayedMailboxes
    clock: PlayedClock
    number: int = 0
    keeps_drafts: bool = True

    def received(self, address: str) -> list[str]:
        letters = reversed(self.mailbox.of(PersonId("sara")))
        return [letter.subject for letter in letters if not letter.mine and letter.address == address]

    def comes_in(self, sender: str, subject: str, text: str, answers: str = "") -> None:
        self.number += 1
        id, now = f"letter-{self.number}", self.clock.now()
        self.mailbox.reply(Letter(id, PersonId("sara"), True, now, sender, subject, "", text, reply_to=answers or None))

    def pass_time(self, time: timedelta) -> None:
        self.clock.set(self.clock.now() + time)


@asynccontextmanager
async def played(folder: Path) -> AsyncIterator[House]:
    journal = Journal(folder / "journal")
    clock = PlayedClock(journal, START)
    yield Played(PlayedMailboxes(journal, News(), clock), clock)


class Settable(Protocol):
    def now(self) -> datetime: ...

    def set(self, at: datetime) -> None: ...


@dataclass
class ClockedTime:
    """Seconds of a stepped clock: they pass when somebody waits. Several may wait at the same time."""

    clock: Settable

    def now(self) -> float:
        return (self.clock.now() - START).total_seconds()

    async def wait(self, seconds: float) -> None:
        until = self.clock.now() + timedelta(seconds=seconds)
        await asyncio.sleep(0)
        self.clock.set(max(until, self.clock.now()))


@dataclass
class Outlook:
    """The real SDK and our door over a Graph on this machine."""

    mailbox: OutlookMailbox
    server: GraphServer
    tenant: Mailboxes
    clock: SteppedClock
    number: int = 0
    keeps_drafts: bool = True

    def received(self, address: str) -> list[str]:
        return [str(kept.message["Subject"]) for kept in self.tenant.sent if kept.message["To"] == address]

    def comes_in(self, sender: str, subject: str, text: str, answers: str = "") -> None:
        self.number += 1
        message = EmailMessage()
        message["X-MS-Exchange-Organization-AuthAs"] = "Internal"
        message["From"], message["Subject"], message["Message-ID"] = (
            sender,
            subject,
            f"<letter-{self.number}@x.example>",
        )
        if answers:
            message["In-Reply-To"] = f"<{answers}>"
        message.set_content(text)
        self.tenant.put(OURS, bytes(message))

    def pass_time(self, time: timedelta) -> None:
        self.clock.advance(time)


@asynccontextmanager
async def outlook(folder: Path) -> AsyncIterator[Outlook]:
    clock = SteppedClock(START)
    tenant = Mailboxes(clock.now)
    tenant.of(OURS)
    time = ClockedTime(clock)
    async with graph_server(tenant) as server, client_of(server, time.now) as client:
        loop = OnTheLoop(asyncio.get_running_loop())
        mailbox = OutlookMailbox(GraphMailbox(client, OURS), loop, clock, MailPace(time))
        yield Outlook(mailbox, server, tenant, clock)


@dataclass
class Posting:
    """SMTP and IMAP: the real clients, and servers for both on this machine."""

    mailbox: PostOffice
    server: MailServer
    clock: SteppedClock
    number: int = 0
    keeps_drafts: bool = False

    def received(self, address: str) -> list[str]:
        return [str(message_from_bytes(raw)["Subject"]) for raw in self.server.taken.boxes[address]]

    def comes_in(self, sender: str, subject: str, text: str, answers: str = "") -> None:
        self.number += 1
        message = EmailMessage()
        message["Authentication-Results"] = f"{AUTHSERV_ID}; dmarc=pass header.from=council.example"
        message["From"], message["Subject"] = sender, subject
        message["Message-ID"] = f"<letter-{self.number}@x.example>"
        if answers:
            message["In-Reply-To"] = f"<{answers}>"
        message.set_content(text)
        self.server.imap.append(bytes(message), at=self.clock.now())

    def pass_time(self, time: timedelta) -> None:
        self.clock.advance(time)


@asynccontextmanager
async def post_office(folder: Path) -> AsyncIterator[Posting]:
    clock = SteppedClock(START)
    with mail_server(clock.now) as server:
        yield Posting(PostOffice(server.settings, clock), server, clock)


KINDS: dict[str, Callable[[Path], AbstractAsyncContextManager[House]]] = {
    "played": played,
    "outlook": outlook,
    "post office": post_office,
}
