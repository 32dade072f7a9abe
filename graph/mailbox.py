"""One mailbox: drafts are made, sent and looked for; what comes in is read page by page. It knows no cases.

https://learn.microsoft.com/graph/api/resources/message
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .answers import JsonObject
from .client import GraphClient, path
from .errors import InDoubt, NotThere

MARK = "String {5d8b0b8e-4c5e-4b0c-9a57-2f1f0d7a3c64} Name iro-bot-message"
"""A property of ours that is copied with a mail when it is sent, whatever becomes of its ids."""
KNOWN_BY = "id,internetMessageId,conversationId,isDraft"
PAGE = 20
SENT_PAGE = 100
MOST_PAGES = 100


@dataclass(frozen=True, slots=True)
class Item:
    """A mail in the mailbox. `id` is Graph's, and changes when it is sent; `message_id` without angle brackets."""

    id: str
    message_id: str
    conversation: str | None
    is_draft: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A mail as the list of what is new names it: Graph's id, its Message-ID without angle brackets, the address it
    says it is from and when it came, as Graph writes that. What Graph does not say is empty.
    """

    id: str
    message_id: str
    sender: str = ""
    received: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """`mails` are what is new; `link` is where to go on, and whether that is the end for now."""

    mails: tuple[Listed, ...]
    link: str
    is_last: bool


class GraphMailbox:
    """All calls raise GraphTrouble."""

    def __init__(self, client: GraphClient, address: str) -> None:
        self._client = client
        self.address = address

    async def create_draft(self, mime: bytes) -> Item:
        """A draft from a whole mail (RFC 5322). Raises InDoubt where one was made, and Graph does not say which."""
        made = await self._client.post(self._path("messages"), content=b64encode(mime), content_type="text/plain")
        if (item := _item(made)) is None:
            raise InDoubt("Graph made a draft without saying which")
        return item

    async def mark(self, item: Item) -> None:
        """So that it is found by the Message-ID of its draft, also where another was given to it since."""
        marked = {"singleValueExtendedProperties": [{"id": MARK, "value": item.message_id}]}
        await self._client.patch(self._path("messages", item.id), marked)

    async def send_draft(self, id: str) -> None:
        await self._client.post(self._path("messages", id, "send"), content=b"")

    async def discard(self, id: str) -> None:
        await self._client.delete(self._path("messages", id))

    async def item(self, id: str) -> Item | None:
        try:
            return _item(await self._client.get(self._path("messages", id), {"$select": KNOWN_BY}))
        except NotThere:
            return None

    async def find(self, message_id: str) -> tuple[Item, ...]:
        """In every folder: by its Message-ID, else by the mark that was set on its draft."""
        quoted = message_id.replace("'", "''")
        by_id = f"internetMessageId eq '<{quoted}>'"
        by_mark = f"singleValueExtendedProperties/Any(ep: ep/id eq '{MARK}' and ep/value eq '{quoted}')"
        return await self._found(by_id) or await self._found(by_mark)

    async def sent_since(self, since: datetime) -> frozenset[str]:
        """Message-IDs among the sent items, and those that their drafts had."""
        asked = {
            "$select": "internetMessageId",
            "$filter": f"sentDateTime ge {_utc(since)}",
            "$expand": f"singleValueExtendedProperties($filter=id eq '{MARK}')",
            "$top": str(SENT_PAGE),
        }
        answer = await self._client.get(self._path("mailFolders", "sentitems", "messages"), asked)
        found = set(_names(answer))
        for _ in range(MOST_PAGES):
            if not (link := answer.get("@odata.nextLink")):
                break
            answer = await self._client.get(link)
            found.update(_names(answer))
        return frozenset(found)

    async def new(self, link: str | None) -> Page:
        """What came into the inbox since the reading that gave this link; None from the beginning.

        Raises Expired, or another Refused, for a link that serves no more.
        """
        small = {"Prefer": f"odata.maxpagesize={PAGE}"}
        if link is None:
            asked = {"changeType": "created", "$select": "internetMessageId,receivedDateTime,from"}
            answer = await self._client.get(self._path("mailFolders", "inbox", "messages", "delta"), asked, small)
        else:
            answer = await self._client.get(link, headers=small)
        rows = (row for row in _rows(answer) if "@removed" not in row and isinstance(row.get("id"), str))
        mails = tuple(map(_listed, rows))
        further, last = answer.get("@odata.nextLink"), answer.get("@odata.deltaLink")
        return Page(mails, str(further or last or ""), not further)

    async def read(self, id: str, select: str, attachments: bool = False) -> JsonObject:
        """One mail as Graph has it, its texts as plain text. Raises NotThere, TooLarge."""
        asked = {"$select": select}
        if attachments:
            asked["$expand"] = "attachments($select=name,contentType,size)"
        return await self._client.get(self._path("messages", id), asked, {"Prefer": 'outlook.body-content-type="text"'})

    async def mime(self, id: str) -> bytes:
        """The whole mail as it came in. Raises NotThere, TooLarge."""
        return await self._client.get_bytes(f"{self._path('messages', id)}/$value")

    async def _found(self, condition: str) -> tuple[Item, ...]:
        asked = {"$filter": condition, "$select": KNOWN_BY, "$top": "10"}
        answer = await self._client.get(self._path("messages"), asked)
        return tuple(item for row in _rows(answer) if (item := _item(row)) is not None)

    def _path(self, *parts: str) -> str:
        return path("users", self.address, *parts)


def _item(row: JsonObject) -> Item | None:
    id, message_id = row.get("id"), _bare(row.get("internetMessageId"))
    if not isinstance(id, str) or not id or not message_id:
        return None
    conversation = row.get("conversationId")
    return Item(
        id, message_id, conversation if isinstance(conversation, str) else None, row.get("isDraft") is not False
    )


def _listed(row: JsonObject) -> Listed:
    received = row.get("receivedDateTime")
    return Listed(
        row["id"], _bare(row.get("internetMessageId")), _sender(row), received if isinstance(received, str) else ""
    )


def _sender(row: JsonObject) -> str:
    given: Any = row.get("from")
    held = given.get("emailAddress") if isinstance(given, dict) else None
    address = held.get("address") if isinstance(held, dict) else None
    return address.lower() if isinstance(address, str) else ""


def _rows(answer: JsonObject) -> list[JsonObject]:
    rows = answer.get("value")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _names(answer: JsonObject) -> Iterator[str]:
    for row in _rows(answer):
        if name := _bare(row.get("internetMessageId")):
            yield name
        marks: Any = row.get("singleValueExtendedProperties")
        for mark in marks if isinstance(marks, list) else ():
            if isinstance(mark, dict) and isinstance(mark.get("value"), str):
                yield mark["value"]


def _bare(message_id: object) -> str:
    return message_id.strip().removeprefix("<").removesuffix(">") if isinstance(message_id, str) else ""


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
