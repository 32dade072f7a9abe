"""How long a service asks to be left alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime


def seconds_asked_for(headers: Mapping[str, str]) -> float | None:
    """Retry-After as seconds or as a date (RFC 9110, 10.2.3), which is measured from the answer's own date."""
    given = headers.get("Retry-After", "")
    if given.isascii() and given.isdigit() and len(given) < 7:
        return float(given)
    until, sent = _moment(given), _moment(headers.get("Date", ""))
    return max((until - sent).total_seconds(), 0) if until and sent else None


def _moment(written: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else None
