"""Machines that answer our mails: a loop ends soon, and never opens a case or counts as an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import takewhile
from pathlib import Path
from uuid import uuid4

import pytest

from bot.mail.arriving.turns import HOUR, MOST_ALIKE, MOST_IN_AN_HOUR, MOST_OF_STRANGERS, is_answered, looks_automatic
from bot.mail.collect import collect
from bot.mail.door import IncomingMail
from bot.mail.parsing.authenticity import Named
from bot.mail.parsing.mime import read_mail
from bot.tryout.played import Letter
from escalation.case import PersonId
from tests.bot.post import Post, written
from tests.mail.machines import MACHINES, UNMARKED, Machine
from tests.office import TestOffice

TURNS = 3
OURS = Named("mx.council.example")


@dataclass
class Answering:
    """A machine in the mailbox of one person, which answers every mail of ours at once."""

    office: TestOffice
    machine: Machine
    person: str
    vouched_for: bool = True
    answered: set[str] = field(default_factory=set)

    def turn(self) -> bool:
        """Answer what is new. Was anything?"""
        new = [mail for mail in self.office.actors[PersonId(self.person)].mails if mail.id not in self.answered]
        if not new:
            return False
        self.answered |= {mail.id for mail in new}
        mails = [read_mail(self._answer(mail), self.office.office.now, OURS) for mail in new]
        collect(self.office.office.desk, Post(self.office.office.now, *mails))
        self.office.office.delivery.deliver()
        self.office.office.played.clock.set(self.office.office.now + timedelta(minutes=1))
        return True

    def turns(self) -> int:
        """How often it was written to and answered, up to what would be far too many."""
        return sum(1 for _ in takewhile(lambda _: self.turn(), range(40)))

    def _answer(self, mail: Letter) -> bytes:
        address = self.office.office.people.people[PersonId(self.person)].email
        domain = address.rpartition("@")[2]
        vouched = f"Authentication-Results: mx.council.example; dmarc=pass header.from={domain}\n"
        head = [
            f"From: {address}",
            f"Message-ID: <{uuid4()}@{domain}>",
            f"Subject: {self.machine.subject.format(re=mail.subject)}",
            *(header.format(re=mail.subject) for header in self.machine.headers),
            *([] if self.machine.leaves_ids_out else [f"In-Reply-To: <{mail.id}>"]),
        ]
        body = self.machine.text.format(re=mail.subject)
        return ((vouched if self.vouched_for else "") + "\n".join(head) + f"\n\n{body}\n").encode()


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[TestOffice]:
    office = TestOffice(tmp_path)
    office.ines.raises()
    yield office
    office.office.close()


def cases(office: TestOffice) -> int:
    with office.office.desk.database.read() as reading:
        return len(reading.cases.open_refs())


def an_hour_later(office: TestOffice) -> None:
    """For what is counted by the hour; the clock of the case stays where it is."""
    with office.office.desk.database.write() as uow:
        for counted in ("not understood", "answered"):
            uow.inbox.forget(counted, office.office.now + HOUR)
        uow.commit()


def test_forty_styles_are_played() -> None:
    assert len(MACHINES) >= 40 and len({machine.name for machine in MACHINES}) == len(MACHINES)


@pytest.mark.parametrize("person", ["tom", "bea"])
def test_a_loop_with_each_of_them_ends_soon_and_opens_no_case(asked: TestOffice, person: str) -> None:
    """Tom is asked for an answer; Bea keeps what is set aside, and is told of it by mail."""
    before = cases(asked)
    for machine in MACHINES:
        assert 1 <= Answering(asked, machine, person).turns() <= TURNS, machine.name
        visit = asked.case().visit
        assert visit is not None and not visit.answers, machine.name
        an_hour_later(asked)
    assert cases(asked) == before


@pytest.mark.parametrize("machine", UNMARKED, ids=lambda machine: machine.name)
@pytest.mark.parametrize("person", ["tom", "bea", "ines"])
@pytest.mark.parametrize("vouched_for", [True, False])
def test_a_machine_that_nothing_tells_from_a_person_is_not_answered_for_ever(
    asked: TestOffice, machine: Machine, person: str, vouched_for: bool
) -> None:
    before = cases(asked)
    assert Answering(asked, machine, person, vouched_for).turns() <= 1 + MOST_IN_AN_HOUR + MOST_ALIKE
    assert cases(asked) == before


def test_two_machines_that_answer_each_other_through_us_fall_silent(asked: TestOffice) -> None:
    """Tom's mails are set aside for Bea, whose machine answers too."""
    both = [Answering(asked, UNMARKED[1], person) for person in ("tom", "bea")]
    rounds = 0
    while (both[0].turn() | both[1].turn()) and rounds < 20:
        rounds += 1
    assert rounds <= 2 + MOST_IN_AN_HOUR + MOST_ALIKE


