"""Graph is asked to tell us when something comes into the inbox. What it tells is a poke: it holds nothing we act on.

https://learn.microsoft.com/graph/api/resources/subscription
"""

from __future__ import annotations

from datetime import UTC, datetime

from .client import GraphClient, path
from .errors import InDoubt, NotThere


class GraphSubscriptions:
    """All calls raise GraphTrouble."""

    def __init__(self, client: GraphClient, address: str) -> None:
        self._client = client
        self._inbox = f"users/{address}/mailFolders('Inbox')/messages"

    async def begin(self, url: str, state: str, until: datetime) -> str:
        """Answers its id. Graph calls `url` before it answers, and shows it `state` from then on.

        Where it is in doubt whether one was made, another may be: two pokes read the mailbox once.
        """
        asked = {
            "changeType": "created",
            "resource": self._inbox,
            "notificationUrl": url,
            "lifecycleNotificationUrl": url,
            "clientState": state,
            "expirationDateTime": _utc(until),
            "latestSupportedTlsVersion": "v1_2",
        }
        made = await self._client.post("/subscriptions", asked)
        id = made.get("id")
        if not isinstance(id, str) or not id:
            raise InDoubt("Graph made a subscription without saying which")
        return id

    async def renew(self, id: str, until: datetime) -> bool:
        """False where there is none of this id any more."""
        try:
            await self._client.patch(path("subscriptions", id), {"expirationDateTime": _utc(until)})
        except NotThere:
            return False
        return True


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
