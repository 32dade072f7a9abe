"""Reading the post: an answer becomes an action; what cannot be filed is kept for a named person, and both are told."""

import json
from datetime import timedelta

import pytest

from bot.auditor import audit
from bot.mail.arriving.setting_aside import keep_whole
from bot.mail.kept import read_kept
from tests.office import TestOffice

from .post import TOM, read, written


def test_an_answer_counts_from_its_arrival(raised: TestOffice) -> None:
    arrived = raised.office.now
    mail = written(raised, "A date is set.", arrived=arrived)
    raised.office.played.clock.set(arrived.replace(hour=16))
    read(raised, mail, mail)
    visit = raised.case().visit
    assert visit is not None and [(answer.text, answer.at) for answer in visit.answers] == [("A date is set.", arrived)]


def test_an_answer_that_came_in_time_is_read_before_silence_is_declared(raised: TestOffice) -> None:
    """It arrived before five and is collected after: no silence is declared."""
    raised.until("2026-03-16", "16:50")
    mail = written(raised, "A date is set.")
    raised.office.played.clock.set(raised.office.now.replace(hour=17, minute=30))
    read(raised, mail)
    raised.office.desk.sweep()
    visit = raised.case().visit
    assert visit is not None and not visit.answers[0].late
    assert not raised.ines.sees("It is not settled yet. What next?")


def test_a_mail_that_is_stamped_before_the_last_reading_and_seen_after_it_is_still_collected(
    raised: TestOffice,
) -> None:
    before = raised.office.now
    mail = written(raised, "A date is set.", arrived=before - timedelta(minutes=20))
    read(raised)  # the mailbox did not show it yet
    raised.office.played.clock.set(before + timedelta(minutes=5))
    for _ in range(2):
        read(raised, mail)
    visit = raised.case().visit
    assert visit is not None and [answer.at for answer in visit.answers] == [mail.arrived]


@pytest.mark.parametrize(
    ("text", "changes", "why"),
    [
        ("Is this the right address?", {"answers": ()}, "was not clear what is meant"),
        ("Hello", {"answers": ("something else",)}, "does not answer a mail of ours"),
        ("Hello", {"is_authentic": False}, "does not answer a mail of ours"),
        ("Hello", {"from_address": "who@elsewhere.example"}, "does not answer a mail of ours"),
        ("", {}, "No words of an answer were found"),
        ("xyz", {"unreadable": "It is encrypted, and only its sender can write it in the open."}, "It is encrypted"),
        ("> what you wrote", {}, "No words of an answer were found"),
        ("More time: the panel meets late", {}, ""),
        ("Pass to: Nobody Known", {}, "Nobody here is called"),
        ("A date is set.", {"from_address": "WEN"}, ""),
        ("A date is set.", {"from_address": "ZED"}, ""),
    ],
)
def test_what_cannot_be_filed_is_kept_and_a_person_is_told(
    raised: TestOffice, text: str, changes: dict[str, object], why: str
) -> None:
    read(raised, written(raised, text, **changes))
    assert raised.bea.received("was set aside") and (not why or raised.bea.received(why))
    visit = raised.case().visit
    assert visit is not None and not visit.answers
    with raised.office.desk.database.read() as reading:
        kept = reading.drafts.of_kind("set aside")
    assert len(kept) == 1 and "m1" in kept[0].answers
    read(raised, written(raised, text, **changes))
    assert sum("set aside" in mail.subject for mail in raised.bea.mails) == 1, "and told once"


@pytest.mark.parametrize(("below", "kept"), [("", 0), ("\n\n> what you wrote", 1), ("\n\nKind regards\nTom", 1)])
def test_a_filed_answer_that_was_cut_leaves_the_whole_mail_beside_it(raised: TestOffice, below: str, kept: int) -> None:
    read(raised, written(raised, f"A date is set.{below}"))
    visit = raised.case().visit
    assert visit is not None and [answer.text for answer in visit.answers] == ["A date is set."]
    with raised.office.desk.database.read() as reading:
        whole = [json.loads(draft.answers)["text"] for draft in reading.drafts.of_kind("filed mail")]
    assert whole == [f"A date is set.{below}"] * kept


def test_what_was_written_into_the_quotation_is_kept_where_the_mailbox_shows_what_is_new_apart(
    raised: TestOffice,
) -> None:
    new = "Thank you. My answers stand next to each of your points."
    whole = f"{new}\n\nFrom: IRO Bot\nWhat is asked: a date.\nTOM: 9 March."
    read(raised, written(raised, new, whole=whole))
    with raised.office.desk.database.read() as reading:
        [kept] = [read_kept(draft.answers) for draft in reading.drafts.of_kind("filed mail")]
    visit = raised.case().visit
    assert visit is not None and [answer.text for answer in visit.answers] == [new]
    assert kept.shown == whole


def test_a_mail_with_an_id_of_any_length_is_kept_once_under_a_short_one(raised: TestOffice) -> None:
    strange = [written(raised, "Hello", from_address="x@evil.example", id=f"{'x' * 6_000}{n}") for n in range(2)]
    for _ in range(2):
        read(raised, *strange, written(raised, "A date is set.", id="m2"))
    with raised.office.desk.database.read() as reading:
        tokens = [draft.token for draft in reading.drafts.of_kind("set aside")]
    assert len(tokens) == 2 and max(map(len, tokens)) < 300, "PostgreSQL looks up no more than 2,700 bytes"
    assert raised.case().visits[0].answers


