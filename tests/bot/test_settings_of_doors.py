"""The doors to Microsoft: what each needs, what both may share, and every fault with its whole name."""

from hashlib import sha1
from pathlib import Path
from ssl import PEM_cert_to_DER_cert

import pytest

from bot.config import Mode, read_settings
from bot.settings.mail import GroupOfRole, OutlookSettings
from tests.bot.given import APP, TENANT, certificate_pem, faults, key_pem, needed, ours, read

TEAMS = ours(TEAMS="on", TEAMS_APP_ID=APP, TEAMS_TENANT=TENANT, TEAMS_SECRET="geheim")
MAIL = ours(MAIL="outlook", MAIL_ADDRESS="iro.bot@fairshire.gov.uk")
OUTLOOK = MAIL | ours(OUTLOOK_APP_ID=APP, OUTLOOK_TENANT=TENANT, OUTLOOK_SECRET="anderes")


@pytest.fixture
def serving(tmp_path: Path) -> dict[str, str]:
    return needed(tmp_path)


def outlook(environ: dict[str, str]) -> OutlookSettings:
    found = read(environ).mail
    assert isinstance(found, OutlookSettings)
    return found


def test_the_doors_are_closed_unless_they_are_switched_on(serving: dict[str, str]) -> None:
    assert (read(serving).teams, read(serving).mail) == (None, None)
    closed = read(serving | TEAMS | OUTLOOK | ours(TEAMS="off", MAIL="off"))
    assert (closed.teams, closed.mail) == (None, None)


def test_a_door_to_teams_knows_its_bot_and_its_tenant(serving: dict[str, str]) -> None:
    teams = read(serving | TEAMS).teams
    assert teams is not None and "geheim" not in repr(teams)
    assert (teams.registration.app_id, teams.registration.tenant) == (APP, TENANT.lower())


def test_a_door_that_is_switched_on_needs_everything_and_says_so_at_once(serving: dict[str, str]) -> None:
    app, tenant, credential = faults(serving | ours(TEAMS="on"))
    assert "IRO_BOT_TEAMS_APP_ID is not set" in app and "IRO_BOT_TEAMS_TENANT is not set" in tenant
    assert "no way to prove to Microsoft who it is" in credential and "or IRO_BOT_TEAMS_SECRET_FILE" in credential
    assert "IRO_BOT_TEAMS_CERTIFICATE" in credential and "IRO_BOT_TEAMS_MANAGED_IDENTITY=on" in credential


def test_an_outlook_that_lacks_everything_is_told_its_own_names(serving: dict[str, str]) -> None:
    address, app, tenant, credential = faults(serving | ours(MAIL="outlook"))
    assert "IRO_BOT_MAIL_ADDRESS is not set" in address and "IRO_BOT_OUTLOOK_APP_ID" in app
    assert "IRO_BOT_OUTLOOK_TENANT" in tenant and "IRO_BOT_OUTLOOK_SECRET" in credential


@pytest.mark.parametrize("given", [TEAMS | MAIL, OUTLOOK | ours(TEAMS="on")], ids=["of Teams", "of Outlook"])
def test_both_doors_share_the_one_registration_that_is_given(serving: dict[str, str], given: dict[str, str]) -> None:
    settings = read(serving | given)
    assert settings.teams is not None and isinstance(settings.mail, OutlookSettings)
    assert settings.teams.registration == settings.mail.registration
    assert settings.mail.registration.secret in ("geheim", "anderes")


def test_what_is_switched_off_is_not_given(serving: dict[str, str]) -> None:
    assert outlook(serving | TEAMS | MAIL | ours(OUTLOOK_MANAGED_IDENTITY="off")).registration.secret == "geheim"


def test_the_settings_of_a_service_are_no_slips_for_other_commands(serving: dict[str, str]) -> None:
    everything = serving | TEAMS | OUTLOOK | POST_OFFICE | ours(CA="x", SMTP_PORT="1", IMAP_PORT="1", LOGIN_URL="x")
    assert read_settings(everything | {"IRO_BOT_PACK": "luton"}, Mode.TRYOUT).mail is None


def test_each_door_keeps_a_registration_of_its_own(serving: dict[str, str]) -> None:
    settings = read(serving | TEAMS | OUTLOOK)
    assert settings.teams is not None and isinstance(settings.mail, OutlookSettings)
    assert (settings.teams.registration.secret, settings.mail.registration.secret) == ("geheim", "anderes")


