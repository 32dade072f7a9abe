"""Who the bot is in Microsoft Entra, and how it proves it; both doors to Microsoft may share one registration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .pem import fault_of_key, thumbprint_of
from .reading import PREFIX, Reading, is_file

TEAMS, OUTLOOK = "TEAMS", "OUTLOOK"
_PARTS = ("APP_ID", "TENANT", "SECRET", "SECRET_FILE", "CERTIFICATE", "ASSERTION", "MANAGED_IDENTITY")
_THUMBPRINT = re.compile(r"[0-9A-Fa-f]{40}")


@dataclass(frozen=True, slots=True)
class Registration:
    """`app_id` and `tenant` are GUIDs; exactly one of the four credentials is set.

    `certificate` is a PEM file with its private key, `thumbprint` its SHA-1; `assertion` a file that is written anew
    by whoever vouches for us; `managed_identity` says that the machine's own identity is the bot's.
    """

    app_id: str
    tenant: str
    secret: str = field(default="", repr=False)
    certificate: Path | None = None
    thumbprint: str = ""
    assertion: Path | None = None
    managed_identity: bool = False


def read_registration(reading: Reading, door: str, is_open: bool) -> Registration:
    """The door's own, or the other door's where only that one is given. One that is open needs everything."""
    whose = _given_for(reading, door)
    certificate = reading.file(f"{whose}_CERTIFICATE", "the PEM file of the bot's certificate", is_needed=False)
    found = Registration(
        app_id=reading.guid(f"{whose}_APP_ID", "the bot's app registration", is_open),
        tenant=reading.guid(f"{whose}_TENANT", "the authority's tenant", is_open),
        secret=reading.secret(f"{whose}_SECRET"),
        certificate=certificate,
        thumbprint=reading.text(f"{whose}_THUMBPRINT", thumbprint_of(certificate) if certificate else ""),
        assertion=reading.file(f"{whose}_ASSERTION", "the file with the federated assertion", is_needed=False),
        managed_identity=reading.is_on(f"{whose}_MANAGED_IDENTITY"),
    )
    if is_open:
        _look_at_proof(reading, found, whose)
    return found


def _given_for(reading: Reading, door: str) -> str:
    """Where nothing is given at all, Teams' names are asked for if it is open: they serve both."""
    given = {one: {reading.text(f"{one}_{part}").lower() for part in _PARTS} for one in (TEAMS, OUTLOOK)}
    whose = [one for one in (door, TEAMS, OUTLOOK) if given[one] - {"", "off"}]
    otherwise = TEAMS if reading.text("TEAMS").lower() == "on" else door
    return next(iter(whose), otherwise)


def _look_at_proof(reading: Reading, found: Registration, whose: str) -> None:
    """What the door lacks to prove who the bot is."""
    shown = [bool(found.secret), found.certificate is not None, found.assertion is not None, found.managed_identity]
    name = f"{PREFIX}{whose}"
    if sum(shown) != 1:
        tell = reading.faults.append if any(shown) else reading.gap
        tell(
            f"The bot has {'more than one' if any(shown) else 'no'} way to prove to Microsoft who it is. Set one "
            f"of {name}_SECRET (or {name}_SECRET_FILE), {name}_CERTIFICATE, {name}_ASSERTION, or "
            f"{name}_MANAGED_IDENTITY=on."
        )
    if found.certificate is not None:
        reading.faults += _certificate_faults(found.certificate, found.thumbprint, name)


def _certificate_faults(certificate: Path, thumbprint: str, name: str) -> Iterator[str]:
    if not is_file(certificate):
        return  # that is said where the file is named
    if fault := fault_of_key(certificate):
        yield f"{name}_CERTIFICATE names {certificate}, which {fault}"
    if not _THUMBPRINT.fullmatch(thumbprint):
        yield f"{name}_THUMBPRINT is to be the certificate's SHA-1, 40 hexadecimal digits, as Entra shows it."
    elif (own := thumbprint_of(certificate)) and own.lower() != thumbprint.lower():
        yield f"{name}_THUMBPRINT is another certificate's than the one in {certificate}. Leave it out, and it is read."
