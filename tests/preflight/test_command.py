"""The command as an operator runs it: one line for each thing, remedies below, and a code for whoever automates it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.clock import WallClock
from bot.config import Mode, read_settings
from bot.preflight.at_home import OF_GROUPS, at_home
from bot.settings.mail import GroupOfRole, OutlookSettings, Security
from bot.settings.registration import Registration
from tests.mail.certificates import own_authority
from tests.mail.servers.mail_server import HERE, PASSWORD, MailServer, mail_server
from tests.sources import ROOT


def iro_bot(environ: dict[str, str], *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*words], env=environ)
    return result.exit_code, result.stdout + result.stderr


def test_settings_that_are_wrong_are_all_told_and_nothing_else_is_tried() -> None:
    code, said = iro_bot({"IRO_BOT_MAIL": "outlook"}, "preflight")
    assert code == 1 and "missing     the settings: IRO_BOT_DATABASE_URL is not set" in said
    assert "IRO_BOT_OUTLOOK_APP_ID is not set" in said and "not checked everything else" in said


def test_a_draft_is_missing_its_sign_off_until_it_has_it(environ: dict[str, str]) -> None:
    code, said = iro_bot(environ, "preflight")
    assert code == 1
    assert "missing     the procedures are signed off: nobody has signed off luton 2017-09 in this database yet" in said
    iro_bot(environ, "sign-off", "luton", "--by", "Dana Whitfield")
    _, said = iro_bot(environ, "preflight")
    assert "ok          the procedures are signed off: luton 2017-09" in said
    assert "ok          the people file:" in said
    code, said = iro_bot(environ | {"IRO_BOT_PACK": "knowsley"}, "preflight")
    assert code == 1 and "still a draft: knowsley 2023-06" in said and "iro-bot sign-off PACK --by NAME" in said


def test_a_people_file_with_faults_is_wrong_and_each_stands_indented_below(
    environ: dict[str, str], tmp_path: Path
) -> None:
    iro_bot(environ, "sign-off", "luton", "--by", "Dana Whitfield")
    (tmp_path / "people.csv").write_text("person,name,email,role\nx,Y,z@example.org,bishop\n", encoding="utf-8")
    code, said = iro_bot(environ, "preflight")
    assert code == 1 and "wrong       the people file: nothing of it can be used as it is\n" in said
    assert "\n              people.csv, line 2" in said and "\n              iro-bot check-people" in said
    assert "\npeople.csv" not in said, "every line is indented"


def test_a_database_that_does_not_answer_is_wrong(environ: dict[str, str]) -> None:
    code, said = iro_bot(environ | {"IRO_BOT_DATABASE_URL": "postgresql://bot:geheim@127.0.0.1:9/iro"}, "preflight")
    assert code == 1 and "wrong       the database: the database does not answer" in said and "geheim" not in said


def test_an_address_of_a_database_that_nobody_can_read_is_wrong(environ: dict[str, str]) -> None:
    code, said = iro_bot(environ | {"IRO_BOT_DATABASE_URL": "postgresql://bot:p@ss:geheim@db/iro"}, "preflight")
    assert code == 1 and "wrong       the database: it does not answer: its address reads" in said
    assert "geheim" not in said and "people file" in said


def test_a_mail_server_is_asked_to_take_us_and_a_test_mail_goes_out_when_it_is_wanted(environ: dict[str, str]) -> None:
    iro_bot(environ, "sign-off", "luton", "--by", "Dana Whitfield")
    with mail_server() as server:
        server.taken.strips = True
        mail = environ | served_by(server)
        code, said = iro_bot(mail, "preflight", "--live", "--to", "me@council.example")
        assert code == 0 and "ok          the mail servers: SMTP and IMAP take our name and password" in said
        assert "ok          its copy comes into our mailbox" in said
        assert len(server.taken.boxes["me@council.example"]) == 1
        code, said = iro_bot(mail | {"IRO_BOT_MAIL_PASSWORD": "mistyped"}, "preflight")
        assert code == 1 and "wrong       the mail servers" in said and "mistyped" not in said
        assert said.count("Correct IRO_BOT_MAIL_USER and IRO_BOT_MAIL_PASSWORD") == 2, "once for each server"


def served_by(server: MailServer) -> dict[str, str]:
    """The settings of a service on this server."""
    smtp, imap = server.settings.smtp, server.settings.imap
    return {
        "IRO_BOT_MAIL": "smtp",
        "IRO_BOT_MAIL_ADDRESS": server.settings.address,
        "IRO_BOT_SMTP_HOST": HERE,
        "IRO_BOT_SMTP_PORT": str(smtp.port),
        "IRO_BOT_SMTP_SECURITY": smtp.security,
        "IRO_BOT_IMAP_HOST": HERE,
        "IRO_BOT_IMAP_PORT": str(imap.port),
        "IRO_BOT_IMAP_SECURITY": imap.security,
        "IRO_BOT_MAIL_PASSWORD": PASSWORD,
        "IRO_BOT_MAIL_AUTHSERV_ID": server.settings.authserv_id,
    }


def test_a_certificate_of_an_unknown_authority_is_mended_by_naming_the_authority(
    environ: dict[str, str], tmp_path: Path
) -> None:
    authority, context = own_authority(tmp_path)
    with mail_server(lambda: None, context, Security.STARTTLS) as server:
        code, said = iro_bot(environ | served_by(server), "preflight")
        assert code == 1 and said.count("its certificate cannot be verified") == 2
        assert "name the authority's certificate (PEM) in IRO_BOT_CA" in said and "Compare" not in said
        _, said = iro_bot(environ | served_by(server) | {"IRO_BOT_CA": str(authority)}, "preflight")
        assert "ok          the mail servers" in said


def test_a_server_that_does_not_answer_is_named_with_its_port(environ: dict[str, str]) -> None:
    with mail_server() as server:
        mail = environ | served_by(server) | {"IRO_BOT_SMTP_PORT": "9"}
        code, said = iro_bot(mail, "preflight")
    assert code == 1 and "the mail servers: SMTP at 127.0.0.1, port 9: the mail server could not be used" in said
    assert "nothing answers at its port" in said and "IMAP" not in said and "Error" not in said
    assert "Compare IRO_BOT_SMTP_HOST, IRO_BOT_SMTP_PORT and IRO_BOT_SMTP_SECURITY" in said


def test_a_test_mail_goes_to_somebody_who_is_named() -> None:
    assert iro_bot({}, "preflight", "--live")[0] == 2
    assert iro_bot({}, "preflight", "--to", "me@council.example")[0] == 2


@pytest.mark.parametrize("command", ["preflight", "serve"])
def test_bank_holidays_that_cannot_be_read_are_told_before_the_start(
    environ: dict[str, str], tmp_path: Path, command: str
) -> None:
    file = tmp_path / "bank-holidays.json"
    file.write_text("{", encoding="utf-8")
    code, said = iro_bot(environ | {"IRO_BOT_BANK_HOLIDAYS": str(file)}, command)
    assert code == 1 and "Traceback" not in said and "bank" in said.lower()


def test_a_certificate_that_is_not_there_is_one_fault(environ: dict[str, str], tmp_path: Path) -> None:
    ids = dict.fromkeys(("IRO_BOT_TEAMS_APP_ID", "IRO_BOT_TEAMS_TENANT"), "12345678-90ab-cdef-1234-567890abcdef")
    there_is_none = {"IRO_BOT_TEAMS": "on", "IRO_BOT_TEAMS_CERTIFICATE": str(tmp_path / "bot.pem")}
    code, said = iro_bot(environ | ids | there_is_none, "preflight")
    assert code == 1 and said.count("wrong       the settings") == 1 and "there is no such file" in said


def test_groups_of_posts_and_teams_that_there_are_not_are_named(environ: dict[str, str]) -> None:
    iro_bot(environ, "sign-off", "luton", "--by", "Dana Whitfield")
    settings = read_settings(environ, Mode.SERVE)
    groups = (GroupOfRole("g", "bishop"), GroupOfRole("g", "team_manager", "Nowhere"), GroupOfRole("g", "iro"))
    registration = Registration("app", "tenant")
    mail = OutlookSettings("iro.bot@council.example", registration, groups=groups)
    found = [one.saw for one in at_home(replace(settings, mail=mail), WallClock()) if one.what == OF_GROUPS]
    assert found == ["no procedure has a role bishop", "nobody is in a team Nowhere"]


def test_no_log_line_stands_among_the_findings() -> None:
    program = (
        "import logging; from bot.cli.preflight import without_log_lines; without_log_lines(); "
        "logging.getLogger('graph').warning('stray')"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout + ran.stderr == ""
