"""The mailboxes of a tenant: drafts that are sent, copies that are seen late, and an inbox that is read by delta."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cached_property

from aiohttp import web

from .server import GraphServer, JsonObject, refusal

PAGE = 10
A_MINUTE = timedelta(minutes=1)


@dataclass
class Kept:
    """A mail in a mailbox. `seen_from` is when it shows: a sent copy is seen a while after it was sent."""

    id: str
    raw: bytes
    message_id: str
    conversation: str
    folder: str
    is_draft: bool
    at: datetime
    seen_from: datetime
    number: int
    marks: dict[str, str] = field(default_factory=dict)
    more: JsonObject = field(default_factory=dict)  # what a test wants Graph to show in place of what it would

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=default)  # type: ignore[return-value]


@dataclass
class Mailboxes:
    """`lag`: how late a sent copy shows. `most_a_minute`: what Exchange takes before it answers 429."""

    now: Callable[[], datetime] = lambda: datetime(2026, 3, 2, 9, tzinfo=UTC)
    lag: timedelta = timedelta(0)
    most_a_minute: int | None = None
    renames: bool = False  # Message-IDs are given anew as a mail is sent
    kept: dict[str, dict[str, Kept]] = field(default_factory=dict)
    sent: list[Kept] = field(default_factory=list)  # what has left, in order
    refusing: dict[str, tuple[int, str]] = field(default_factory=dict)  # by recipient, as a draft is sent
    oldest_link: int = 0  # delta links of fewer mails are expired
    number: int = 0

    def __call__(self, server: GraphServer) -> None:
        server.add("POST", "/users/{user}/messages", self.create)
        server.add("GET", "/users/{user}/messages", self.search)
        server.add("GET", "/users/{user}/messages/{id}", self.show)
        server.add("PATCH", "/users/{user}/messages/{id}", self.change)
        server.add("DELETE", "/users/{user}/messages/{id}", self.delete)
        server.add("POST", "/users/{user}/messages/{id}/send", self.send)
        server.add("GET", "/users/{user}/messages/{id}/$value", self.value)
        server.add("GET", "/users/{user}/mailFolders/sentitems/messages", self.sent_items)
        server.add("GET", "/users/{user}/mailFolders/inbox/messages/delta", self.delta)
        server.add("GET", "/users/{user}/mailFolders/inbox", self.inbox)

    def of(self, user: str) -> dict[str, Kept]:
        return self.kept.setdefault(user.lower(), {})

    def in_folder(self, user: str, folder: str) -> list[Kept]:
        return [one for one in self.of(user).values() if one.folder == folder]

    def put(self, user: str, raw: bytes, folder: str = "inbox", **more: object) -> Kept:
        """As when a mail comes in."""
        self.number += 1
        message = message_from_bytes(raw, policy=default)
        message_id = str(message["Message-ID"] or f"<made-{self.number}@graph.example>").strip().strip("<>")
        conversation = self._conversation(user, str(message["In-Reply-To"] or "").strip("<> "))
        is_draft, at = folder == "drafts", self.now()
        kept = Kept(
            f"AAMk{self.number}=", raw, message_id, conversation, folder, is_draft, at, at, self.number, more=dict(more)
        )
        self.of(user)[kept.id] = kept
        return kept

    def move(self, user: str, kept: Kept, folder: str) -> None:
        """It has another id then."""
        self.number += 1
        del self.of(user)[kept.id]
        kept.id, kept.folder = f"AAMk{self.number}=", folder
        self.of(user)[kept.id] = kept

    def _conversation(self, user: str, answered: str) -> str:
        if not answered:
            return f"conversation-{self.number}"
        known = (one.conversation for one in self.of(user).values() if one.message_id == answered)
        return next(known, f"conversation-{self.number}")

    def _found(self, request: web.Request) -> Kept | None:
        kept = self.of(request.match_info["user"]).get(request.match_info["id"])
        return kept if kept is not None and kept.seen_from <= self.now() else None

    async def create(self, request: web.Request) -> web.Response:
        raw = b64decode(await request.read(), validate=True)
        kept = self.put(request.match_info["user"], raw, "drafts")
        return web.json_response(self._shown(kept), status=201)

    async def show(self, request: web.Request) -> web.Response:
        kept = self._found(request)
        if kept is None:
            return _missing()
        row = self._shown(kept, request.query.get("$select", ""))
        if "attachments" in request.query.get("$expand", ""):
            row.setdefault("attachments", kept.more.get("attachments") or list(_attachments(kept.message)))
        return web.json_response(row)

    async def value(self, request: web.Request) -> web.Response:
        kept = self._found(request)
        return _missing() if kept is None else web.Response(body=kept.raw, content_type="text/plain")

    async def change(self, request: web.Request) -> web.Response:
        kept = self._found(request)
        if kept is None:
            return _missing()
        for mark in json.loads(await request.read()).get("singleValueExtendedProperties", []):
            kept.marks[mark["id"]] = mark["value"]
        return web.json_response(self._shown(kept))

    async def delete(self, request: web.Request) -> web.Response:
        kept = self._found(request)
        if kept is None:
            return _missing()
        del self.of(request.match_info["user"])[kept.id]
        return web.Response(status=204)

    async def send(self, request: web.Request) -> web.Response:
        kept, user = self._found(request), request.match_info["user"]
        if kept is None or not kept.is_draft:
            return _missing()
        recipient = str(kept.message["To"])
        if recipient in self.refusing:
            return refusal(*self.refusing[recipient])
        recent = [one for one in self.sent if one.at > self.now() - A_MINUTE]
        if self.most_a_minute is not None and len(recent) >= self.most_a_minute:
            return refusal(429, "ErrorMessageSubmissionBlocked", Retry_After="60")
        self._go_out(user, kept, recipient)
        return web.Response(status=202)

    def _go_out(self, user: str, kept: Kept, recipient: str) -> None:
        """A copy among what was sent takes the draft's place, under an id of its own, and is seen later."""
        self.move(user, kept, "sentitems")
        kept.is_draft, kept.at, kept.seen_from = False, self.now(), self.now() + self.lag
        if self.renames:
            kept.message_id = f"renamed-{kept.number}@graph.example"
        self.sent.append(kept)
        if recipient.lower() in self.kept:
            self.put(recipient, kept.raw)

    async def search(self, request: web.Request) -> web.Response:
        asked = request.query["$filter"]
        visible = [one for one in self.of(request.match_info["user"]).values() if one.seen_from <= self.now()]
        if found := re.fullmatch(r"internetMessageId eq '<(.*)>'", asked):
            rows = [one for one in visible if one.message_id == found[1].replace("''", "'")]
        else:
            marked = re.fullmatch(
                r"singleValueExtendedProperties/Any\(ep: ep/id eq '(.*)' and ep/value eq '(.*)'\)", asked
            )
            assert marked is not None, asked
            rows = [one for one in visible if one.marks.get(marked[1]) == marked[2].replace("''", "'")]
        return web.json_response({"value": [self._shown(one) for one in rows]})

    async def sent_items(self, request: web.Request) -> web.Response:
        found = re.fullmatch(r"sentDateTime ge (\S+)", request.query["$filter"])
        assert found is not None
        since, skip = datetime.fromisoformat(found[1]), int(request.query.get("$skip", 0))
        user = request.match_info["user"]
        rows = [one for one in self.in_folder(user, "sentitems") if one.at >= since and one.seen_from <= self.now()]
        answer: JsonObject = {"value": [self._shown(one) for one in rows[skip : skip + PAGE]]}
        if len(rows) > skip + PAGE:
            further = {**request.query, "$skip": str(skip + PAGE)}
            answer["@odata.nextLink"] = str(request.url.with_query(further))
        return web.json_response(answer)

    async def delta(self, request: web.Request) -> web.Response:
        """A link says up to which number all was given; its pages are small."""
        done = int(request.query.get("$deltatoken") or request.query.get("$skiptoken") or 0)
        if request.query.get("$deltatoken") and done < self.oldest_link:
            return refusal(410, "SyncStateNotFound")
        user = request.match_info["user"]
        rows = [one for one in self.in_folder(user, "inbox") if one.number > done]
        page = sorted(rows, key=lambda one: one.number)[:PAGE]
        reached = page[-1].number if page else max(done, self.number)
        kind = "$skiptoken" if len(rows) > PAGE else "$deltatoken"
        link = "@odata.nextLink" if len(rows) > PAGE else "@odata.deltaLink"
        url = str(request.url.with_query({kind: str(reached)}))
        few = [{"id": one.id} | {name: SHOWN[name](one) for name in LISTED} for one in page]
        return web.json_response({"value": few, link: url})

    async def inbox(self, request: web.Request) -> web.Response:
        return web.json_response({"id": "AAMkInbox", "displayName": "Inbox"})

    def _shown(self, kept: Kept, select: str = "") -> JsonObject:
        chosen = select.split(",") if select else ["internetMessageId", "conversationId", "isDraft"]
        more = {name: value for name, value in kept.more.items() if name in chosen}
        marks = [{"id": id, "value": value} for id, value in kept.marks.items()]
        row = {name: SHOWN[name](kept) for name in chosen if name in SHOWN} | more
        return {"id": kept.id, "singleValueExtendedProperties": marks, **row}


