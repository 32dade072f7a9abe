"""Emptying people's words when their time has come: shown first, then done once and for good, and the log verifies."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.cli import app
from bot.retention import Due, Emptied, NothingEmptied, due, empty
from escalation.case import CaseRef, PersonId
from escalation.working_days import LONDON
from storage.database import Database, migrate, open_database
from tests.people import at
from tests.storage.casebook import FIRST, sent_case
from tests.storage.test_case_log import play_to_the_end, tamper

WORDS = "Her mother's words."
RULE, BY = "IRO records, six years", "Olga"
UNDER = f"{RULE}, by {BY}"
LATER = at("2034-01-10")
AFTER = date(2033, 1, 1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "iro-bot.db"


@pytest.fixture
def database(file: Path) -> Database:
    engine = open_database(f"sqlite:///{file}")
    migrate(engine)
    return Database(engine)


def holds(database: Database, piece: str) -> bool:
    """Anywhere at all."""
    with database.engine.connect() as connection:
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        rows = [str(row) for table in tables for row in connection.execute(text(f'SELECT * FROM "{table}"'))]
    return any(piece in row.casefold() for row in rows)


def loose_form(database: Database, moment: datetime) -> None:
    with database.write() as uow:
        uow.drafts.put("a form", PersonId("ines"), "raise", "her mother's words, never sent", moment)
        uow.commit()


def refs(found: Due) -> list[str]:
    return [ref for ref, _ in found.cases]


def emptied_by(database: Database, shown: int, rule: str = RULE, by: str = BY) -> Emptied:
    return empty(database, shown, rule, by, AFTER, LATER)


def run(file: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str]:
    monkeypatch.setenv("IRO_BOT_DATABASE_URL", f"sqlite:///{file}")
    result = CliRunner().invoke(app, ["retention", *arguments])
    return result.exit_code, " ".join(result.output.split())


def test_what_is_due_is_shown_and_nothing_is_changed(database: Database) -> None:
    closed = play_to_the_end(database, words=WORDS).closed
    assert closed is not None
    day = closed.at.astimezone(LONDON).date()
    assert due(database, day, LATER.date()) == Due((), 0), "closed on that day, not before it"
    assert due(database, day + timedelta(days=1), LATER.date()) == Due(((FIRST, closed.at),), 0)
    assert holds(database, "mother")


def test_an_open_case_is_never_due(database: Database) -> None:
    sent_case(database)
    assert due(database, AFTER, LATER.date()) == Due((), 0)


def test_emptied_words_are_nowhere_any_more_and_the_log_says_under_which_rule(database: Database) -> None:
    play_to_the_end(database, words=WORDS)
    loose_form(database, at("2026-03-02"))
    found = due(database, AFTER, LATER.date())
    assert (refs(found), found.loose) == ([FIRST], 1)
    emptied = emptied_by(database, 1)
    assert (emptied.cases, emptied.loose, emptied.broken) == (1, 1, ())
    assert emptied.entries >= 2
    assert not holds(database, "mother")
    with database.read() as reading:
        verified = reading.log.verify(FIRST)
    assert (verified.ok, verified.removed_words, verified.removed_under) == (True, emptied.entries, (UNDER,))
    assert due(database, AFTER, LATER.date()) == Due((), 0)
    assert emptied_by(database, 0) == Emptied(0, 0, 0)


def test_what_was_broken_off_is_finished_by_doing_it_again(database: Database) -> None:
    second = CaseRef("LUT-26-0002")
    play_to_the_end(database, words=WORDS)
    play_to_the_end(database, second, words=WORDS)
    with database.write() as uow:
        uow.retention.empty_words(FIRST, RULE, LATER, LATER)
        uow.commit()
    assert refs(due(database, AFTER, LATER.date())) == [second]
    assert emptied_by(database, 1).cases == 1
    assert not holds(database, "mother")


def test_a_log_that_did_not_verify_is_named(database: Database) -> None:
    play_to_the_end(database, words=WORDS)
    tamper(database, "UPDATE log SET by = 'helen' WHERE number = 2")
    assert emptied_by(database, 1).broken == (FIRST,)


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "two\nlines", "--help"])
@pytest.mark.parametrize("which", ["rule", "by"])
def test_the_rule_has_a_name_and_so_has_whoever_empties(database: Database, which: str, name: str) -> None:
    play_to_the_end(database, words=WORDS)
    with pytest.raises(NothingEmptied, match=r"Name (the rule|who does it)"):
        emptied_by(database, 1, **{which: name})
    assert holds(database, "mother")


@pytest.mark.parametrize("shown", [0, 2])
def test_what_was_not_shown_is_not_emptied(database: Database, shown: int) -> None:
    play_to_the_end(database, words=WORDS)
    loose_form(database, at("2026-03-02"))
    with pytest.raises(NothingEmptied, match=f"due: 1, not {shown}"):
        emptied_by(database, shown)
    assert holds(database, "mother") and holds(database, "never sent")


def test_the_command_shows_first_and_empties_what_was_shown(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_to_the_end(database, words=WORDS)
    day = ("--closed-before", "2026-11-01")
    code, said = run(file, monkeypatch, *day)
    assert code == 0
    assert re.match(r"LUT-26-0001, closed on \d+ \w+ 2026 Cases whose words are due: 1\.", said)
    assert "Nothing was emptied" in said and "--empty 1" in said and str(file) in said and "mother" not in said
    assert holds(database, "mother")
    code, said = run(file, monkeypatch, *day, "--empty", "1", "--rule", RULE, "--by", BY)
    assert code == 0
    assert said.startswith("Cases emptied: 1, with ") and "The log still verifies." in said
    assert not holds(database, "mother")
    code, said = run(file, monkeypatch, *day)
    assert code == 0 and said.startswith("Nothing has reached the end of its time.")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("2999-01-01",), "That day has not been yet"),
        (("2999-01-01", "--empty", "1", "--rule", RULE, "--by", BY), "That day has not been yet"),
        (("01/04/2026",), "Write the day as 2020-04-30"),
        (("2026-11-01", "--empty", "1"), "Name the rule"),
        (("2026-11-01", "--empty", "1", "--rule", RULE), "Name who does it"),
        (("2026-11-01", "--empty", "1", "--rule", "--help", "--by", BY), "Name the rule"),
        (("2026-11-01", "--empty", "3", "--rule", RULE, "--by", BY), "Cases that are due: 1, not 3."),
    ],
)
def test_whatever_is_wrong_nothing_is_emptied(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], why: str
) -> None:
    play_to_the_end(database, words=WORDS)
    code, said = run(file, monkeypatch, "--closed-before", *words)
    assert code == 1 and said.startswith(why)
    assert holds(database, "mother")


def test_a_database_that_is_not_there_is_named_and_not_made(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = run(file, monkeypatch, "--closed-before", "2026-01-01")
    assert code == 1 and "Nothing was emptied" in said and not file.exists()
