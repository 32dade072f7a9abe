"""The log makes the case, keeps every word as it was written, and shows when anybody tampered with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from escalation.actions import Reopen, Said, Via
from escalation.case import Case, CaseRef, Words
from escalation.decide import decide
from escalation.replay import replay
from storage.case_log import Verified
from storage.chain import ChainRow
from storage.database import Database
from storage.errors import LogBroken, TextRefused, TimeRefused
from tests.people import INES, at, situation
from tests.storage.casebook import (
    FIRST,
    answering,
    raising,
    record,
    recorded,
    sent_case,
    waking,
    withdrawing,
)

LATER = at("2034-01-10")
ANY_SCRIPT = "Mae'n hwyr; لم يأتِ أحد; 🙂👩🏽‍⚕️; <b>bold</b> {{DATE(2026-01-01)}} \u202e.txt \\u0000 %_' \" \n\t end"


def play_to_the_end(database: Database, ref: CaseRef = FIRST, words: str = "It is booked.") -> Case:
    """Raised, sent, silent, moved up, answered, withdrawn."""
    decisions = [raising(ref, what=words)]
    for _ in range(4):
        decisions.append(waking(decisions[-1].case))
    now = decisions[-1].entries[-1].recorded
    decisions.append(withdrawing(decisions[-1].case, now + timedelta(minutes=1), words))
    return recorded(database, *decisions)


def tamper(database: Database, *statements: str) -> None:
    """As somebody with every right on the database could, who also takes the guards away."""
    with database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars():
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            assert connection.execute(text(statement)).rowcount >= 1


def look(database: Database, ref: CaseRef = FIRST) -> Verified:
    with database.read() as reading:
        return reading.log.verify(ref)


def test_applying_the_log_gives_the_stored_case(database: Database) -> None:
    play_to_the_end(database)
    with database.read() as reading:
        stored = reading.cases.load(FIRST)
        assert stored is not None
        assert replay(reading.log.entries(FIRST)) == stored.case
        assert not stored.case.is_open
        assert reading.log.verify(FIRST) == Verified(FIRST, True, None, 0, ())


def test_words_of_any_script_come_back_as_they_were_typed(database: Database) -> None:
    case, version = sent_case(database, what=ANY_SCRIPT)
    answer = answering(case, ANY_SCRIPT, at("2026-03-03"))
    record(database, answer, version)
    with database.read() as reading:
        stored = reading.cases.load(FIRST)
        assert stored is not None and stored.case.visit is not None
        assert stored.case.concerns[0].what == ANY_SCRIPT
        assert stored.case.visit.answers[0].text == ANY_SCRIPT
        assert replay(reading.log.entries(FIRST)) == stored.case


def test_a_very_long_text_is_kept_whole(database: Database) -> None:
    long = "Ünd so on. " * 200_000
    record(database, raising(what=long))
    with database.read() as reading:
        stored = reading.cases.load(FIRST)
        assert stored is not None
        assert stored.case.concerns[0].what == long
        assert reading.log.verify(FIRST).ok


@pytest.mark.parametrize("unfit", ["before\x00after", "half of \ud83d a face"])
def test_a_character_that_cannot_be_kept_is_refused_and_nothing_is_written(database: Database, unfit: str) -> None:
    with pytest.raises(TextRefused, match="character") as refused:
        record(database, raising(what=unfit))
    assert "before" not in str(refused.value), "what people wrote stays out of errors"
    with database.read() as reading:
        assert reading.cases.load(FIRST) is None
    with pytest.raises(TextRefused), database.write() as uow:
        uow.drafts.put("token", INES, "raise", unfit, LATER)
    record(database, raising())


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(TimeRefused, match="without a time zone"), database.write() as uow:
        uow.watermarks.set("mailbox", datetime(2026, 3, 2, 10))  # noqa: DTZ001


def test_a_time_of_another_zone_comes_back_as_the_same_moment(database: Database) -> None:
    moment = datetime(2026, 7, 1, 12, 30, 0, 250_001, tzinfo=timezone(timedelta(hours=1)))
    with database.write() as uow:
        uow.watermarks.set("mailbox", moment)
        uow.commit()
    with database.read() as reading:
        kept = reading.watermarks.get("mailbox")
    assert kept == moment
    assert kept is not None and kept.utcoffset() == timedelta()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE log SET kind = 'waited' WHERE number = 3",
        "UPDATE log SET by = 'helen' WHERE number = 3",
        "UPDATE log SET on_behalf_of = 'helen' WHERE number = 3",
        "UPDATE log SET via = 'console' WHERE number = 3",
        "UPDATE log SET happened_at = '2026-03-01 10:00:00.000000+00' WHERE number = 3",
        "UPDATE log SET recorded_at = '2026-03-01 10:00:00.000000+00' WHERE number = 3",
        "UPDATE log SET facts = '{}' WHERE number = 3",
        "UPDATE log SET words_digest = 'ab' WHERE number = 3",
        "UPDATE log SET previous = 'ab' WHERE number = 3",
        "UPDATE log SET hash = 'ab' WHERE number = 3",
        "UPDATE log SET number = 300 WHERE number = 3",
        "DELETE FROM log WHERE number = 3",
    ],
)
def test_a_changed_row_shows_and_says_where(database: Database, change: str) -> None:
    play_to_the_end(database)
    if database.engine.dialect.name == "sqlite":
        change = change.replace("+00'", "'")
    if "log SET number" in change or "DELETE" in change:
        tamper(database, "DELETE FROM log_words WHERE number >= 0", change)
        assert look(database).broken_at in (1, 3)
    else:
        tamper(database, change)
        assert look(database).broken_at == 3
    assert not look(database).ok


def test_a_row_that_cannot_be_read_is_broken_and_no_crash(database: Database) -> None:
    play_to_the_end(database)
    tamper(database, "UPDATE log SET kind = 'gossip', facts = 'no JSON' WHERE number = 3")
    assert look(database).broken_at == 3
    with pytest.raises(LogBroken, match="entry 3 of LUT-26-0001"), database.read() as reading:
        reading.log.entries(FIRST)


def test_rows_taken_off_the_end_show(database: Database) -> None:
    play_to_the_end(database)
    with database.read() as reading:
        count = len(reading.log.entries(FIRST))
    tamper(
        database, f"DELETE FROM log_words WHERE number >= {count - 1}", f"DELETE FROM log WHERE number > {count - 2}"
    )
    assert look(database).broken_at == count - 1


def test_a_forged_row_with_a_fitting_hash_shows_in_the_next(database: Database) -> None:
    play_to_the_end(database)
    with database.read() as reading:
        entry = reading.log.entries(FIRST)[1]
    with database.engine.connect() as connection:
        row = connection.execute(text("SELECT kind, facts, words_digest, previous FROM log WHERE number = 2")).one()
    forged = ChainRow(
        FIRST,
        2,
        row.kind,
        entry.happened,
        entry.recorded,
        "helen",
        None,
        entry.via,
        row.facts,
        row.words_digest,
        row.previous,
    )
    tamper(database, f"UPDATE log SET by = 'helen', on_behalf_of = NULL, hash = '{forged.hash()}' WHERE number = 2")
    assert look(database).broken_at == 3


@pytest.mark.parametrize(
    "change",
    [
        'UPDATE log_words SET words = \'{"case.concerns.0.what": "All is well."}\' WHERE number = 1',
        "UPDATE log_words SET words = NULL WHERE number = 1",
        "UPDATE log_words SET salt = 'not hexadecimal' WHERE number = 1",
        "UPDATE log_words SET salt = NULL WHERE number = 1",
        "DELETE FROM log_words WHERE number = 1",
    ],
)
def test_changed_words_show(database: Database, change: str) -> None:
    play_to_the_end(database)
    tamper(database, change)
    assert look(database).broken_at == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE log SET by = 'helen'",
        "DELETE FROM log",
        "UPDATE log_words SET words = '{}'",
        "UPDATE log_words SET words = NULL",
        "DELETE FROM log_words",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(database: Database, change: str) -> None:
    play_to_the_end(database)
    with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
        connection.execute(text(change))
    assert look(database).ok


def test_emptied_words_are_gone_and_the_chain_says_how_many_and_why(database: Database) -> None:
    closed = play_to_the_end(database, words="Her mother's words.")
    with database.write() as uow:
        emptied = uow.retention.empty_words(FIRST, "closed cases after their time", LATER, LATER)
        uow.commit()
    assert emptied >= 2
    assert look(database) == Verified(FIRST, True, None, emptied, ("closed cases after their time",))
    with database.read() as reading:
        entries = reading.log.entries(FIRST)
        stored = reading.cases.load(FIRST)
    assert "mother" not in str(entries)
    assert stored is not None and "mother" not in str(stored.case)
    assert replay(entries) == stored.case
    assert replace(stored.case, concerns=(), closed=None) == replace(
        closed, concerns=(), closed=None, skipping_because=stored.case.skipping_because
    )
    assert no_table_holds(database, "mother")


def no_table_holds(database: Database, piece: str) -> bool:
    with database.engine.connect() as connection:
        tables = ("cases", "log", "log_words", "outbox", "drafts")
        rows = [str(row) for table in tables for row in connection.execute(text(f"SELECT * FROM {table}"))]
    return bool(rows) and not any(piece in row.casefold() for row in rows)


EMPTIED = "UPDATE log_words SET words = NULL, salt = NULL, folded = NULL, emptied_under = 'made up', emptied_at = '{}'"


@pytest.mark.parametrize(
    ("change", "closed"),
    [
        (EMPTIED.format("2034-01-10 10:00:00.000000+00"), False),
        (EMPTIED.format("2026-03-01 10:00:00.000000+00"), True),
        (EMPTIED.format("2026-03-02 10:01:00.000000+00"), True),
    ],
    ids=["while it is open", "before anything was written", "before it was closed"],
)
def test_words_that_were_emptied_when_retention_may_not_show(database: Database, change: str, closed: bool) -> None:
    """Whatever is written beside them: the chain itself says from when to when a case was closed."""
    play_to_the_end(database) if closed else sent_case(database)
    assert look(database).ok
    tamper(database, change.replace("+00'", "'") if database.engine.dialect.name == "sqlite" else change)
    assert look(database).broken_at == 1


def test_words_that_were_emptied_after_the_case_was_opened_again_show(database: Database) -> None:
    closed = play_to_the_end(database)
    with database.write() as uow:
        uow.retention.empty_words(FIRST, "closed cases after their time", LATER, LATER)
        stored = uow.cases.load(FIRST)
        uow.commit()
    assert stored is not None and closed.closed is not None
    early = closed.closed.at + timedelta(days=1)
    reopened = decide(stored.case, Reopen(Said(INES, Via.TEAMS), Words("It began anew.")), situation(early))
    record(database, reopened, stored.version)
    assert not look(database).ok


def test_a_case_that_is_not_past_its_time_keeps_its_words(database: Database) -> None:
    closed = play_to_the_end(database)
    assert closed.closed is not None
    with database.write() as uow:
        assert uow.retention.empty_words(FIRST, "closed cases after their time", closed.closed.at, LATER) == 0
        uow.commit()
    assert look(database).removed_words == 0


def test_emptying_twice_or_an_open_case_does_nothing(database: Database) -> None:
    play_to_the_end(database)
    sent_case(database, CaseRef("LUT-26-0002"))
    with database.write() as uow:
        assert uow.retention.empty_words(FIRST, "first", LATER, LATER) > 0
        assert uow.retention.empty_words(FIRST, "second", LATER, LATER) == 0
        assert uow.retention.empty_words(CaseRef("LUT-26-0002"), "first", LATER, LATER) == 0
        uow.commit()
    assert look(database).removed_under == ("first",)
    with database.read() as reading:
        assert [verified.ok for verified in reading.log.verify_all()] == [True, True]


def test_one_broken_case_does_not_hide_the_others(database: Database) -> None:
    for number in (1, 2, 3):
        sent_case(database, CaseRef(f"LUT-26-000{number}"))
    tamper(database, "UPDATE log SET by = 'helen' WHERE case_id = 2 AND number = 1")
    with database.read() as reading:
        assert [(v.ref, v.broken_at) for v in reading.log.verify_all()] == [
            ("LUT-26-0001", None),
            ("LUT-26-0002", 1),
            ("LUT-26-0003", None),
        ]


def test_equal_words_leave_different_digests(database: Database, another: Callable[[], Database]) -> None:
    record(database, raising(what="yes"))
    record(another(), raising(CaseRef("LUT-26-0002"), what="yes"))
    with database.engine.connect() as connection:
        digests = (
            connection.execute(text("SELECT words_digest FROM log WHERE words_digest IS NOT NULL")).scalars().all()
        )
    assert len(set(digests)) == len(digests) >= 2
