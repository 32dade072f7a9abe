"""Emptying people's words when their time has come: shown first, then done once and for good, and the log verifies."""

from __future__ import annotations

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
RULE = "IRO records, six years"
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


def run(file: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str]:
    monkeypatch.setenv("IRO_BOT_DATABASE_URL", f"sqlite:///{file}")
    result = CliRunner().invoke(app, ["retention", *arguments])
    return result.exit_code, " ".join(result.output.split())


def test_what_is_due_is_shown_and_nothing_is_changed(database: Database) -> None:
    closed = play_to_the_end(database, words=WORDS).closed
    assert closed is not None
    day = closed.at.astimezone(LONDON).date()
    assert due(database, day, LATER.date()) == Due((), 0), "closed on that day, not before it"
    assert due(database, day + timedelta(days=1), LATER.date()) == Due((FIRST,), 0)
    assert holds(database, "mother")


def test_an_open_case_is_never_due(database: Database) -> None:
    sent_case(database)
    assert due(database, AFTER, LATER.date()) == Due((), 0)


def test_emptied_words_are_nowhere_any_more_and_the_log_says_under_which_rule(database: Database) -> None:
    play_to_the_end(database, words=WORDS)
    loose_form(database, at("2026-03-02"))
    assert due(database, AFTER, LATER.date()) == Due((FIRST,), 1)
    emptied = empty(database, RULE, AFTER, LATER)
    assert (emptied.cases, emptied.loose, emptied.broken) == (1, 1, ())
    assert emptied.entries >= 2
    assert not holds(database, "mother")
    with database.read() as reading:
        verified = reading.log.verify(FIRST)
    assert (verified.ok, verified.removed_words, verified.removed_under) == (True, emptied.entries, (RULE,))
    assert due(database, AFTER, LATER.date()) == Due((), 0)
    assert empty(database, RULE, AFTER, LATER) == Emptied(0, 0, 0)


def test_what_was_broken_off_is_finished_by_doing_it_again(database: Database) -> None:
    second = CaseRef("LUT-26-0002")
    play_to_the_end(database, words=WORDS)
    play_to_the_end(database, second, words=WORDS)
    with database.write() as uow:
        uow.retention.empty_words(FIRST, RULE, LATER, LATER)
        uow.commit()
    assert due(database, AFTER, LATER.date()).cases == (second,)
    assert empty(database, RULE, AFTER, LATER).cases == 1
    assert not holds(database, "mother")


def test_a_log_that_did_not_verify_is_named(database: Database) -> None:
    play_to_the_end(database, words=WORDS)
    tamper(database, "UPDATE log SET by = 'helen' WHERE number = 2")
    assert empty(database, RULE, AFTER, LATER).broken == (FIRST,)


@pytest.mark.parametrize("rule", ["", "  ", "x" * 201, "two\nlines"])
def test_the_rule_has_a_name(database: Database, rule: str) -> None:
    play_to_the_end(database, words=WORDS)
    with pytest.raises(NothingEmptied, match="Name the rule"):
        empty(database, rule, AFTER, LATER)
    assert holds(database, "mother")


def test_the_command_shows_first_and_empties_only_under_a_rule(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_to_the_end(database, words=WORDS)
    code, said = run(file, monkeypatch, "--closed-before", "2026-11-01")
    assert code == 0
    assert said.startswith("Cases whose words are due: 1, LUT-26-0001. Mails and forms of that age that belong to no")
    assert "Nothing was emptied" in said and str(file) in said and "mother" not in said
    assert holds(database, "mother")
    code, said = run(file, monkeypatch, "--closed-before", "2026-11-01", "--empty-under", RULE)
    assert code == 0
    assert said.startswith("Cases emptied: 1, with ") and "The log still verifies." in said
    assert not holds(database, "mother")
    code, said = run(file, monkeypatch, "--closed-before", "2026-11-01")
    assert code == 0 and said.startswith("Nothing has reached the end of its time.")


@pytest.mark.parametrize(
    "words", [("--closed-before", "2999-01-01"), ("--closed-before", "2999-01-01", "--empty-under", RULE)]
)
def test_a_day_that_has_not_been_empties_nothing(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    play_to_the_end(database, words=WORDS)
    code, said = run(file, monkeypatch, *words)
    assert code == 1 and said.startswith("That day has not been yet")
    assert holds(database, "mother")


def test_a_database_that_is_not_there_is_named_and_not_made(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = run(file, monkeypatch, "--closed-before", "2026-01-01")
    assert code == 1 and "Nothing was emptied" in said and not file.exists()