def _text(kept: Kept) -> str:
    body = kept.message.get_body(("plain", "html"))
    return str(body.get_content()) if body is not None else ""


def _from(kept: Kept) -> str:
    return str(kept.message["From"] or "").rpartition("<")[2].strip(" >")


SHOWN: dict[str, Callable[[Kept], object]] = {
    "internetMessageId": lambda kept: f"<{kept.message_id}>",
    "conversationId": lambda kept: kept.conversation,
    "isDraft": lambda kept: kept.is_draft,
    "subject": lambda kept: str(kept.message["Subject"] or ""),
    "from": lambda kept: {"emailAddress": {"name": "Somebody", "address": _from(kept)}},
    "receivedDateTime": lambda kept: kept.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    "internetMessageHeaders": lambda kept: [{"name": n, "value": str(v)} for n, v in kept.message.items()],
    "hasAttachments": lambda kept: any(True for _ in kept.message.iter_attachments()),
    "body": lambda kept: {"contentType": "text", "content": _text(kept)},
    "uniqueBody": lambda kept: {"contentType": "text", "content": _unique(_text(kept))},
}
"""What Graph shows of a mail where it is asked for."""
LISTED = ("internetMessageId", "receivedDateTime", "from")


def _unique(text: str) -> str:
    """What a reply adds above what it quotes."""
    return text.partition("\n>")[0]


def _attachments(message: EmailMessage) -> Iterator[JsonObject]:
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        size = len(content) if isinstance(content, bytes) else 0
        yield {"name": part.get_filename() or "", "contentType": part.get_content_type(), "size": size}


def _missing() -> web.Response:
    return refusal(404, "ErrorItemNotFound")