def test_what_a_machine_seems_to_have_written_is_kept_for_a_person_and_its_sender_is_not_told(
    asked: TestOffice,
) -> None:
    Answering(asked, Machine("a machine", (), "Out of Office: {re}"), "tom").turn()
    assert asked.bea.received("It looks as if a machine had written it")
    assert not asked.tom.received("was not filed")


def test_so_many_are_told_in_an_hour_and_again_in_the_next(asked: TestOffice) -> None:
    now = asked.office.now
    told = [now - timedelta(minutes=minutes) for minutes in range(MOST_IN_AN_HOUR)]
    assert is_answered(told[1:], now) and not is_answered(told, now)
    assert is_answered(told, now + HOUR)


def from_outside(office: TestOffice, number: int, *answers: str, subject: str = "", by: str = "helpdesk") -> None:
    """A mail that nobody vouches for, a minute after the last."""
    office.office.played.clock.set(office.office.now + timedelta(minutes=1))
    subject = subject or f"Ticket {number}"
    address = f"{by}@tickets.example"
    mail = IncomingMail(
        f"t{number}@tickets.example", address, False, answers, subject, "We have it.", office.office.now
    )
    collect(office.office.desk, Post(office.office.now, mail))
    office.office.delivery.deliver()


@pytest.mark.parametrize("names", [True, False], ids=["names what it answers", "repeats its subject"])
def test_a_ticket_system_behind_the_keepers_mailbox_is_not_fed_its_own_receipts(asked: TestOffice, names: bool) -> None:
    """It writes in its own name, and each time from another address: no count of one sender would end it."""
    from_outside(asked, 0)
    for number in range(1, 6):
        shown = asked.bea.mails[0]
        answers, subject = ((shown.id,), "") if names else ((), f"[Ticket {number}] {shown.subject}")
        from_outside(asked, number, *answers, subject=subject, by=f"ticket{number}")
    assert times_shown(asked) == 1 and "the oldest of 6" in asked.bea.says("set aside"), "and nothing is lost"


def test_a_colleagues_machine_behind_the_keepers_mailbox_is_not_fed_its_own_receipts(asked: TestOffice) -> None:
    from_outside(asked, 0)
    for number in range(5):
        again = written(
            asked, "More time please?", subject="Automatic reply", id=f"a{number}", answers=(asked.bea.mails[0].id,)
        )
        collect(asked.office.desk, Post(asked.office.now, again))
        asked.office.delivery.deliver()
    assert times_shown(asked) == 1 and "the oldest of 6" in asked.bea.says("set aside")


def test_a_stranger_is_shown_a_few_times_an_hour_and_all_of_them_together_not_without_end(asked: TestOffice) -> None:
    for number in range(6):
        from_outside(asked, number)
    assert times_shown(asked) == MOST_IN_AN_HOUR
    for number in range(6, 30):
        from_outside(asked, number, by=f"seller{number}")
    assert times_shown(asked) == MOST_OF_STRANGERS
    an_hour_later(asked)
    from_outside(asked, 30)
    assert times_shown(asked) == MOST_OF_STRANGERS + 1
    assert "the oldest of 31" in asked.bea.says("set aside")


def times_shown(office: TestOffice) -> int:
    return sum("was set aside" in mail.subject for mail in office.bea.mails)


@pytest.mark.parametrize(
    ("name", "value", "subject"),
    [
        ("X-Auto-Response-Suppress", "All", "RE: Stage 1"),
        ("Auto-Submitted", "no", "Automation of the plan"),
        ("Precedence", "normal", "Re: out of the ordinary"),
        ("Delivered-To", "dispute@council.example", "Leave to remain: a date"),
        ("X-Mailer", "Outlook", "Office of the director"),
    ],
)
def test_what_people_write_does_not_look_like_a_machines(name: str, value: str, subject: str) -> None:
    assert not looks_automatic([(name, value)], subject)