def test_what_both_doors_lack_is_told_once(serving: dict[str, str]) -> None:
    told = faults(serving | MAIL | ours(TEAMS="on"))
    assert len(told) == 3 and all("IRO_BOT_TEAMS_" in fault for fault in told)


def test_outlook_is_in_microsofts_public_cloud_unless_another_is_named(serving: dict[str, str]) -> None:
    public = outlook(serving | OUTLOOK)
    assert (public.graph_url, public.login_host) == ("https://graph.microsoft.com/v1.0", "login.microsoftonline.com")
    urls = ours(GRAPH_URL="https://graph.microsoft.us/", LOGIN_URL="https://login.microsoftonline.us")
    national = outlook(serving | OUTLOOK | urls)
    assert (national.graph_url, national.login_host) == (
        "https://graph.microsoft.us/v1.0",
        "login.microsoftonline.us",
    )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (TEAMS | ours(TEAMS="yes"), 'IRO_BOT_TEAMS is "yes". Write on or off'),
        (TEAMS | ours(TEAMS_APP_ID="iro-bot"), "IRO_BOT_TEAMS_APP_ID is no GUID"),
        (TEAMS | ours(TEAMS_MANAGED_IDENTITY="on"), "more than one way"),
        (TEAMS | ours(TEAMS_CHANNEL="General"), "IRO_BOT_TEAMS_CHANNEL is no channel's id"),
        (TEAMS | ours(TEAMS_ASSERTION="/no/such/file"), "there is no such file"),
        (OUTLOOK | ours(MAIL="exchange"), 'IRO_BOT_MAIL is "exchange". Write off, outlook or smtp'),
        (OUTLOOK | ours(MAIL_ADDRESS="IRO Bot <iro@x>"), "IRO_BOT_MAIL_ADDRESS is no mail address"),
        (OUTLOOK | ours(GRAPH_URL="http://graph.example"), "IRO_BOT_GRAPH_URL is no address that can be used"),
        (OUTLOOK | ours(LOGIN_URL="login.microsoftonline.us"), "IRO_BOT_LOGIN_URL is no address that can be used"),
        (OUTLOOK | ours(MAIL_NOTIFICATIONS="http://bot.example/api/mail"), "IRO_BOT_MAIL_NOTIFICATIONS is no address"),
        (OUTLOOK | ours(OUTLOOK_SECRET_FILE="/run/secret"), "IRO_BOT_OUTLOOK_SECRET_FILE are both set"),
    ],
)
def test_what_a_door_cannot_use_is_told(serving: dict[str, str], wrong: dict[str, str], told: str) -> None:
    found = faults(serving | wrong)
    assert any(told in fault for fault in found)
    assert not any(secret in fault for fault in found for secret in ("geheim", "anderes"))


# a mail server of any kind

POST_OFFICE = ours(
    MAIL="smtp",
    MAIL_ADDRESS="iro.bot@fairshire.gov.uk",
    SMTP_HOST="smtp.fairshire.gov.uk",
    IMAP_HOST="imap.fairshire.gov.uk",
    MAIL_PASSWORD="geheim",
    MAIL_AUTHSERV_ID="mx.fairshire.gov.uk",
)


def test_a_mail_server_needs_no_microsoft(serving: dict[str, str]) -> None:
    mail = read(serving | POST_OFFICE).mail
    assert mail is not None and not isinstance(mail, OutlookSettings) and "geheim" not in repr(mail)
    assert (mail.smtp.port, mail.smtp.security) == (587, "starttls")
    assert (mail.imap.port, mail.imap.security) == (993, "tls")
    assert (mail.user, mail.password) == ("iro.bot@fairshire.gov.uk", "geheim")


def test_a_mail_servers_port_follows_from_how_it_is_secured(serving: dict[str, str]) -> None:
    mail = read(serving | POST_OFFICE | ours(SMTP_SECURITY="TLS", IMAP_SECURITY="starttls", IMAP_PORT="1143")).mail
    assert mail is not None and not isinstance(mail, OutlookSettings)
    assert (mail.smtp.port, mail.imap.port) == (465, 1143)


def test_a_mail_server_that_lacks_everything_is_told_at_once(serving: dict[str, str]) -> None:
    told = faults(serving | ours(MAIL="smtp"))
    named = ["MAIL_ADDRESS", "SMTP_HOST", "IMAP_HOST", "MAIL_PASSWORD", "MAIL_AUTHSERV_ID"]
    assert [fault.split()[0] for fault in told] == [f"IRO_BOT_{name}" for name in named]


