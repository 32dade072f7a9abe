"""Sending: once, through every way in which a door can fail, and one message never keeps another.

A mailbox can be asked what it has sent; a chat cannot. What nobody can say of a chat goes by mail.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.auditor import audit
from bot.casework import Desk
from bot.doors import ChatMessage, Refused, TryLater, Unknown, Unreachable
from bot.mail.door import Arrived, OutgoingMail, Posted, Sending
from bot.mail.sending.letters import letter
from bot.outbox.delivery import Delivery
from escalation.case import CaseRef
from storage.errors import DatabaseBusy
from storage.outgoing import Channel, Outgoing, State
from tests.mail.waiting import waiting_in
from tests.office import TestOffice
from tests.people import INES, SARA, TOM

NO_LEASE = timedelta(0)


@dataclass
class Provider:
    """A chat or a mailbox that keeps whatever it is given, twice if it is sent twice.

    Before or after taking a message it raises what stands in `before` and `after`. One that is `forgetful` cannot say
    what it has.
    """

    before: list[BaseException] = field(default_factory=list)
    after: list[BaseException] = field(default_factory=list)
    got: Counter[str] = field(default_factory=Counter)
    again: list[str] = field(default_factory=list)  # what said that it may be seen twice
    people: list[str] = field(default_factory=list)
    forgetful: bool = False

    def post(self, message: ChatMessage) -> None:
        self._take(message.id, message.to)
        if message.again:
            self.again.append(message.id)

    def send(self, mail: OutgoingMail, sending: Sending) -> Posted:
        """As a mailbox does: what it knows to have is not taken again."""
        if not self.has(mail.id):
            self._take(mail.id, mail.to)
        return Posted(mail.id)

    def has(self, message_id: str) -> bool:
        return message_id in self.got and not self.forgetful

    def arrived(self, cursor: str | None) -> Arrived:
        raise TryLater("nothing is read here")

    def gone_out(self, since: datetime) -> frozenset[str]:
        return frozenset(self.got)

    def _take(self, id: str, to: str) -> None:
        if self.before:
            raise self.before.pop()
        self.got[id] += 1
        self.people.append(to)
        if self.after:
            raise self.after.pop()


@pytest.fixture
def desk(office: TestOffice) -> Desk:
    return waiting_in(office)


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
    mailbox, waiting = Provider(), audit(desk).waiting
    chat = Provider()
    for _ in range(3):
        mailbox.before = [KeyboardInterrupt()]
        with pytest.raises(KeyboardInterrupt):
            Delivery(desk, chat, mailbox, lease=NO_LEASE).deliver()
    Delivery(desk, chat, mailbox, lease=NO_LEASE).deliver()
    assert chat.got.total() + mailbox.got.total() == waiting


@pytest.mark.parametrize("busy", [TryLater("busy"), DatabaseBusy("database is locked")])
def test_a_busy_mailbox_has_the_same_mail_later(office: TestOffice, desk: Desk, busy: Exception) -> None:
    mailbox, mails = Provider(before=[busy]), waiting_by(desk, Channel.EMAIL)
    assert Delivery(desk, Provider(), mailbox).deliver().failed == 1
    later(office)
    Delivery(desk, Provider(), mailbox).deliver()
    assert mailbox.got == dict.fromkeys(mails, 1)


@pytest.mark.parametrize("arrived", [True, False])
def test_a_mail_whose_outcome_is_unknown_is_asked_about_before_it_is_sent_again(
    office: TestOffice, desk: Desk, arrived: bool
) -> None:
    mailbox, mails = Provider(), waiting_by(desk, Channel.EMAIL)
    (mailbox.after if arrived else mailbox.before).append(Unknown("the connection broke"))
    Delivery(desk, Provider(), mailbox).deliver()
    assert audit(desk).waiting == 1
    later(office)
    Delivery(desk, Provider(), mailbox).deliver()
    assert mailbox.got == dict.fromkeys(mails, 1) and audit(desk).waiting == 0


def test_a_mail_that_is_refused_for_good_is_put_before_an_operator(desk: Desk) -> None:
    mailbox, mails = Provider(before=[Refused("the mailbox is gone")]), waiting_by(desk, Channel.EMAIL)
    Delivery(desk, Provider(), mailbox).deliver()
    assert mailbox.got.total() == len(mails) - 1
    assert any("could not be sent" in trouble for trouble in audit(desk).troubles)


@pytest.mark.parametrize("trouble", [Refused("the card is too large"), ZeroDivisionError()])
def test_a_card_that_cannot_be_shown_goes_by_mail_and_an_operator_knows(desk: Desk, trouble: Exception) -> None:
    shown, mails = waiting_by(desk, Channel.TEAMS), waiting_by(desk, Channel.EMAIL)
    chat, mailbox = Provider(before=[trouble] * len(shown)), Provider()
    Delivery(desk, chat, mailbox).deliver()
    assert not chat.got
    assert mailbox.got.total() == len(mails) + 1, "the news that a stage is open is for the chat alone"
    assert not audit(desk).ok


def test_two_workers_share_the_rows_and_send_each_once(desk: Desk) -> None:
    provider, waiting = Provider(), audit(desk).waiting
    for worker in ("one", "two"):
        Delivery(desk, provider, provider, worker=worker).deliver()
    assert provider.got.total() == waiting and set(provider.got.values()) == {1}


# a chat, which cannot be asked


def test_whoever_cannot_be_reached_in_the_chat_has_a_mail_and_nobody_else_is_troubled(desk: Desk) -> None:
    shown, mails = waiting_by(desk, Channel.TEAMS), waiting_by(desk, Channel.EMAIL)
    chat = Provider(before=[Unreachable("the bot is blocked by this person")] * len(shown))
    mailbox = Provider()
    Delivery(desk, chat, mailbox).deliver()
    assert not chat.got
    # two of the three were to have a mail anyway, and have one
    assert mailbox.got.total() == len(mails) + 1
    assert audit(desk).ok
    assert states(desk, shown) == {State.ELSEWHERE}
    with desk.database.read() as reading:
        found = reading.outbox.find(shown[0])
    assert found is not None and found.reason == "the bot is blocked by this person"


def test_a_deployment_without_a_chat_logs_nothing_of_it(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    Delivery(desk, None, Provider()).deliver()
    assert not caplog.records


def test_what_is_about_no_case_is_logged_as_that(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with desk.database.write() as uow:
        uow.outbox.cancel_unsent(CaseRef("LUT-26-0001"))
        uow.outbox.put(letter(TOM, None, "A reminder", "Of nothing", desk.clock.now(), (Channel.TEAMS,)))
        uow.commit()
    Delivery(desk, Provider(before=[Unreachable("blocked")]), Provider()).deliver()
    assert caplog.messages == ["What is about no case does not go by teams: blocked"]


def test_a_card_of_which_nobody_can_say_whether_it_arrived_is_not_posted_again(office: TestOffice, desk: Desk) -> None:
    shown, mails = waiting_by(desk, Channel.TEAMS), waiting_by(desk, Channel.EMAIL)
    chat, mailbox = Provider(after=[Unknown("no answer")] * len(shown), forgetful=True), Provider()
    Delivery(desk, chat, mailbox).deliver()
    later(office)
    Delivery(desk, chat, mailbox).deliver()
    assert chat.got == dict.fromkeys(shown, 1)
    assert mailbox.got.total() == len(mails) + 1
    assert audit(desk).ok and audit(desk).waiting == 0


def test_a_card_that_was_in_hand_when_the_process_ended_is_posted_once_more_and_says_so(desk: Desk) -> None:
    shown = waiting_by(desk, Channel.TEAMS)
    chat, mailbox = Provider(after=[KeyboardInterrupt()], forgetful=True), Provider()
    with pytest.raises(KeyboardInterrupt):
        Delivery(desk, chat, mailbox, lease=NO_LEASE).deliver()
    Delivery(desk, chat, mailbox, lease=NO_LEASE).deliver()
    assert chat.got == {shown[0]: 2} | dict.fromkeys(shown[1:], 1), "what was not in hand is shown for the first time"
    assert chat.again == [shown[0]]


def test_a_card_is_never_posted_a_third_time(desk: Desk) -> None:
    shown, mails = waiting_by(desk, Channel.TEAMS), waiting_by(desk, Channel.EMAIL)
    chat, mailbox = Provider(forgetful=True), Provider()
    for _ in range(2):
        chat.after = [KeyboardInterrupt()]
        with pytest.raises(KeyboardInterrupt):
            Delivery(desk, chat, mailbox, lease=NO_LEASE).deliver()
    Delivery(desk, chat, mailbox, lease=NO_LEASE).deliver()
    assert chat.got == {shown[0]: 2} | dict.fromkeys(shown[1:], 1)
    assert mailbox.got == dict.fromkeys(mails, 1), "the mail that goes to them anyway is the last word"
    assert states(desk, shown[:1]) == {State.ELSEWHERE} and audit(desk).ok


def test_a_doubt_outlives_an_attempt_that_certainly_failed(office: TestOffice, desk: Desk) -> None:
    shown = waiting_by(desk, Channel.TEAMS)
    chat = Provider(after=[KeyboardInterrupt()], forgetful=True)
    with pytest.raises(KeyboardInterrupt):
        Delivery(desk, chat, Provider(), lease=NO_LEASE).deliver()
    chat.before = [TryLater("busy")]
    Delivery(desk, chat, Provider(), lease=NO_LEASE).deliver()
    later(office)
    Delivery(desk, chat, Provider(), lease=NO_LEASE).deliver()
    assert chat.again == [shown[0]]


def test_what_follows_a_card_that_has_to_wait_waits_too(office: TestOffice, desk: Desk) -> None:
    first = next(row.to for row in rows(desk) if row.channel is Channel.TEAMS)
    with desk.database.write() as uow:
        now = desk.clock.now()
        lines = [Outgoing(f"line {n}", None, first, Channel.TEAMS, None, "A line.", False, now, now) for n in range(3)]
        uow.outbox.put(lines)
        uow.commit()
    chat = Provider(before=[TryLater("busy")])
    Delivery(desk, chat, Provider()).deliver()
    assert first not in chat.people and chat.people, "only their own chat is left alone"
    later(office)
    Delivery(desk, chat, Provider()).deliver()
    assert [id for id in chat.got if id.startswith("line")] == [line.id for line in lines]


def test_a_chat_that_takes_nothing_for_an_hour_is_given_up(office: TestOffice, desk: Desk) -> None:
    mails, mailbox = waiting_by(desk, Channel.EMAIL), Provider()
    for _ in range(12):
        Delivery(desk, Provider(before=[TryLater("no token")] * 9), mailbox).deliver()
        later(office)
    Delivery(desk, Provider(), mailbox).deliver()
    assert mailbox.got.total() == len(mails) + 1
    assert audit(desk).waiting == 0 and audit(desk).ok


def test_without_a_mailbox_what_is_for_mail_is_shown_in_the_chat(desk: Desk) -> None:
    people = {row.to for row in rows(desk)}
    chat = Provider()
    Delivery(desk, chat, None).deliver()
    assert set(chat.people) == people
    assert audit(desk).ok and audit(desk).waiting == 0


def test_without_a_mailbox_an_operator_hears_of_whoever_cannot_be_reached(desk: Desk) -> None:
    Delivery(desk, Provider(before=[Unreachable("blocked")]), None).deliver()
    with desk.database.read() as reading:
        [dead] = reading.outbox.dead_letters()
    assert dead.reason == "blocked"


def test_without_a_chat_everything_goes_by_mail(desk: Desk) -> None:
    shown, mails, mailbox = waiting_by(desk, Channel.TEAMS), waiting_by(desk, Channel.EMAIL), Provider()
    Delivery(desk, None, mailbox).deliver()
    assert states(desk, shown) == {State.ELSEWHERE}
    assert mailbox.got.total() == len(mails) + 1
    assert audit(desk).ok


@pytest.mark.parametrize("at_once", [2, 8])
def test_several_are_written_to_at_once_and_each_in_order(desk: Desk, at_once: int) -> None:
    with desk.database.write() as uow:
        now = desk.clock.now()
        lines = [
            Outgoing(f"{person} {n:02}", None, person, Channel.TEAMS, None, "A line.", False, now, now)
            for n in range(12)
            for person in (INES, TOM, SARA)
        ]
        uow.outbox.put(lines)
        uow.commit()
    chat, mailbox = Provider(), Provider()
    Delivery(desk, chat, mailbox, at_once=at_once).deliver()
    got = [id for id in chat.got if id in {line.id for line in lines}]
    assert len(got) == len(lines)
    for person in (INES, TOM, SARA):
        own = [id for id in got if id.startswith(person)]
        assert own == sorted(own)


def test_what_did_not_have_its_turn_in_time_is_given_back_and_taken_again(office: TestOffice, desk: Desk) -> None:
    """A door so slow that the lease would be over before the last message is through."""
    waiting, played = audit(desk).waiting, office.office.played.clock

    class Slow(Provider):
        def _take(self, id: str, to: str) -> None:
            super()._take(id, to)
            played.set(office.office.now + timedelta(seconds=15))

    slow = Slow(forgetful=True)
    assert Delivery(desk, slow, slow).deliver().sent == waiting
    assert set(slow.got.values()) == {1} and not slow.again


def rows(desk: Desk) -> list[Outgoing]:
    with desk.database.read() as reading:
        return [d.message for d in reading.outbox.of_case(CaseRef("LUT-26-0001")) if d.state is State.WAITING]


def waiting_by(desk: Desk, channel: Channel) -> list[str]:
    return [row.id for row in rows(desk) if row.channel is channel]


def states(desk: Desk, ids: list[str]) -> set[State]:
    with desk.database.read() as reading:
        return {found.state for id in ids if (found := reading.outbox.find(id))}


def later(office: TestOffice) -> None:
    office.office.played.clock.set(office.office.now + timedelta(minutes=6))


def test_a_process_that_ends_begins_nothing_more_and_leaves_no_doubt(desk: Desk) -> None:
    mails = Provider()
    door = Ending(through=mails)
    ending = Delivery(desk, Provider(), door)
    door.ends = ending.stop
    ending.deliver()
    assert mails.got.total() == 1, "the one that was on its way"
    with desk.database.write() as uow:
        left = uow.outbox.claim(desk.clock.now(), "next", 100, NO_LEASE)
    assert left and not any(one.in_doubt for one in left)
    Delivery(desk, Provider(), mails).deliver()
    assert set(mails.got.values()) == {1} and audit(desk).waiting == 0
    assert ending.deliver().sent == 0


@dataclass
class Ending(Provider):
    """The process is told to end while the first mail is on its way."""

    through: Provider = field(default_factory=Provider)
    ends: Callable[[], None] = lambda: None

    def send(self, mail: OutgoingMail, sending: Sending) -> Posted:
        self.ends()
        return self.through.send(mail, sending)
