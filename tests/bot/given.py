"""Settings as an operator writes them, and what is said of those that are wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.config import Mode, Settings, read_settings
from bot.settings.reading import SettingsWrong

APP = "0f1d2c3b-4a59-6877-8695-a4b3c2d1e0f9"
TENANT = "AAAABBBB-0000-1111-2222-CCCCDDDDEEEE"
PLAIN = serialization.NoEncryption()


def needed(folder: Path) -> dict[str, str]:
    """All that a service needs before it opens a door."""
    people = folder / "people.csv"
    people.write_text("person,name,email,role\n", encoding="utf-8")
    return {
        "IRO_BOT_DATABASE_URL": "postgresql://bot:geheim@db/iro",
        "IRO_BOT_PACK": "somewhere",
        "IRO_BOT_PEOPLE": str(people),
    }


def ours(**given: str) -> dict[str, str]:
    return {f"IRO_BOT_{name}": value for name, value in given.items()}


def read(environ: dict[str, str]) -> Settings:
    return read_settings(environ, Mode.SERVE)


def faults(environ: dict[str, str], mode: Mode = Mode.SERVE) -> tuple[str, ...]:
    with pytest.raises(SettingsWrong) as refused:
        read_settings(environ, mode)
    return refused.value.faults


def key_pem(passphrase: bytes = b"") -> bytes:
    locked = serialization.BestAvailableEncryption(passphrase) if passphrase else PLAIN
    return _pem_of(ec.generate_private_key(ec.SECP256R1()), locked)


def certificate_pem(key: bytes, host: str = "fairshire.example") -> bytes:
    """Signed by itself, so that it is an authority of its own, too."""
    private = serialization.load_pem_private_key(key, None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Fairshire")])
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    drawn_up = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(weeks=5200))
    )
    for_host = drawn_up.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    return for_host.sign(private, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _pem_of(key: ec.EllipticCurvePrivateKey, locked: serialization.KeySerializationEncryption) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
