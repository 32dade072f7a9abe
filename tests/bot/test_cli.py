"""What the command line answers when it is given something it cannot use."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app


def said(*words: str) -> str:
    """What is printed by a command that is refused, in one line."""
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 2
    return " ".join((result.stdout + result.stderr).split())


@pytest.mark.parametrize("held", ["title: Ä".encode("utf-16"), b"\x89PNG\x00\xff"], ids=["UTF-16", "a picture"])
def test_a_file_that_is_no_text_is_called_that(tmp_path: Path, held: bytes) -> None:
    file = tmp_path / "pack.yaml"
    file.write_bytes(held)
    assert "is not UTF-8 text" in said("check-pack", str(file))


def test_a_folder_is_no_procedure(tmp_path: Path) -> None:
    assert "is not UTF-8 text" in said("check-pack", str(tmp_path))


def test_a_procedure_that_is_not_there_is_answered_with_those_that_are() -> None:
    assert "no such file" in said("check-pack", "nowhere.yaml")


def test_fewer_than_no_cases_cannot_be_played() -> None:
    assert "needs the number of cases" in said("rehearse", "--load", "-5")
