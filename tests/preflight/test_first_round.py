"""What a newcomer is told in the first round, with next to nothing there yet; and that looking makes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.database import open_database
from tests.preflight.test_command import iro_bot

GUID = "12345678-90ab-cdef-1234-567890abcdef"
NO_SUCH = "IRO_BOT_PACK names lutton, and there is no such procedure or file. Those that come with IRO Bot: "
SIGNED_OFF = "the procedures are signed off"


@pytest.fixture
def environ(environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """As it is written down on the first day: a database that nobody has made, and no door."""
    return {**environ, "IRO_BOT_DATABASE_URL": f"sqlite:///{tmp_path / 'srv' / 'iro-bot.db'}"}


def lines(environ: dict[str, str], *words: str) -> dict[str, str]:
    """What each finding says, by what it is of, with its state before it."""
    _, said = iro_bot(environ, "preflight", *words)
    found = [(line[:12].strip(), *line[12:].partition(": ")) for line in said.splitlines() if line[0] != " "]
    return {what: f"{state}: {saw}" for state, what, _, saw in found}


def test_a_database_that_is_not_there_is_named_and_not_made(environ: dict[str, str], tmp_path: Path) -> None:
    said = lines(environ)["the database"]
    assert said.startswith(f"not yet: {tmp_path / 'srv' / 'iro-bot.db'} is not there yet: serve will make it.")
    assert "names another place" in said and not (tmp_path / "srv").exists()


def test_a_database_that_is_not_there_yet_is_nothing_to_mend(environ: dict[str, str]) -> None:
    _, said = iro_bot(environ, "preflight")
    assert [line for line in said.splitlines() if line.startswith("wrong")] == []
    assert "ok          the people file: " in said, "it is read by what IRO_BOT_PACK names"


def test_a_database_without_tables_keeps_none_after_a_look(environ: dict[str, str], tmp_path: Path) -> None:
    engine = open_database(environ["IRO_BOT_DATABASE_URL"])
    engine.connect().close()
    engine.dispose()
    assert "holds nothing yet: serve will make its tables" in lines(environ)["the database"]
    assert "holds nothing yet" in lines(environ)["the database"]


def test_a_procedure_that_there_is_not_is_told_first_and_ever_after(environ: dict[str, str]) -> None:
    slip = environ | {"IRO_BOT_PACK": "lutton"}
    assert lines(slip)[SIGNED_OFF].startswith(f"wrong: {NO_SUCH}")
    iro_bot(environ, "sign-off", "luton", "--by", "Dana Whitfield")
    assert lines(slip)[SIGNED_OFF].startswith(f"wrong: {NO_SUCH}")


def test_a_procedure_that_there_is_not_is_told_together_with_settings_that_are_wrong(environ: dict[str, str]) -> None:
    _, said = iro_bot(environ | {"IRO_BOT_PACK": "lutton", "IRO_BOT_PORT": "none"}, "preflight")
    assert "wrong       the settings: IRO_BOT_PORT" in said and NO_SUCH in said
    _, said = iro_bot(environ | {"IRO_BOT_PACK": "no/such.yaml"}, "preflight")
    assert said.count("no/such.yaml") == 1, "what the settings say is not said again"


def test_a_database_that_cannot_be_made_is_wrong(environ: dict[str, str], tmp_path: Path) -> None:
    inside_a_file = f"sqlite:///{tmp_path / 'people.csv' / 'new' / 'iro-bot.db'}"
    said = lines(environ | {"IRO_BOT_DATABASE_URL": inside_a_file})["the database"]
    assert said.startswith("wrong: ") and said.endswith(f"cannot be made: {tmp_path / 'people.csv'} is no folder")


def test_no_procedure_at_all_is_told_in_the_words_of_the_service(environ: dict[str, str]) -> None:
    without = {name: value for name, value in environ.items() if name != "IRO_BOT_PACK"}
    told = 'missing: No team has a procedure yet. Set IRO_BOT_PACK, or run "iro-bot assign-pack".'
    assert lines(without)[SIGNED_OFF] == told
    iro_bot(environ, "sign-off", "luton", "--by", "Dana Whitfield")
    assert lines(without)[SIGNED_OFF] == told


def test_a_procedure_that_new_cases_do_not_run_under_is_told_before_the_start(environ: dict[str, str]) -> None:
    for pack in ("luton", "knowsley"):
        iro_bot(environ, "sign-off", pack, "--by", "Dana Whitfield")
    iro_bot(environ, "assign-pack", "luton")
    said = lines(environ | {"IRO_BOT_PACK": "knowsley"})[SIGNED_OFF]
    assert said.startswith("wrong: IRO_BOT_PACK names knowsley") and "take IRO_BOT_PACK out" in said


def test_a_service_without_any_door_is_told_that_nobody_can_be_reached(environ: dict[str, str]) -> None:
    iro_bot(environ, "sign-off", "luton", "--by", "Dana Whitfield")
    code, said = iro_bot(environ, "preflight")
    assert code == 1 and "missing     a way to people: Teams and mail are both off: nobody can be reached" in said


def test_what_is_asked_of_a_mailbox_that_there_is_not_was_not_checked(environ: dict[str, str]) -> None:
    found = lines(environ, "--not-ours", "a@council.example", "--live", "--to", "b@council.example")
    assert found["no other mailbox can be read"].startswith("not checked: --not-ours asks a mailbox in Outlook")
    assert found["a test mail goes out"].startswith("not checked: --live sends it")


def test_what_is_not_set_and_what_is_set_wrongly_have_different_words(environ: dict[str, str]) -> None:
    _, said = iro_bot(environ | {"IRO_BOT_TEAMS": "on", "IRO_BOT_TEAMS_TENANT": "fairshire"}, "preflight")
    assert "missing     the settings: IRO_BOT_TEAMS_APP_ID is not set" in said
    assert "missing     the settings: The bot has no way to prove" in said
    assert "wrong       the settings: IRO_BOT_TEAMS_TENANT is no GUID" in said


def test_a_slip_in_switching_teams_on_hides_no_other_fault_of_teams(environ: dict[str, str]) -> None:
    slips = {"IRO_BOT_TEAMS": "yes", "IRO_BOT_TEAMS_CHANNEL": "general", "IRO_BOT_TEAMS_APP_ID": GUID}
    _, said = iro_bot(environ | slips, "preflight")
    assert 'IRO_BOT_TEAMS is "yes". Write on or off.' in said and "IRO_BOT_TEAMS_CHANNEL is no channel's id" in said
    assert "IRO_BOT_TEAMS_TENANT is not set" in said
