"""Does our own mail system vouch that a mail comes from the address it names? Nothing that a sender can write counts.

The mail system has checked the mail as it came in, and has written what it found on top of it (RFC 8601).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .headers import LONGEST, Lines, domain_of, one_address, plain, values_of

RESULTS = "authentication-results"
INTERNAL = "x-ms-exchange-organization-authas"
_METHODS = frozenset(["arc", "auth", "compauth", "dkim", "dmarc", "spf"])


@dataclass(frozen=True, slots=True)
class Named:
    """A mail system that writes its results under this name, and removes what others wrote under it (RFC 8601, 5)."""

    authserv_id: str


@dataclass(frozen=True, slots=True)
class ExchangeOnline:
    """It names nobody in its results, and keeps X-MS-Exchange-Organization-* lines to itself.

    https://learn.microsoft.com/defender-office-365/message-headers-eop-mdo
    """


Vouching = Named | ExchangeOnline


@dataclass(frozen=True, slots=True)
class _Result:
    """What one method found, and of what: `spf`, `pass`, {"smtp.mailfrom": "council.example"}."""

    method: str
    found: str
    of: dict[str, str]


def is_authentic(lines: Lines, by: Vouching) -> bool:
    """Is the one address in From vouched for? Display names never count; several addresses are nobody's."""
    pairs = tuple(lines)
    address = one_address(pairs)
    if address is None:
        return False
    if isinstance(by, ExchangeOnline) and [v.strip().lower() for v in values_of(pairs, INTERNAL)] == ["internal"]:
        return True
    stamped = values_of(pairs, RESULTS)
    results = _results(stamped[0], by) if stamped else None
    return results is not None and _vouch_for(address, results)


def _vouch_for(address: str, results: list[_Result]) -> bool:
    """DMARC decides where it was asked and has an answer; where the domain has no such rule, what it would go by."""
    domain = domain_of(address)
    dmarc = {result.found for result in results if result.method == "dmarc"}
    if dmarc == {"pass"}:
        return all(_names(r, "header.from", domain) for r in results if r.method == "dmarc")
    if dmarc - {"none", "bestguesspass"}:
        return False
    return any(_is_aligned(result, address) for result in results if result.found == "pass")


def _names(result: _Result, what: str, domain: str) -> bool:
    return domain_of(result.of.get(what, domain)) == domain


def _is_aligned(result: _Result, address: str) -> bool:
    match result.method:
        case "dkim":
            return _is_over(result.of.get("header.d") or result.of.get("header.i", ""), address)
        case "spf":
            return _is_over(result.of.get("smtp.mailfrom", ""), address)
        case "auth":
            return result.of.get("smtp.auth", "").lower() == address
        case _:
            return False


def _is_over(given: str, address: str) -> bool:
    """The same domain, or one that it lies beneath: who holds that one holds both."""
    over, domain = domain_of(given), domain_of(address)
    return "." in over and (domain == over or domain.endswith(f".{over}"))


def _results(value: str, by: Vouching) -> list[_Result] | None:
    """None: it was not our mail system that wrote it, or it cannot be read for certain."""
    bare = plain(value) if len(value) <= LONGEST else None
    if bare is None:
        return None
    first, *others = (" ".join(re.sub(r"\s*=\s*", "=", part).split()) for part in bare.split(";"))
    match by:
        case Named(authserv_id):
            if not authserv_id or first.partition(" ")[0].lower() != authserv_id.lower():
                return None
            return list(_read(others))
        case ExchangeOnline():
            return list(_read([first, *others])) if first.partition("=")[0].lower() in _METHODS else None


def _read(parts: list[str]) -> Iterator[_Result]:
    """What names one thing twice and differently vouches for nothing."""
    for part in parts:
        head, *properties = part.split(" ")
        method, said, found = head.partition("=")
        pairs = {(name.lower(), value) for name, is_given, value in (p.partition("=") for p in properties) if is_given}
        if said:
            of = dict(pairs)
            yield _Result(method.partition("/")[0].lower(), found.lower() if len(of) == len(pairs) else "unclear", of)
