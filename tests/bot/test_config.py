"""Settings from the environment: defaults for the try-out, needs of a service, and every fault at once."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Mode, Settings, SettingsWrong, read_settings


@pytest.fixture
def serving(tmp_path: Path) -> dict[str, str]:
    """All that a service needs."""
    people = tmp_path / "people.csv"
    people.write_text("person,name,email,role\n", encoding="utf-8")
    return {
        "IRO_BOT_DATABASE_URL": "postgresql://bot:geheim@db/iro",
        "IRO_BOT_PACK": "somewhere",
        "IRO_BOT_PEOPLE": str(people),
    }


def faults(environ: dict[str, str], mode: Mode = Mode.SERVE) -> tuple[str, ...]:
    with pytest.raises(SettingsWrong) as refused:
        read_settings(environ, mode)
    return refused.value.faults


def test_the_try_out_needs_nothing_set_and_listens_to_this_machine_only() -> None:
    settings = read_settings({}, Mode.TRYOUT)
    assert settings == Settings(
        "sqlite:///.tryout/iro-bot.db",
        "127.0.0.1",
        3978,
        pack=None,
        people=None,
        bank_holidays=None,
        folder=Path(".tryout"),
    )


def test_the_try_out_keeps_its_database_in_the_folder_it_is_given() -> None:
    settings = read_settings({"IRO_BOT_FOLDER": "/var/rehearsal"}, Mode.TRYOUT)
    assert settings.folder == Path("/var/rehearsal")
    assert settings.database_url == "sqlite:////var/rehearsal/iro-bot.db"


def test_a_service_reads_what_it_is_told(serving: dict[str, str]) -> None:
    settings = read_settings(serving | {"IRO_BOT_PORT": " 8080 ", "IRO_BOT_HOST": "0.0.0.0"}, Mode.SERVE)
    assert (settings.port, settings.host, settings.pack) == (8080, "0.0.0.0", "somewhere")
    assert settings.people == Path(serving["IRO_BOT_PEOPLE"])


def test_settings_are_read_once_and_stay(serving: dict[str, str]) -> None:
    settings = read_settings(serving, Mode.SERVE)
    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]


def test_everything_a_service_lacks_is_told_at_once() -> None:
    told = faults({})
    assert [sentence.split()[0] for sentence in told] == ["IRO_BOT_DATABASE_URL", "IRO_BOT_PEOPLE"]
    assert all("is not set" in sentence for sentence in told)


def test_an_empty_variable_is_not_set(serving: dict[str, str]) -> None:
    assert "IRO_BOT_PEOPLE is not set" in faults(serving | {"IRO_BOT_PEOPLE": " "})[0]


def test_the_database_url_may_come_from_a_file(serving: dict[str, str], tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql+psycopg://bot:geheim@db/iro\n", encoding="utf-8")
    del serving["IRO_BOT_DATABASE_URL"]
    settings = read_settings(serving | {"IRO_BOT_DATABASE_URL_FILE": str(secret)}, Mode.SERVE)
    assert settings.database_url == "postgresql+psycopg://bot:geheim@db/iro"


@pytest.mark.parametrize(("content", "told"), [(b" \n", "is empty"), (b"x" * 5000, "too long"), (b"\xff", "be read")])
def test_a_secret_file_that_holds_no_secret_is_told_once(
    serving: dict[str, str], tmp_path: Path, content: bytes, told: str
) -> None:
    secret = tmp_path / "url"
    secret.write_bytes(content)
    del serving["IRO_BOT_DATABASE_URL"]
    found = faults(serving | {"IRO_BOT_DATABASE_URL_FILE": str(secret)})
    assert len(found) == 1
    assert told in found[0]


def test_a_secret_in_two_places_is_told(serving: dict[str, str]) -> None:
    assert "both set" in faults(serving | {"IRO_BOT_DATABASE_URL_FILE": "/run/secrets/url"})[0]


def test_a_password_is_neither_printed_nor_told(serving: dict[str, str]) -> None:
    assert "geheim" not in repr(read_settings(serving, Mode.SERVE))
    told = faults(serving | {"IRO_BOT_DATABASE_URL": "mysql://bot:geheim@db/iro"})
    assert "geheim" not in " ".join(told)
    assert "postgresql://" in told[0]


@pytest.mark.parametrize("port", ["http", "70000", "-1", "39.78", "9" * 5000, "³"])
def test_a_port_that_is_none_is_told(serving: dict[str, str], port: str) -> None:
    assert "whole number" in faults(serving | {"IRO_BOT_PORT": port})[0]


@pytest.mark.parametrize("name", ["IRO_BOT_PEOPLE", "IRO_BOT_BANK_HOLIDAYS", "IRO_BOT_PACK"])
@pytest.mark.parametrize("path", ["nowhere/file.csv", "a\0b", "x" * 5000])
def test_a_file_that_is_not_there_is_told(serving: dict[str, str], name: str, path: str) -> None:
    if name == "IRO_BOT_PACK":
        path = "./" + path
    assert "there is no such file" in faults(serving | {name: path})[0]


def test_a_pack_may_be_a_file_of_the_authority(serving: dict[str, str], tmp_path: Path) -> None:
    pack = tmp_path / "ours.yaml"
    pack.write_text("id: ours\n", encoding="utf-8")
    assert read_settings(serving | {"IRO_BOT_PACK": str(pack)}, Mode.SERVE).pack == pack


def test_a_slip_in_a_name_is_found_and_other_peoples_variables_are_left_alone(serving: dict[str, str]) -> None:
    told = faults(serving | {"IRO_BOT_PEOPEL": "x", "IRO_BOT_BROWSER": "required", "PATH": "/bin"})
    assert told == ("IRO_BOT_PEOPEL means nothing here. Perhaps IRO_BOT_PEOPLE is meant.",)


NAMES = ["DATABASE_URL", "DATABASE_URL_FILE", "PORT", "HOST", "PACK", "PEOPLE", "BANK_HOLIDAYS", "FOLDER"]


@given(st.dictionaries(st.sampled_from(["IRO_BOT_" + name for name in NAMES]), st.text()), st.sampled_from(Mode))
def test_whatever_stands_in_the_environment_is_read_or_told(environ: dict[str, str], mode: Mode) -> None:
    try:
        assert 0 <= read_settings(environ, mode).port <= 65535
    except SettingsWrong as wrong:
        assert wrong.faults


# the door to Teams

TEAMS = {
    "IRO_BOT_TEAMS": "on",
    "IRO_BOT_TEAMS_APP_ID": "0f1d2c3b-4a59-6877-8695-a4b3c2d1e0f9",
    "IRO_BOT_TEAMS_TENANT": "AAAABBBB-0000-1111-2222-CCCCDDDDEEEE",
    "IRO_BOT_TEAMS_SECRET": "geheim",
}


def test_the_door_to_teams_is_closed_unless_it_is_switched_on(serving: dict[str, str]) -> None:
    assert read_settings(serving, Mode.SERVE).teams is None
    assert read_settings(serving | TEAMS | {"IRO_BOT_TEAMS": "off"}, Mode.SERVE).teams is None


def test_a_door_to_teams_knows_its_bot_and_its_tenant(serving: dict[str, str]) -> None:
    teams = read_settings(serving | TEAMS, Mode.SERVE).teams
    assert teams is not None and "geheim" not in repr(teams)
    assert (teams.app_id, teams.tenant) == (TEAMS["IRO_BOT_TEAMS_APP_ID"], TEAMS["IRO_BOT_TEAMS_TENANT"].lower())


def test_a_door_that_is_switched_on_needs_everything_and_says_so_at_once(serving: dict[str, str]) -> None:
    app, tenant, credential = faults(serving | {"IRO_BOT_TEAMS": "on"})
    assert "TEAMS_APP_ID is not set" in app and "TEAMS_TENANT is not set" in tenant
    assert "no way to prove who it is" in credential


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"IRO_BOT_TEAMS": "yes"}, "Write on or off"),
        ({"IRO_BOT_TEAMS_APP_ID": "iro-bot"}, "TEAMS_APP_ID is no GUID"),
        ({"IRO_BOT_TEAMS_MANAGED_IDENTITY": "on"}, "more than one way"),
        ({"IRO_BOT_TEAMS_CHANNEL": "General"}, "TEAMS_CHANNEL is no channel's id"),
        ({"IRO_BOT_TEAMS_ASSERTION": "/no/such/file"}, "there is no such file"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_what_the_door_to_teams_cannot_use_is_told(serving: dict[str, str], wrong: dict[str, str], told: str) -> None:
    assert any(told in fault for fault in faults(serving | TEAMS | wrong))


def test_a_certificate_comes_with_its_thumbprint(serving: dict[str, str], tmp_path: Path) -> None:
    pem = tmp_path / "bot.pem"
    pem.write_text("a key", encoding="ascii")
    shown = serving | TEAMS | {"IRO_BOT_TEAMS_SECRET": "", "IRO_BOT_TEAMS_CERTIFICATE": str(pem)}
    (fault,) = faults(shown)
    assert "TEAMS_THUMBPRINT is to be the certificate's SHA-1" in fault
    teams = read_settings(shown | {"IRO_BOT_TEAMS_THUMBPRINT": "0A" * 20}, Mode.SERVE).teams
    assert teams is not None and teams.certificate == pem