def test_nothing_goes_unencrypted_to_another_machine(serving: dict[str, str]) -> None:
    (fault,) = faults(serving | POST_OFFICE | ours(SMTP_SECURITY="none"))
    assert "IRO_BOT_SMTP_SECURITY is none, and smtp.fairshire.gov.uk is another machine" in fault
    assert read(serving | POST_OFFICE | ours(SMTP_SECURITY="none", SMTP_HOST="localhost")).mail is not None


# certificates

KEY = key_pem()
WHOLE = KEY + certificate_pem(KEY)


def shown(folder: Path, pem: bytes, **more: str) -> dict[str, str]:
    file = folder / "bot.pem"
    file.write_bytes(pem)
    return needed(folder) | TEAMS | ours(TEAMS_SECRET="", TEAMS_CERTIFICATE=str(file), **more)


def test_a_certificate_comes_with_its_thumbprint_or_in_its_file(tmp_path: Path) -> None:
    (fault,) = faults(shown(tmp_path, KEY))
    assert "IRO_BOT_TEAMS_THUMBPRINT is to be the certificate's SHA-1" in fault
    given = read(shown(tmp_path, KEY, TEAMS_THUMBPRINT="0A" * 20)).teams
    assert given is not None and given.registration.thumbprint == "0A" * 20
    found = read(shown(tmp_path, WHOLE)).teams
    own = sha1(PEM_cert_to_DER_cert(certificate_of(WHOLE))).hexdigest()
    assert found is not None and found.registration.thumbprint == own


def certificate_of(pem: bytes) -> str:
    return pem.decode()[pem.decode().index("-----BEGIN CERTIFICATE") :]


@pytest.mark.parametrize(
    ("pem", "told"),
    [
        (b"a key", "holds no private key"),
        (certificate_pem(KEY), "holds no private key"),
        (key_pem(b"a passphrase"), "locked with a passphrase"),
        (key_pem() + certificate_pem(KEY), "that is another certificate's"),
        (KEY.replace(b"M", b"*"), "holds no private key"),
        (KEY.replace(b"\nM", b"\nN"), "holds a key that cannot be used"),
        ("Schlüssel".encode(), "cannot be read"),
    ],
)
def test_a_certificate_that_cannot_be_shown_is_refused_at_the_start(tmp_path: Path, pem: bytes, told: str) -> None:
    (fault,) = faults(shown(tmp_path, pem, TEAMS_THUMBPRINT=thumbprint(pem)))
    assert told in fault and fault.startswith("IRO_BOT_TEAMS_CERTIFICATE names")


def thumbprint(pem: bytes) -> str:
    certified = b"BEGIN CERTIFICATE" in pem
    return sha1(PEM_cert_to_DER_cert(certificate_of(pem))).hexdigest() if certified else "0A" * 20


def test_the_thumbprint_of_another_certificate_is_told(tmp_path: Path) -> None:
    (fault,) = faults(shown(tmp_path, WHOLE, TEAMS_THUMBPRINT="0A" * 20))
    assert "IRO_BOT_TEAMS_THUMBPRINT is another certificate's" in fault


def test_an_authority_of_ones_own_is_a_certificate(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(certificate_pem(KEY))
    assert read(needed(tmp_path) | ours(CA=str(file))).authority == file
    file.write_bytes(b"our authority")
    assert "IRO_BOT_CA names" in faults(needed(tmp_path) | ours(CA=str(file)))[0]


GROUP = "12345678-90AB-cdef-1234-567890abcdef"


def test_groups_of_the_directory_are_named_by_role_and_by_team(serving: dict[str, str]) -> None:
    given = f" iro = {GROUP}; team_manager @ North East={GROUP} ;"
    assert outlook(serving | OUTLOOK | ours(GROUPS=given)).groups == (
        GroupOfRole(GROUP.lower(), "iro"),
        GroupOfRole(GROUP.lower(), "team_manager", "North East"),
    )
    assert outlook(serving | OUTLOOK).groups == ()


@pytest.mark.parametrize("given", ["iro", "iro=managers", f"Team Manager={GROUP}", f"={GROUP}", f"@North={GROUP}"])
def test_a_group_that_is_no_group_is_a_fault(serving: dict[str, str], given: str) -> None:
    [fault] = faults(serving | OUTLOOK | ours(GROUPS=given))
    assert "IRO_BOT_GROUPS has a part that cannot be read" in fault
