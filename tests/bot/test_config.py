"""Settings from the environment: defaults for the try-out, needs of a service, and every fault at once."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Mode, Settings, read_settings
from bot.settings.reading import SettingsWrong
from tests.bot.given import faults, needed


@pytest.fixture
def serving(tmp_path: Path) -> dict[str, str]:
    return needed(tmp_path)


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
