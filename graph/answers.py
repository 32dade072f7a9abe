"""What an answer of Graph means for the request that it answers."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx

from .errors import Expired, GraphTrouble, InDoubt, NotAllowed, NotThere, NotYet, Refused
from .retry_after import seconds_asked_for

JsonObject = dict[str, Any]
NOT_ACCEPTED = frozenset({401, 412, 423, 429})
NEVER = {403: NotAllowed, 404: NotThere, 410: Expired}
_NOT_BEGUN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9.]{0,63}")


def accepted(response: httpx.Response, changes: bool) -> JsonObject:
    """The object in the answer; empty where there is none. `changes`: the request may have changed something.

    Raises GraphTrouble. Its words carry status and code, never the service's sentences: they may repeat a name.
    """
    if response.is_success:
        return _object(response, changes)
    status, code = response.status_code, _code(response)
    told = f"Graph answered {status} {code}".rstrip()
    kind: type[GraphTrouble] = NEVER.get(status, Refused)
    if status in NOT_ACCEPTED:
        kind = NotYet
    elif status >= 500 or status == 408:
        kind = InDoubt if changes else NotYet
    raise kind(told, status=status, code=code, after=seconds_asked_for(response.headers))


def broken(error: Exception, changes: bool) -> GraphTrouble:
    """The request came to no answer."""
    if isinstance(error, _NOT_BEGUN):
        return NotYet(f"Graph cannot be reached ({type(error).__name__})")
    kind = InDoubt if changes else NotYet
    return kind(f"The connection broke before Graph had answered ({type(error).__name__})")


def _object(response: httpx.Response, changes: bool) -> JsonObject:
    if not response.content:
        return {}
    try:
        found = json.loads(response.content)
    except (ValueError, RecursionError) as error:
        kind = InDoubt if changes else NotYet
        raise kind("Graph's answer cannot be read", status=response.status_code) from error
    return found if isinstance(found, dict) else {}


def _code(response: httpx.Response) -> str:
    try:
        error = json.loads(response.content).get("error")
        code = error.get("code")
    except (ValueError, RecursionError, AttributeError):
        return ""
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""
