"""A mail that came back is marked, and whoever has to see to it hears what did not reach whom."""

import pytest

from bot.auditor import audit
from bot.mail.door import IncomingMail
from storage.outgoing import Delivery, State
from tests.office import TestOffice

from .post import read


@pytest.fixture
def raised(office: TestOffice) -> TestOffice:
    office.ines.raises()
    office.ines.expects_anything()
    return office


def _report(office: TestOffice, *ids: str, id: str = "b1", why: str = "the address is not known there") -> IncomingMail:
    address = "mailer-daemon@example.org"
    return IncomingMail(
        id, address, False, (), "Undeliverable", "", office.office.now, bounced=ids, why_bounced=why
    )  # fmt: skip


def _state(office: TestOffice, id: str) -> Delivery:
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


def test_a_report_about_a_mail_that_was_never_ours_changes_nothing(raised: TestOffice) -> None:
    before = len(raised.bea.mails)
    read(raised, _report(raised, "somebody-elses@example.org"))
    assert audit(raised.office.desk).ok and len(raised.bea.mails) == before
