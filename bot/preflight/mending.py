"""What mends a missing right in Microsoft 365: commands for an administrator, with this deployment's own values.

https://learn.microsoft.com/exchange/permissions-exo/application-rbac
https://learn.microsoft.com/graph/permissions-reference
"""

from __future__ import annotations

from ..settings.registration import Registration

GRAPH_ITSELF = "00000003-0000-0000-c000-000000000000"
USER_READ_ALL = "df021288-bdef-4463-88db-98f22de89214"
GROUP_MEMBER_READ_ALL = "98830695-27a2-44f7-8c18-0c3ebc9698f6"
SCOPE = "IRO Bot mailbox"
CODES = {
    "AADSTS7000215": "The secret is not the registration's. Take its value, not its id, from a new one:",
    "AADSTS7000222": "The secret has expired. Make a new one, and set it:",
    "AADSTS700016": "Entra knows no such application in this tenant: compare both ids with the registration.",
    "AADSTS90002": "Entra knows no such tenant: compare the tenant's id with the one on the overview page of Entra.",
    "AADSTS700027": "The certificate is not one of the registration's. Upload its public part there.",
    "AADSTS700024": "The assertion has expired. Whoever writes its file has stopped.",
    "AADSTS7000229": "The registration has no service principal in this tenant. Make one: az ad sp create --id {app}",
}


def of_credential(why: str, bot: Registration) -> tuple[str, ...]:
    """By the code in Entra's answer, where it gave one that we know."""
    said = [words.format(app=bot.app_id) for code, words in CODES.items() if f"{code})" in why or f"{code}," in why]
    renewed = f"az ad app credential reset --id {bot.app_id} --append"
    if not said:
        return ("Compare the id, the tenant and the credential with the app registration in Microsoft Entra.",)
    return (*said, *([renewed] if said[0].endswith(":") else []))


def of_role(role: str, bot: Registration, address: str) -> tuple[str, ...]:
    """One right on our mailbox alone, by RBAC for Applications: in PowerShell, as an Exchange administrator."""
    return (
        "Run in PowerShell, as an Exchange administrator; leave out what is there already:",
        "Connect-ExchangeOnline",
        f"$sp = az ad sp show --id {bot.app_id} --query id -o tsv",
        f'New-ServicePrincipal -AppId {bot.app_id} -ObjectId $sp -DisplayName "IRO Bot"',
        f'New-ManagementScope -Name "{SCOPE}" -RecipientRestrictionFilter "PrimarySmtpAddress -eq \'{address}\'"',
        f'New-ManagementRoleAssignment -App $sp -Role "Application {role}" -CustomResourceScope "{SCOPE}"',
        f"Test-ServicePrincipalAuthorization -Identity {bot.app_id} -Resource {address}",
        "It takes up to two hours until Exchange acts on it.",
    )


def of_directory(bot: Registration) -> tuple[str, ...]:
    return _consent("User.Read.All", USER_READ_ALL, bot)


def of_groups(bot: Registration) -> tuple[str, ...]:
    return _consent("GroupMember.Read.All", GROUP_MEMBER_READ_ALL, bot)


def _consent(name: str, role: str, bot: Registration) -> tuple[str, ...]:
    return (
        f"Grant {name} as an application permission, and consent to it as an administrator:",
        f"az ad app permission add --id {bot.app_id} --api {GRAPH_ITSELF} --api-permissions {role}=Role",
        f"az ad app permission admin-consent --id {bot.app_id}",
    )


def of_scope(bot: Registration) -> tuple[str, ...]:
    return (
        "Take back the Mail and Calendars permissions that were consented to in Entra: they hold for every mailbox,",
        "whatever scope Exchange sets beside them. They stand under Enterprise applications, Permissions:",
        f"az ad app permission list --id {bot.app_id}",
        "In Exchange, look for assignments without a scope:",
        f"Get-ManagementRoleAssignment -RoleAssignee {bot.app_id} | Format-List Role, CustomResourceScope",
    )


def of_mailbox(address: str) -> tuple[str, ...]:
    return (
        "Make a shared mailbox with this address, in PowerShell, or correct IRO_BOT_MAIL_ADDRESS:",
        f'New-Mailbox -Shared -Name "IRO Bot" -PrimarySmtpAddress {address}',
    )
