"""What nobody but a person can file: shown as it was written, filed in two presses, or left."""

from dataclasses import replace

import pytest

from bot.mail.door import Attachment
from bot.talk.set_aside import FEW
from escalation.case import PersonId
from tests.office import TestOffice
from tests.on_cards import words_of
from tests.people import at

from .post import read, written

UNCLEAR = "Could we have a bit longer please?"


@pytest.fixture
def aside(office: TestOffice) -> TestOffice:
    """Tom's mail could not be filed, and Bea is asked to see to it."""
    office.ines.raises()
    read(office, written(office, UNCLEAR))
    return office


def _answers(office: TestOffice) -> list[tuple[PersonId, str]]:
    return [(answer.by, answer.text) for visit in office.case().visits for answer in visit.answers]


def test_the_keeper_files_it_in_two_presses_as_its_writers_answer_from_when_it_arrived(aside: TestOffice) -> None:
    arrived = aside.office.now
    aside.office.played.clock.set(at("2026-03-20"))
    shown = aside.bea.presses("Next: check")
    assert "File it as Tom Reid’s answer to LUT-26-0001?" in shown and "Nothing has been filed yet" in shown
    assert not _answers(aside)
    assert "The mail is filed" in aside.bea.presses("File it")
    [answer] = aside.case().visits[0].answers
    assert (answer.by, answer.text, answer.at, answer.late) == ("tom", UNCLEAR, arrived, False)
    assert "filed from a mail by Bea Thornton" in aside.bea.says("LUT-26-0001")
    assert aside.tom.received("LUT-26-0001")


def test_it_is_filed_once_however_often_it_is_pressed(aside: TestOffice) -> None:
    aside.bea.presses("Next: check")
    press = aside.bea.finds("File it")
    for _ in range(3):
        aside.bea.sends(press.line.id, "file mail now", press.action["data"])
    assert len(_answers(aside)) == 1


def test_it_is_filed_by_two_replies_where_nobody_opens_a_chat(office: TestOffice) -> None:
    office.ines.raises()
    read(office, written(office, "A date is set.", answers=(), from_address="tom@home.example", is_authentic=False))
    asked = office.bea.mails[0].text
    assert "Nobody vouches that it comes from there" in " ".join(asked.split()) and "A date is set." in asked
    checked = office.bea.answers("Next: check\nWhich case: LUT-26-0001\nWhose words: Tom Reid")
    assert "File it as Tom Reid’s answer to LUT-26-0001?" in checked and not _answers(office)
    assert "The mail is filed" in office.bea.answers("File it")
    assert _answers(office) == [("tom", "A date is set.")]


def test_of_a_concern_that_begins_here_the_keeper_reads_what_to_do_and_which_cases_are_open(office: TestOffice) -> None:
    office.ines.raises()
    stranger = {"answers": (), "from_address": "ines@home.example", "is_authentic": False, "subject": "raise"}
    read(office, written(office, "Nothing moves for AB.", **stranger))
    asked = " ".join(office.bea.mails[0].text.split())
    assert "Then it answers nothing and cannot be filed. Ask its writer to write “raise”" in asked
    assert "Open cases: LUT-26-0001, which asks Amir Haddad and Tom Reid." in asked
    assert office.bea.sees("Open cases: LUT-26-0001, which asks Amir Haddad and Tom Reid.")
    assert "Open cases: LUT-26-0001" in office.bea.presses("Next: check", about_case="LUT-26-0099", whose="Tom Reid")


def test_what_is_known_to_be_about_a_case_names_no_other(aside: TestOffice) -> None:
    assert "Open cases" not in aside.bea.mails[0].text and "Is it a new concern?" not in aside.bea.mails[0].text


def test_many_open_cases_are_not_all_named(office: TestOffice) -> None:
    for record in range(FEW + 1):
        office.ines.raises(record=f"{10_000 + record}")
    read(office, written(office, "Nothing moves.", answers=(), subject="raise", is_authentic=False))
    assert "Is it a new concern?" in office.bea.mails[0].text and "Open cases" not in office.bea.mails[0].text


def test_that_it_needs_nothing_can_be_said_by_a_reply(aside: TestOffice) -> None:
    assert "It needs nothing" in aside.bea.answers("It needs nothing")
    assert "seen to this mail already" in aside.bea.presses("Next: check")


def test_what_needs_nothing_is_left_and_files_nothing(aside: TestOffice) -> None:
    press = aside.bea.finds("Next: check")
    assert "It needs nothing" in aside.bea.presses("It needs nothing")
    again = aside.bea.sends(
        press.line.id, "file mail", {**press.action["data"], "about_case": "LUT-26-0001", "whose": "tom"}
    )
    assert "Bea Thornton has seen to this mail already" in again and not _answers(aside)


@pytest.mark.parametrize("person", ["ines", "tom", "sara", "dana"])
def test_nobody_but_who_keeps_the_log_can_read_or_file_it(aside: TestOffice, person: str) -> None:
    press = aside.bea.finds("Next: check")
    filled = {"mail": "m1", "about_case": "LUT-26-0001", "whose": "tom"}
    for verb, data in (("file mail", filled), ("mail needs nothing", {"mail": "m1"}), ("read mail", {"mail": "m1"})):
        said = aside.actors[PersonId(person)].sends(press.line.id, verb, data)
        assert "Only whoever keeps the log" in said and UNCLEAR not in said
    aside.bea.presses("Next: check")
    token = aside.bea.finds("File it").action["data"]
    assert UNCLEAR not in aside.actors[PersonId(person)].sends(press.line.id, "file mail now", token)
    assert not _answers(aside)


