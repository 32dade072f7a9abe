"""Random trouble on the way to any mail server, and a process that ends anywhere: no mail is lost, none is doubled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from random import Random

import pytest

from bot.casework import Desk
from bot.mail.door import Left, OutgoingMail, Posted, Sending
from bot.mail.servers.post_office import PostOffice
from bot.outbox.delivery import Delivery
from storage.outgoing import Channel, Outgoing, State
from storage.outgoing import Delivery as Became
from tests.conftest import is_soak
from tests.mail.servers.mail_server import DROP, MailServer, mail_server
from tests.mail.steps import ProcessEnds
from tests.office import TestOffice

FAULTY = 0.12
ENDS = 0.01
ANSWERS = ("421 closing", "450 greylisted", "451 later", DROP)
LATER = timedelta(minutes=3)


class Ending:
    """The steps of a mail, after each of which the process may end."""

    def __init__(self, sending: Sending, ends: Callable[[], None]) -> None:
        self._sending = sending
        self._ends = ends

    @property
    def left(self) -> Left:
        return self._sending.left

    def drafting(self) -> None:
        self._sending.drafting()

    def drafted(self, draft: str, message_id: str) -> None:
        self._sending.drafted(draft, message_id)
        self._ends()

    def sending(self) -> None:
        self._sending.sending()
        self._ends()


class EndingPostOffice(PostOffice):
    ends: Callable[[], None]

    def send(self, mail: OutgoingMail, sending: Sending) -> Posted:
        posted = super().send(mail, Ending(sending, self.ends))
        self.ends()
        return posted


@contextmanager
def council(folder: Path) -> Iterator[tuple[TestOffice, MailServer]]:
    office = TestOffice(folder)
    with mail_server(office.office.desk.clock.now) as server:
        yield office, server
    office.office.close()


def fill(office: TestOffice, random: Random) -> list[Outgoing]:
    people, now = sorted(office.actors), office.office.now
    rows = [
        Outgoing(
            f"row-{n:04}", None, random.choice(people), Channel.EMAIL, None, f"Line {n:04}.\nWords.", False, now, now
        )
        for n in range(500 if is_soak() else 25)
    ]
    with office.office.desk.database.write() as uow:
        uow.outbox.put(rows)
        uow.commit()
    return rows


def trouble(random: Random) -> Callable[[str, str], str]:
    """At any of four points of a mail: so often that of all mails so many meet with some."""

    def fault(stage: str, of: str) -> str:
        if random.random() >= FAULTY / 4:
            return ""
        return DROP if stage == "ACCEPTED" else random.choice(ANSWERS)

    return fault


def deliver_everything(office: TestOffice, server: MailServer, random: Random, at_once: int) -> int:
    """As often as it takes, with copies that lag. Says how often the process ended."""
    ended = 0

    def ends() -> None:
        if random.random() < ENDS:
            raise ProcessEnds

    for turn in range(60):
        post_office = EndingPostOffice(server.settings, office.office.desk.clock)
        post_office.ends = ends
        delivery = Delivery(
            office.office.desk, None, post_office, f"worker {turn}", at_once=at_once, through=(Channel.EMAIL,)
        )
        try:
            delivery.deliver()
        except ProcessEnds:
            ended += 1
        server.taken.arrives_late()
        server.taken.copies_lag = random.random() < 0.5
        office.office.played.clock.set(office.office.now + LATER)
        with office.office.desk.database.read() as reading:
            if not reading.outbox.waiting():
                break
    return ended


@pytest.mark.soak
@pytest.mark.parametrize("part", [1, 2])
@pytest.mark.parametrize("at_once", [1, 4])
def test_each_mail_is_with_its_person_once_or_a_person_is_told_that_nobody_can_say(
    tmp_path: Path, at_once: int, part: int, request: pytest.FixtureRequest
) -> None:
    """2,000 mails in a soak, 100 else."""
    random = Random(f"{request.config.getoption('hypothesis_seed')}/{at_once}/{part}")
    with council(tmp_path) as (office, server):
        rows = fill(office, random)
        server.taken.fault = trouble(random)
        ended = deliver_everything(office, server, random, at_once)
        found = subjects(server)
        for row in rows:
            there, became = found.count(str(row.body)[:9]), became_of(office.office.desk, row)
            assert there <= 1, f"{row.id} came twice"
            assert became.state in (State.SENT, State.DEAD), f"{row.id} is {became.state}"
            assert there == (became.state is State.SENT), f"{row.id} came {there} times: {became.reason}"
        assert ended or not is_soak()


def subjects(server: MailServer) -> list[str]:
    """The lines of all mails that any person has."""
    raws = (raw for box in server.taken.boxes.values() for raw in box)
    return [str(message_from_bytes(raw)["Subject"]).rpartition(": ")[2][:9] for raw in raws]


def became_of(desk: Desk, row: Outgoing) -> Became:
    with desk.database.read() as reading:
        became = reading.outbox.find(row.id)
    assert became is not None
    return became
