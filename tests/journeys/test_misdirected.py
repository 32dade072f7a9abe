"""An alert that went to the wrong person: stopped while it waits, else said to whom it has gone."""

from datetime import datetime, timedelta

import pytest

from bot.doors import TryLater, UnknownAnew
from bot.mail.door import Arrived, Mailbox, OutgoingMail, Posted, Sending
from bot.mail.misdirected import report_misdirected
from bot.outbox.delivery import Delivery
from bot.tryout.office import NO_LEASE
from escalation.actions import Said, Via
from escalation.case import PersonId
from escalation.case_log import Misdirected
from storage.outgoing import Channel, State
from storage.unit_of_work import UnitOfWork
from tests.office import TestOffice


def test_what_has_gone_is_said_in_the_log_and_the_keeper_of_the_log_is_told_once(office: TestOffice) -> None:
    office.ines.raises()
    for _ in range(2):
        said = office.ines.says("sent to the wrong person LUT-26-0001: Tom Reid")
        assert (
            "It has gone to Tom Reid" in said and "Bea Thornton is told" in said and "2 messages have gone out" in said
        )
    assert office.bea.received("Something about LUT-26-0001 reached somebody it was not for")
    assert sum("it was not for" in mail.subject for mail in office.bea.mails) == 1
    assert "was not for Tom Reid (2 messages had gone out)" in office.bea.says("LUT-26-0001")
    for one in (office.ines, office.tom, office.amir, office.bea):
        one.expects_anything()


def test_what_was_handed_over_is_not_said_to_be_theirs_still(office: TestOffice) -> None:
    office.ines.raises()
    theirs = "What Tom Reid is asked stays theirs until it is handed over"
    assert theirs in office.ines.says("sent to the wrong person LUT-26-0001: Tom Reid")
    office.tom.says("pass to Sara Patel")
    said = office.ines.says("sent to the wrong person LUT-26-0001: Tom Reid")
    assert "Nothing about LUT-26-0001 is asked of Tom Reid now" in said and "stays theirs" not in said
    for one in (office.ines, office.tom, office.amir, office.bea, office.sara):
        one.expects_anything()


class Busy:
    """A mailbox that takes nothing for now."""

    def send(self, mail: OutgoingMail, sending: Sending) -> Posted:
        raise TryLater("busy")

    def arrived(self, cursor: str | None) -> Arrived:
        raise TryLater("busy")

    def gone_out(self, since: datetime) -> frozenset[str]:
        return frozenset()


def test_what_still_waits_is_stopped_and_reaches_nobody(office: TestOffice) -> None:
    """The card is in the chat already, and the mail waits."""
    usual, played = office.office.delivery, office.office.played
    office.office.delivery = Delivery(office.office.desk, played.chats, Busy(), lease=NO_LEASE)
    office.ines.raises()
    said = office.ines.says("sent to the wrong person LUT-26-0001: Tom Reid")
    assert "1 message was stopped before going to Tom Reid" in said and "in Teams on 2 March 2026" in said
    office.office.delivery = usual
    office.pass_hours(1)
    assert not [mail for mail in office.tom.mails if "LUT-26-0001" in mail.subject]
    with office.office.desk.database.read() as reading:
        rows = [row for row in reading.outbox.of_case(office.case().ref) if row.message.to == "tom"]
    assert State.CANCELLED in {row.state for row in rows}
    for one in (office.ines, office.tom, office.amir, office.bea):
        one.expects_anything()


def test_it_can_be_said_by_mail_and_the_name_behind_the_colon_is_who_is_meant(office: TestOffice) -> None:
    office.ines.raises()
    assert "It has gone to Amir Haddad" in office.ines.writes("sent to the wrong person LUT-26-0001: Amir Haddad")
    assert "was not for Amir Haddad" in office.bea.says("LUT-26-0001")
    for one in (office.ines, office.tom, office.amir, office.bea):
        one.expects_anything()


def test_where_several_had_it_the_raiser_is_asked_who_is_meant(office: TestOffice) -> None:
    office.ines.raises()
    assert "Tom Reid" in (said := office.ines.says("wrong person LUT-26-0001")) and "Amir Haddad" in said
    for one in (office.ines, office.tom, office.amir, office.bea):
        one.expects_anything()


