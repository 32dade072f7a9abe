"""What somebody who writes a procedure of their own reads from the commands on the way."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from bot.cli import app
from bot.people.text import COLUMNS
from tests.escalation.pack_texts import fair_with
from tests.sources import ROOT

STRANGERS = ROOT / "tests" / "strangers"


def answered(*words: str, code: int = 0) -> str:
    """What a command prints, in one line."""
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


def test_what_a_procedure_takes_over_can_be_read() -> None:
    said = answered("explain-pack", "defaults")
    assert "takes over every key below that it does not write itself" in said
    assert "prompts: {after an answer: 2 working days," in said
    assert "calendar, day starts: the text does not name the hours of a working day" in said
    assert "What the procedure has to say itself" in said and "* categories: what concerns are about" in said
    assert "only there to be extended" in answered("check-pack", "defaults")


def test_a_word_that_the_log_cannot_show_is_refused_with_those_that_it_can(tmp_path: Path) -> None:
    file = tmp_path / "pack.yaml"
    file.write_text(fair_with("columns: [raised, concluded]", "columns: [raised, banana]"), "utf-8")
    said = answered("check-pack", str(file), code=1)
    assert 'log > columns > item 2: the log cannot show "banana"' in said and "answer due" in said


def test_the_columns_of_the_people_file_are_explained_and_the_rows_that_a_procedure_needs() -> None:
    said = answered("check-people", "--pack", str(STRANGERS / "alerts.yaml"))
    assert [column for column in COLUMNS if f" {column}: " not in said] == []
    assert "answers for: ids of people for whom this person may answer" in said
    assert "iro (Independent Reviewing Officer): a row for everybody who raises" in said
    assert "team_manager (Team Manager): a row for each team" in said
    assert "head_of_qa (Head of QA): one row, the team left empty" in said


def test_a_people_file_is_checked_against_a_procedure() -> None:
    people = str(STRANGERS / "alerts-people.csv")
    assert "alerts-people.csv can be read: 10 people, 10 posts." in answered(
        "check-people", people, "--pack", str(STRANGERS / "alerts.yaml")
    )
    wrong = answered("check-people", people, "--pack", str(STRANGERS / "sefton.yaml"), code=1)
    assert 'line 2, role: the procedure has no role "iro"' in wrong
    assert "--pack" in answered("check-people", people, code=2)


def test_why_a_rehearsal_stopped_is_said_once(tmp_path: Path) -> None:
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(
        'title: Too early\nprocedure: luton\nstarts: "2026-03-02 09:30"\nsteps: [{check: {stage: Stage 1}}]\n', "utf-8"
    )
    said = answered("rehearse", str(scenario), code=1)
    assert said.count("There is no case to check yet") == 1
    whole = json.loads(CliRunner().invoke(app, ["rehearse", str(scenario), "--json"]).stdout)
    assert "no case to check" in whole["end"]["stopped"]
