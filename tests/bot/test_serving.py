"""What `iro-bot serve` begins with: every team's procedure signed off, and people in the posts of all of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.casework import Desk
from bot.cli import app
from bot.config import Mode, Settings, read_settings
from bot.procedures.packs import shipped
from bot.service.opening_desk import ServiceRefused, open_desk
from bot.tryout.office import sample_people
from escalation.case import PersonId
from storage.chats import Account, ChatPlace
from tests.sources import ROOT

PEOPLE = ROOT / "tests/journeys/two_procedures.csv"


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """As an operator sets it, without a procedure."""
    for name in [name for name in os.environ if name.startswith("IRO_BOT_")]:
        monkeypatch.delenv(name)
    environ = {"IRO_BOT_DATABASE_URL": f"sqlite:///{tmp_path / 'served.db'}", "IRO_BOT_PEOPLE": str(PEOPLE)}
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return environ


def iro_bot(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    return " ".join((result.stdout + result.stderr).split())


def settings(environ: dict[str, str], **more: str) -> Settings:
    return read_settings({**environ, **{f"IRO_BOT_{name}": value for name, value in more.items()}}, Mode.SERVE)


def amended(folder: Path) -> str:
    file = folder / "luton.yaml"
    file.write_text(shipped()["luton"].replace('version: "2017-09"', 'version: "2026-04"'), encoding="utf-8")
    return str(file)


def test_a_service_without_a_procedure_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(ServiceRefused, match="No team has a procedure yet"):
        open_desk(settings(environ))


def test_what_a_service_logs_says_when() -> None:
    program = (
        "import logging; from bot.cli.serving import log_with_the_time; log_with_the_time(); "
        "logging.getLogger('bot.timers').error('collect failed: the mailbox could not be used')"
    )
    logged = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4} collect failed: the mailbox could not be used\n", logged.stderr
    )


def test_a_draft_is_neither_served_nor_assigned(environ: dict[str, str]) -> None:
    with pytest.raises(ServiceRefused, match="luton 2017-09 is a draft"):
        open_desk(settings(environ, PACK="luton"))
    assert "is a draft" in iro_bot("assign-pack", "luton")


def test_the_procedure_of_each_team_has_to_be_signed_off(environ: dict[str, str]) -> None:
    iro_bot("sign-off", "luton", "--by", "Dana Whitfield")
    assert "knowsley 2023-06 is a draft" in iro_bot("assign-pack", "knowsley", "--team", "South")
    iro_bot("sign-off", "knowsley", "--by", "Abena Osei")
    said = iro_bot("assign-pack", "knowsley", "--team", "South")
    assert "South: knowsley 2023-06, signed off by Abena Osei" in said
    desk = open_desk(settings(environ, PACK="luton"))
    with desk.database.read() as reading:
        assert [pack.pin.id for pack in desk.in_force(reading).packs] == ["luton", "knowsley"]
    assert "every team without a procedure of its own: luton 2017-09" in iro_bot("assign-pack")
    assert "Say which procedure" in iro_bot("assign-pack", "--team", "South")
    assert "Say whose" in iro_bot("assign-pack", "--as-others")
    assert "knowsley" not in iro_bot("assign-pack", "--as-others", "--team", "South")


def test_a_restart_with_the_former_text_does_not_undo_the_amended_one(environ: dict[str, str], tmp_path: Path) -> None:
    both = [settings(environ, PACK="luton"), settings(environ)]
    for team in ((), ("--team", "South")):
        iro_bot("sign-off", "luton", "--by", "Dana Whitfield")
        iro_bot("sign-off", "knowsley", "--by", "Dana Whitfield")
        iro_bot("assign-pack", "knowsley" if team else "luton", *team)
    open_desk(both[0])
    new = amended(tmp_path)
    iro_bot("sign-off", new, "--by", "Dana Whitfield")
    iro_bot("assign-pack", new)
    with pytest.raises(ServiceRefused, match="take IRO_BOT_PACK out"):
        open_desk(both[0])
    desk = open_desk(both[1])
    with desk.database.read() as reading:
        assert [pack.pin.version for pack in desk.in_force(reading).packs] == ["2026-04", "2023-06"]


def test_a_role_of_no_procedure_is_a_fault_of_the_people_file(environ: dict[str, str], tmp_path: Path) -> None:
    iro_bot("sign-off", "luton", "--by", "Dana Whitfield")
    with pytest.raises(Exception, match='the procedure has no role "iro_team_manager"'):
        open_desk(settings(environ, PACK="luton"))


def test_a_procedure_that_is_not_there_is_told_with_its_setting_and_with_those_that_are(
    environ: dict[str, str],
) -> None:
    with pytest.raises(ServiceRefused, match=r"IRO_BOT_PACK names nowhere, .* come with IRO Bot: .*luton"):
        open_desk(settings(environ, PACK="nowhere"))


def test_reviews_brought_in_before_there_is_a_procedure_or_a_person_are_refused_with_what_to_do(
    environ: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "reviews.csv"
    file.write_text("record,initials,kind,on\n10442,AB,review,2026-03-18\n", encoding="utf-8")
    assert "No team has a procedure in this database yet." in iro_bot("import-reviews", str(file), "--by", "ines")
    iro_bot("sign-off", "luton", "--by", "Dana Whitfield")
    iro_bot("assign-pack", "luton")
    said = iro_bot("import-reviews", str(file), "--by", "nobody")
    assert "has the id “nobody”" in said and "IRO_BOT_PEOPLE" in said


GUID = "0f1d2c3b-4a59-6877-8695-a4b3c2d1e0f9"


def served_with_account(environ: dict[str, str], folder: Path, person: str) -> Desk:
    people = folder / "people.csv"
    head, *rows = sample_people().decode().splitlines()
    wider = (f"{row}{f',{GUID}' if row.startswith(f'{person},') else ''}" for row in rows)
    people.write_text("\n".join((f"{head},account", *wider)), encoding="utf-8")
    return open_desk(settings(environ | {"IRO_BOT_PEOPLE": str(people)}, PACK="luton"))


def test_whose_account_is_known_can_be_written_to_first(environ: dict[str, str], tmp_path: Path) -> None:
    iro_bot("sign-off", "luton", "--by", "Dana Whitfield")
    desk = served_with_account(environ, tmp_path, "ines")
    with desk.database.read() as reading:
        found = reading.chats.account_of(PersonId("ines"))
    assert found is not None and found.object_id == GUID


@pytest.mark.parametrize("corrected", ["sara", "nobody"])
def test_an_account_that_the_people_file_takes_back_is_not_written_to_any_more(
    environ: dict[str, str], tmp_path: Path, corrected: str
) -> None:
    iro_bot("sign-off", "luton", "--by", "Dana Whitfield")
    desk = served_with_account(environ, tmp_path, "ines")
    with desk.database.write() as uow:  # a chat was opened with it
        uow.chats.keep(ChatPlace(PersonId("ines"), "a:wrong", "https://smba.trafficmanager.net/uk/"), desk.clock.now())
        uow.commit()
    desk = served_with_account(environ, tmp_path, corrected)
    with desk.database.read() as reading:
        assert reading.chats.account_of(PersonId("ines")) is None
        assert reading.chats.with_person(PersonId("ines")) is None


def test_an_account_that_was_recognised_is_not_given_to_another_by_the_people_file(
    environ: dict[str, str], tmp_path: Path
) -> None:
    iro_bot("sign-off", "luton", "--by", "Dana Whitfield")
    desk = served_with_account(environ, tmp_path, "nobody")
    with desk.database.write() as uow:
        uow.chats.keep_account(Account(GUID, PersonId("sara"), "29:sara"), desk.clock.now())
        uow.commit()
    desk = served_with_account(environ, tmp_path, "ines")
    with desk.database.read() as reading:
        known = reading.chats.account(GUID)
    assert known is not None and known.person == "sara"


def test_who_is_told_of_information_gone_astray_has_to_be_on_the_list(environ: dict[str, str], tmp_path: Path) -> None:
    iro_bot("sign-off", "luton", "--by", "Dana Whitfield")
    people = tmp_path / "people.csv"
    people.write_bytes(sample_people())
    known = environ | {"IRO_BOT_PEOPLE": str(people)}
    with pytest.raises(ServiceRefused, match="IRO_BOT_GOVERNANCE is the address of nobody"):
        open_desk(settings(known, PACK="luton", GOVERNANCE="nobody@example.org"))
    assert open_desk(settings(known, PACK="luton", GOVERNANCE="olga.nowak@example.org")).governance
