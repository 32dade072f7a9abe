"""What the command line answers when it is given something it cannot use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app, main
from tests.escalation.pack_texts import FAIR


def said(*words: str, code: int = 2) -> str:
    """What is printed by a command that is refused, in one line."""
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, result.output
    return " ".join((result.stdout + result.stderr).split())


PICTURE = b"\x89PNG\r\n\x1a\n\x00\xff"


@pytest.mark.parametrize(
    ("held", "says"),
    [
        (
            "title: Ä".encode("utf-16"),
            "council.yaml, line 1: this was saved as UTF-16, and a pack is UTF-8. Save",
        ),
        (
            "id: x\ntitle: Caf\u00e9".encode("cp1252"),
            'line 2: the letter after "title: Caf" is not UTF-8: it seems to be "\u00e9" in the encoding Windows-1252.',
        ),
        (PICTURE, "council.yaml, line 1: this is not a text file"),
        (b"\x00" * 100, "this is not a text file in YAML. Save it as plain text"),
        (
            b"x" * 50_000_000,
            "council.yaml, line 1: the file has 4,000,001 bytes or more, and a pack has at most",
        ),
        (b"", "council.yaml, line 1: the file says nothing. Begin with `id: my_council`"),
    ],
    ids=["UTF-16", "Windows-1252", "a picture", "nothing but zeros", "50 MB", "nothing"],
)
def test_a_file_that_is_no_text_is_refused_with_what_to_do(tmp_path: Path, held: bytes, says: str) -> None:
    file = tmp_path / "council.yaml"
    file.write_bytes(held)
    assert says in said("check-pack", str(file), code=1)


def test_a_file_from_another_computer_is_read(tmp_path: Path) -> None:
    file = tmp_path / "council.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + FAIR.replace("\n", "\r\n").encode("utf-8"))
    assert "can be read" in said("check-pack", str(file), code=0)


def test_what_is_not_acted_on_yet_is_named_in_plain_words_and_stops_nothing() -> None:
    words = said("check-pack", "luton", code=0)
    assert "IRO Bot does not act on this yet, and cases run without it: luton.yaml, line" in words


def test_a_folder_is_no_procedure(tmp_path: Path) -> None:
    assert "is a folder. Name a procedure file in it." in said("check-pack", str(tmp_path))


def test_a_file_that_may_not_be_read_is_called_that(tmp_path: Path) -> None:
    file = tmp_path / "council.yaml"
    file.write_text(FAIR, "utf-8")
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("whoever runs this may read every file")
    assert "may not be read" in said("check-pack", str(file))


def test_every_slip_in_a_file_is_printed_with_its_line_and_key_and_no_trace(tmp_path: Path) -> None:
    file = tmp_path / "council.yaml"
    file.write_text(FAIR.replace("asks: lead", "asks: leed").replace("supervisor: head", "supervisor: hed"), "utf-8")
    words = said("check-pack", str(file), code=1)
    assert 'council.yaml, line 14, supervisor: there is no role "hed". Did you mean "head"?' in words
    assert 'tracks > main > stages > first > asks: there is no role "leed". Did you mean "lead"?' in words
    assert "Traceback" not in words


def test_a_procedure_that_is_not_there_is_answered_with_those_that_are() -> None:
    assert "no such file" in said("check-pack", "nowhere.yaml")


def test_fewer_than_no_cases_cannot_be_played() -> None:
    assert "needs the number of cases" in said("rehearse", "--load", "-5")


CLOSED = "postgresql://bot:geheim@127.0.0.1:9/iro"
NOT_READ = "Its address reads sqlite:///folder/file.db or postgresql://user:password@host:5432/name"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        (CLOSED, "The database does not answer: nothing listens there."),
        ("postgresql://bot:geh eim@127.0.0.1:abcgeheim/iro", NOT_READ),
        ("postgresql://a@b:geheim/iro", NOT_READ),
        ("postgresql://bot:p@ssgeheim@127.0.0.1:9/iro", "@ is written %40"),
        ("postgresql://bot:p@geheim/x@127.0.0.1:9/iro", "@ is written %40"),
        ("postgresql://bot:geheim@127.0.0.1:9/iro?geheim=1", "an option that is not known"),
    ],
)
@pytest.mark.parametrize("command", [["outbox"], ["sign-off", "luton", "--by", "Dana Whitfield"]], ids=lambda c: c[0])
def test_a_database_that_cannot_be_used_is_said_in_words_that_repeat_nothing_of_its_address(
    url: str, says: str, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("IRO_BOT_DATABASE_URL", url)
    monkeypatch.setattr("sys.argv", ["iro-bot", *command])
    with pytest.raises(SystemExit) as ended:
        main()
    said = "".join(capsys.readouterr())
    assert ended.value.code == 1 and says in said and "IRO_BOT_DATABASE_URL" in said
    assert "geheim" not in said and "Traceback" not in said


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("{held}", "The database does not answer: its file holds something else"),
        ("{held}/x/y.db", "The folder of its file cannot be made"),
        ("{held}?timeout=soon", NOT_READ),
    ],
)
def test_a_file_that_can_be_no_database_is_called_that(
    address: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    held = tmp_path / "people.csv"
    held.write_text("person,name,email,role\n" * 100, "utf-8")
    monkeypatch.setenv("IRO_BOT_DATABASE_URL", f"sqlite:///{address.format(held=held)}")
    monkeypatch.setattr("sys.argv", ["iro-bot", "sign-off", "luton", "--by", "Dana Whitfield"])
    with pytest.raises(SystemExit):
        main()
    assert says in capsys.readouterr().err
