"""A desk whose messages wait in the outbox, and a mailbox that can be told what not to show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.absences.door import Calendars
from bot.casework import Desk
from bot.doors import DoorTrouble
from bot.mail.door import Arrived, Mailbox, OutgoingMail, Posted, Sending
from bot.mail.outlook.subscribing import ToldBy
from bot.meetings.door import Meetings
from bot.people.directory import Directory
from bot.settings.mail import GroupOfRole
from bot.tryout.played import Letter
from escalation.case_log import Responded
from storage.outgoing import State
from tests.office import CONCERN, TestOffice


def waiting_in(office: TestOffice) -> Desk:
    """A concern has just been sent: the seven messages of it wait in the outbox."""
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **CONCERN)
    office.ines.presses("Send")
    office.keeps_messages()
    office.ines.presses("Send now")
    return office.office.desk


def states(desk: Desk) -> set[State]:
    """Those that any message is in."""
    with desk.database.read() as reading:
        return set(reading.outbox.counts())


def tom_replies(office: TestOffice, text: str) -> None:
    """To the newest mail that he has; nobody reads it yet."""
    mailboxes, now = office.office.played.mailboxes, office.office.desk.clock.now()
    asked = office.tom.mails[0]
    letter = Letter("reply", asked.person, True, now, asked.address, asked.subject, "", text, reply_to=asked.id)
    mailboxes.reply(letter)


def answers(office: TestOffice) -> list[str]:
    with office.office.desk.database.read() as reading:
        entries = reading.log.entries(office.case().ref)
    return [str(entry.facts.answer.text) for entry in entries if isinstance(entry.facts, Responded)]


@dataclass
class PlayedPost:
    """Any mailbox, opened. What stands in `trouble` is raised when it is read; `shows_copies` says what it shows."""

    mailbox_behind: Mailbox
    told_by: ToldBy | None = None
    calendars: Calendars | None = None
    meetings: Meetings | None = None
    directory: Directory | None = None
    groups: tuple[GroupOfRole, ...] = ()
    trouble: DoorTrouble | None = None
    shows_copies: bool = True
    reads: int = 0
    said: list[str] = field(default_factory=list)
    closed: bool = False

    @property
    def mailbox(self) -> Mailbox:
        return self

    def send(self, mail: OutgoingMail, sending: Sending) -> Posted:
        return self.mailbox_behind.send(mail, sending)

    def arrived(self, cursor: str | None) -> Arrived:
        self.reads += 1
        if self.trouble is not None:
            raise self.trouble
        return self.mailbox_behind.arrived(cursor)

    def gone_out(self, since: datetime) -> frozenset[str]:
        return self.mailbox_behind.gone_out(since) if self.shows_copies else frozenset()

    async def warm_up(self) -> None:
        self.said.append("warmed up")

    def troubles(self) -> Iterable[str]:
        return ()

    async def close(self) -> None:
        self.closed = True
