"""What the settings say of the bot's registration, as Entra is shown it."""

from __future__ import annotations

from graph.credentials import (
    PUBLIC_CLOUD,
    ClientCertificate,
    ClientSecret,
    Credential,
    FederatedAssertion,
    ManagedIdentity,
)

from .settings.registration import Registration


def credential_of(bot: Registration, login_host: str = PUBLIC_CLOUD) -> Credential:
    """The one that is set. Raises OSError where the certificate cannot be read."""
    if bot.certificate is not None:
        pem = bot.certificate.read_text(encoding="ascii")
        return ClientCertificate(bot.app_id, bot.tenant, pem, bot.thumbprint, login_host)
    if bot.assertion is not None:
        return FederatedAssertion(bot.app_id, bot.tenant, bot.assertion, login_host)
    if bot.managed_identity:
        return ManagedIdentity(bot.app_id)
    return ClientSecret(bot.app_id, bot.tenant, bot.secret, login_host)