def test_the_sender_hears_why_and_what_to_do(raised: TestOffice) -> None:
    read(raised, written(raised, "More time please"))
    assert raised.tom.received("was not filed") and raised.tom.received("More time until")


def test_an_automatic_reply_is_no_answer_and_makes_no_noise(raised: TestOffice) -> None:
    read(raised, written(raised, "I am on leave.", headers=(("Auto-Submitted", "auto-replied"),)))
    visit = raised.case().visit
    assert visit is not None and not visit.answers
    assert not raised.bea.received("set aside")


def test_one_mail_that_cannot_be_read_does_not_keep_the_next(raised: TestOffice) -> None:
    broken = written(raised, "x", id="m0", headers=None)
    read(raised, broken, written(raised, "A date is set."))
    visit = raised.case().visit
    assert visit is not None and len(visit.answers) == 1
    assert raised.bea.received("was set aside")
    assert audit(raised.office.desk).ok


def test_mails_kept_beside_a_case_go_with_its_words_and_those_about_no_case_by_their_age(raised: TestOffice) -> None:
    filed = written(raised, "A date is set.\n\nKind regards\nTom", id="filed")
    aside = written(raised, "More time: the panel meets late", id="aside")
    loose = written(raised, "Is this the right address?", id="loose", answers=())
    read(raised, filed, aside, loose)
    raised.ines.presses("Satisfied", difference="AB has a plan.")
    assert _kept(raised) == {"mail filed", "mail aside", "mail loose"}
    now, ref = raised.office.now, raised.case().ref
    with raised.office.desk.database.write() as uow:
        assert uow.retention.drop_loose(now) == 0, "nothing is old yet"
        uow.retention.empty_words(ref, "closed cases after their time", now + timedelta(days=1), now)
        uow.commit()
    assert _kept(raised) == {"mail loose"}
    with raised.office.desk.database.write() as uow:
        uow.retention.drop_loose(now + timedelta(seconds=1))
        uow.commit()
    assert not _kept(raised)


def _kept(office: TestOffice) -> set[str]:
    with office.office.desk.database.read() as reading:
        return {draft.token for kind in ("filed mail", "set aside") for draft in reading.drafts.of_kind(kind)}


def test_words_that_come_with_an_answer_to_an_invitation_are_read_by_a_person(raised: TestOffice) -> None:
    answer = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR"
    read(raised, written(raised, "", id="m0", calendar=answer))
    assert not raised.bea.received("was set aside")
    read(raised, written(raised, "I cannot come: AB moved to hospital last night.", calendar=answer))
    assert raised.bea.received("A mail about LUT-26-0001 was set aside")
    assert "AB moved to hospital last night" in raised.bea.mails[0].text
    assert not raised.tom.received("was not filed"), "nothing is asked of its writer"


def test_what_one_worker_sets_aside_is_not_taken_off_the_list_by_another_who_still_reads_it(
    raised: TestOffice,
) -> None:
    mail = written(raised, "More time: the panel meets late\n\n> what you wrote")
    read(raised, mail)
    keep_whole(raised.office.desk, mail, TOM, raised.case().ref)
    with raised.office.desk.database.read() as reading:
        assert len(reading.drafts.of_kind("set aside")) == 1
    assert "the panel meets late" in raised.bea.mails[0].text


@pytest.mark.parametrize(
    "header", [("Precedence", "bulk"), ("Return-Path", "<>"), ("Auto-Submitted", "auto-forwarded")]
)
def test_an_answer_that_only_travelled_as_machines_mails_do_is_kept_for_a_person(
    raised: TestOffice, header: tuple[str, str]
) -> None:
    read(raised, written(raised, "The core group is set for 9 March.", headers=(header,)))
    visit = raised.case().visit
    assert visit is not None and not visit.answers
    assert raised.bea.received("A mail about LUT-26-0001 was set aside")
    assert "The core group is set for 9 March." in raised.bea.mails[0].text
    assert not raised.tom.received("was not filed"), "nobody answers what may be a machine"


@pytest.mark.parametrize("header", [("Precedence", "bulk"), ("Return-Path", "<>")])
def test_what_travelled_so_and_answers_nothing_of_ours_makes_no_noise(
    raised: TestOffice, header: tuple[str, str]
) -> None:
    read(raised, written(raised, "Our newsletter.", headers=(header,), answers=()))
    assert not raised.bea.received("was set aside")


@pytest.mark.parametrize("words", ["Out of office from 1 April to 10 April", "out of office until 10 April"])
def test_a_command_that_reads_like_a_machines_subject_is_one_in_a_new_mail(raised: TestOffice, words: str) -> None:
    line = f"{words} with Grace Bello"
    read(raised, written(raised, "", subject=line, answers=(), headers=(("X-RT-Loop-Prevention", "x"),)))
    read(raised, written(raised, "", id="m2", subject=line))
    assert not raised.grace.received("You answer for Tom Reid"), "a machine, and an answer"
    read(raised, written(raised, "", id="m3", subject=line, answers=()))
    assert raised.grace.received("You answer for Tom Reid")
    assert raised.tom.received("Grace Bello answers meanwhile")
