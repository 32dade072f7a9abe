"""Commands and forms by mail, as people really write them, and as nobody should."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.tryout.played import Letter
from escalation.case import PersonId
from escalation.decision import Entry
from storage.outgoing import Channel
from tests.bot.post import read, written
from tests.journeys.test_by_mail import MAIL_ALONE, RAISE
from tests.office import TestOffice


@pytest.fixture
def office(tmp_path: Path) -> Iterator[TestOffice]:
    office = TestOffice(tmp_path, doors=MAIL_ALONE)
    yield office
    office.office.close()


@pytest.fixture
def raised(office: TestOffice) -> TestOffice:
    office.ines.writes(f"raise\n{RAISE}")
    for line in ("Send", "Send now"):
        office.ines.answers(line)
    return office


def test_one_mail_can_hold_a_whole_concern(raised: TestOffice) -> None:
    assert raised.case().concerns[0].asked == "A date for the core group, and the updated care plan."


def test_what_stands_below_the_first_line_is_what_is_wrong(office: TestOffice) -> None:
    form = office.ines.writes("Nothing moves for AB.\nThe plan is a year old.", subject="Raise")
    assert "What is wrong: Nothing moves for AB.\nThe plan is a year old.\n" in form


@pytest.mark.parametrize("subject", ["raise", "Re: Raise"])
def test_a_subject_that_is_a_command_goes_before_a_line_that_fills_in_the_form(
    office: TestOffice, subject: str
) -> None:
    assert "Who gets what" in office.ines.writes(RAISE, subject=subject)


def test_a_subject_that_is_a_command_goes_before_words_that_begin_like_one(office: TestOffice) -> None:
    form = office.ines.writes("Review was in May, and nothing has moved for AB.", subject="raise")
    assert "What is wrong: Review was in May, and nothing has moved for AB.\n" in form


def test_a_subject_that_only_names_a_case_leaves_the_first_line_to_say_what_is_to_be_done(raised: TestOffice) -> None:
    raised.ines.writes("withdraw LUT-26-0001", subject="LUT-26-0001")
    assert "LUT-26-0001, Close" in raised.ines.mails[0].subject


@pytest.mark.parametrize("line", ["Record number: 10442", "*Record number:* 10442", "Concerns were raised before: no"])
def test_a_line_that_fills_in_a_field_is_never_a_command(office: TestOffice, line: str) -> None:
    said = office.ines.writes(f"{line}\nTeam: North")
    assert "None of your cases is waiting for that" not in said
    assert "“help” as the first line shows what can be written" in said, "nothing else is made of it"


def test_what_is_filled_in_within_the_quotation_counts_also_where_the_mailbox_does_not_find_it_new(
    office: TestOffice,
) -> None:
    office.ines.writes("raise")
    form = office.ines.mails[0].text
    filled = form.replace("Record number:", "Record number: 10442", 1)
    assert filled != form
    read(office, written(office, "It is below.", by="ines", whole=f"It is below.\n\n{filled}"))
    assert "Record number: 10442" in office.ines.mails[0].text


def test_the_child_who_is_named_first_is_filled_in_and_what_follows_is_what_is_wrong(office: TestOffice) -> None:
    form = office.ines.writes("I want to raise a concern about AB, 10442. There is no plan for contact.")
    assert "Record number: 10442\n" in form and "Child’s initials: AB\n" in form
    assert "What is wrong: There is no plan for contact.\n" in form


@pytest.mark.parametrize("words", ["AB 10442 has waited a year.", "The 2026 plan is late.", "IRO 2026 review is late."])
def test_a_sentence_about_the_child_stays_whole(office: TestOffice, words: str) -> None:
    assert f"What is wrong: {words}\n" in office.ines.writes(f"raise a concern about {words}")


def test_a_form_names_every_line_that_has_yet_to_be_filled_in_and_asks_nobody_to_tick(office: TestOffice) -> None:
    form = office.ines.writes("raise a concern about AB, 10442. There is no plan.")
    how = form.partition("How to fill it in")[2]
    needed = ("Team", "Theme", "Why it matters for the child", "What is asked", "Where it arose")
    assert all(f"  {name}: …\n" in how for name in (*needed, "The right process"))
    assert "Record number: …" not in how, "that one is filled in"
    names = [line.strip().removesuffix(" …") for line in how.split("\n") if line.endswith("…")]
    values = ("North", "2", "It matters.", "A plan.", "review", "no")
    refused = office.ines.answers("\n".join(f"{name} {value}" for name, value in zip(names, values, strict=True)))
    assert "The right process is not confirmed. Confirm it" in refused
    assert "tick" not in form.lower() and "tick" not in refused.lower()
    assert "write only “Next: who is told”" not in form, "as it stands it cannot be taken"
    assert "Who gets what" in office.ines.answers("The right process: yes")


def test_nobody_presses_what_was_mailed_to_somebody_else(office: TestOffice) -> None:
    office.ines.writes(f"raise\n{RAISE}")
    check, petra = office.ines.mails[0], office.petra.id
    address = office.office.people.people[petra].email
    for number, text in enumerate(("Send", f"Send\n\n{check.text}", "What is wrong: Something else")):
        mail = Letter(f"stolen {number}", petra, True, office.office.now, address, check.subject, "", text)
        office.office.played.mailboxes.reply(replace(mail, reply_to=check.id))
        office.office.tick()
    with office.office.desk.database.read() as reading:
        assert not reading.cases.open_refs()
    assert not any("Who gets what" in mail.text for mail in office.petra.mails)
    assert "can be undone" in office.ines.answers("Send"), "what Ines has filled in is as it was"


def test_not_even_their_cover_presses_what_was_mailed_to_somebody(office: TestOffice) -> None:
    office.ines.writes("away from today to 6 March with Petra Lindqvist")
    office.ines.writes(f"raise\n{RAISE}")
    check, petra = office.ines.mails[0], office.petra.id
    mail = Letter("cover", petra, True, office.office.now, "", check.subject, "", f"Send\n\n{check.text}")
    address = office.office.people.people[petra].email
    office.office.played.mailboxes.reply(replace(mail, address=address, reply_to=check.id))
    office.office.tick()
    assert not any(words in told.text for told in office.petra.mails for words in ("can be undone", "Who gets what"))
    assert "can be undone" in office.ines.answers("Send", "Check before")


def test_the_same_mail_read_twice_is_answered_once(office: TestOffice) -> None:
    office.ines.writes("my cases")
    with office.office.desk.database.write() as uow:
        uow.watermarks.set_cursor("mailbox", "0")
        uow.commit()
    office.office.tick()
    assert len(office.ines.mails) == 1


@pytest.mark.parametrize(
    "words",
    [
        "Done.",
        "Agreed, and all of it will be on the record.",
        "Closed last week.",
        "Move up",
        "More time is not needed",
        "More time until 8 April was agreed on Monday, and the plan is done.",
        "Pass to health is not what I meant",
        "Hand over took place on Monday.",
        "This will not be met by us alone, so health is asked too.",
        "LUT-26-0001 is settled from our side.",
        "Help is being arranged by the family support team.",
        "Case conference is on 14 April.",
        "Answer: the core group is on 14 April.",
    ],
)
def test_an_answer_in_somebodys_own_words_is_never_a_command(raised: TestOffice, words: str) -> None:
    raised.tom.replies(words, "answer by")
    visit = raised.case().visit
    assert visit is not None and [answer.text for answer in visit.answers] == [words]


@pytest.mark.parametrize(
    "line",
    ["My cases", "help", "log", "LUT-26-0001", "This will not be met", "This will not be met: nobody is allocated"],
)
def test_a_line_that_is_nothing_but_a_command_is_one_also_there(raised: TestOffice, line: str) -> None:
    assert raised.tom.answers(line, "answer by")
    visit = raised.case().visit
    assert visit is not None and not visit.answers


def test_help_by_mail_says_what_can_be_written_and_names_a_case_of_the_readers(raised: TestOffice) -> None:
    helped = raised.tom.writes("help")
    assert "What you can write\n" in helped and "\nrespond LUT-26-0001\n" in helped
    elsewhere = raised.grace.writes("help")
    assert "\nrespond (its reference)\n" in elsewhere and "LUT-26-0" not in elsewhere


def test_what_is_said_of_a_mail_tells_how_to_go_on_and_can_be_answered_so(raised: TestOffice) -> None:
    said = raised.tom.writes("undo")
    assert "None of your cases is waiting for that" in said
    assert "How to answer\n" in said and "  My cases\n" in said
    assert "LUT-26-0001" in raised.tom.answers("My cases", "About your mail")


def test_the_line_to_answer_above_does_not_wrap_to_dashes_alone(raised: TestOffice) -> None:
    asked = raised.tom.mails[0].text
    assert asked.startswith("— Press reply and write your answer above this line —\n") and "——" not in asked


def test_a_mail_has_one_kind_of_apostrophe_but_in_somebodys_own_words(office: TestOffice) -> None:
    form = office.ines.writes("raise")
    assert "Child’s initials:" in form and "people’s words" in form and "'" not in form
    said = "It's AB's own wish."
    checked = office.ines.answers(RAISE.replace("The plan agreed on 12 January has not been carried out.", said))
    assert said in checked and "'" not in checked.replace(said, "")


def test_what_is_offered_as_a_first_line_can_be_written_with_its_reason(raised: TestOffice) -> None:
    asked = next(mail.text for mail in raised.tom.mails if "answer by" in mail.subject)
    assert "  This will not be met: what stands in the way\n" in asked
    raised.tom.replies("This will not be met: nobody is allocated", "answer by")
    told = raised.ines.mails[0].text
    assert "Tom Reid expects that" in told and "nobody is allocated" in told


@pytest.mark.parametrize(
    "words",
    ["Not yet. I will ring Tom first.", "Sorry, wrong case, please ignore.", "No", "Thanks", "help please", "Stop"],
)
@pytest.mark.parametrize("command", ["resolve", "cafcass"])
def test_words_without_a_name_send_no_form_that_changes_the_case(raised: TestOffice, command: str, words: str) -> None:
    raised.ines.writes(f"{command} LUT-26-0001")
    before = _log(raised)
    answer = raised.ines.answers(words)
    assert _log(raised) == before and raised.case().is_open
    assert "Nothing is done yet" in answer and f": {words}\n" in answer


def test_the_word_on_the_button_sends_what_was_written_before_it(raised: TestOffice) -> None:
    raised.ines.writes("resolve LUT-26-0001")
    assert "“Confirm” as the first line of a reply sends it" in raised.ines.answers("AB sees her sister every week.")
    raised.ines.answers("Confirm")
    closed = raised.case().closed
    assert closed is not None and closed.difference == "AB sees her sister every week."


def test_the_words_of_an_answer_need_no_button(raised: TestOffice) -> None:
    raised.tom.writes("respond LUT-26-0001")
    assert "Tom Reid answered" in raised.tom.answers("The core group is on 14 April.")


def test_a_case_that_was_mailed_takes_an_answer_in_ones_own_words(raised: TestOffice) -> None:
    assert "How to answer" in raised.tom.writes("case LUT-26-0001")
    arrived = raised.office.now
    raised.tom.replies("The core group is on 14 April.\n\nKind regards\nTom", "answer by")
    visit = raised.case().visit
    assert visit is not None and [(a.text, a.at) for a in visit.answers] == [
        ("The core group is on 14 April.", arrived)
    ]


def test_what_is_not_understood_is_kept_for_a_person_and_the_nearest_command_named(raised: TestOffice) -> None:
    answer = raised.ines.writes("escalat LUT-26-0001 now")
    assert "Did you mean “escalate" in answer and "kept for a colleague" in answer
    assert raised.bea.received("was set aside")


def test_the_keeper_files_a_mail_that_was_set_aside_by_two_replies(raised: TestOffice) -> None:
    raised.tom.replies("More time: the panel meets late", "answer by")
    assert "the panel meets late" in raised.bea.mails[0].text
    assert "Reply with “Next: check”" in raised.bea.answers("File it", "was set aside")
    assert "Nothing has been filed yet" in raised.bea.answers("Next: check")
    assert "The mail is filed" in raised.bea.answers("File it")
    visit = raised.case().visit
    assert visit is not None and [(a.by, a.text) for a in visit.answers] == [("tom", "More time: the panel meets late")]


def test_400_000_characters_are_kept_for_a_person_and_change_nothing(office: TestOffice) -> None:
    office.ines.writes("raise")
    answer = office.ines.answers(RAISE.replace("AB has asked", "AB has asked " + "and asked " * 45_000))
    assert "longer than can be read by itself" in answer and office.bea.received("was set aside")


def test_a_text_too_long_for_its_line_comes_back_with_all_else(office: TestOffice) -> None:
    office.ines.writes("raise")
    answer = office.ines.answers(RAISE.replace("AB has asked", "AB has asked " + "and asked " * 11_000))
    assert "is too long to be kept" in answer and "Record number: 10442" in answer
    shorter = office.ines.answers("Why it matters for the child: AB has asked twice.")
    assert "Who gets what" in shorter


def test_a_deployment_with_both_doors_speaks_of_both(tmp_path: Path) -> None:
    office = TestOffice(tmp_path)
    check = office.ines.writes(f"raise\n{RAISE}")
    assert "Tom Reid, Team Manager | asked to settle it | Teams and email" in check
    assert Channel.TEAMS in office.office.desk.doors
    office.office.close()


def test_two_machines_that_answer_each_other_are_soon_silent(raised: TestOffice) -> None:
    """Nothing in the headers says that it is one: it thanks for each mail."""
    for _ in range(9):
        raised.sara.office.writes(raised.sara.id, "Re: what you asked for", "Hello")
    assert 0 < len(raised.sara.mails) <= 5


def _as_after_a_crash(office: TestOffice) -> None:
    """Everything that was done is kept, and that it was answered is not: all mails are read once more."""
    with office.office.desk.database.write() as uow:
        uow.inbox.forget("mail ", office.office.now + timedelta(days=1))
        uow.watermarks.set_cursor("mailbox", "0")
        uow.commit()
    office.office.tick()


def test_a_crash_between_what_was_asked_for_and_its_answer_does_nothing_twice(raised: TestOffice) -> None:
    raised.until("2026-03-16", "17:05")
    raised.ines.replies("Wait a day", "your decision is asked for")
    before = [entry.facts for entry in _log(raised)]
    _as_after_a_crash(raised)
    assert [entry.facts for entry in _log(raised)] == before
    with pytest.raises(AssertionError, match="no case"):
        raised.case("LUT-26-0002")


def _log(office: TestOffice) -> tuple[Entry, ...]:
    with office.office.desk.database.read() as reading:
        return reading.log.entries(office.case().ref)


@pytest.mark.parametrize(
    ("person", "line"),
    [
        ("tom", "respond LUT-26-0001: The core group is on 14 April."),
        ("tom", "pass LUT-26-0001 to Grace Bello"),
        ("tom", "away from 1 April to 10 April with Grace Bello"),
        ("ines", "cafcass LUT-26-0001: referred today"),
        ("ines", "review 10442 AB on 5 May"),
    ],
)
def test_a_command_that_is_read_again_after_a_crash_is_done_and_told_once(
    raised: TestOffice, person: str, line: str
) -> None:
    others = [actor for id, actor in raised.actors.items() if id not in ("ines", person)]  # she is answered anew, too
    raised.actors[PersonId(person)].writes(line)
    before, told = [entry.facts for entry in _log(raised)], [len(actor.mails) for actor in others]
    _as_after_a_crash(raised)
    assert [entry.facts for entry in _log(raised)] == before
    assert [len(actor.mails) for actor in others] == told
