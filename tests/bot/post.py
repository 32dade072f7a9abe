"""Mails that lie in the desk's mailbox, as whoever was asked would have written them."""

from datetime import datetime

from bot.mail.collect import collect
from bot.mail.door import Arrived, IncomingMail, OutgoingMail, Posted, Sending
from escalation.case import PersonId
from tests.office import TestOffice

TOM = PersonId("tom")


class Post:
    """A mailbox in which these mails lie, and which shows all of them each time."""

    def __init__(self, now: datetime, *mails: IncomingMail) -> None:
        self._now = now
        self._mails = mails

    def arrived(self, cursor: str | None) -> Arrived:
        return Arrived(self._mails, "0", self._now)

    def send(self, mail: OutgoingMail, sending: Sending) -> Posted:
        return Posted(mail.id)

    def gone_out(self, since: datetime) -> frozenset[str]:
        return frozenset()


def written(office: TestOffice, text: str, by: str = "tom", **changes: object) -> IncomingMail:
    """A reply to the newest mail of this person, with what is different about it."""
    asked = next(iter(office.actors[PersonId(by)].mails), None)
    given = {
        "id": "m1",
        "from_address": office.office.people.people[PersonId(by)].email,
        "is_authentic": True,
        "answers": (asked.id,) if asked else (),
        "subject": f"RE: {asked.subject}" if asked else "",
        "text": text,
        "arrived": office.office.now,
    }
    return IncomingMail(**(given | changes))  # type: ignore[arg-type]


def read(office: TestOffice, *mails: IncomingMail) -> None:
    """The mailbox is read, and what comes of it is sent."""
    collect(office.office.desk, Post(office.office.now, *mails))
    office.office.delivery.deliver()
