"""What time it is at Microsoft: the Date of an answer, whatever the answer is."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from .errors import NotYet
from .network import TIMEOUT


async def time_at(url: str, trust: ssl.SSLContext) -> datetime:
    """Aware, UTC, to the second. Nothing is shown there that says who asks. Raises NotYet."""
    try:
        async with httpx.AsyncClient(verify=trust, timeout=TIMEOUT) as client:
            answer = await client.get(url)
        return parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
    except (httpx.HTTPError, httpx.InvalidURL, KeyError, ValueError) as error:
        raise NotYet(f"The answer says no time ({type(error).__name__})") from error
