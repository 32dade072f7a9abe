"""Rights in Exchange are found out by asking: each that is missing is named, with the command that grants it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.preflight.findings import State
from bot.preflight.in_graph import AWAY, CALENDAR, DIRECTORY, DRAFTS, GROUPS, INBOX, SCOPE, SENDING, TOKEN
from bot.preflight.mending import of_directory, of_role
from graph.errors import NotGranted, NotYet
from tests.bot.given import APP
from tests.graph.faults import answering
from tests.mail.houses import OURS
from tests.preflight.tenant import BOT, COLLEAGUE, GROUP, Tenant, tenant
from tests.sources import ROOT


@pytest.fixture
async def there() -> AsyncIterator[Tenant]:
    async with tenant() as found:
        yield found


async def test_with_every_right_all_is_ok_and_nothing_stays_in_the_mailbox(there: Tenant) -> None:
    found = await there.findings()
    assert [*found] == [TOKEN, INBOX, DRAFTS, SENDING, CALENDAR, AWAY, DIRECTORY, SCOPE]
    assert {finding.state for finding in found.values()} == {State.OK}
    assert there.mailboxes.of(OURS) == {} and there.mailboxes.sent == []


@pytest.mark.parametrize(
    ("refused", "what", "role"),
    [
        ("GET inbox", INBOX, "Application Mail.ReadWrite"),
        ("POST messages", DRAFTS, "Application Mail.ReadWrite"),
        ("POST send", SENDING, "Application Mail.Send"),
        ("GET calendar", CALENDAR, "Application Calendars.ReadWrite"),
        ("POST getMailTips", AWAY, "Application Mail.ReadWrite"),
        ("POST getSchedule", AWAY, "Application Calendars.ReadWrite"),
    ],
)
async def test_a_right_that_is_missing_is_named_with_the_command_that_grants_it(
    there: Tenant, refused: str, what: str, role: str
) -> None:
    there.refused.add(refused)
    found = await there.findings()
    assert [one.what for one in found.values() if one.state is State.MISSING] == [what]
    mend = "\n".join(found[what].mend)
    assert f'New-ManagementRoleAssignment -App $sp -Role "{role}" -CustomResourceScope' in mend
    assert f"PrimarySmtpAddress -eq '{OURS}'" in mend and f"New-ServicePrincipal -AppId {APP}" in mend
    assert "403" in found[what].saw


async def test_without_the_right_to_look_people_up_the_consent_is_named(there: Tenant) -> None:
    there.refused.add(f"GET {OURS.replace('@', '%40')}")
    mend = "\n".join((await there.findings())[DIRECTORY].mend)
    assert "User.Read.All" in mend and f"az ad app permission admin-consent --id {APP}" in mend


async def test_groups_that_hold_posts_are_looked_at_where_the_settings_name_them(there: Tenant) -> None:
    assert (await there.findings(groups=(GROUP,)))[GROUPS].state is State.OK
    unknown = (await there.findings(groups=(GROUP, "no-such-group")))[GROUPS]
    assert unknown.state is State.WRONG and "no-such-group" in unknown.mend[0]
    there.refused.add("GET microsoft.graph.user")
    assert "GroupMember.Read.All" in (await there.findings(groups=(GROUP,)))[GROUPS].mend[0]


async def test_a_bot_that_can_read_a_colleagues_mail_is_told_to_give_the_right_back(there: Tenant) -> None:
    there.scoped = False
    scope = (await there.findings())[SCOPE]
    assert scope.state is State.WRONG and "can be read" in scope.saw and COLLEAGUE not in str(scope)
    assert "Get-ManagementRoleAssignment" in "\n".join(scope.mend)


async def test_the_scope_is_not_checked_without_somebody_elses_mailbox(there: Tenant) -> None:
    assert (await there.findings(not_ours=""))[SCOPE].state is State.NOT_CHECKED


async def test_a_mailbox_that_is_not_there_is_made_with_a_command(there: Tenant) -> None:
    there.server.plan = [answering(404, "ErrorItemNotFound")]
    found = await there.findings()
    assert f'New-Mailbox -Shared -Name "IRO Bot" -PrimarySmtpAddress {OURS}' in found[INBOX].mend
    assert SENDING not in found and DIRECTORY in found


@pytest.mark.parametrize(
    ("trouble", "mend"),
    [
        (NotGranted("No token was granted (invalid_client, AADSTS7000222)"), f"az ad app credential reset --id {APP}"),
        (NotGranted("No token was granted (invalid_client, AADSTS700016)"), "Entra knows no such application"),
        (NotGranted("No token was granted (no code given)"), "Compare the id, the tenant and the credential"),
        (NotYet("The token service gave no usable answer (ConnectError)"), "HTTPS_PROXY"),
    ],
)
async def test_a_credential_that_is_not_taken_is_the_only_thing_told(
    there: Tenant, monkeypatch: pytest.MonkeyPatch, trouble: NotYet, mend: str
) -> None:
    there.client._guarded.token = Refusing(trouble)
    found = await there.findings()
    assert [*found] == [TOKEN] and mend in "\n".join(found[TOKEN].mend)
    assert "geheim" not in str(found)


class Refusing:
    def __init__(self, trouble: NotYet) -> None:
        self._trouble = trouble

    async def bearer(self) -> str:
        raise self._trouble

    def forget(self, token: str) -> None: ...


def test_the_page_for_administrators_names_every_role_that_is_asked_for() -> None:
    page = (ROOT / "deploy/microsoft-365/README.md").read_text(encoding="utf-8")
    for role in ("Mail.ReadWrite", "Mail.Send", "Calendars.ReadWrite"):
        lines = [line.replace(APP, "APP").replace(OURS, "iro.bot@council.gov.uk") for line in of_role(role, BOT, OURS)]
        commands = [line for line in lines if line.startswith(("New-", "Connect-", "Test-"))]
        assert len(commands) == 5 and all(command in page for command in commands)
    assert all(line.replace(APP, "APP") in page for line in of_directory(BOT) if line.startswith("az "))
