"""PEM files looked at before anything depends on them: keys, certificates, certificate authorities."""

from __future__ import annotations

import binascii
import re
import ssl
from base64 import b64decode
from hashlib import sha1
from pathlib import Path

_KEY = re.compile(r"-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END \1-----")
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_LOCKED = re.compile(r"-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED", re.MULTILINE)


def fault_of_key(file: Path) -> str:
    """Why this file cannot be shown as the bot's certificate, with the remedy; empty where it can."""
    pem = _text(file)
    if pem is None:
        return "cannot be read. Check the path and who may read the file."
    if _LOCKED.search(pem):
        return "holds a key that is locked with a passphrase. Write the key into it without one."
    if not (key := _KEY.search(pem)):
        return "holds no private key. Write the key beside the certificate, both as PEM."
    if not _is_der(key[2]) or (_CERTIFICATE.search(pem) and not _is_pair(file)):
        return "holds a key that cannot be used, or that is another certificate's. Export both again, as PEM."
    return ""


def fault_of_authority(file: Path) -> str:
    """Why this file does not name a certificate authority; empty where it does."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except (OSError, ValueError):  # ssl.SSLError is an OSError
        return "holds no certificate that can be used. Write the authority's certificate into it, as PEM."
    return ""


def thumbprint_of(file: Path) -> str:
    """The SHA-1 of the first certificate in it, in hexadecimal; empty where there is none."""
    found = _CERTIFICATE.search(_text(file) or "")
    try:
        return sha1(ssl.PEM_cert_to_DER_cert(found[0]), usedforsecurity=False).hexdigest() if found else ""
    except ValueError:
        return ""


def _text(file: Path) -> str | None:
    try:
        return file.read_text(encoding="ascii")
    except (OSError, ValueError):
        return None


def _is_der(encoded: str) -> bool:
    """A key is one ASN.1 sequence; what is inside only its first use shows."""
    try:
        return b64decode("".join(encoded.split()), validate=True).startswith(b"\x30")
    except binascii.Error:
        return False


def _is_pair(file: Path) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(file, password=lambda: "")
    except (OSError, ValueError):
        return False
    return True
