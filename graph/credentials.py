"""How we prove to Entra who we are: a secret, a certificate, a federated assertion or a managed identity."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from json import JSONDecodeError
from pathlib import Path
from typing import Protocol

import httpx
import msal
from jwt import PyJWTError

from .errors import NotGranted, NotYet

PUBLIC_CLOUD = "login.microsoftonline.com"

# the last three: msal takes an answer apart without looking whether it has that shape
_NO_ANSWER = (OSError, RuntimeError, httpx.HTTPError, msal.exceptions.MsalError, AttributeError, KeyError, TypeError)
_PASSING = frozenset({"temporarily_unavailable", "server_error", "timeout", "slow_down"})
_ENTRA_CODE = re.compile(r"AADSTS\d+")
_PLAIN = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class ClientSecret:
    app_id: str
    tenant: str
    secret: str = field(repr=False)
    login_host: str = PUBLIC_CLOUD


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """`pem` holds the private key; `thumbprint` is the certificate's SHA-1 in hexadecimal, as Entra shows it."""

    app_id: str
    tenant: str
    pem: str = field(repr=False)
    thumbprint: str
    login_host: str = PUBLIC_CLOUD


@dataclass(frozen=True, slots=True)
class FederatedAssertion:
    """`file` is written anew by whoever vouches for us (a cluster, a pipeline): it is read for every token."""

    app_id: str
    tenant: str
    file: Path
    login_host: str = PUBLIC_CLOUD


@dataclass(frozen=True, slots=True)
class ManagedIdentity:
    """A user-assigned identity of the machine in Azure; its client id is our app id."""

    client_id: str


AppCredential = ClientSecret | ClientCertificate | FederatedAssertion
Credential = AppCredential | ManagedIdentity


class HttpClient(Protocol):
    """What msal needs: network.py has it, and so has a test's own."""

    def get(self, url: str, **kwargs: object) -> object: ...

    def post(self, url: str, **kwargs: object) -> object: ...


@dataclass(frozen=True, slots=True)
class Granted:
    """`seconds` is how long the token is good for, from when it was asked for."""

    token: str = field(repr=False)
    seconds: float


def ask_for_token(credential: Credential, resource: str, http: HttpClient) -> Granted:
    """One token for `resource` (as https://graph.microsoft.com), straight from Entra; blocks.

    Raises NotGranted, and NotYet where it may pass.

    msal keeps tokens of its own and would hand out the old one until five minutes before its end; an app that is
    new each time has none to hand out.
    """
    try:
        match credential:
            case ManagedIdentity(client_id):
                return _granted(_from_machine(client_id, resource, http))
            case _:
                return _granted(_from_entra(credential, resource, http))
    except JSONDecodeError as error:
        raise NotYet("The token service answered with something that is not JSON") from error
    except (ValueError, PyJWTError) as error:  # a tenant that does not exist, a key that cannot be read
        raise NotGranted("The tenant or the key is not usable: check the app registration's values") from error
    except _NO_ANSWER as error:
        raise NotYet(f"The token service gave no usable answer ({type(error).__name__})") from error


def _from_entra(credential: AppCredential, resource: str, http: HttpClient) -> Mapping[str, object]:
    app = msal.ConfidentialClientApplication(
        credential.app_id,
        client_credential=_shown(credential),
        authority=f"https://{credential.login_host}/{credential.tenant}",
        instance_discovery=False,
        http_client=http,
    )
    answer: Mapping[str, object] = app.acquire_token_for_client([f"{resource}/.default"])
    return answer


def _shown(credential: AppCredential) -> str | dict[str, str] | dict[str, Callable[[], str]]:
    match credential:
        case ClientSecret(secret=secret):
            return secret
        case ClientCertificate(pem=pem, thumbprint=thumbprint):
            return {"private_key": pem, "thumbprint": thumbprint}
        case FederatedAssertion(file=file):
            return {"client_assertion": lambda: _read(file)}


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise NotGranted(f"The federated assertion in {file} cannot be read") from error


def _from_machine(client_id: str, resource: str, http: HttpClient) -> Mapping[str, object]:
    identity = msal.UserAssignedManagedIdentity(client_id=client_id)
    client = msal.ManagedIdentityClient(identity, http_client=http)
    answer: Mapping[str, object] = client.acquire_token_for_client(resource=resource)
    return answer


def _granted(answer: Mapping[str, object]) -> Granted:
    """Entra's sentences may name the tenant: only its codes are repeated."""
    token, seconds = answer.get("access_token"), answer.get("expires_in")
    if isinstance(token, str) and token and isinstance(seconds, int | float):
        return Granted(token, seconds)
    error, told = str(answer.get("error")), str(answer.get("error_description"))
    codes = [error] * bool(_PLAIN.fullmatch(error)) + _ENTRA_CODE.findall(told)[:1]
    words = f"No token was granted ({', '.join(codes) or 'no code given'})"
    raise (NotYet if error in _PASSING else NotGranted)(words)
