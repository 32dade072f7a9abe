"""Procedures, drafts, watermarks and shown cards are kept and given back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from escalation.case import PackPin, TeamId
from storage.chats import Account, CaseThread, ChatPlace
from storage.database import Database
from storage.drafts import Draft
from storage.errors import ProcedureNotKept
from storage.mailed import MailedCard
from storage.procedures import KeptProcedure, SignOff
from storage.shown_cards import Outdated, ShownCard
from storage.unit_of_work import UnitOfWork
from tests.people import INES, NORTH, TOM, at, luton
from tests.storage.casebook import FIRST, MONDAY, at_once, raising, waking

PIN = luton().pin
AMENDED = PackPin(PIN.id, "2", "ab" * 32)
EAST = TeamId("East")


@contextmanager
def writing(database: Database) -> Iterator[UnitOfWork]:
    with database.write() as uow:
        yield uow
        uow.commit()


def keep_both(database: Database) -> None:
    with writing(database) as uow:
        uow.procedures.keep(luton().text, PIN, "luton.yaml", MONDAY)
        uow.procedures.keep("amended", AMENDED, "luton-2.yaml", at("2026-04-01"))


def test_a_procedure_is_kept_to_the_letter(database: Database) -> None:
    keep_both(database)
    with writing(database) as uow:
        uow.procedures.keep("other words", PIN, "other.yaml", at("2026-05-01"))
    with database.read() as reading:
        assert reading.procedures.text(PIN.digest) == luton().text
        assert reading.procedures.kept() == (
            KeptProcedure(AMENDED, "luton-2.yaml", at("2026-04-01")),
            KeptProcedure(PIN, "luton.yaml", MONDAY),
        )
        with pytest.raises(ProcedureNotKept):
            reading.procedures.text("00")


def test_a_sign_off_holds_for_one_very_text(database: Database) -> None:
    with writing(database) as uow:
        uow.procedures.sign_off(PIN, "Dana Whitfield", MONDAY)
    with database.read() as reading:
        assert reading.procedures.signed_off(PIN.digest) == SignOff(PIN, "Dana Whitfield", MONDAY)
        assert reading.procedures.signed_off(AMENDED.digest) is None


def test_a_team_has_its_own_pack_or_that_of_all(database: Database) -> None:
    keep_both(database)
    with database.read() as reading:
        assert reading.procedures.pack_of(NORTH) is None
    with writing(database) as uow:
        uow.procedures.assign(None, PIN.digest)
        uow.procedures.assign(EAST, AMENDED.digest)
    with database.read() as reading:
        assert [reading.procedures.pack_of(team) for team in (NORTH, EAST, None)] == [
            PIN.digest,
            AMENDED.digest,
            PIN.digest,
        ]
    with writing(database) as uow:
        uow.procedures.assign(EAST, PIN.digest)
        assert uow.procedures.pack_of(EAST) == PIN.digest


def test_a_team_cannot_be_given_a_procedure_that_is_not_kept(database: Database) -> None:
    with pytest.raises(IntegrityError), writing(database) as uow:
        uow.procedures.assign(EAST, "00")


def test_a_draft_is_kept_changed_and_finished_once(database: Database) -> None:
    with writing(database) as uow:
        uow.drafts.put("token", INES, "raise", '{"what": "hal', MONDAY)
        uow.drafts.put("token", INES, "raise", '{"what": "half"}', at("2026-03-03"))
    with writing(database) as uow:
        assert uow.drafts.get("token") == Draft("token", INES, "raise", '{"what": "half"}', at("2026-03-03"))
        assert uow.drafts.finish("token")
        assert not uow.drafts.finish("token")
        assert uow.drafts.get("token") is None
        assert not uow.drafts.finish("never there")


def test_of_two_who_finish_a_draft_at_once_one_does(database: Database, another: Callable[[], Database]) -> None:
    with writing(database) as uow:
        uow.drafts.put("token", INES, "raise", "{}", MONDAY)

    def finish(own: Database) -> bool:
        with own.write() as uow:
            done = uow.drafts.finish("token")
            uow.commit()
        return done

    databases = [another() for _ in range(3)]
    assert sorted(at_once(*(lambda own=own: finish(own) for own in databases))) == [False, False, True]


def test_old_drafts_of_a_kind_are_purged_and_other_kinds_stay(database: Database) -> None:
    with writing(database) as uow:
        uow.drafts.put("old", INES, "raise", "{}", MONDAY)
        uow.drafts.put("new", INES, "raise", "{}", at("2026-03-03"))
        uow.drafts.put("mail", INES, "set aside", "{}", MONDAY)
        assert uow.drafts.purge(at("2026-03-03"), {"raise"}) == 1
        assert uow.drafts.get("old") is None
        assert [draft.token for draft in uow.drafts.of_kind("raise")] == ["new"]
        assert [draft.token for draft in uow.drafts.of_kind("set aside")] == ["mail"]


def test_a_watermark_says_how_far_the_mailbox_was_read(database: Database) -> None:
    with writing(database) as uow:
        assert uow.watermarks.get("mailbox") is None
        uow.watermarks.set("mailbox", MONDAY)
        uow.watermarks.set("mailbox", at("2026-03-03"))
        assert uow.watermarks.get("mailbox") == at("2026-03-03")


def test_a_message_shows_a_card_until_it_is_over(database: Database) -> None:
    asked = ShownCard("chat of tom", "1", TOM, FIRST, None, "m1", "drawn so", MONDAY)
    told = ShownCard("chat of ines", "1", INES, FIRST, None, "m2", "drawn so", at("2026-03-03"), is_form=True)
    with writing(database) as uow:
        uow.cards.put(told)
        uow.cards.put(asked)
        uow.cards.drawn(asked, "drawn anew")
    with database.read() as reading:
        assert reading.cards.live(FIRST) == (replace(asked, drawn="drawn anew"), told)
    with writing(database) as uow:
        uow.cards.over(asked.conversation, asked.activity)
    with database.read() as reading:
        assert reading.cards.live(FIRST) == (told,)
        assert reading.cards.get("chat of tom", "1") == replace(asked, drawn="drawn anew")
        assert reading.cards.get("chat of tom", "2") is None


def test_a_card_is_to_be_drawn_anew_once_its_case_has_moved(database: Database) -> None:
    shown = ShownCard("chat of tom", "1", TOM, FIRST, None, "m1", "first", MONDAY)
    form, gone = replace(shown, activity="2", is_form=True), replace(shown, activity="3")
    with writing(database) as uow:
        version = uow.record(raising(), None)
        for card in (shown, form, gone):
            uow.cards.put(card)
        uow.cards.over(gone.conversation, gone.activity)
        assert uow.cards.outdated(MONDAY, 9) == ()
        uow.cards.outdate(FIRST, version + 1, MONDAY)
        [outdated] = uow.cards.outdated(MONDAY, 9)
    assert outdated == Outdated(shown, version + 1)
    with writing(database) as uow:
        uow.cards.redraw_later(outdated, at("2026-03-03"))
        assert uow.cards.outdated(MONDAY, 9) == ()
        [again] = uow.cards.outdated(at("2026-03-03"), 9)
        uow.cards.redrawn(again, "anew")
    with database.read() as reading:
        assert reading.cards.outdated(at("2026-03-04"), 9) == ()
        assert reading.cards.get("chat of tom", "1") == replace(shown, drawn="anew")


def test_a_decision_outdates_what_shows_its_case(database: Database) -> None:
    first = raising()
    with writing(database) as uow:
        uow.record(first, None)
        uow.cards.put(ShownCard("chat of tom", "1", TOM, FIRST, None, "m1", "first", MONDAY))
        assert uow.cards.outdated(MONDAY, 9) == ()
    decision = waking(first.case)
    with writing(database) as uow:
        version = uow.record(decision, 1)
        [outdated] = uow.cards.outdated(decision.entries[-1].recorded, 9)
    assert outdated.moved_to == version


def test_of_two_who_draw_a_card_anew_neither_hides_what_came_meanwhile(database: Database) -> None:
    shown = ShownCard("chat of tom", "1", TOM, FIRST, None, "m1", "first", MONDAY)
    with writing(database) as uow:
        uow.cards.put(shown)
        uow.cards.outdate(FIRST, 2, MONDAY)
        [early] = uow.cards.outdated(MONDAY, 9)
        uow.cards.outdate(FIRST, 3, MONDAY)
        [late] = uow.cards.outdated(MONDAY, 9)
        uow.cards.as_it_was(early)
        assert uow.cards.outdated(MONDAY, 9) == (late,), "the case moved once more while it was looked at"
        uow.cards.redrawn(late, "third")
        assert uow.cards.outdated(MONDAY, 9) == ()
        uow.cards.redrawn(early, "second")
        [once_more] = uow.cards.outdated(MONDAY, 9)
        assert once_more.card.drawn == "second"
        uow.cards.redrawn(once_more, "third")
        assert uow.cards.outdated(MONDAY, 9) == ()


def test_what_a_chat_has_is_known_by_its_number_in_the_outbox(database: Database) -> None:
    with writing(database) as uow:
        uow.cards.hold(["m1", "m2"], MONDAY)
        uow.cards.hold(["m2"], at("2026-03-03"))
        assert uow.cards.holds("m1") and uow.cards.holds("m2") and not uow.cards.holds("m3")
        uow.cards.forget_holds(at("2026-03-03"))
        assert not uow.cards.holds("m1")


def test_people_and_cases_are_found_where_they_were_last_reached(database: Database) -> None:
    with writing(database) as uow:
        uow.record(raising(), None)
        uow.chats.keep_account(Account("entra 1", TOM, "29:tom"), MONDAY)
        uow.chats.keep_account(Account("entra 2", TOM, "29:tom, new"), at("2026-03-03"))
        uow.chats.keep(ChatPlace(TOM, "a:1", "https://teams.example/uk"), MONDAY)
        uow.chats.keep(ChatPlace(TOM, "a:2", "https://teams.example/uk"), at("2026-03-03"))
        uow.chats.keep_thread(CaseThread(FIRST, "19:thread", "head", "https://teams.example/uk"), MONDAY)
    with database.read() as reading:
        assert reading.chats.account("entra 1") == Account("entra 1", TOM, "29:tom")
        assert reading.chats.account_of(TOM) == Account("entra 2", TOM, "29:tom, new")
        assert reading.chats.with_person(TOM) == ChatPlace(TOM, "a:2", "https://teams.example/uk")
        assert reading.chats.case_of_thread("19:thread") == FIRST
        assert reading.chats.thread_of(FIRST) == CaseThread(FIRST, "19:thread", "head", "https://teams.example/uk")
    with writing(database) as uow:
        uow.chats.forget(TOM)
        uow.chats.forget_account("entra 2")
        assert uow.chats.with_person(TOM) is None and uow.chats.account_of(TOM) == Account("entra 1", TOM, "29:tom")


def test_a_card_that_was_mailed_is_found_until_it_is_old_or_the_words_of_its_case_go(database: Database) -> None:
    later = at("2026-03-03")
    with writing(database) as uow:
        uow.mailed.put(MailedCard("m1", INES, None, "{}", "Kept.", answers="m0@mail.example"), MONDAY)
        uow.mailed.put(MailedCard("m2", TOM, FIRST, "{}", is_case=True), later)
    with database.read() as reading:
        assert reading.mailed.get("m1") == MailedCard("m1", INES, None, "{}", "Kept.", answers="m0@mail.example")
        assert reading.mailed.get("m2") == MailedCard("m2", TOM, FIRST, "{}", is_case=True)
        assert reading.mailed.answers("m1") == ("m0@mail.example",) and not reading.mailed.answers("m2")
    with writing(database) as uow:
        assert uow.mailed.forget(later) == 1 and uow.mailed.get("m1") is None
        uow.retention.drop_loose(at("2026-03-04"))
        assert uow.mailed.get("m2") is None
