"""Sending: once, through every way in which a door can fail, and one message never keeps another."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.auditor import audit
from bot.casework import Desk
from bot.delivery import Delivery
from bot.doors import ChatMessage, DoorTrouble, IncomingMail, OutgoingMail, Refused, TryLater, Unknown
from tests.office import CONCERN, TestOffice

NO_LEASE = timedelta(0)


@dataclass
class Provider:
    """A chat and a mailbox that keep whatever they are given, twice if it is sent twice.

    Before or after taking a message they raise what stands in `before` and `after`.
    """

    before: list[BaseException] = field(default_factory=list)
    after: list[BaseException] = field(default_factory=list)
    got: Counter[str] = field(default_factory=Counter)
    urgent: list[bool] = field(default_factory=list)

    def post(self, message: ChatMessage) -> None:
        self._take(message.id)

    def send(self, mail: OutgoingMail) -> None:
        self._take(mail.id)
        self.urgent.append(mail.urgent)

    def has(self, message_id: str) -> bool:
        return message_id in self.got

    def arrived_since(self, watermark: object) -> tuple[IncomingMail, ...]:
        return ()

    def _take(self, id: str) -> None:
        if self.before:
            raise self.before.pop()
        self.got[id] += 1
        if self.after:
            raise self.after.pop()


@pytest.fixture
def desk(office: TestOffice) -> Desk:
    """Seven messages of a concern that has just been sent wait in the outbox."""
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **CONCERN)
    office.ines.presses("Send")
    office.office.delivery = Nobody()  # type: ignore[assignment]
    office.ines.presses("Send now")
    return office.office.desk


class Nobody:
    """Delivers nothing: the rows stay for the test."""

    def deliver(self) -> None: ...


def test_everything_that_waits_goes_out_once(desk: Desk) -> None:
    provider, waiting = Provider(), audit(desk).waiting
    assert waiting
    delivered = Delivery(desk, provider, provider).deliver()
    assert delivered.sent == waiting and set(provider.got.values()) == {1}
    assert audit(desk).waiting == 0
    assert Delivery(desk, provider, provider).deliver().sent == 0


def test_a_process_that_ends_after_each_handing_over_sends_nothing_twice(desk: Desk) -> None:
    """The provider lives on; what was in hand at the end is asked about before anything is sent again."""
    provider = Provider()
    for _ in range(audit(desk).waiting):
        provider.after = [KeyboardInterrupt()]
        with pytest.raises(KeyboardInterrupt):
            Delivery(desk, provider, provider, lease=NO_LEASE).deliver()
    Delivery(desk, provider, provider, lease=NO_LEASE).deliver()
    assert audit(desk).waiting == 0
    assert set(provider.got.values()) == {1}


def test_a_process_that_ends_before_each_handing_over_loses_nothing(desk: Desk) -> None:
    provider, waiting = Provider(), audit(desk).waiting
    for _ in range(3):
        provider.before = [KeyboardInterrupt()]
        with pytest.raises(KeyboardInterrupt):
            Delivery(desk, provider, provider, lease=NO_LEASE).deliver()
    Delivery(desk, provider, provider, lease=NO_LEASE).deliver()
    assert provider.got.total() == waiting


@pytest.mark.parametrize("trouble", [TryLater("busy"), Unknown("no reply")])
def test_a_message_that_was_not_taken_is_tried_again_later(
    office: TestOffice, desk: Desk, trouble: DoorTrouble
) -> None:
    provider, waiting = Provider(before=[trouble]), audit(desk).waiting
    assert Delivery(desk, provider, provider).deliver().failed == 1
    office.office.played.clock.set(office.office.now + timedelta(minutes=6))
    Delivery(desk, provider, provider).deliver()
    assert provider.got.total() == waiting and set(provider.got.values()) == {1}


def test_a_message_whose_outcome_is_unknown_is_asked_about_before_it_is_sent_again(
    office: TestOffice, desk: Desk
) -> None:
    provider = Provider(after=[Unknown("the connection broke")])
    Delivery(desk, provider, provider).deliver()
    assert audit(desk).waiting == 1
    office.office.played.clock.set(office.office.now + timedelta(minutes=6))
    Delivery(desk, provider, provider).deliver()
    assert set(provider.got.values()) == {1} and audit(desk).waiting == 0


def test_a_message_that_is_refused_for_good_is_put_before_an_operator(desk: Desk) -> None:
    provider, waiting = Provider(before=[Refused("the mailbox is gone")]), audit(desk).waiting
    Delivery(desk, provider, provider).deliver()
    assert provider.got.total() == waiting - 1
    assert any("could not be sent" in trouble for trouble in audit(desk).troubles)


def test_a_defect_in_one_message_does_not_keep_the_others(desk: Desk) -> None:
    provider, waiting = Provider(before=[ZeroDivisionError()]), audit(desk).waiting
    Delivery(desk, provider, provider).deliver()
    assert provider.got.total() == waiting - 1
    assert not audit(desk).ok


def test_two_workers_share_the_rows_and_send_each_once(desk: Desk) -> None:
    provider, waiting = Provider(), audit(desk).waiting
    for worker in ("one", "two"):
        Delivery(desk, provider, provider, worker=worker).deliver()
    assert provider.got.total() == waiting and set(provider.got.values()) == {1}
