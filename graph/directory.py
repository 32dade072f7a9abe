"""People in the directory: who they are, whether their account is open, and who is above them.

https://learn.microsoft.com/graph/api/user-get and user-list-manager
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from .answers import JsonObject
from .client import GraphClient, path
from .errors import NotThere, Refused

FIELDS = "id,displayName,mail,userPrincipalName,accountEnabled"
MOST_PAGES = 50
MOST_ABOVE = 20
"""Nobody has so many managers above them: beyond that the directory goes round in some other way."""


@dataclass(frozen=True, slots=True)
class DirectoryUser:
    id: str
    name: str
    address: str
    is_enabled: bool


class GraphDirectory:
    """All calls raise GraphTrouble."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def user(self, id: str) -> DirectoryUser | None:
        """By object id. None where the account is gone."""
        try:
            return _user(await self._client.get(path("users", id), {"$select": FIELDS}))
        except NotThere:
            return None

    async def with_address(self, address: str) -> DirectoryUser | None:
        """None where it is nobody's, or several people's."""
        given = address.replace("'", "''")
        wanted = {"$filter": f"mail eq '{given}' or userPrincipalName eq '{given}'", "$select": FIELDS}
        found = (await self._client.get(path("users"), wanted)).get("value")
        users = [_user(one) for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        return users[0] if len(users) == 1 else None

    async def managers(self, id: str) -> tuple[DirectoryUser, ...]:
        """Up to the top, the nearest first. A ring is followed once round."""
        above: dict[str, DirectoryUser] = {}
        at = id
        while len(above) < MOST_ABOVE:
            manager = await self._manager(at)
            if manager is None or manager.id in above or manager.id == id:
                break
            above[manager.id] = manager
            at = manager.id
        return tuple(above.values())

    async def members(self, group: str) -> tuple[DirectoryUser, ...]:
        """The people in a group, not those of groups inside it; an entry that is no person is left out."""
        found: list[DirectoryUser] = []
        link: str | None = path("groups", group, "members", "microsoft.graph.user")
        params: dict[str, str] | None = {"$select": FIELDS, "$top": "100"}
        for _ in range(MOST_PAGES):
            if link is None:
                return tuple(found)
            page = await self._client.get(link, params)
            found += _users(page)
            link, params = page.get("@odata.nextLink"), None
        raise Refused("A group has more members than are read")

    async def _manager(self, id: str) -> DirectoryUser | None:
        """404 is Graph's word for nobody above."""
        try:
            return _user(await self._client.get(path("users", id, "manager"), {"$select": FIELDS}))
        except NotThere:
            return None


def _users(page: JsonObject) -> list[DirectoryUser]:
    given, found = page.get("value"), []
    for one in given if isinstance(given, list) else []:
        with suppress(Refused):
            found.append(_user(one if isinstance(one, dict) else {}))
    return found


def _user(given: JsonObject) -> DirectoryUser:
    """Raises Refused for an entry that lacks what makes a person. Closed is only what the directory calls so."""
    id, name = given.get("id"), given.get("displayName")
    address = given.get("mail") or given.get("userPrincipalName")
    if not (isinstance(id, str) and isinstance(name, str) and isinstance(address, str)):
        raise Refused("An entry of the directory has no id, no name or no address")
    return DirectoryUser(id.lower(), name.strip(), address.strip(), given.get("accountEnabled") is not False)