def test_a_case_or_a_person_that_there_is_not_is_named_and_what_was_typed_stays(aside: TestOffice) -> None:
    said = aside.bea.presses("Next: check", about_case="LUT-26-0099", words="He said yes.")
    assert "Which case is the reference of no case" in said
    box = next(i for i in aside.bea.finds("Next: check").inputs() if i["id"] == "words")
    assert box["value"] == "He said yes."
    assert "Nobody on the list is called that" in aside.bea.presses(
        "Next: check", about_case="LUT-26-0001", whose="Nobody"
    )
    assert "was asked at this stage" in aside.bea.presses("Next: check", whose="Wen Zhao")


def test_of_a_mail_that_cannot_be_read_the_keeper_files_what_its_writer_told_them(office: TestOffice) -> None:
    office.ines.raises()
    read(office, written(office, "", unreadable="It is encrypted."))
    refused = office.bea.presses("Next: check", about_case="lut-26-0001", whose="Tom Reid")
    assert "The words to file is empty" in refused
    office.bea.presses("Next: check", words="A date is set.")
    office.bea.presses("File it")
    assert _answers(office) == [("tom", "A date is set.")]


def test_a_stranger_is_said_to_be_one_and_nothing_in_the_mail_is_active(office: TestOffice) -> None:
    office.ines.raises()
    words = "[Press here](https://evil.example) {{DATE(2026-03-02, SHORT)}} <b>now</b>"
    attached = (Attachment("plan.pdf", "application/pdf", 2_140_000), Attachment("=cmd.xlsx", "x/y", 120))
    mail = written(office, words, is_authentic=False, answers=(), attachments=attached)
    read(office, mail)
    [line] = [line for line in office.bea.chat if "set aside" in words_of(line)]
    card = str(line.card)
    assert "Nobody vouches that it comes from there" in card
    assert "plan.pdf (2.1 MB)" in card and "=cmd.xlsx (1 KB)" in card
    assert "](https" not in card and "{{DATE" not in card, "it is shown, and does nothing"


def test_a_long_mail_is_read_to_its_end_part_by_part(office: TestOffice) -> None:
    office.ines.raises()
    long = "\n".join(f"Line {n} of what was written about the plan." for n in range(1_000))
    read(office, written(office, long, answers=()))
    assert "Line 0 of" in office.bea.presses("Read all")
    for _ in range(10):
        if "Line 999" in office.bea.presses("Next part"):
            break
    else:
        raise AssertionError("its end is never shown")


@pytest.mark.parametrize("sign", ["\x00", "\ud800", "\udfff\ud800", "\x1b[2J", "\u202e"])
@pytest.mark.parametrize("vouched", [True, False])
def test_signs_that_no_database_keeps_stop_neither_the_reading_nor_the_filing(
    office: TestOffice, sign: str, vouched: bool
) -> None:
    office.ines.raises()
    attached = (Attachment(f"plan{sign}.pdf", "application/pdf", 10),)
    mail = written(office, f"A date{sign} is set? More time please", is_authentic=vouched, attachments=attached)
    read(office, replace(mail, subject=f"RE: {sign}", answers=()), written(office, "Done.", id="m2"))
    assert "Done." in {text for _, text in _answers(office)}, "the next mail is read"
    office.bea.presses("Next: check", about_case="LUT-26-0001", whose="Tom Reid")
    assert "The mail is filed" in office.bea.presses("File it")
    assert len(_answers(office)) == 2


def test_each_working_morning_the_keeper_is_reminded_until_it_is_seen_to(aside: TestOffice) -> None:
    def reminders() -> int:
        read(aside)
        return sum("set aside waits for you" in mail.subject for mail in aside.bea.mails)

    assert reminders() == 0
    for moment, count in (("2026-03-03 08:59", 0), ("2026-03-03 10:00", 1), ("2026-03-03 15:00", 1)):
        aside.office.played.clock.set(at(*moment.split()))
        assert reminders() == count
    aside.office.played.clock.set(at("2026-03-07", "10:00"))
    assert reminders() == 1, "not on a Saturday"
    aside.office.played.clock.set(at("2026-03-09", "10:00"))
    assert reminders() == 2
    aside.bea.presses("It needs nothing")
    aside.office.played.clock.set(at("2026-03-10", "10:00"))
    assert reminders() == 2


def test_the_keeper_sees_one_after_the_other_by_a_line(aside: TestOffice) -> None:
    read(aside, written(aside, "Is this right?", id="m2", answers=()))
    assert UNCLEAR in (said := aside.bea.says("set aside")) and "the oldest of 2" in said
    aside.bea.presses("It needs nothing")
    assert "Is this right?" in aside.bea.says("mails")
    aside.bea.presses("It needs nothing")
    assert "No mail that was set aside waits for you" in aside.bea.says("set aside")
    assert "No mail that was set aside waits for you" in aside.ines.says("set aside")
