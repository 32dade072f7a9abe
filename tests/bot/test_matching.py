"""Which message a mail answers, and whose answer it can be."""

import pytest

from cards.replies.reading import code_in
from escalation.case import PersonId
from tests.office import TestOffice

from .post import read, written

NOTHING = {"answers": (), "subject": "An answer"}


def _answers(office: TestOffice, ref: str = "LUT-26-0001") -> list[tuple[str, int]]:
    """Who has answered, at which visit of the case."""
    return [(answer.by, visit.number) for visit in office.case(ref).visits for answer in visit.answers]


def test_a_new_mail_that_quotes_the_reply_code_is_an_answer_to_what_it_was_sent_with(raised: TestOffice) -> None:
    code = code_in(raised.tom.mails[0].text)
    assert code is not None and len(code) >= 32, "it cannot be guessed"
    read(raised, written(raised, f"A date is set.\n\n> Reply code: {code}", **NOTHING))
    assert _answers(raised) == [("tom", 1)]


def test_the_code_of_somebody_else_files_nothing(raised: TestOffice) -> None:
    code = code_in(raised.tom.mails[0].text)
    read(raised, written(raised, f"It is settled.\n\n> Reply code: {code}", by="ines", **NOTHING))
    assert not _answers(raised) and raised.bea.received("was set aside")


def test_a_code_that_was_made_up_files_nothing(raised: TestOffice) -> None:
    read(raised, written(raised, "A date is set.\n\n> Reply code: 00000000-0000-0000-0000-000000000000", **NOTHING))
    assert not _answers(raised) and raised.bea.received("was set aside")


def test_a_reply_to_an_older_mail_answers_that_one_and_not_the_newest(raised: TestOffice) -> None:
    first = raised.tom.mails[-1]
    raised.until("2026-03-16", "17:30")
    raised.ines.presses("Move up", consulted="quentin", consulted_on="2026-03-16")
    raised.ines.presses("Move it")
    newest = raised.tom.mails[0]
    assert "stage 1" in newest.subject
    read(raised, written(raised, "A date is set.", answers=(first.id, newest.id)))
    assert _answers(raised) == [("tom", 1)]
    read(raised, written(raised, "The plan is done.", id="m2", answers=(newest.id, first.id)))
    assert _answers(raised) == [("tom", 1), ("tom", 2)]


@pytest.mark.parametrize("other", ["wen", "amir"])
def test_a_mail_that_went_to_somebody_else_is_not_answered_by_whoever_it_was_forwarded_to(
    raised: TestOffice, other: str
) -> None:
    """Also not by one who is asked about the same case in a mail of their own."""
    read(raised, written(raised, "A date is set.", from_address=_address(raised, other)))
    assert not _answers(raised) and raised.bea.received("was set aside")


def test_whoever_covers_answers_the_mail_of_the_one_who_is_away(raised: TestOffice) -> None:
    mail = written(raised, "A date is set.", from_address=_address(raised, "grace"))
    raised.tom.says("away from today to 6 March with Grace Bello")
    read(raised, mail)
    [answer] = raised.case().visits[0].answers
    assert (answer.by, answer.on_behalf_of) == ("grace", "tom")


def _address(office: TestOffice, person: str) -> str:
    return office.office.people.people[PersonId(person)].email
