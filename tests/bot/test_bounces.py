"""A mail that came back is marked, and whoever has to see to it hears what did not reach whom."""

from dataclasses import replace

import pytest

from bot.auditor import audit
from bot.mail.collect import collect
from bot.mail.door import IncomingMail, OutgoingMail, Posted, Sending
from bot.outbox.delivery import Delivery
from bot.tryout.office import NO_LEASE
from storage.outgoing import Channel, State
from storage.outgoing import Delivery as Row
from tests.office import TestOffice

from .post import Post, read, written


@pytest.fixture
def raised(office: TestOffice) -> TestOffice:
    office.ines.raises()
    office.ines.expects_anything()
    return office


def _report(
    office: TestOffice, *ids: str, id: str = "b1", why: str = "the address is not known there", to: tuple[str, ...] = ()
) -> IncomingMail:
    address = "mailer-daemon@example.org"
    mail = IncomingMail(
        id, address, False, (), "Undeliverable", "", office.office.now, (("To", "bot@council.example"),)
    )
    return replace(mail, bounced=ids, why_bounced=why, bounced_for=to)


def _state(office: TestOffice, id: str) -> Row:
    with office.office.desk.database.read() as reading:
        found = reading.outbox.find(id)
    assert found is not None
    return found


def test_the_raiser_hears_what_came_back_from_whom_and_what_to_do(raised: TestOffice) -> None:
    asked = raised.tom.mails[0]
    read(raised, _report(raised, asked.id))
    assert _state(raised, asked.id).state is State.BOUNCED
    assert raised.ines.received("A mail about LUT-26-0001 did not reach Tom Reid")
    told = raised.ines.mails[0].text
    for words in ("tom.reid@example.org", "2 March 2026", "the address is not known there", "in another way"):
        assert words in " ".join(told.split())
    assert "answer by Monday 16 March" in told and "shown to Tom Reid in Teams" in " ".join(told.split())
    assert "LUT-26-0001: a mail came back" in str(audit(raised.office.desk).troubles)


def test_it_is_told_once_however_often_it_is_reported(raised: TestOffice) -> None:
    asked = raised.tom.mails[0]
    read(raised, _report(raised, asked.id), _report(raised, asked.id, id="b2"))
    assert sum("did not reach" in mail.subject for mail in raised.ines.mails) == 1


def test_what_came_back_is_no_trouble_any_more_once_the_case_is_closed(raised: TestOffice) -> None:
    read(raised, _report(raised, raised.tom.mails[0].id))
    raised.ines.presses("Satisfied", difference="AB has a plan.")
    assert audit(raised.office.desk).ok


def test_where_it_came_back_from_the_raiser_the_business_manager_hears_of_it(raised: TestOffice) -> None:
    raised.tom.replies("A date is set.")
    read(raised, _report(raised, raised.ines.mails[0].id))
    assert raised.bea.received("did not reach Ines Okafor")


def test_letters_about_what_came_back_that_come_back_themselves_come_to_an_end(raised: TestOffice) -> None:
    last = raised.tom.mails[0]
    for number in range(6):
        before = {mail.id for actor in raised.actors.values() for mail in actor.mails}
        read(raised, _report(raised, last.id, id=f"b{number}"))
        after = [mail for actor in raised.actors.values() for mail in actor.mails if mail.id not in before]
        if not after:
            break
        [last] = after
    assert number == 2, "to the raiser, then to the business manager, then to nobody"


class ReturningAtOnce(Post):
    """A mailbox whose reports are read while the one who sends is still at it."""

    def __init__(self, office: TestOffice) -> None:
        super().__init__(office.office.now)
        self._office = office

    def send(self, mail: OutgoingMail, sending: Sending) -> Posted:
        sending.drafting()
        sending.drafted("draft", f"{mail.id}@council.example")
        sending.sending()
        if mail.to == "tom":
            report = _report(self._office, f"{mail.id}@council.example")
            collect(self._office.office.desk, Post(self._office.office.now, report))
        return Posted(f"{mail.id}@council.example")


def test_what_comes_back_while_it_is_still_being_sent_is_told_and_stays_marked(office: TestOffice) -> None:
    usual, desk = office.office.delivery, office.office.desk
    office.office.delivery = Delivery(desk, office.office.played.chats, ReturningAtOnce(office), lease=NO_LEASE)
    office.ines.raises()
    with desk.database.read() as reading:
        states = {(row.message.to, row.message.channel): row.state for row in reading.outbox.of_case(office.case().ref)}
    assert states["tom", Channel.EMAIL] is State.BOUNCED
    office.office.delivery = usual
    assert "LUT-26-0001: a mail came back" in str(audit(desk).troubles)
    usual.deliver()
    assert office.ines.received("A mail about LUT-26-0001 did not reach Tom Reid")
    office.ines.expects_anything()


def test_a_report_about_a_mail_that_was_never_ours_changes_nothing(raised: TestOffice) -> None:
    before = len(raised.bea.mails)
    read(raised, _report(raised, "somebody-elses@example.org"))
    assert audit(raised.office.desk).ok and len(raised.bea.mails) == before


def test_what_came_back_from_somebody_else_than_we_wrote_to_is_for_a_person_to_look_at(raised: TestOffice) -> None:
    """As where a reader has their mail sent on to an address that is wrong."""
    asked = raised.tom.mails[0]
    read(raised, _report(raised, asked.id, to=("tom@home.example",)))
    assert _state(raised, asked.id).state is not State.BOUNCED
    assert raised.bea.received("a mail to tom@home.example did not arrive")
    read(raised, _report(raised, asked.id, id="b2", to=("amir.haddad@example.org", "tom.reid@example.org")))
    assert _state(raised, asked.id).state is State.BOUNCED


def test_a_report_about_the_copy_to_our_own_mailbox_brings_nothing_back(raised: TestOffice) -> None:
    asked, before = raised.tom.mails[0], len(raised.bea.mails)
    read(raised, _report(raised, asked.id, to=("bot@council.example",)))
    assert _state(raised, asked.id).state is not State.BOUNCED and len(raised.bea.mails) == before


def test_a_report_that_names_one_of_us_and_no_mail_is_set_aside(raised: TestOffice) -> None:
    read(raised, _report(raised, to=("tom.reid@example.org",)), _report(raised, id="b2", to=("x@elsewhere.example",)))
    assert sum("was set aside" in mail.subject for mail in raised.bea.mails) == 1
    assert raised.bea.received("a mail to tom.reid@example.org did not arrive")


def test_what_was_reported_to_have_come_back_is_no_trouble_once_its_reader_answers_it(raised: TestOffice) -> None:
    asked = raised.tom.mails[0]
    read(raised, _report(raised, asked.id, to=("tom.reid@example.org",)))
    assert not audit(raised.office.desk).ok
    read(raised, written(raised, "The core group is set for 9 March.", id="m2", answers=(asked.id,)))
    assert audit(raised.office.desk).ok and _state(raised, asked.id).state is State.CONFIRMED
    raised.ines.expects_anything()
