"""Where it is not clear what a reply means, its writer is asked, and the next reply is about the same."""

import pytest

from tests.office import TestOffice
from tests.people import at

from .post import read, written


@pytest.fixture
def two(office: TestOffice) -> TestOffice:
    """Tom is asked about two cases, and reminded of both in one mail."""
    office.ines.raises()
    office.ines.raises(record="20441", initials="CD")
    office.until("2026-03-16", "09:30")
    assert "2 things wait for you" in office.tom.mails[0].subject
    return office


def _answers(office: TestOffice, ref: str) -> list[str]:
    return [answer.text for visit in office.case(ref).visits for answer in visit.answers]


def test_a_reply_to_a_mail_about_several_cases_is_asked_which_one_it_is_about(two: TestOffice) -> None:
    read(two, written(two, "A date is set."))
    assert not _answers(two, "LUT-26-0001") and not _answers(two, "LUT-26-0002")
    assert "LUT-26-0001 or LUT-26-0002" in " ".join(two.tom.mails[0].text.split()) and two.bea.received("was set aside")


def test_the_reference_alone_files_what_was_written_the_first_time_from_when_it_arrived(two: TestOffice) -> None:
    before = two.office.now
    read(two, written(two, "A date is set."))
    two.office.played.clock.set(at("2026-03-16", "20:00"))
    read(two, written(two, "LUT-26-0002\n\nKind regards\nTom", id="m2"))
    [answer] = two.case("LUT-26-0002").visits[0].answers
    assert (answer.text, answer.at, answer.late) == ("A date is set.", before, False)
    assert not _answers(two, "LUT-26-0001")
    assert "seen to this mail already" in two.bea.presses("Next: check", about_case="LUT-26-0002", whose="Tom Reid")


def test_a_reference_with_words_below_it_files_those_at_once(two: TestOffice) -> None:
    read(two, written(two, "lut-26-1\nA date is set."))
    assert _answers(two, "LUT-26-0001") == ["A date is set."] and not two.bea.received("was set aside")


def test_an_answer_that_names_one_of_them_is_filed_whole(two: TestOffice) -> None:
    said = "About LUT-26-0002 we have met.\nA date is set."
    read(two, written(two, said))
    assert _answers(two, "LUT-26-0002") == [said] and not _answers(two, "LUT-26-0001")


def test_one_that_names_both_is_asked_about(two: TestOffice) -> None:
    read(two, written(two, "For LUT-26-0002 a date is set.\nFor LUT-26-0001 none is."))
    assert not _answers(two, "LUT-26-0001") and not _answers(two, "LUT-26-0002")
    assert two.bea.received("was set aside")


def test_a_case_that_was_not_asked_about_is_none_of_them(two: TestOffice) -> None:
    two.ines.raises(record="30551", initials="EF", team="South", social_worker="wen")
    read(two, written(two, "LUT-26-0003\nA date is set.", answers=(two.tom.mails[0].id,)))
    assert not _answers(two, "LUT-26-0003") and two.bea.received("was set aside")


def test_a_reply_to_the_word_that_a_mail_was_not_filed_is_about_the_same_case(office: TestOffice) -> None:
    office.ines.raises()
    read(office, written(office, "More time please"))
    assert "was not filed" in office.tom.mails[0].subject
    read(office, written(office, "More time until 23 March: the panel meets late", id="m2"))
    assert office.case().visits[0].asked_until is not None, "it waits for the raiser's press"
    office.ines.presses("Agree")
    assert office.tom.received("Monday 23 March") and office.case().visits[0].asked_until is None
    assert "seen to this mail already" in office.bea.presses("Next: check")