@pytest.mark.parametrize("person", ["tom", "amir"])
def test_whoever_was_asked_cannot_say_it(office: TestOffice, person: str) -> None:
    office.ines.raises()
    said = office.actors[person].says("sent to the wrong person LUT-26-0001: Amir Haddad")  # type: ignore[index]
    assert "Whoever raised it, their manager or whoever keeps the log can say that" in said
    for one in (office.ines, office.tom, office.amir, office.bea):
        one.expects_anything()


def test_the_settings_name_who_is_told(office: TestOffice) -> None:
    office.office.desk.governance = "olga.nowak@example.org"
    office.ines.raises()
    assert "Olga Nowak is told" in office.ines.says("sent to the wrong person LUT-26-0001: Tom Reid")
    assert office.olga.received("reached somebody it was not for")
    for one in (office.ines, office.tom, office.amir, office.bea):
        one.expects_anything()


class Losing:
    """A mailbox that takes what is for Tom, whose answer is lost, and that cannot be asked about it afterwards."""

    def __init__(self, others: Mailbox) -> None:
        self._others = others

    def send(self, mail: OutgoingMail, sending: Sending) -> Posted:
        if mail.to != "tom":
            return self._others.send(mail, sending)
        if sending.left.in_doubt:
            raise TryLater("it cannot be asked")
        sending.drafting()
        sending.drafted("draft", mail.id)
        sending.sending()
        raise UnknownAnew("the answer was lost")

    def arrived(self, cursor: str | None) -> Arrived:
        raise TryLater("busy")

    def gone_out(self, since: datetime) -> frozenset[str]:
        return frozenset()


def test_what_waits_to_be_asked_about_once_more_counts_as_gone_and_is_not_stopped(office: TestOffice) -> None:
    played = office.office.played
    losing = Losing(played.mailboxes)
    office.office.delivery = Delivery(office.office.desk, played.chats, losing, lease=NO_LEASE)
    office.ines.raises()
    played.clock.set(office.office.now + timedelta(minutes=2))
    office.office.delivery.deliver()
    assert _state_of_toms_mail(office) is State.WAITING
    said = office.ines.says("sent to the wrong person LUT-26-0001: Tom Reid")
    assert "stopped" not in said and "by email" in said and "2 messages have gone out" in said
    assert _state_of_toms_mail(office) is State.WAITING, "the mailbox is asked on"
    assert office.bea.received("Something about LUT-26-0001 reached somebody it was not for")
    for one in (office.ines, office.tom, office.amir, office.bea):
        one.expects_anything()


def _state_of_toms_mail(office: TestOffice) -> State:
    with office.office.desk.database.read() as reading:
        rows = [row for row in reading.outbox.of_case(office.case().ref) if row.message.to == "tom"]
    [mail] = [row for row in rows if row.message.channel is Channel.EMAIL]
    return mail.state


class Ended(BaseException):
    """The process ends."""


def test_a_process_that_ends_meanwhile_stops_and_tells_either_all_or_nothing(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, played = office.office.desk, office.office.played
    usual, office.office.delivery = office.office.delivery, Delivery(desk, played.chats, Busy(), lease=NO_LEASE)
    office.ines.raises()
    office.office.delivery = usual
    told = Said(PersonId("ines"), Via.EMAIL)

    def ends(*_: object) -> None:
        raise Ended

    with monkeypatch.context() as ending, pytest.raises(Ended):
        ending.setattr(UnitOfWork, "record", ends)
        report_misdirected(desk, told, office.case().ref, PersonId("tom"))
    reported = report_misdirected(desk, told, office.case().ref, PersonId("tom"))
    assert (reported.stopped, len(reported.gone)) == (1, 1)
    report_misdirected(desk, told, office.case().ref, PersonId("tom"))
    with desk.database.read() as reading:
        entries = [entry.facts for entry in reading.log.entries(office.case().ref)]
    assert [(e.stopped, e.gone) for e in entries if isinstance(e, Misdirected)] == [(1, 1)]
    office.pass_hours(1)
    assert sum("it was not for" in mail.subject for mail in office.bea.mails) == 1
    for one in (office.ines, office.tom, office.amir, office.bea):
        one.expects_anything()
